#ifndef TRUC_SIGN_PDF_IDENTITY_H
#define TRUC_SIGN_PDF_IDENTITY_H

/* What a document of ours says about itself before anybody signs it: XMP metadata (ISO 16684-1)
 * with what its information dictionary says, an output intent of sRGB, its language. No level of
 * PDF/A is claimed. */
#include "sign/pdf_file.h"

/* Appends these as a revision; ERROR_CONFLICT "pdf.identity" where the document has metadata or an
 * output intent already. `made_us` is when it was created. */
struct result pdf_add_identity(struct arena *arena, struct str base, int64_t made_us,
                               struct str *out);

/* An ICC profile of sRGB (IEC 61966-2-1), version 4.1. */
struct str srgb_profile(struct arena *arena);

#endif
