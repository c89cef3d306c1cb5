#ifndef TRUC_MODULES_DOSSIER_STAFF_PAGE_H
#define TRUC_MODULES_DOSSIER_STAFF_PAGE_H

/* The whole view of the dossier's page, for handlers that show it again after a mistake. */
#include "modules/dossier/handlers_staff.h"

struct result staff_view_of(struct request *request, struct staff_dossier_view *view);

#endif
