#include "sign/pdf_range.h"

enum { RANGE_WIDTH = 56 }; /* "[0 a b c]" with three numbers of up to 16 digits */
_Static_assert(PDF_GAP_HEAD_SIZE == RANGE_WIDTH + 22, "the words around the range");

struct str pdf_gap_head(struct arena *arena, struct signer_range range)
{
    struct str numbers = str_printf(arena, "[0 %llu %llu %llu]", (unsigned long long)range.before,
                                    (unsigned long long)range.after_at,
                                    (unsigned long long)range.after_len);
    return str_printf(arena, "/ByteRange %-*s /Contents ", RANGE_WIDTH, numbers.ptr);
}

bool pdf_range_fits(struct signer_range range, uint64_t size)
{
    return range.before < range.after_at && range.after_at <= size &&
           range.after_len == size - range.after_at;
}
