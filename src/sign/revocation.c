#include "sign/revocation.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "sign/openssl_arena.h"
#include "sign/revocation_answer.h"

static void free_response(void *object)
{
    OCSP_RESPONSE_free(object);
}

static void free_basic(void *object)
{
    OCSP_BASICRESP_free(object);
}

static void free_crl(void *object)
{
    X509_CRL_free(object);
}

static void free_id(void *object)
{
    OCSP_CERTID_free(object);
}

/* What one source says. */
struct answer {
    enum revocation_status status;
    int64_t revoked_us;
    int64_t made_us; /* thisUpdate */
    int64_t next_us; /* nextUpdate; 0: none */
    bool hold;       /* revoked for the time being: reason certificateHold */
};

/* A "good" says something about `at_us` when it was made later, or was still current then. */
static bool covers(int64_t at_us, int64_t made_us, int64_t next_us)
{
    return made_us >= at_us || next_us == 0 || next_us >= at_us;
}

static void merge(struct answer *all, struct answer one)
{
    if (one.status == REVOCATION_REVOKED &&
        (all->status != REVOCATION_REVOKED || one.revoked_us < all->revoked_us))
        *all = one;
    else if (one.status > all->status)
        all->status = one.status;
}

/* An item of the evidence as it was read once, and who is known to have signed it: path after path
 * asks the same lists and answers. */
struct parsed {
    X509_CRL *crl;
    OCSP_BASICRESP *basic;
    X509 *asked;     /* the issuer that `holds` speaks of */
    bool holds;      /* it signed the item, or sent whoever did */
    X509 *responder; /* of an OCSP answer that holds */
};

static OCSP_BASICRESP *read_basic(struct arena *arena, struct str der)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    OCSP_RESPONSE *whole =
        openssl_keep(arena, d2i_OCSP_RESPONSE(NULL, &at, (long)der.len), free_response);
    if (whole != NULL && OCSP_response_status(whole) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return openssl_keep(arena, OCSP_response_get1_basic(whole), free_basic);
    at = (const unsigned char *)der.ptr;
    return openssl_keep(arena, d2i_OCSP_BASICRESP(NULL, &at, (long)der.len), free_basic);
}

/* Named by the trust list itself (RFC 6960, 4.2.2.2, first case). */
static bool is_listed(const struct evidence_set *evidence, X509 *responder)
{
    for (size_t i = 0; i < evidence->roots.count; i++) {
        X509 *root = evidence_certificate(evidence, &evidence->roots, i);
        if (root != NULL && X509_cmp(root, responder) == 0)
            return true;
    }
    return false;
}

/* The issuer itself, or whom the trust list or an authority of the path appointed with the extended
 * key usage OCSPSigning. */
static bool may_answer(const struct evidence_set *evidence, X509 *responder,
                       const struct revocation_ask *ask)
{
    bool appointed = (X509_get_extended_key_usage(responder) & XKU_OCSP_SIGN) != 0 &&
                     (X509_get_extension_flags(responder) & EXFLAG_XKUSAGE) != 0;
    if (X509_cmp(responder, ask->issuer) == 0)
        return true;
    if (appointed && is_listed(evidence, responder))
        return true;
    for (int i = 1; appointed && i < sk_X509_num(ask->path); i++) {
        X509 *authority = sk_X509_value(ask->path, i);
        if (X509_check_issued(authority, responder) == X509_V_OK &&
            X509_verify(responder, X509_get0_pubkey(authority)) == 1)
            return true;
    }
    return false;
}

static bool signed_by_right_one(const struct evidence_set *evidence, struct parsed *item,
                                const struct revocation_ask *ask)
{
    if (item->asked != ask->issuer) {
        STACK_OF(X509) *extra = sk_X509_new_null();
        item->asked = ask->issuer;
        item->holds = extra != NULL && sk_X509_push(extra, ask->issuer) > 0 &&
                      OCSP_basic_verify(item->basic, extra, NULL, OCSP_NOVERIFY) == 1 &&
                      OCSP_resp_get0_signer(item->basic, &item->responder, extra) == 1;
        sk_X509_free(extra);
    }
    return item->holds && may_answer(evidence, item->responder, ask);
}

/* The entry for the certificate, by whichever digest the responder names it with. */
static OCSP_SINGLERESP *find_single(struct arena *arena, OCSP_BASICRESP *basic,
                                    const struct revocation_ask *ask)
{
    for (int i = 0; i < OCSP_resp_count(basic); i++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
        const OCSP_CERTID *named = OCSP_SINGLERESP_get0_id(single);
        union {
            const OCSP_CERTID *from;
            OCSP_CERTID *to;
        } id = {.from = named};
        ASN1_OBJECT *digest = NULL;
        OCSP_id_get0_info(NULL, &digest, NULL, NULL, id.to);
        const EVP_MD *method = EVP_get_digestbyobj(digest);
        OCSP_CERTID *wanted =
            method == NULL ? NULL
                           : openssl_keep(arena,
                                          OCSP_cert_to_id(method, ask->certificate, ask->issuer),
                                          free_id);
        if (wanted != NULL && OCSP_id_cmp(wanted, named) == 0)
            return single;
    }
    return NULL;
}

static struct answer ask_ocsp(const struct evidence_set *evidence, struct parsed *item,
                              const struct revocation_ask *ask)
{
    struct answer answer = {.status = REVOCATION_NOT_OFFERED};
    OCSP_SINGLERESP *single =
        item->basic == NULL ? NULL : find_single(evidence->arena, item->basic, ask);
    ASN1_GENERALIZEDTIME *revoked = NULL;
    ASN1_GENERALIZEDTIME *made = NULL;
    ASN1_GENERALIZEDTIME *next = NULL;
    int reason = -1;
    if (single == NULL || !signed_by_right_one(evidence, item, ask))
        return answer;
    int status = OCSP_single_get0_status(single, &reason, &revoked, &made, &next);
    answer.status = REVOCATION_UNKNOWN;
    if (!openssl_time(made, &answer.made_us) || answer.made_us > evidence->at_us ||
        (next != NULL && !openssl_time(next, &answer.next_us)))
        return answer;
    answer.hold = reason == OCSP_REVOKED_STATUS_CERTIFICATEHOLD;
    if (status == V_OCSP_CERTSTATUS_REVOKED && openssl_time(revoked, &answer.revoked_us))
        answer.status = REVOCATION_REVOKED;
    else if (status == V_OCSP_CERTSTATUS_GOOD &&
             covers(ask->at_us, answer.made_us, answer.next_us))
        answer.status = REVOCATION_GOOD;
    return answer;
}

/* Whole lists of the issuer only: a part, an indirect list or a delta proves nothing here. */
static bool is_whole(X509_CRL *crl, const struct revocation_ask *ask)
{
    ISSUING_DIST_POINT *scope = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, NULL,
                                                     NULL);
    bool authority = X509_check_ca(ask->certificate) > 0;
    bool whole = scope == NULL || (scope->indirectCRL <= 0 && scope->onlysomereasons == NULL &&
                                   scope->onlyattr <= 0 && (!authority || scope->onlyuser <= 0) &&
                                   (authority || scope->onlyCA <= 0));
    ISSUING_DIST_POINT_free(scope);
    return whole && X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) < 0;
}

static bool is_hold(X509_REVOKED *entry)
{
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
    bool hold = reason != NULL && ASN1_ENUMERATED_get(reason) == CRL_REASON_CERTIFICATE_HOLD;
    ASN1_ENUMERATED_free(reason);
    return hold;
}

static bool signed_by_issuer(struct parsed *item, const struct revocation_ask *ask)
{
    if (item->asked != ask->issuer) {
        item->asked = ask->issuer;
        item->holds = X509_CRL_verify(item->crl, X509_get0_pubkey(ask->issuer)) == 1;
    }
    return item->holds;
}

static struct answer ask_crl(const struct evidence_set *evidence, struct parsed *item,
                             const struct revocation_ask *ask)
{
    struct answer answer = {.status = REVOCATION_NOT_OFFERED};
    X509_CRL *crl = item->crl;
    if (crl == NULL ||
        X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(ask->issuer)) != 0 ||
        !signed_by_issuer(item, ask) || !is_whole(crl, ask))
        return answer;
    answer.status = REVOCATION_UNKNOWN;
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
    if (!openssl_time(X509_CRL_get0_lastUpdate(crl), &answer.made_us) ||
        answer.made_us > evidence->at_us ||
        (next != NULL && !openssl_time(next, &answer.next_us)))
        return answer;
    X509_REVOKED *entry = NULL;
    int found = X509_CRL_get0_by_cert(crl, &entry, ask->certificate);
    answer.hold = found == 1 && is_hold(entry);
    if (found == 1 && openssl_time(X509_REVOKED_get0_revocationDate(entry), &answer.revoked_us))
        answer.status = REVOCATION_REVOKED;
    else if (found != 1 && covers(ask->at_us, answer.made_us, answer.next_us))
        answer.status = REVOCATION_GOOD;
    return answer;
}

/* The certificate says where its status can be had. */
static bool is_offered(X509 *certificate)
{
    AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);
    bool offered = X509_get_ext_by_NID(certificate, NID_crl_distribution_points, -1) >= 0;
    for (int i = 0; access != NULL && i < sk_ACCESS_DESCRIPTION_num(access); i++)
        offered = offered ||
                  OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access, i)->method) == NID_ad_OCSP;
    AUTHORITY_INFO_ACCESS_free(access);
    return offered;
}

static struct parsed *parse(struct arena *arena, struct str der, bool crl)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    struct parsed *item = ARENA_NEW(arena, struct parsed);
    *item = (struct parsed){.asked = NULL};
    if (crl)
        item->crl = openssl_keep(arena, d2i_X509_CRL(NULL, &at, (long)der.len), free_crl);
    else
        item->basic = read_basic(arena, der);
    return item;
}

static struct answer ask_list(const struct evidence_set *evidence, size_t i,
                              const struct revocation_ask *ask)
{
    void **kept = &evidence->crls.parsed[i];
    if (*kept == NULL)
        *kept = parse(evidence->arena, evidence->crls.items[i], true);
    return ask_crl(evidence, *kept, ask);
}

static struct answer ask_responder(const struct evidence_set *evidence, size_t i,
                                   const struct revocation_ask *ask)
{
    void **kept = &evidence->ocsps.parsed[i];
    if (*kept == NULL)
        *kept = parse(evidence->arena, evidence->ocsps.items[i], false);
    return ask_ocsp(evidence, *kept, ask);
}

static size_t item_count(const struct evidence_set *evidence)
{
    return evidence->ocsps.count + evidence->crls.count;
}

/* The answers first, then the lists. */
static struct answer ask_item(const struct evidence_set *evidence, size_t i,
                              const struct revocation_ask *ask)
{
    return i < evidence->ocsps.count ? ask_responder(evidence, i, ask)
                                     : ask_list(evidence, i - evidence->ocsps.count, ask);
}

/* A suspension that a newer answer lifted counts for what was done while it lasted, and for nothing
 * else (RFC 5280, 5.3.1). */
static bool is_lifted(const struct answer *one, int64_t at_us, int64_t good_us)
{
    return one->status == REVOCATION_REVOKED && one->hold && one->made_us < good_us &&
           (at_us < one->revoked_us || at_us > one->made_us);
}

/* When the newest answer was made that says "good"; 0: none does. */
static int64_t newest_good(const struct evidence_set *evidence, const struct revocation_ask *ask)
{
    int64_t newest_us = 0;
    for (size_t i = 0; i < item_count(evidence); i++) {
        struct answer one = ask_item(evidence, i, ask);
        if (one.status == REVOCATION_GOOD && one.made_us > newest_us)
            newest_us = one.made_us;
    }
    return newest_us;
}

static struct answer merge_all(const struct evidence_set *evidence,
                               const struct revocation_ask *ask, int64_t good_us)
{
    struct answer all = {.status = REVOCATION_NOT_OFFERED};
    for (size_t i = 0; i < item_count(evidence); i++) {
        struct answer one = ask_item(evidence, i, ask);
        if (!is_lifted(&one, ask->at_us, good_us))
            merge(&all, one);
    }
    return all;
}

enum revocation_status revocation_of(const struct evidence_set *evidence,
                                     const struct revocation_ask *ask, int64_t *revoked_us)
{
    struct answer all = merge_all(evidence, ask, 0);
    if (all.status == REVOCATION_REVOKED && all.hold)
        all = merge_all(evidence, ask, newest_good(evidence, ask));
    if (all.status == REVOCATION_NOT_OFFERED && is_offered(ask->certificate))
        all.status = REVOCATION_UNKNOWN;
    *revoked_us = all.revoked_us;
    return all.status;
}

/* Keeps in *best the item that proves more: revoked over good, of equals the newer. */
static void keep_better(struct answer *best, struct str *kept, struct answer found,
                        struct str item)
{
    bool proves = found.status == REVOCATION_GOOD || found.status == REVOCATION_REVOKED;
    bool better = found.status > best->status ||
                  (found.status == best->status && found.made_us > best->made_us);
    if (!proves || !better)
        return;
    *best = found;
    *kept = item;
}

struct str revocation_proof(const struct evidence_set *evidence, const struct revocation_ask *ask,
                            bool *ocsp)
{
    struct answer by_ocsp = {.status = REVOCATION_NOT_OFFERED};
    struct answer by_crl = {.status = REVOCATION_NOT_OFFERED};
    struct str answer = S("");
    struct str list = S("");
    int64_t good_us = newest_good(evidence, ask);
    for (size_t i = 0; i < item_count(evidence); i++) {
        struct answer one = ask_item(evidence, i, ask);
        bool by_list = i >= evidence->ocsps.count;
        if (!is_lifted(&one, ask->at_us, good_us))
            keep_better(by_list ? &by_crl : &by_ocsp, by_list ? &list : &answer, one,
                        by_list ? evidence->crls.items[i - evidence->ocsps.count]
                                : evidence->ocsps.items[i]);
    }
    *ocsp = !str_empty(answer) && by_ocsp.status >= by_crl.status;
    return *ocsp ? answer : list;
}

bool revocation_answer_read(struct arena *arena, const struct revocation_said *said,
                            struct revocation_answer *out)
{
    const struct evidence_set evidence = {.arena = arena, .at_us = said->now_us};
    struct revocation_ask ask = {.certificate = openssl_certificate(arena, said->certificate),
                                 .issuer = openssl_certificate(arena, said->issuer),
                                 .at_us = said->now_us};
    const struct str path[] = {said->certificate, said->issuer};
    ask.path = openssl_certificates(arena, (struct certificate_list){path, 2});
    if (ask.certificate == NULL || ask.issuer == NULL || ask.path == NULL)
        return false;
    struct parsed *item = parse(arena, said->der, said->crl);
    struct answer answer = said->crl ? ask_crl(&evidence, item, &ask)
                                     : ask_ocsp(&evidence, item, &ask);
    *out = (struct revocation_answer){answer.status, answer.revoked_us, answer.made_us,
                                      answer.next_us,
                                      answer.status == REVOCATION_REVOKED && answer.hold};
    return answer.status != REVOCATION_NOT_OFFERED && answer.made_us != 0 &&
           answer.made_us <= said->now_us;
}
