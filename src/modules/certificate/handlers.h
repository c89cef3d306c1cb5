#ifndef TRUC_MODULES_CERTIFICATE_HANDLERS_H
#define TRUC_MODULES_CERTIFICATE_HANDLERS_H

#include "core/service.h"
#include "modules/certificate/views.h"
#include "web/web.h"

struct result register_list_show(struct request *request);
struct result register_list_csv(struct request *request);
struct result register_one_show(struct request *request);
struct result register_end_send(struct request *request);
struct result register_own_show(struct request *request);
struct result register_form_show(struct request *request);
struct result register_form_send(struct request *request);

struct result person_show(struct request *request);
struct result person_signatures_show(struct request *request);
struct result missing_show(struct request *request);
struct result missing_csv(struct request *request);

struct result import_form_show(struct request *request);
struct result import_form_send(struct request *request);
struct result import_show(struct request *request);
struct result import_apply_send(struct request *request);

struct result trust_list_show(struct request *request);
struct result trust_form_show(struct request *request);
struct result trust_form_send(struct request *request);
struct result trust_end_send(struct request *request);

/* What handlers of this module share. */
struct service_context certificate_context(const struct request *request);
struct field_view certificate_field(const struct request *request, const char *name,
                                    const char *label);
/* Where the page stands: below `home`, which is called `words` (msgid). */
struct crumbs certificate_path(struct request *request, const char *home, const char *words,
                               struct str last);
int64_t certificate_page(const struct request *request); /* of field "trang", from 1 */
int64_t certificate_id(const struct request *request);
/* Sends the file of field "tep" to the inspector; `read` runs when it is ready. False where the
 * form has no file. */
struct result certificate_read_upload(struct request *request, handler read, bool *sent);
/* In `read`: the certificate, DER. INVALID for anything else. */
struct result certificate_uploaded(struct request *request, struct str *der);
/* A failure that the person can mend. */
bool certificate_mendable(struct result failure);
struct error_view certificate_error(struct request *request, const char *message);

#endif
