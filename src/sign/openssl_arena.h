#ifndef TRUC_SIGN_OPENSSL_ARENA_H
#define TRUC_SIGN_OPENSSL_ARENA_H

/* OpenSSL objects whose life is an arena's: freed with it, on every way out. For sign/ only. */
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/str.h"
#include "sign/certificate.h"

/* Registers free_object(object) with the arena unless it is NULL; gives the object back. */
void *openssl_keep(struct arena *arena, void *object, void (*free_object)(void *object));

/* Owned by the arena; NULL where the bytes are not exactly one certificate. */
X509 *openssl_certificate(struct arena *arena, struct str der);
/* A stack that owns nothing but itself. Broken items are left out. */
STACK_OF(X509) *openssl_certificates(struct arena *arena, struct certificate_list list);
/* A store of roots, as of `at_us`. The arena owns one reference. */
X509_STORE *openssl_store(struct arena *arena, const struct certificate_trust *trust);
BIO *openssl_reader(struct arena *arena, struct str bytes);
struct str openssl_bio_text(struct arena *arena, BIO *bio);
/* The digest that an AlgorithmIdentifier names, by its content; NULL for an unknown one. */
const EVP_MD *openssl_digest(struct str algorithm);
bool openssl_time(const ASN1_TIME *time, int64_t *at_us);

#endif
