#ifndef TRUC_MODULES_DOSSIER_HANDLERS_STAFF_H
#define TRUC_MODULES_DOSSIER_HANDLERS_STAFF_H

#include "modules/dossier/service.h"
#include "modules/dossier/staff_views.h"
#include "web/web.h"

struct result staff_queue_show(struct request *request);
struct result staff_list_show(struct request *request);
struct result staff_next_show(struct request *request);
struct result staff_dossier_show(struct request *request);
struct result staff_file_show(struct request *request);
struct result staff_paper_show(struct request *request);
struct result staff_accept_send(struct request *request);
struct result staff_task_send(struct request *request);
struct result staff_ask_show(struct request *request);
struct result staff_ask_send(struct request *request);
struct result staff_refuse_show(struct request *request);
struct result staff_refuse_send(struct request *request);

/* ---- shared by the handlers of the desk ---- */

struct service_context staff_context(const struct request *request);
/* The dossier of the address; records that the screen shows personal data. */
struct result staff_load(struct request *request, struct dossier_view **out);
/* Where the dossier stands in the process, in words. */
struct str staff_step(const struct request *request, struct str holder_role, struct str task_name,
                      enum dossier_status status);
/* "Cần làm › H19.62-261123-0027 › last", the last where it is not NULL. */
struct crumbs staff_crumbs(const struct request *request, struct str code, const char *last);
/* True while the desk decides: accept, ask for supplements, refuse. */
bool staff_at_reception(const struct dossier_view *d);
/* "/can-bo/ho-so/{code}". */
struct str staff_path(const struct request *request, struct str code);
/* Error rows out of one message at one field. */
struct error_view staff_error(const struct request *request, const char *field,
                              const char *message);

/* What the dossier's page shows beside the decision form, from its form definition. */
struct result staff_fill_contents(struct request *request, struct staff_dossier_view *view);
/* The form of the open user task into view->fields: what was typed where `errors` is given, else
 * what is known. */
struct eform_errors;
struct result staff_fill_task(struct request *request, struct staff_dossier_view *view,
                              const struct eform_errors *errors);

#endif
