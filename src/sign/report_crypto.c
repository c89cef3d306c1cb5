#include <openssl/evp.h>

#include "base/str.h"
#include "sign/cms_archive.h"
#include "sign/der.h"
#include "sign/report_parts.h"

/* Below 112 bits of security (TT 15/2025/TT-BKHCN, appendix I). */
static bool is_weak(const struct cms_signer *signer)
{
    bool rsa = str_starts(signer->key_name, S("RSA"));
    return str_is(signer->digest_name, "SHA1") || str_is(signer->digest_name, "MD5") ||
           str_is(signer->digest_name, "RIPEMD160") || (rsa && signer->key_bits < 2048) ||
           (!rsa && signer->key_bits > 0 && signer->key_bits < 224);
}

static void check_algorithms(struct report_work *work, struct report_signature *signature)
{
    const struct cms_signer *signer = &signature->cms;
    struct str named = str_printf(work->evidence->arena, "%.*s, %.*s %d bit",
                                  STR_ARG(signer->digest_name), STR_ARG(signer->key_name),
                                  signer->key_bits);
    if (str_empty(signer->digest_name)) {
        report_check_add(signature, "algorithms", CHECK_FAIL, S("unknown digest algorithm"));
        signature->weak = true;
        return;
    }
    signature->weak = is_weak(signer);
    report_check_add(signature, "algorithms", signature->weak ? CHECK_FAIL : CHECK_OK, named);
}

static enum check_result answer_result(enum cms_answer answer)
{
    return answer == CMS_HOLDS ? CHECK_OK : answer == CMS_BROKEN ? CHECK_FAIL : CHECK_SKIPPED;
}

static void check_binding(struct report_signature *signature)
{
    const struct cms_signer *signer = &signature->cms;
    if (signer->binding == CMS_BOUND)
        report_check_add(signature, "signing-certificate", CHECK_OK, S(""));
    else if (signer->binding == CMS_UNBOUND)
        report_check_add(signature, "signing-certificate", CHECK_WARN,
                         S("no signing-certificate attribute"));
    else {
        report_check_add(signature, "signing-certificate", CHECK_FAIL,
                         S("the attribute names another certificate"));
        signature->integrity = CMS_UNKNOWN;
        report_conclude(signature, INDICATION_INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND);
    }
    if (!signer->attributes)
        report_check_add(signature, "level", CHECK_FAIL,
                         S("no signed attributes: below the ETSI baseline"));
}

/* What no signature covers (the outer lists of algorithms, the content's type) may not tell another
 * story than what it does. */
static void check_agreement(struct report_signature *signature)
{
    if (signature->cms.agrees)
        return;
    report_check_add(signature, "signed-attributes", CHECK_FAIL,
                     S("type or algorithms differ from what was signed"));
    signature->integrity = CMS_UNKNOWN;
    report_conclude(signature, INDICATION_INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE);
}

/* EN 319 122-1, 5.2.9.1: a policy that the signer names. None is at hand here; one whose digest
 * nobody can compute is no policy. */
static void check_policy(struct report_signature *signature)
{
    struct str rest = signature->cms.policy;
    struct str body;
    struct str element = S("");
    struct str hash;
    struct str algorithm;
    if (str_empty(rest))
        return;
    bool known = der_take(&rest, DER_SEQUENCE, &body) && der_take_any(&body, &element) &&
                 der_take(&body, DER_SEQUENCE, &hash) &&
                 der_take(&hash, DER_SEQUENCE, &algorithm) && der_take_any(&algorithm, &element);
    const unsigned char *at = (const unsigned char *)element.ptr;
    ASN1_OBJECT *object = known ? d2i_ASN1_OBJECT(NULL, &at, (long)element.len) : NULL;
    known = EVP_get_digestbyobj(object) != NULL;
    ASN1_OBJECT_free(object);
    report_check_add(signature, "signature-policy", known ? CHECK_WARN : CHECK_FAIL,
                     known ? S("a policy that is not at hand")
                           : S("a policy without a digest that is known"));
}

void report_crypto(struct report_work *work, struct report_signature *signature)
{
    const struct cms_signer *signer = &signature->cms;
    signature->has_signer = !str_empty(signer->certificate) &&
                            result_ok(certificate_read(work->evidence->arena, signer->certificate,
                                                       &signature->signer));
    report_check_add(signature, "digest", answer_result(signer->digest), S(""));
    report_check_add(signature, "signature-value", answer_result(signer->signature), S(""));
    bool broken = signer->digest == CMS_BROKEN || signer->signature == CMS_BROKEN;
    bool holds = signer->digest == CMS_HOLDS && signer->signature == CMS_HOLDS;
    signature->integrity = broken ? CMS_BROKEN : holds ? CMS_HOLDS : CMS_UNKNOWN;
    if (signature->tail && holds)
        signature->integrity = CMS_UNKNOWN;
    if (signer->digest == CMS_BROKEN)
        report_conclude(signature, INDICATION_FAILED, SUB_HASH_FAILURE);
    if (signer->signature == CMS_BROKEN)
        report_conclude(signature, INDICATION_FAILED, SUB_SIG_CRYPTO_FAILURE);
    if (!signature->has_signer)
        report_conclude(signature, INDICATION_INDETERMINATE, SUB_NO_SIGNING_CERTIFICATE_FOUND);
    else if (!broken)
        check_binding(signature);
    if (!broken)
        check_algorithms(work, signature);
    check_policy(signature);
    if (!broken && signature->has_signer)
        check_agreement(signature);
}

struct report_timestamp report_timestamp_of(struct arena *arena, enum timestamp_kind kind,
                                            const struct timestamp_token *token)
{
    struct certificate authority;
    struct report_timestamp stamp = {.kind = kind, .at_us = token->at_us,
                                     .certificate = token->signer.certificate,
                                     .integrity = token->readable ? token->integrity : CMS_BROKEN,
                                     .weak = token->readable && is_weak(&token->signer),
                                     .authority = S("")};
    if (result_ok(certificate_read(arena, token->signer.certificate, &authority))) {
        stamp.authority = authority.subject;
        stamp.name = authority.name;
    }
    return stamp;
}

static void read_tokens(struct report_work *work, struct report_signature *signature,
                        enum timestamp_kind kind, const struct cms_items *tokens,
                        const struct cms_content_parts *stamped)
{
    struct arena *arena = work->evidence->arena;
    struct cms_items pool = {work->evidence->certificates.items,
                             work->evidence->certificates.count};
    for (size_t i = 0; i < tokens->count; i++) {
        if (signature->timestamp_count == REPORT_TIMESTAMPS_MAX)
            return;
        struct timestamp_token token;
        timestamp_token_read(arena, tokens->items[i], stamped, &pool, &token);
        evidence_list_add_all(arena, &work->evidence->certificates, &token.certificates);
        evidence_list_add_all(arena, &work->evidence->crls, &token.crls);
        report_collect(work, &token.signer);
        signature->timestamps[signature->timestamp_count++] =
            report_timestamp_of(arena, kind, &token);
    }
}

void report_timestamps_read(struct report_work *work, struct report_signature *signature,
                            const struct cms_content_parts *content)
{
    struct cms_content_parts value = {&signature->cms.value, 1};
    if (content != NULL)
        read_tokens(work, signature, TIMESTAMP_CONTENT, &signature->cms.content_timestamps,
                    content);
    read_tokens(work, signature, TIMESTAMP_SIGNATURE, &signature->cms.signature_timestamps,
                &value);
}

void report_archives_read(struct report_work *work, struct report_signature *signature,
                          const struct cms *cms, size_t index,
                          const struct cms_content_parts *content)
{
    const struct cms_items *tokens = &signature->cms.archive_timestamps;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct cms_items one = {&tokens->items[i], 1};
        struct cms_archive archive;
        size_t before = signature->timestamp_count;
        if (!cms_archive_stamped(cms, index, content, tokens->items[i], &archive)) {
            report_check_add(signature, "archive-timestamp", CHECK_WARN,
                             S("of another version, not checked"));
            continue;
        }
        read_tokens(work, signature, TIMESTAMP_ARCHIVE, &one,
                    &(struct cms_content_parts){&archive.stamped, 1});
        if (archive.more)
            report_check_add(signature, "archive-timestamp", CHECK_WARN,
                             S("certificates or lists came in behind it"));
        if (!archive.whole && signature->timestamp_count > before)
            signature->timestamps[before].integrity = CMS_BROKEN;
    }
}
