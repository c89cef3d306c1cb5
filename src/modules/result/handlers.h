#ifndef TRUC_MODULES_RESULT_HANDLERS_H
#define TRUC_MODULES_RESULT_HANDLERS_H

#include "modules/result/views.h"
#include "web/web.h"

struct result desk_show(struct request *request);
struct result desk_review_show(struct request *request);
struct result desk_sign_send(struct request *request);
struct result desk_batch_show(struct request *request);
struct result document_show(struct request *request);
struct result document_file(struct request *request);
struct result document_picture(struct request *request);
struct result document_return_send(struct request *request);

/* ---- shared ---- */
struct service_context desk_context(const struct request *request);
/* "Chờ tôi ký › label". */
struct crumbs desk_crumbs(const struct request *request, struct str label);
struct error_view desk_error(const struct request *request, const char *field,
                             const char *message);
/* The page of one document, with a failure to show at the PIN or the reason (both may be NULL). */
struct document_errors {
    const char *pin;
    const char *reason;
    struct str typed; /* reason as typed */
};
struct result document_page(struct request *request, int64_t id, int status,
                            const struct document_errors *errors);

/* /ket-qua/{link}: the result for whoever holds its address, and its bytes. */
struct result result_open_show(struct request *request);
struct result result_open_file(struct request *request);

#endif
