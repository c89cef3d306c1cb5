#ifndef TRUC_SIGN_PDF_RANGE_H
#define TRUC_SIGN_PDF_RANGE_H

/* What a signature of ours covers, and how its own bytes say so. */
#include "sign/signer_message.h"

enum {
    PDF_CONTENTS_SIZE = 16 * 1024, /* bytes kept for the CMS and its timestamp, as a rule */
    PDF_CONTENTS_MAX = 32 * 1024,
    PDF_GAP_HEAD_SIZE = 78,
};

/* What stands right before the gap of every signature that we make: "/ByteRange [0 a b c]", blanks,
 * "/Contents ". Because these bytes are themselves signed, a range that agrees with them cannot
 * have been moved. */
struct str pdf_gap_head(struct arena *arena, struct signer_range range);
/* True where `range` fits a file of `size` bytes up to its end. */
bool pdf_range_fits(struct signer_range range, uint64_t size);

#endif
