#include "sign/validation_data.h"

#include <openssl/x509.h>
#include <string.h>

#include "sign/der.h"
#include "sign/openssl_arena.h"
#include "sign/paths.h"
#include "sign/revocation.h"

/* A responder's bare BasicOCSPResponse, as CAdES keeps it, in the OCSPResponse that /DSS wants. */
static struct str whole_response(struct arena *arena, struct str der)
{
    static const struct str successful = STR("\x0a\x01\x00");
    static const struct str oid_basic = STR("\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01");
    struct str rest = der;
    struct str body;
    if (der_take(&rest, DER_SEQUENCE, &body) && str_starts(body, successful))
        return der;
    const struct str bytes[] = {oid_basic, der_element(arena, DER_OCTETS, der)};
    const struct str parts[] = {
        successful, der_element(arena, DER_CONTEXT_0, der_join(arena, DER_SEQUENCE, bytes, 2))};
    return der_join(arena, DER_SEQUENCE, parts, 2);
}

static void free_stack(void *object)
{
    sk_X509_free(object);
}

void path_proofs(const struct evidence_set *evidence, const struct path_asked *asked,
                 struct validation_data *out)
{
    struct arena *arena = evidence->arena;
    struct chain chain;
    STACK_OF(X509) *path = openssl_keep(arena, sk_X509_new_null(), free_stack);
    chain_find(evidence, asked->certificate, asked->use, asked->at_us, &chain);
    for (size_t i = 0; path != NULL && i < chain.count; i++) {
        evidence_list_add(arena, &out->certificates, chain.links[i].der);
        sk_X509_push(path, openssl_certificate(arena, chain.links[i].der));
    }
    for (int i = 0; path != NULL && i + 1 < sk_X509_num(path); i++) {
        bool ocsp = false;
        const struct revocation_ask ask = {sk_X509_value(path, i), sk_X509_value(path, i + 1),
                                           path, asked->at_us};
        struct str proof = revocation_proof(evidence, &ask, &ocsp);
        if (!str_empty(proof) && ocsp)
            evidence_list_add(arena, &out->ocsps, whole_response(arena, proof));
        else if (!str_empty(proof))
            evidence_list_add(arena, &out->crls, proof);
    }
}

void paths_of_signature(const struct evidence_set *evidence,
                        const struct report_signature *signature, struct path_list *out)
{
    const struct path_asked signer = {
        signature->cms.certificate, CHAIN_SIGNING,
        signature->best_us != 0 ? signature->best_us : evidence->at_us};
    if (signature->has_signer)
        path_add(evidence->arena, out, signer);
    for (size_t i = 0; i < signature->timestamp_count; i++)
        if (signature->timestamps[i].kind != TIMESTAMP_DOCUMENT)
            path_of_stamp(evidence, &signature->timestamps[i], out);
}

void path_of_stamp(const struct evidence_set *evidence, const struct report_timestamp *stamp,
                   struct path_list *out)
{
    const struct path_asked path = {stamp->certificate, CHAIN_TIMESTAMP, stamp->at_us};
    if (!str_empty(stamp->certificate))
        path_add(evidence->arena, out, path);
}

void path_add(struct arena *arena, struct path_list *list, struct path_asked path)
{
    if (list->items == NULL)
        list->items = ARENA_ARRAY(arena, struct path_asked, PATHS_MAX);
    if (list->count < PATHS_MAX)
        list->items[list->count++] = path;
}

static void paths_of_report(const struct evidence_set *evidence, const struct report *report,
                            struct path_list *out)
{
    for (size_t i = 0; i < report->count; i++)
        paths_of_signature(evidence, &report->signatures[i], out);
    for (size_t i = 0; i < report->stamp_count; i++)
        path_of_stamp(evidence, &report->stamps[i], out);
}

void validation_data_select(const struct evidence_set *evidence, const struct report *report,
                            struct validation_data *out)
{
    struct path_list paths = {0};
    memset(out, 0, sizeof *out);
    paths_of_report(evidence, report, &paths);
    for (size_t i = 0; i < paths.count; i++)
        path_proofs(evidence, &paths.items[i], out);
}

static void add_need(struct arena *arena, struct augment_list *list, struct str certificate,
                     struct str issuer)
{
    struct augment_need need = {.certificate = certificate, .issuer = issuer};
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i].certificate, certificate))
            return;
    if (list->items == NULL)
        list->items = ARENA_ARRAY(arena, struct augment_need, PATHS_MAX * CHAIN_LENGTH_MAX);
    certificate_places(arena, certificate, &need.ocsp_url, &need.crl_url, &need.issuer_url);
    if (list->count < (size_t)PATHS_MAX * CHAIN_LENGTH_MAX)
        list->items[list->count++] = need;
}

static bool issues_itself(struct arena *arena, struct str der)
{
    X509 *certificate = openssl_certificate(arena, der);
    return certificate == NULL ||
           X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) ==
               0;
}

void augment_needs(const struct evidence_set *evidence, const struct report *report,
                   struct augment_list *out)
{
    struct arena *arena = evidence->arena;
    struct path_list paths = {0};
    memset(out, 0, sizeof *out);
    paths_of_report(evidence, report, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        const struct path_asked *path = &paths.items[i];
        struct chain chain;
        chain_find(evidence, path->certificate, path->use, path->at_us, &chain);
        for (size_t k = 0; k + 1 < chain.count; k++)
            if (chain.links[k].revocation != REVOCATION_GOOD &&
                chain.links[k].revocation != REVOCATION_REVOKED)
                add_need(arena, out, chain.links[k].der, chain.links[k + 1].der);
        if (!chain.trusted && chain.count > 0 &&
            !issues_itself(arena, chain.links[chain.count - 1].der))
            add_need(arena, out, chain.links[chain.count - 1].der, S(""));
    }
}
