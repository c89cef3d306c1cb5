#ifndef TRUC_SIGN_SIGNED_ATTRIBUTES_H
#define TRUC_SIGN_SIGNED_ATTRIBUTES_H

/*
 * The SignedAttributes of a CAdES signature in a PDF (ETSI EN 319 122-1, clause 5; RFC 5652,
 * section 11; RFC 5035): contentType, messageDigest, signing-certificate-v2 and nothing else. The
 * time of signing stands in the PDF (/M), so that signingTime is left out (EN 319 142-1, 6.3).
 * What a key really signs is the DER SET that is made here.
 */
#include "base/crypto.h"
#include "base/result.h"

struct signed_attributes {
    struct sha256 document;    /* messageDigest */
    struct sha256 certificate; /* SHA-256 of the signer's certificate */
};

/* The DER SET OF attributes. */
struct str signed_attributes_make(struct arena *arena, const struct signed_attributes *attributes);

/* The same in general, also outside of PDF: with the digest that the key wants, and with the
 * claimed time as signingTime where nothing else says it (EN 319 122-1, 5.2.1). */
struct signed_statement {
    struct str digest;         /* messageDigest: SHA-256 or SHA-384 */
    struct sha256 certificate; /* SHA-256 of the signer's certificate */
    int64_t at_us;             /* 0: left out */
};
struct str signed_statement_make(struct arena *arena, const struct signed_statement *statement);

/* Reads back exactly what signed_attributes_make writes; ERROR_INVALID "signer.attributes" for
 * anything that differs by a byte in form. */
struct result signed_attributes_read(struct arena *arena, struct str der,
                                     struct signed_attributes *out);

#endif
