#include "sign/softkey.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "sign/openssl_arena.h"
#include "sign/scheme.h"

enum { OTHERS_MAX = 16 };

static struct result no_key(void)
{
    return result_fail(ERROR_INVALID, "softkey.form",
                       N_("Tệp khóa không đọc được. Cần tệp PEM hoặc PKCS #12 có khóa RSA từ 2048 "
                          "bit, P-256 hoặc P-384."));
}

static struct result wrong_passphrase(void)
{
    return result_fail(ERROR_FORBIDDEN, "softkey.passphrase",
                       N_("Mật khẩu của tệp khóa không đúng. Kiểm tra rồi thử lại."));
}

static void free_key(void *object)
{
    EVP_PKEY_free(object);
}

static void free_container(void *object)
{
    PKCS12_free(object);
}

static void free_certificate(void *object)
{
    X509_free(object);
}

static void free_certificates(void *object)
{
    sk_X509_pop_free(object, X509_free);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static struct str kept(struct arena *arena, unsigned char *der, int len)
{
    openssl_keep(arena, der, free_openssl);
    return str_of((const char *)der, len > 0 ? (size_t)len : 0);
}

static struct str certificate_der(struct arena *arena, const X509 *certificate)
{
    unsigned char *der = NULL;
    int len = i2d_X509(certificate, &der);
    return kept(arena, der, len);
}

static bool keep_key(struct arena *arena, EVP_PKEY *key, struct softkey *out)
{
    unsigned char *der = NULL;
    PKCS8_PRIV_KEY_INFO *info = key == NULL ? NULL : EVP_PKEY2PKCS8(key);
    int len = info == NULL ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    PKCS8_PRIV_KEY_INFO_free(info);
    out->secret = kept(arena, der, len);
    der = NULL;
    len = i2d_PUBKEY(key, &der);
    out->public_info = kept(arena, der, len);
    return scheme_of_key(key) != CERTIFICATE_OTHER && !str_empty(out->secret);
}

static int give_passphrase(char *to, int size, int writing, void *self)
{
    const struct str *passphrase = self;
    (void)writing;
    if (passphrase->len > (size_t)size)
        return -1;
    memcpy(to, passphrase->ptr, passphrase->len);
    return (int)passphrase->len;
}

static struct result read_pem(struct arena *arena, struct str file, struct str passphrase,
                              struct softkey *out)
{
    BIO *in = openssl_reader(arena, file);
    struct certificate_list found = {NULL, 0};
    ERR_clear_error();
    EVP_PKEY *key = in == NULL ? NULL
                               : openssl_keep(arena,
                                              PEM_read_bio_PrivateKey(in, NULL, give_passphrase,
                                                                      &passphrase),
                                              free_key);
    bool locked = str_find(file, S("ENCRYPTED")) < file.len;
    if (key == NULL)
        return locked ? wrong_passphrase() : no_key();
    if (!keep_key(arena, key, out))
        return no_key();
    if (!result_ok(certificate_pem_read(arena, file, &found)))
        return RESULT_OK; /* the certificate stands elsewhere */
    struct str *others = ARENA_ARRAY(arena, struct str, found.count);
    for (size_t i = 0; i < found.count; i++)
        if (str_empty(out->certificate) && softkey_fits(arena, out, found.items[i]))
            out->certificate = found.items[i];
        else
            others[out->others.count++] = found.items[i];
    out->others.items = others;
    return RESULT_OK;
}

static struct result read_container(struct arena *arena, struct str file, struct str passphrase,
                                    struct softkey *out)
{
    const unsigned char *at = (const unsigned char *)file.ptr;
    PKCS12 *container = openssl_keep(arena, d2i_PKCS12(NULL, &at, (long)file.len), free_container);
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    STACK_OF(X509) *others = NULL;
    if (container == NULL)
        return no_key();
    int opened = PKCS12_parse(container, str_c(arena, passphrase), &key, &certificate, &others);
    openssl_keep(arena, key, free_key);
    openssl_keep(arena, certificate, free_certificate);
    openssl_keep(arena, others, free_certificates);
    if (opened != 1)
        return wrong_passphrase();
    if (key == NULL || !keep_key(arena, key, out))
        return no_key();
    if (certificate != NULL)
        out->certificate = certificate_der(arena, certificate);
    struct str *items = ARENA_ARRAY(arena, struct str, OTHERS_MAX);
    for (int i = 0; others != NULL && i < sk_X509_num(others) && i < OTHERS_MAX; i++)
        items[out->others.count++] = certificate_der(arena, sk_X509_value(others, i));
    out->others.items = items;
    return RESULT_OK;
}

struct result softkey_read(struct arena *arena, struct str file, struct str passphrase,
                           struct softkey *out)
{
    memset(out, 0, sizeof *out);
    return str_find(file, S("-----BEGIN ")) < file.len
               ? read_pem(arena, file, passphrase, out)
               : read_container(arena, file, passphrase, out);
}

bool softkey_fits(struct arena *arena, const struct softkey *key, struct str certificate)
{
    X509 *read = openssl_certificate(arena, certificate);
    unsigned char *der = NULL;
    int len = read == NULL ? 0 : i2d_PUBKEY(X509_get0_pubkey(read), &der);
    struct str named = kept(arena, der, len);
    return len > 0 && str_equal(named, key->public_info);
}
