#ifndef TRUC_MODULES_SIGNING_HANDLERS_H
#define TRUC_MODULES_SIGNING_HANDLERS_H

#include "modules/signing/views.h"
#include "web/web.h"

struct result desk_show(struct request *request);
struct result desk_choose_send(struct request *request);
struct result paper_show(struct request *request);
struct result paper_file(struct request *request);
struct result paper_picture(struct request *request);
struct result paper_return_send(struct request *request);
struct result paper_sign_send(struct request *request);
struct result batch_show(struct request *request);
struct result batch_pin_send(struct request *request);
struct result batch_resume_send(struct request *request);
struct result batch_stop_send(struct request *request);

/* ---- shared ---- */
#define DESK "/can-bo/ky"
struct desk_context desk_of(struct request *request);
/* "Chờ tôi ký › label". */
struct crumbs desk_crumbs(const struct request *request, struct str label);
struct error_view desk_error(const struct request *request, const char *field,
                             const char *message);
struct str batch_address(struct arena *arena, int64_t batch_id);

/* The page of one paper, with a failure to show at the PIN or the reason (both may be NULL). */
struct paper_errors {
    const char *pin;
    const char *reason;
    struct str typed; /* reason as typed */
};
struct result paper_page(struct request *request, int status, const struct paper_errors *errors);
struct result batch_page(struct request *request, int64_t batch_id, int status,
                         const char *pin_error);

/* Asks the signer for the grants of a batch, one after the other, with the one PIN of the form;
 * then goes to the batch's page. A refusal is shown by `show`. */
struct result grants_ask(struct request *request, int64_t batch_id,
                         struct result (*show)(struct request *request, struct result refusal));

#endif
