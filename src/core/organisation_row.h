#ifndef TRUC_CORE_ORGANISATION_ROW_H
#define TRUC_CORE_ORGANISATION_ROW_H

#include "core/organisation.h"

/* The queries that answer agencies have the same columns, so one shape serves all. */
#define AGENCY_OF(row)                                                                             \
    ((struct agency){.id = (row).id,                                                               \
                     .code = (row).code,                                                           \
                     .area_code = (row).area_code,                                                 \
                     .name = (row).name,                                                           \
                     .place = (row).place,                                                         \
                     .kind = (row).kind,                                                           \
                     .level = (row).level,                                                         \
                     .parent_id = (row).has_parent_id ? (row).parent_id : 0,                       \
                     .address = (row).address,                                                     \
                     .phone = (row).phone,                                                         \
                     .branch = (row).branch})

#endif
