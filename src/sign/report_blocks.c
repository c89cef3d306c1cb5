/* The building blocks of EN 319 102-1, clause 5.2, as checks of their own: what each came to, from
 * the checks that belong to it. */
#include "sign/report_parts.h"

static const struct {
    const char *block;
    const char *checks[6];
} BLOCKS[] = {
    {"block-format", {"byte-range", "contents", "format"}},
    {"block-identification", {"signing-certificate"}},
    {"block-cryptography", {"digest", "signature-value", "signed-data"}},
    {"block-x509", {"chain", "validity", "revocation", "key-usage", "chain-algorithms"}},
    {"block-acceptance", {"algorithms", "signed-attributes", "modifications", "level"}},
};

static enum check_result worse(enum check_result a, enum check_result b)
{
    static const int weight[] = {[CHECK_SKIPPED] = 0, [CHECK_OK] = 1, [CHECK_WARN] = 2,
                                 [CHECK_FAIL] = 3};
    return weight[b] > weight[a] ? b : a;
}

void report_blocks(struct report_signature *signature)
{
    size_t known = signature->check_count;
    report_check_add(signature, "block-context", CHECK_OK, S("EN 319 102-1, evidence set"));
    for (size_t i = 0; i < sizeof BLOCKS / sizeof BLOCKS[0]; i++) {
        enum check_result result = CHECK_SKIPPED;
        struct str detail = S("");
        for (size_t k = 0; k < known; k++) {
            const struct report_check *check = &signature->checks[k];
            for (size_t n = 0; n < 6 && BLOCKS[i].checks[n] != NULL; n++) {
                if (!str_is(str_from_c(check->id), BLOCKS[i].checks[n]))
                    continue;
                if (worse(result, check->result) != result && check->result != CHECK_OK)
                    detail = str_from_c(check->id);
                result = worse(result, check->result);
            }
        }
        report_check_add(signature, BLOCKS[i].block, result, detail);
    }
}
