/* The PDF reader and the verifier over any bytes; a file that opens is also signed. */
#include "sign/pdf_sign.h"
#include "sign/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(512UL << 20);
    const struct certificate_trust nobody = {.at_us = 0};
    const struct pdf_signature wanted = {.name = {"Lê Thị Mận", 13}, .at_us = 0};
    struct str bytes = str_of((const char *)data, size);
    struct validation found;
    struct pdf_prepared prepared;
    if (result_ok(validate_pdf(arena, bytes, &nobody, &found)) && found.valid)
        __builtin_trap(); /* nobody is trusted */
    if (result_ok(pdf_sign_prepare(arena, bytes, &wanted, &prepared)) &&
        !pdf_range_fits(prepared.range, prepared.bytes.len))
        __builtin_trap();
    arena_free(arena);
    return 0;
}
