#include "sign/chain.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "sign/openssl_arena.h"
#include "sign/revocation.h"

static void free_context(void *object)
{
    X509_STORE_CTX_free(object);
}

static void free_store(void *object)
{
    X509_STORE_free(object);
}

static void free_stack(void *object)
{
    sk_X509_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

void evidence_list_add(struct arena *arena, struct evidence_list *list, struct str der)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i], der))
            return;
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 32 : list->room * 2;
        if (room > EVIDENCE_ITEMS_MAX)
            return;
        struct str *more = ARENA_ARRAY(arena, struct str, room);
        void **parsed = ARENA_ARRAY(arena, void *, room);
        for (size_t i = 0; i < list->count; i++) {
            more[i] = list->items[i];
            parsed[i] = list->parsed[i];
        }
        list->items = more;
        list->parsed = parsed;
        list->room = room;
    }
    list->items[list->count++] = der;
}

void evidence_list_add_all(struct arena *arena, struct evidence_list *list,
                           const struct cms_items *items)
{
    for (size_t i = 0; i < items->count; i++)
        evidence_list_add(arena, list, items->items[i]);
}

X509 *evidence_certificate(const struct evidence_set *evidence, const struct evidence_list *list,
                           size_t i)
{
    if (list->parsed[i] == NULL)
        list->parsed[i] = openssl_certificate(evidence->arena, list->items[i]);
    return list->parsed[i];
}

/* Time is looked at link by link afterwards, and an anchor need not have signed itself. */
static X509_STORE *make_store(const struct evidence_set *evidence)
{
    X509_STORE *store = openssl_keep(evidence->arena, X509_STORE_new(), free_store);
    for (size_t i = 0; store != NULL && i < evidence->roots.count; i++) {
        X509 *root = evidence_certificate(evidence, &evidence->roots, i);
        if (root != NULL)
            X509_STORE_add_cert(store, root);
    }
    if (store != NULL)
        X509_STORE_set_flags(store, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
    return store;
}

static STACK_OF(X509) *make_pool(const struct evidence_set *evidence)
{
    STACK_OF(X509) *pool = openssl_keep(evidence->arena, sk_X509_new_null(), free_stack);
    for (size_t i = 0; pool != NULL && i < evidence->certificates.count; i++) {
        X509 *one = evidence_certificate(evidence, &evidence->certificates, i);
        if (one != NULL)
            sk_X509_push(pool, one);
    }
    return pool;
}

static bool only_timestamping(X509 *certificate)
{
    int critical = 0;
    EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, NULL);
    bool proper = uses != NULL && critical == 1 && sk_ASN1_OBJECT_num(uses) == 1 &&
                  OBJ_obj2nid(sk_ASN1_OBJECT_value(uses, 0)) == NID_time_stamp;
    EXTENDED_KEY_USAGE_free(uses);
    return proper;
}

static bool is_proper(X509 *certificate, enum chain_use use)
{
    uint32_t usage = X509_get_key_usage(certificate);
    if (use == CHAIN_TIMESTAMP)
        return only_timestamping(certificate);
    return usage == UINT32_MAX || (usage & KU_NON_REPUDIATION) != 0;
}

static bool is_weak(X509 *certificate)
{
    int bits = 0;
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (X509_get_signature_info(certificate, NULL, NULL, &bits, NULL) != 1)
        bits = 112;
    bool self = X509_get_extension_flags(certificate) & EXFLAG_SS;
    return key == NULL || EVP_PKEY_get_security_bits(key) < 112 || (!self && bits < 80);
}

static void fill_link(const struct evidence_set *evidence, X509 *certificate,
                      struct chain_link *out)
{
    unsigned char *der = NULL;
    int len = i2d_X509(certificate, &der);
    openssl_keep(evidence->arena, der, free_openssl);
    *out = (struct chain_link){.der = str_of((const char *)der, len > 0 ? (size_t)len : 0),
                               .weak = is_weak(certificate)};
    if (!openssl_time(X509_get0_notBefore(certificate), &out->not_before_us) ||
        !openssl_time(X509_get0_notAfter(certificate), &out->not_after_us))
        out->not_after_us = INT64_MIN;
}

/* The path with the anchors above its end: a path that ends at an issuing authority of the trust
 * list still has responders that the root above it appointed. */
static STACK_OF(X509) *with_anchors_above(const struct evidence_set *evidence,
                                          STACK_OF(X509) *found)
{
    STACK_OF(X509) *path = openssl_keep(evidence->arena, sk_X509_dup(found), free_stack);
    for (size_t i = 0; path != NULL && i < evidence->roots.count; i++) {
        X509 *top = sk_X509_value(path, sk_X509_num(path) - 1);
        X509 *root = evidence_certificate(evidence, &evidence->roots, i);
        if (sk_X509_num(path) >= CHAIN_LENGTH_MAX)
            break;
        if (root == NULL || (X509_get_extension_flags(top) & EXFLAG_SS) != 0 ||
            X509_cmp(root, top) == 0 || X509_check_issued(root, top) != X509_V_OK ||
            X509_verify(top, X509_get0_pubkey(root)) != 1)
            continue;
        sk_X509_push(path, root);
        i = SIZE_MAX; /* look for the one above that */
    }
    return path;
}

static void fill_chain(const struct evidence_set *evidence, STACK_OF(X509) *found, int64_t at_us,
                       struct chain *out)
{
    int count = found == NULL ? 0 : sk_X509_num(found);
    STACK_OF(X509) *path = count == 0 ? NULL : with_anchors_above(evidence, found);
    for (int i = 0; i < count && i < CHAIN_LENGTH_MAX; i++)
        fill_link(evidence, sk_X509_value(found, i), &out->links[out->count++]);
    for (size_t i = 0; i + 1 < out->count; i++) {
        struct revocation_ask ask = {sk_X509_value(found, (int)i), sk_X509_value(found, (int)i + 1),
                                     path, at_us};
        out->links[i].revocation = revocation_of(evidence, &ask, &out->links[i].revoked_us);
    }
}

/* libcrypto knows no qcStatements (RFC 3739); they may be critical and bind nobody who only checks
 * a path. Any other unknown critical extension refuses the certificate. */
static bool only_statements_unknown(X509 *certificate)
{
    for (int i = 0; i < X509_get_ext_count(certificate); i++) {
        X509_EXTENSION *extension = X509_get_ext(certificate, i);
        if (X509_EXTENSION_get_critical(extension) && !X509_supported_extension(extension) &&
            OBJ_obj2nid(X509_EXTENSION_get_object(extension)) != NID_qcStatements)
            return false;
    }
    return true;
}

static int pass_statements(int ok, X509_STORE_CTX *context)
{
    if (ok == 1 ||
        X509_STORE_CTX_get_error(context) != X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION ||
        !only_statements_unknown(X509_STORE_CTX_get_current_cert(context)))
        return ok;
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
}

void chain_find(const struct evidence_set *evidence, struct str der, enum chain_use use,
                int64_t at_us, struct chain *out)
{
    X509 *certificate = openssl_certificate(evidence->arena, der);
    X509_STORE *store = make_store(evidence);
    X509_STORE_CTX *context = openssl_keep(evidence->arena, X509_STORE_CTX_new(), free_context);
    memset(out, 0, sizeof *out);
    if (certificate == NULL || store == NULL || context == NULL ||
        X509_STORE_CTX_init(context, store, certificate, make_pool(evidence)) != 1)
        return;
    X509_STORE_CTX_set_verify_cb(context, pass_statements);
    X509_VERIFY_PARAM_set_depth(X509_STORE_CTX_get0_param(context), CHAIN_LENGTH_MAX - 2);
    out->trusted = X509_verify_cert(context) == 1;
    out->proper = is_proper(certificate, use);
    fill_chain(evidence, X509_STORE_CTX_get0_chain(context), at_us, out);
}
