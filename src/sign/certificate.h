#ifndef TRUC_SIGN_CERTIFICATE_H
#define TRUC_SIGN_CERTIFICATE_H

/* X.509 certificates (RFC 5280): reading, and checking a path to a root that we trust. */
#include "base/crypto.h"
#include "base/result.h"

enum certificate_key {
    CERTIFICATE_RSA,     /* at least 2048 bits; as a way of signing: PKCS#1 v1.5 */
    CERTIFICATE_RSA_PSS, /* RSA for RSASSA-PSS alone */
    CERTIFICATE_P256,
    CERTIFICATE_P384,
    CERTIFICATE_OTHER
};

/* What people and the database want to know of a certificate. */
struct certificate {
    struct str der;
    struct str name;         /* common name */
    struct str organisation; /* empty where there is none */
    struct str subject;      /* RFC 4514 */
    struct str issuer;       /* RFC 4514 */
    struct str issuer_name;  /* common name of the issuer */
    struct str serial;       /* lower-case hex */
    struct sha256 sha256;    /* of `der` */
    int64_t not_before_us;
    int64_t not_after_us;
    enum certificate_key key;
    struct str algorithm; /* of the signature on it: "sha256WithRSAEncryption" */
    int strength;         /* bits of security of that and of the key, whichever is weaker */
};

/* Certificates in DER. */
struct certificate_list {
    const struct str *items;
    size_t count;
};

/* Reads one DER certificate; ERROR_INVALID "certificate.broken". */
struct result certificate_read(struct arena *arena, struct str der, struct certificate *out);
/* All certificates of a PEM text, in DER. */
struct result certificate_pem_read(struct arena *arena, struct str pem,
                                   struct certificate_list *out);
struct str certificate_pem(struct arena *arena, struct str der);

/* True where `der` may issue certificates (RFC 5280, 4.2.1.9). */
bool certificate_is_authority(struct arena *arena, struct str der);
/* True where `issuer` names and signed `der`; a root has issued itself. Whatever the time. */
bool certificate_issued_by(struct arena *arena, struct str der, struct str issuer);
/* True where both are about one public key, whatever else they say. */
bool certificate_same_key(struct arena *arena, struct str der, struct str other);

/* What to check a path against. */
struct certificate_trust {
    struct certificate_list roots;
    struct certificate_list others; /* issuing authorities that may stand between */
    struct certificate_list crls;   /* what is known of revocation; may be empty */
    struct certificate_list ocsps;
    int64_t at_us;                  /* the instant at which all must be valid */
};

/* RESULT_OK when a path of valid certificates leads from `der` to a root; ERROR_UNTRUSTED with
 * "certificate.expired", "certificate.early" or "certificate.no_path" otherwise. */
struct result certificate_path_check(struct arena *arena, struct str der,
                                     const struct certificate_trust *trust);

/* True where `signature` (raw, as a token gives it: PKCS#1 v1.5, RSASSA-PSS for a key that is for
 * nothing else, DER for ECDSA) with the digest of that kind of key over `bytes` is by the
 * certificate's key. */
bool certificate_verifies(struct arena *arena, struct str der, struct str bytes,
                          struct str signature);
/* The same for RSASSA-PSS with a key for both. */
bool certificate_verifies_pss(struct arena *arena, struct str der, struct str bytes,
                              struct str signature);

#endif
