#ifndef TRUC_MODULES_ORGANISATION_EXPORT_H
#define TRUC_MODULES_ORGANISATION_EXPORT_H

#include "modules/organisation/import.h"

/* The organisation as of a day, in the columns of the import: what goes out may come in again and
 * changes nothing. Reads only. */
struct result export_csv(struct service_context *ctx, const struct import_kind *kind,
                         struct str day, struct str *csv);

#endif
