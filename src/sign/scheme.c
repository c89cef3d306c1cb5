#include "sign/scheme.h"

#include <openssl/rsa.h>

enum { RSA_BITS_LEAST = 2048 };

enum certificate_key scheme_of_key(const EVP_PKEY *key)
{
    int kind = key == NULL ? 0 : EVP_PKEY_get_base_id(key);
    int bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);
    if (kind == EVP_PKEY_RSA && bits >= RSA_BITS_LEAST)
        return CERTIFICATE_RSA;
    if (kind == EVP_PKEY_RSA_PSS && bits >= RSA_BITS_LEAST)
        return CERTIFICATE_RSA_PSS;
    if (kind == EVP_PKEY_EC && (bits == 256 || bits == 384))
        return bits == 256 ? CERTIFICATE_P256 : CERTIFICATE_P384;
    return CERTIFICATE_OTHER;
}

enum certificate_key scheme_chosen(enum certificate_key key, bool pss)
{
    return pss && key == CERTIFICATE_RSA ? CERTIFICATE_RSA_PSS : key;
}

const EVP_MD *scheme_digest(enum certificate_key kind)
{
    return kind == CERTIFICATE_P384 ? EVP_sha384() : EVP_sha256();
}

bool scheme_pad(EVP_PKEY_CTX *context, enum certificate_key kind)
{
    return kind != CERTIFICATE_RSA_PSS ||
           (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}
