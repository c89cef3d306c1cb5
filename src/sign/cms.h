#ifndef TRUC_SIGN_CMS_H
#define TRUC_SIGN_CMS_H

/*
 * The CMS of a PAdES or CAdES signature (RFC 5652; ETSI EN 319 122-1), in three steps so that no
 * private key is ever in our process: signed_statement_make gives what has to be signed, a token or
 * the signer gives the raw signature, cms_build puts both together. The signature timestamp goes in
 * before the bytes are stored for the first time.
 */
#include "sign/certificate.h"
#include "sign/signed_attributes.h"

/* What every signature of a signer says again: made once, used for many. */
struct cms_identity {
    struct sha256 certificate; /* digest of the certificate, for the signed attributes */
    struct str digest;         /* AlgorithmIdentifiers, by how the key signs */
    struct str algorithm;
    struct str name;         /* IssuerAndSerialNumber */
    struct str certificates; /* the signer's and its issuers' */
};

/* Of a certificate in DER, whose key signs as `kind`, and of the issuers that are put beside it.
 * ERROR_UNSUPPORTED for a key that is neither RSA nor P-256 nor P-384. */
struct result cms_identity_make(struct arena *arena, struct str certificate,
                              enum certificate_key kind, struct certificate_list issuers,
                              struct cms_identity *out);

/* Bytes that a CMS of this signer needs at most, without a timestamp. */
size_t cms_identity_room(const struct cms_identity *signer);

struct cms_parts {
    struct str attributes; /* DER SET of signed_attributes_make */
    struct str signature;  /* raw: PKCS#1 v1.5, RSASSA-PSS, or DER for ECDSA */
    struct str timestamp;  /* RFC 3161 token over `signature`; empty for level B */
    bool attached;         /* carries `content`; never in a PDF */
    struct str content;
};

/* The DER ContentInfo. */
struct str cms_build(struct arena *arena, const struct cms_identity *signer,
                     const struct cms_parts *parts);

/* What was read and proven of a CMS with one signer. */
struct cms_seen {
    struct str certificate; /* DER of the signer */
    enum certificate_key kind;
    struct str digest;    /* messageDigest */
    struct str signature; /* raw */
    struct str timestamp; /* token, or empty */
};

/* True where `padded` (zeros may follow) is byte for byte what cms_build writes of these parts in a
 * PDF, with the certificates that stand in it: `others` are those besides the signer's. A CMS has
 * bytes that no signature covers; what we sign we write in one way only, so that writing it again
 * shows whether anything else stands there. */
bool cms_is_canonical(struct arena *arena, struct str padded, const struct cms_seen *seen,
                      struct certificate_list *others);

/* The DER element at the front of `padded` when only zeros follow it; false otherwise. */
bool cms_unpad(struct str padded, struct str *der);

#endif
