#ifndef TRUC_APP_SIGNER_STATEMENTS_H
#define TRUC_APP_SIGNER_STATEMENTS_H

/*
 * The decisions of the signer: what may be signed with which key, on whose word. Everything that a
 * statement claims is checked against its exact bytes, against what the person granted, or against
 * the signer's own record; nothing that the caller says is believed.
 */
#include "app/signer/grants.h"
#include "app/signer/record.h"
#include "base/clock.h"

struct statements {
    const char *folder; /* keys */
    const struct clock *clock;
    struct keys keys;
    struct token_module *tokens; /* NULL: none */
    struct grants *grants;
    struct record *record;
    struct token_session *seals; /* by position of the key; opened at first use */
    int64_t reports_from_us;     /* monotonic: the minute that is counted */
    unsigned reports;            /* in it */
};

/* Reports are about what anybody on the internet sends: no more than this in a minute, whatever
 * the callers' own limits are worth. */
enum { STATEMENTS_REPORTS_A_MINUTE = 30 };

/* Loads keys, record and token module from the keys folder. Lives as long as `arena`. */
struct result statements_open(struct arena *arena, const char *folder, const struct clock *clock,
                              struct statements **out);

/* Judges one request, records it and answers. `peer` is what the kernel says of the caller. The
 * descriptor in request->file stays the caller's. */
struct signer_answer statements_answer(struct statements *statements, struct arena *arena,
                                       const struct signer_request *request, struct str peer);

/* Records a message that is no request at all. */
struct signer_answer statements_refuse(struct statements *statements, struct arena *arena,
                                       struct result refusal, struct str peer);

#endif
