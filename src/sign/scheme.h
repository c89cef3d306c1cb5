#ifndef TRUC_SIGN_SCHEME_H
#define TRUC_SIGN_SCHEME_H

/* How a kind of key signs (TT 15/2025/TT-BKHCN, appendix I): SHA-384 with P-384, SHA-256 with all
 * others; RSASSA-PSS with MGF1 of the same digest and a salt of its length. For sign/ only. */
#include <openssl/evp.h>

#include "sign/certificate.h"

/* The kind of a key: CERTIFICATE_RSA also for one that could sign with PSS. */
enum certificate_key scheme_of_key(const EVP_PKEY *key);
/* The kind to sign as: RSASSA-PSS where it is asked for or the key can do nothing else. */
enum certificate_key scheme_chosen(enum certificate_key key, bool pss);
const EVP_MD *scheme_digest(enum certificate_key kind);
/* Sets the padding on a context of EVP_DigestSignInit or EVP_DigestVerifyInit. */
bool scheme_pad(EVP_PKEY_CTX *context, enum certificate_key kind);

#endif
