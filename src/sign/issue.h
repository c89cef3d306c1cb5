#ifndef TRUC_SIGN_ISSUE_H
#define TRUC_SIGN_ISSUE_H

/*
 * A certification authority small enough for demonstrations and tests: keys in software, and X.509
 * certificates of four kinds. A province buys its certificates from the authorities that the law
 * names; nothing here runs outside a demo data folder.
 */
#include "sign/certificate.h"

enum issue_profile {
    ISSUE_ROOT,      /* signs itself */
    ISSUE_AUTHORITY, /* issues the others */
    ISSUE_SIGNER,    /* a person or an agency: digitalSignature, nonRepudiation */
    ISSUE_TIMESTAMP, /* extended key usage timeStamping, critical and alone (RFC 3161, 2.3) */
};

struct issue_key {
    struct str secret;      /* PKCS #8, DER */
    struct str public_info; /* SubjectPublicKeyInfo, DER */
};

struct issue_order {
    enum issue_profile profile;
    struct str name; /* common name */
    struct str organisation;
    struct str public_info;   /* of the holder's key */
    struct str issuer;        /* certificate, DER; empty for a root */
    struct str issuer_secret; /* PKCS #8, DER */
    int64_t from_us;
    int64_t to_us;
    struct str ocsp_url; /* where its status can be had (RFC 5280, 4.2.2.1); empty: none is named */
    struct str crl_url;  /* 4.2.1.13 */
};

/* A new software key of a kind, RSA with 2048 bits. ERROR_INTERNAL for CERTIFICATE_OTHER. */
struct result issue_key_make(struct arena *arena, enum certificate_key kind, struct issue_key *out);
/* A certificate, DER, with a random 127-bit serial number. */
struct result issue_certificate(struct arena *arena, const struct issue_order *order,
                                struct str *der);
/* Signs with a software key as a token would (sign/token.h). `kind` is that of the key, or
 * CERTIFICATE_RSA_PSS to sign so with an RSA key for both. */
struct result issue_sign(struct arena *arena, struct str secret, enum certificate_key kind,
                         struct str bytes, struct str *signature);
/* SubjectPublicKeyInfo from what a token tells of its public key: modulus and exponent, or the
 * curve point (uncompressed: 65 bytes for P-256, 97 for P-384). */
struct result issue_rsa_info(struct arena *arena, struct str modulus, struct str exponent,
                             struct str *public_info);
struct result issue_point_info(struct arena *arena, struct str point, struct str *public_info);

#endif
