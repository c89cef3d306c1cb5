#ifndef TRUC_SIGN_CMS_READ_H
#define TRUC_SIGN_CMS_READ_H

/*
 * Any CMS SignedData (RFC 5652), also those of other products: what its signers say, and whether
 * the cryptography holds. Nothing here looks at trust, revocation or the time of day.
 */
#include "sign/certificate.h"

enum { CMS_SIGNERS_MAX = 32, CMS_ITEMS_MAX = 64 };

/* An answer that may also be "cannot tell": the data are missing or the algorithm is unknown. */
enum cms_answer { CMS_UNKNOWN, CMS_HOLDS, CMS_BROKEN };

/* How the signed attributes name the signer's certificate (RFC 5035). */
enum cms_binding {
    CMS_UNBOUND,     /* they do not */
    CMS_BOUND,       /* this very certificate */
    CMS_BOUND_OTHER, /* another one, or a reference that cannot be read */
};

/* DER values in the order found. */
struct cms_items {
    struct str *items;
    size_t count;
};

struct cms_signer {
    struct str certificate; /* DER; empty where it is nowhere */
    enum cms_answer digest;
    enum cms_answer signature;
    enum cms_binding binding;
    bool agrees;         /* signature, digest and key name one algorithm, and the type is the
                            content's */
    bool attributes;     /* there are signed attributes with contentType and messageDigest */
    struct str digest_name; /* "SHA256"; empty where unknown */
    struct str key_name;    /* "RSA", "RSA-PSS", "EC" */
    int key_bits;
    struct str policy;       /* signature-policy-identifier, DER; empty: none */
    int64_t signing_time_us; /* signed attribute; 0: none */
    struct str value;        /* raw signature value: what its timestamps cover */
    struct cms_items signature_timestamps;
    struct cms_items content_timestamps;
    struct cms_items archive_timestamps;
    struct cms_items certificates; /* from the attributes */
    struct cms_items crls;
    struct cms_items ocsps; /* BasicOCSPResponse or OCSPResponse */
};

struct cms; /* lives in its arena */

/* Parses the element at the front of `bytes`, DER or BER. Zeros may follow it (the room that a PDF
 * keeps); see cms_has_tail for anything else. ERROR_INVALID "cms.form" for anything but a
 * SignedData with at least one signer. */
struct result cms_open(struct arena *arena, struct str bytes, struct cms **out);
bool cms_has_tail(const struct cms *cms);
size_t cms_signer_count(const struct cms *cms);
/* The content carried inside; false for a detached signature. */
bool cms_content(const struct cms *cms, struct str *out);
/* OID of the content in dotted text: "1.2.840.113549.1.7.1". */
struct str cms_content_type(const struct cms *cms);
/* Certificates and CRLs beside the signers. */
struct cms_items cms_certificates(const struct cms *cms);
struct cms_items cms_crls(const struct cms *cms);

/* Checks signer `index` over the content (NULL: it is missing). The certificate is looked for
 * inside and in `pool`. */
struct cms_content_parts {
    const struct str *items;
    size_t count;
};
/* What the archive timestamp `token` of signer `index` is over (sign/cms_archive.h). False for any
 * version but 3, without the content, and for a CMS that is no DER. */
struct cms_archive;
bool cms_archive_stamped(const struct cms *cms, size_t index,
                         const struct cms_content_parts *content, struct str token,
                         struct cms_archive *out);
void cms_signer_read(struct cms *cms, size_t index, const struct cms_content_parts *content,
                     const struct cms_items *pool, struct cms_signer *out);

#endif
