#include <openssl/pem.h>

#include "sign/chain.h"
#include "sign/openssl_arena.h"

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static void free_crl(void *object)
{
    X509_CRL_free(object);
}

static void add_der(struct evidence_set *evidence, struct str der, bool list)
{
    if (list)
        evidence_list_add(evidence->arena, &evidence->crls, der);
    else
        evidence_list_add(evidence->arena, &evidence->roots, der);
}

static bool is_crl(struct arena *arena, struct str der)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    return openssl_keep(arena, d2i_X509_CRL(NULL, &at, (long)der.len), free_crl) != NULL;
}

static void add_pem(struct evidence_set *evidence, struct str text)
{
    BIO *in = openssl_reader(evidence->arena, text);
    char *name = NULL;
    char *header = NULL;
    unsigned char *der = NULL;
    long len = 0;
    while (in != NULL && PEM_read_bio(in, &name, &header, &der, &len) == 1) {
        struct str label = str_from_c(name);
        struct str bytes = str_of((const char *)der, (size_t)len);
        openssl_keep(evidence->arena, der, free_openssl);
        if (str_is(label, "CERTIFICATE") || str_is(label, "X509 CRL"))
            add_der(evidence, bytes, str_is(label, "X509 CRL"));
        OPENSSL_free(name);
        OPENSSL_free(header);
    }
}

void evidence_set_add_file(struct evidence_set *evidence, struct str bytes)
{
    if (str_find(bytes, S("-----BEGIN ")) < bytes.len)
        add_pem(evidence, bytes);
    else if (openssl_certificate(evidence->arena, bytes) != NULL)
        add_der(evidence, bytes, false);
    else if (is_crl(evidence->arena, bytes))
        add_der(evidence, bytes, true);
}

void evidence_set_add_found(struct evidence_set *evidence, struct str bytes)
{
    struct evidence_set read = {.arena = evidence->arena};
    evidence_set_add_file(&read, bytes);
    for (size_t i = 0; i < read.roots.count; i++)
        evidence_list_add(evidence->arena, &evidence->certificates, read.roots.items[i]);
    for (size_t i = 0; i < read.crls.count; i++)
        evidence_list_add(evidence->arena, &evidence->crls, read.crls.items[i]);
    if (read.roots.count + read.crls.count == 0)
        evidence_list_add(evidence->arena, &evidence->ocsps, bytes);
}

struct str evidence_decode_pem(struct arena *arena, struct str bytes)
{
    BIO *in = str_starts(bytes, S("-----BEGIN ")) ? openssl_reader(arena, bytes) : NULL;
    char *name = NULL;
    char *header = NULL;
    unsigned char *der = NULL;
    long len = 0;
    if (in == NULL || PEM_read_bio(in, &name, &header, &der, &len) != 1)
        return bytes;
    OPENSSL_free(name);
    OPENSSL_free(header);
    openssl_keep(arena, der, free_openssl);
    return str_of((const char *)der, (size_t)len);
}
