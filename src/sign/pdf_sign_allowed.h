#ifndef TRUC_SIGN_PDF_SIGN_ALLOWED_H
#define TRUC_SIGN_PDF_SIGN_ALLOWED_H

/* What a signature may not do to those before it and to the page. */
#include "sign/pdf_sign.h"

/* ERROR_CONFLICT where our own verifier, and others, would call the signature a change:
 * "pdf.certified" a signer before allows no more signatures, "pdf.hides_text" and "pdf.hides_field"
 * its picture hides what the page says, "pdf.off_page" it is not to be seen. */
struct result pdf_sign_allowed(struct pdf_file *file, const struct pdf_object *page,
                               const struct pdf_signature *signature);

#endif
