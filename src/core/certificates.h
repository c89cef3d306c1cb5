#ifndef TRUC_CORE_CERTIFICATES_H
#define TRUC_CORE_CERTIFICATES_H

/* The certificates that people and agencies of the node sign with (sổ chứng thư số). */
#include "core/service.h"
#include "sign/certificate.h"

/* What authorities last said. That one is over is no status: its own dates say so. */
enum certificate_standing {
    CERTIFICATE_UNKNOWN,
    CERTIFICATE_GOOD,
    CERTIFICATE_SUSPENDED,
    CERTIFICATE_REVOKED
};
const char *certificate_standing_code(enum certificate_standing standing); /* "unknown" … */
/* UNKNOWN for anything that is none. */
enum certificate_standing certificate_standing_parse(struct str code);

/* A certificate with the key that it belongs to, as the signer calls it. */
struct signing_certificate {
    int64_t id; /* in the register */
    struct str key_id;
    struct certificate certificate;
    enum certificate_standing standing; /* UNKNOWN or GOOD: others sign nothing */
    int64_t standing_us;                /* what that is about; 0: never answered */
};

struct certificate_owner {
    const char *kind; /* "person", "agency" */
    struct str key_id; /* empty: the key is not with our signer */
    int64_t person_id; /* 0: none */
    int64_t agency_id;
    struct str actor;  /* who says so; empty: "system" */
    struct str reason;
};

/* Enters a certificate and who holds it, with evidence, inside the caller's write transaction; one
 * that is known stays as it is. Its domain is that of the root which its path ends at: UNTRUSTED
 * "certificate.no_path" where that is none. */
struct result certificates_add(struct db *db, struct arena *arena, int64_t now_us,
                               struct certificate_owner owner, struct str der);

/* Gives a certificate of the register to the owner, with evidence; nobody may hold it now. */
struct result certificates_hold(struct db *db, struct arena *arena, int64_t now_us,
                                struct certificate_owner owner, int64_t id);

/* The one that the register gives to the holder, and that is in force, at `at_us`. NOT_FOUND, with
 * words for the person: "certificate.none", "certificate.revoked", "certificate.suspended". */
struct result certificates_of_person(struct db *db, struct arena *arena, int64_t person_id,
                                     int64_t at_us, struct signing_certificate *out);
struct result certificates_of_agency(struct db *db, struct arena *arena, int64_t agency_id,
                                     int64_t at_us, struct signing_certificate *out);

/* The signer's name for the key of who signs in as `login`. NOT_FOUND "certificate.none". */
struct result certificates_key_of(struct db *db, struct arena *arena, struct str login,
                                  struct str *key_id);

/* Roots and issuing authorities of every domain, as of `at_us`; which domain a chain is of says
 * core/trust.h. */
struct result certificates_trust(struct db *db, struct arena *arena, int64_t at_us,
                                 struct certificate_trust *out);

/* The same with what is known of revocation about the certificates that signed `object`. */
struct result certificates_trust_of(struct db *db, struct arena *arena, int64_t at_us,
                                    struct str object, struct certificate_trust *out);

/* A signature that was validated before its file was stored: what "leaders use digital signatures"
 * is counted from. Inside the caller's write transaction. */
struct certificate_use {
    int64_t certificate_id;
    int64_t person_id; /* 0: an agency's */
    int64_t agency_id; /* for whom it was signed */
    struct str object; /* "issued:12" */
    struct str file_sha256;
    int64_t signed_us; /* proven by a timestamp, else claimed */
};
struct result certificates_used(struct db *db, struct arena *arena, int64_t now_us,
                                const struct certificate_use *use);

/* What a later validation says of the signature that a certificate left on `object`. Where that is
 * news, a dated row and evidence say so, and `changed` is set: from then on it counts, or does not,
 * in "leaders use digital signatures". Inside the caller's write transaction. */
struct signature_finding {
    struct str object;
    struct str certificate_sha256;
    struct str fault; /* "TOTAL-FAILED / HASH_FAILURE"; empty: it holds */
};
struct result certificates_judged(struct db *db, struct arena *arena, int64_t now_us,
                                  const struct signature_finding *finding, bool *changed);
/* Adds to `out` what responders said about the certificates that signed `object`. */
struct evidence_set;
struct result certificates_answers(struct db *db, struct str object, struct evidence_set *out);

/* For doctor and /health: those that run out before `before_us` and have no successor. */
struct certificate_ending {
    struct str kind;
    struct str name;
    int64_t not_after_us;
};
struct result certificates_ending(struct db *db, struct arena *arena, int64_t before_us,
                                  struct certificate_ending **items, size_t *count);

/* Who signs for an agency: its leaders in order of appointment. */
struct agency_leader {
    int64_t person_id;
    int64_t agency_id;
    struct str name;
    struct str title;
    struct str agency_name;
};
/* On `day` (YYYY-MM-DD), all agencies, by agency. */
struct result certificates_leaders(struct db *db, struct arena *arena, struct str day,
                                   struct agency_leader **items, size_t *count);

/* A timestamp over `imprint` from the authority at `url`; job workers only. ERROR_UNAVAILABLE
 * "timestamp.none" where `url` is empty; otherwise as timestamp_fetch (wire/timestamp_client.h). */
struct result certificates_timestamp(struct arena *arena, struct str url,
                                     const struct sha256 *imprint,
                                     const struct certificate_trust *trust, struct str *token);

#endif
