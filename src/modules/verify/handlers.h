#ifndef TRUC_MODULES_VERIFY_HANDLERS_H
#define TRUC_MODULES_VERIFY_HANDLERS_H

#include "web/web.h"

/* The form, or with ?ma= the verdict on a code. */
struct result verify_show(struct request *request);
/* The verdict on the 128-bit link that the QR on the paper holds. */
struct result verify_by_link(struct request *request);
/* The receipt of that paper's signing in the public log. */
struct result verify_receipt(struct request *request);

/* GET /can-bo/ho-so/{code}/tep/{tep}/chu-ky, for officials who may read the dossier. */
struct result verify_intake_show(struct request *request);

/* GET /can-bo/kiem-lai: what the weekly look found. */
struct result verify_kept_show(struct request *request);

#endif
