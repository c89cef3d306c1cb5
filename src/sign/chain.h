#ifndef TRUC_SIGN_CHAIN_H
#define TRUC_SIGN_CHAIN_H

/*
 * Paths of certificates and their revocation (RFC 5280, RFC 6960), as of any instant, from nothing
 * but an evidence set: no network, no clock.
 */
#include "sign/cms_read.h"

enum { CHAIN_LENGTH_MAX = 10, EVIDENCE_ITEMS_MAX = 512 };

/* Everything that a validation may look at besides the document (EN 319 102-1, clause 5.1). DER
 * throughout; what cannot be read is passed over. */
struct evidence_list {
    struct str *items;
    void **parsed; /* beside `items`: what sign/ has made of each; NULL: nothing yet */
    size_t count;
    size_t room;
};
struct evidence_set {
    struct arena *arena;
    struct evidence_list roots;        /* trust anchors */
    struct evidence_list certificates; /* may stand between */
    struct evidence_list crls;
    struct evidence_list ocsps;        /* OCSPResponse or BasicOCSPResponse */
    int64_t at_us;                     /* the instant of validation */
};

/* Adds `der` unless it is there; the bytes are borrowed. Silently full at EVIDENCE_ITEMS_MAX. */
void evidence_list_add(struct arena *arena, struct evidence_list *list, struct str der);
void evidence_list_add_all(struct arena *arena, struct evidence_list *list,
                           const struct cms_items *items);

/* A file that an operator names as trusted: certificates (all of them anchors) and CRLs, in PEM or
 * DER. Anything else is passed over. */
void evidence_set_add_file(struct evidence_set *evidence, struct str bytes);
/* What somebody else gave: certificates that may stand between, CRLs, and everything else as an
 * OCSP answer. Nothing of it becomes an anchor. */
void evidence_set_add_found(struct evidence_set *evidence, struct str bytes);
/* What a PEM text holds; other bytes as they are. */
struct str evidence_decode_pem(struct arena *arena, struct str bytes);

enum chain_use {
    CHAIN_SIGNING,   /* of documents: key usage nonRepudiation where there is a key usage */
    CHAIN_TIMESTAMP, /* extended key usage timeStamping, critical and alone */
};

enum revocation_status {
    REVOCATION_NOT_OFFERED, /* the certificate names no place to ask, and nothing is at hand */
    REVOCATION_UNKNOWN,
    REVOCATION_GOOD,
    REVOCATION_REVOKED,
};

struct chain_link {
    struct str der;
    int64_t not_before_us;
    int64_t not_after_us;
    enum revocation_status revocation;
    int64_t revoked_us; /* when REVOKED */
    bool weak;          /* its key or its signature is below 112 bits of security */
};

struct chain {
    bool trusted; /* ends at a root */
    bool proper;  /* fit for its use */
    struct chain_link links[CHAIN_LENGTH_MAX]; /* the certificate first, the root last */
    size_t count;
};

/* The path from `der` to a root, whatever the time, with what is known about each link's
 * revocation as of `at_us`. */
void chain_find(const struct evidence_set *evidence, struct str der, enum chain_use use,
                int64_t at_us, struct chain *out);

#endif
