#ifndef TRUC_TESTS_SIGN_FIXTURE_H
#define TRUC_TESTS_SIGN_FIXTURE_H

/* Demonstration certificates with software keys, and PDF files of many builds to sign. */
#include "sign/issue.h"
#include "sign/pdf_sign.h"
#include "sign/timestamp_authority.h"

/* Monday 2026-11-23 09:00 in Ha Noi. */
#define SIGN_NOW_US INT64_C(1795399200000000)

struct sign_party {
    struct issue_key key;
    struct str certificate;
    enum certificate_key kind; /* how it signs */
};

struct sign_fixture {
    struct arena *arena; /* of the keys; 256 MiB */
    struct str root;
    struct str authority;
    struct issue_key root_key;
    struct issue_key authority_key;
    struct sign_party person; /* RSA */
    struct sign_party modern; /* the person's key and certificate, by RSASSA-PSS */
    struct sign_party agency; /* P-256 */
    struct sign_party leader; /* P-384 */
    struct sign_party stranger; /* of a root that nobody trusts */
    struct sign_party clockmaker;
    struct timestamp_authority timestamps;
    struct str issuers[1];
    struct str roots[1];
    struct certificate_trust trust;
    struct clock clock;
};

int sign_fixture_begin(void **state);
int sign_fixture_end(void **state);

/* Signs `base` with `party`: at level T when `stamped`. */
struct str sign_as(struct arena *arena, struct sign_fixture *f, struct str base,
                   const struct sign_party *party, bool stamped);
/* The same at level T with this appearance. */
struct str sign_showing(struct arena *arena, struct sign_fixture *f, struct str base,
                        const struct sign_party *party, const struct pdf_appearance *shown);
/* Signs with the person's key as a certifying signature of DocMDP level 1, 2 or 3. */
struct str sign_certifying(struct arena *arena, struct sign_fixture *f, struct str base, int level);
/* Signs with the person's key; `end` stands behind the last %%EOF, as another product puts it. */
struct str sign_ending(struct arena *arena, struct sign_fixture *f, struct str base,
                       const char *end);
/* Adds a document timestamp. */
struct str sign_document_timestamp(struct arena *arena, struct sign_fixture *f, struct str base);
/* A token over `imprint`. */
struct str sign_token(struct arena *arena, struct sign_fixture *f, const struct sha256 *imprint);

/* What the authorities say as of `from_us`, for a week: a list of the root, OCSP answers of the
 * issuing authority about the person, the agency, the leader and the clockmaker. `revoked` is the
 * certificate of one of them, empty for none. */
enum { SIGN_OCSPS = 4 };
struct sign_statements {
    struct str crl;
    struct str ocsps[SIGN_OCSPS];
};
struct sign_statements sign_statements(struct sign_fixture *f, int64_t from_us,
                                       struct str revoked);

/* Adds the validation data of all that stands in it. */
struct str sign_validation_data(struct arena *arena, struct sign_fixture *f, struct str base);

/* How a base PDF is built; sign_base(i) for i < SIGN_BASES covers every combination. */
enum { SIGN_BASES = 96 };
struct str sign_base(struct arena *arena, unsigned variant);

/* Runs a program through the shell with `file` written to a temporary file whose path takes the
 * place of '@'; gives all output and the exit status. */
int sign_run(struct arena *arena, const char *command, struct str file, struct str *output);

#endif
