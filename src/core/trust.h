#ifndef TRUC_CORE_TRUST_H
#define TRUC_CORE_TRUST_H

/*
 * Whom the node trusts (danh sách tin cậy). Three domains that are never mixed silently: a chain
 * is of the domain of the root that it ends at, and of no other. Issuers are dated data: who added
 * each, from which source and why, and until when it was trusted, so that a past day stays
 * readable. What authorities said about certificates is kept as it came and given to validations;
 * nothing here uses a network.
 */
#include "core/service.h"
#include "sign/chain.h"

enum trust_domain {
    TRUST_PUBLIC,   /* công cộng: NĐ 23/2025/NĐ-CP */
    TRUST_OFFICIAL, /* chuyên dùng công vụ: NĐ 68/2024/NĐ-CP, Ban Cơ yếu Chính phủ */
    TRUST_TEST,     /* chạy thử: proves nothing outside of a demonstration */
    TRUST_DOMAINS,
    TRUST_ANY = TRUST_DOMAINS, /* for trust_evidence */
};

const char *trust_domain_code(enum trust_domain domain); /* "public", "official", "test" */
const char *trust_domain_name(enum trust_domain domain); /* msgid */
bool trust_domain_parse(struct str code, enum trust_domain *out);

/* An issuer as somebody entered it. */
struct trust_issuer {
    int64_t id;
    enum trust_domain domain;
    bool root; /* a trust anchor; otherwise it may stand between */
    struct str der;
    struct str sha256; /* lower-case hex */
    struct str name;
    int64_t not_before_us;
    int64_t not_after_us;
    struct str source;
    struct str reason;
    struct str added_by; /* actor_mark() */
    struct str added_name;
    int64_t added_us;
    bool withdrawn;
    int64_t withdrawn_us;
    struct str withdrawn_by;
    struct str withdrawn_name;
    struct str withdraw_reason;
};

/* Roots and issuers of one domain, or of TRUST_ANY, that are trusted at `at_us`, and the CRLs of
 * these issuers as they were known then. Sets arena and instant too: `out` needs nothing more. */
struct result trust_evidence(struct db *db, struct arena *arena, enum trust_domain domain,
                             int64_t at_us, struct evidence_set *out);
/* Adds what OCSP responders said about a certificate (SHA-256 of its DER, hex), made until
 * out->at_us. */
struct result trust_evidence_about(struct db *db, struct str certificate_sha256,
                                   struct evidence_set *out);

/* The row by which a root is trusted at `at_us`. NOT_FOUND "trust.unknown_root". */
struct result trust_domain_of(struct db *db, struct arena *arena, struct str root_sha256,
                              int64_t at_us, struct trust_issuer *out);
/* The same for the root of a chain of `chain_find`; NOT_FOUND also where it ends nowhere. */
struct result trust_of_chain(struct db *db, struct arena *arena, const struct chain *chain,
                             int64_t at_us, struct trust_issuer *out);

/* Every row, trusted ones first, then by name; at most 500. */
struct result trust_list(struct db *db, struct arena *arena, struct trust_issuer **items,
                         size_t *count);
struct result trust_find(struct db *db, struct arena *arena, int64_t id,
                         struct trust_issuer *out);

/* What an administrator says about an issuer that is about to be trusted. */
struct trust_order {
    enum trust_domain domain;
    struct str der;
    struct str fingerprint; /* SHA-256 as the issuer published it: hex, with or without colons and
                               spaces; empty: nobody compared it */
    struct str source;
    struct str reason;
    struct str actor;
};
/* Inside the caller's write transaction, with evidence. Self-signed ones are roots. An issuer that
 * is no root must be issued by one of the same domain. CONFLICT "trust.known" while the same
 * certificate is trusted, INVALID "trust.not_authority", "trust.other_domain", "trust.expired",
 * "certificate.broken". */
struct result trust_add(struct db *db, struct arena *arena, int64_t now_us,
                        const struct trust_order *order, int64_t *id);
/* Ends it from now on. CONFLICT "trust.withdrawn". */
struct trust_end {
    int64_t id;
    struct str reason;
    struct str actor;
};
struct result trust_withdraw(struct db *db, struct arena *arena, int64_t now_us,
                             const struct trust_end *end);

/* An answer of a responder or a CRL, inside the caller's write transaction; one that is there
 * already stays. */
struct trust_answer {
    bool crl;
    struct str about; /* SHA-256 of the certificate; of a CRL: of its issuer; hex */
    struct str der;
    struct str url;
    int64_t made_us;
    int64_t next_us; /* 0: none */
};
struct result trust_answer_keep(struct db *db, struct arena *arena, int64_t now_us,
                                const struct trust_answer *answer);

#endif
