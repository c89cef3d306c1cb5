#include "core/tlog/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Proofs in JSON, and receipts, which must read back as they were written. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct str bytes = str_of((const char *)data, size);
    struct receipt receipt;
    struct receipt again;
    result_ignore(proof_check_json(arena, bytes));
    if (result_ok(receipt_parse(arena, bytes, &receipt))) {
        struct str text = receipt_text(arena, &receipt);
        if (!result_ok(receipt_parse(arena, text, &again)) || again.index != receipt.index ||
            again.proof_count != receipt.proof_count)
            __builtin_trap();
    }
    arena_free(arena);
    return 0;
}
