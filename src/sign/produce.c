#include "sign/produce.h"

#include "sign/openssl_arena.h"
#include "sign/scheme.h"

static void free_digest(void *object)
{
    EVP_MD_CTX_free(object);
}

struct str produce_digest(struct arena *arena, enum certificate_key kind, const struct str *content,
                          size_t count)
{
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    unsigned char *digest = arena_alloc(arena, EVP_MAX_MD_SIZE);
    unsigned len = 0;
    bool good = context != NULL && EVP_DigestInit_ex(context, scheme_digest(kind), NULL) == 1;
    for (size_t i = 0; good && i < count; i++)
        good = EVP_DigestUpdate(context, content[i].ptr, content[i].len) == 1;
    good = good && EVP_DigestFinal_ex(context, digest, &len) == 1;
    return good ? str_of((const char *)digest, len) : S("");
}

static bool is_by(struct arena *arena, const struct produce_key *key, struct str bytes,
                  struct str signature)
{
    return key->kind == CERTIFICATE_RSA_PSS
               ? certificate_verifies_pss(arena, key->certificate, bytes, signature)
               : certificate_verifies(arena, key->certificate, bytes, signature);
}

struct result produce_cms(struct arena *arena, const struct produce_order *order, struct str *cms)
{
    const struct produce_key *key = order->key;
    struct cms_identity signer;
    TRY(cms_identity_make(arena, key->certificate, key->kind, key->issuers, &signer));
    const struct signed_statement said = {order->digest, signer.certificate, order->at_us};
    struct cms_parts parts = {.attributes = signed_statement_make(arena, &said),
                              .attached = order->attached,
                              .content = order->content};
    TRY(key->sign(key->self, arena, parts.attributes, &parts.signature));
    if (!is_by(arena, key, parts.attributes, parts.signature))
        return result_fail(ERROR_INVALID, "produce.key",
                           N_("Khóa không phải của chứng thư số này. Chọn đúng chứng thư số."));
    if (order->stamper != NULL) {
        struct sha256 imprint = sha256(parts.signature);
        TRY(order->stamper->stamp(order->stamper->self, arena, &imprint, &parts.timestamp));
    }
    *cms = cms_build(arena, &signer, &parts);
    return RESULT_OK;
}

struct result produce_pdf(struct arena *arena, const struct pdf_prepared *prepared,
                          const struct produce_key *key, const struct produce_stamper *stamper,
                          struct str *out)
{
    const struct signer_range *range = &prepared->range;
    const struct str parts[] = {
        str_slice(prepared->bytes, 0, range->before),
        str_slice(prepared->bytes, range->after_at, range->after_at + range->after_len)};
    const struct produce_order order = {
        .key = key, .stamper = stamper, .digest = produce_digest(arena, key->kind, parts, 2)};
    struct str cms;
    TRY(produce_cms(arena, &order, &cms));
    return pdf_sign_finish(arena, prepared->bytes, *range, cms, out);
}

struct result produce_stamp(struct arena *arena, const struct pdf_prepared *prepared,
                            const struct produce_stamper *stamper, struct str *out)
{
    struct str token;
    TRY(stamper->stamp(stamper->self, arena, &prepared->digest, &token));
    return pdf_sign_finish(arena, prepared->bytes, prepared->range, token, out);
}
