#ifndef TRUC_MODULES_VERIFY_UPLOAD_H
#define TRUC_MODULES_VERIFY_UPLOAD_H

/* A file that somebody sends to be checked. Its bytes are parsed only in the inspector, and nothing
 * of it is kept: page, pictures and downloads go out with the answer. */
#include "modules/verify/views.h"

struct result verify_upload(struct request *request);
/* The same; the answer is a sealed report in the making (sealed.h). */
struct result verify_upload_sealed(struct request *request);

/* Shared with the handlers of codes and links. */
struct lookup verify_lookup_of(struct request *request);
/* By the link in the address; NOT_FOUND "verify.no_link". */
struct result verify_find_link(struct request *request, struct looked *looked);
struct result verify_form_show(struct request *request, int status, struct verify_form form);
struct verdict_words verify_words(const struct looked *looked);
struct result verify_verdict_show(struct request *request, struct looked *looked, struct str code);

#endif
