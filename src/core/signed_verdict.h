#ifndef TRUC_CORE_SIGNED_VERDICT_H
#define TRUC_CORE_SIGNED_VERDICT_H

/*
 * What a report about a file's signatures comes to, in one word and one sentence, and where it is
 * kept for files that came in. It warns people; nothing is refused or accepted by it.
 */
#include "core/service.h"
#include "sign/report.h"

enum signed_state {
    SIGNED_UNKNOWN, /* there is no report, or the file cannot be read strictly */
    SIGNED_NOTHING, /* no signature */
    SIGNED_VALID,
    SIGNED_OPEN,    /* something could not be shown */
    SIGNED_BAD,
    SIGNED_MODIFIED,
    SIGNED_STATES
};

/* `trusted`: every signature leads to a root of a domain that counts here. */
enum signed_state signed_state_of(const struct report *report, bool trusted);
/* Whether they do at `at_us`; the trial domain counts in a demonstration only. */
struct result signed_trusted(struct service_context *ctx, const struct report *report, bool demo,
                             bool *trusted);

/* Adds what responders have said about the certificates that the report names; *more where there
 * is anything, so that another look is worth it. */
struct result signed_add_statements(struct db *db, struct arena *arena,
                                    const struct report *report, struct evidence_set *evidence,
                                    bool *more);

const char *signed_state_code(enum signed_state state);     /* "valid"; "" for NOTHING */
enum signed_state signed_state_parse(struct str code);      /* NOTHING for anything else */
/* One sentence for whoever has the file before them. Msgids; NULL for NOTHING. */
const char *signed_state_sentence(enum signed_state state);
/* What to do about it, before sending; NULL where there is nothing. */
const char *signed_state_advice(enum signed_state state);

/* Keeps the verdict on a stored file, inside the caller's write transaction; one without
 * signatures leaves no row. */
struct kept_verdict {
    struct str sha256;
    enum signed_state state;
    const struct report *report;
};
struct result signed_verdict_keep(struct service_context *ctx, const struct kept_verdict *verdict);
/* NOT_FOUND "file.no_verdict". */
struct result signed_verdict_load(struct service_context *ctx, struct str sha256,
                                  struct report *report, int64_t *judged_us);

#endif
