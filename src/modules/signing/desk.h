#ifndef TRUC_MODULES_SIGNING_DESK_H
#define TRUC_MODULES_SIGNING_DESK_H

/* The list and one paper of it. */
#include "modules/signing/batch.h"
#include "modules/signing/diff.h"

enum desk_tab { DESK_WAITING, DESK_SIGNED, DESK_RETURNED, DESK_TABS };
enum { DESK_PAGE_ROWS = 50, DESK_DAYS = 30 };

/* What the actor knows of the version that lies on the desk. */
enum desk_news { NEWS_UNSEEN, NEWS_SAME, NEWS_CHANGED };

struct desk_row {
    struct signing_thing thing;
    enum desk_news news;
    int64_t changes; /* CHANGED: paragraphs */
};

struct desk_filter {
    enum desk_tab tab;
    struct str kind; /* code of a signable; empty: all */
    struct str words; /* in title, code or who asks */
    bool late;        /* only what is due */
};

struct desk_list {
    struct signing_thing *things; /* all that match, by due date */
    size_t count;
    int64_t counts[DESK_TABS];
    int64_t late;
    bool has_certificate;
    const char *no_certificate; /* msgid: why not, and what to do */
    struct signing_certificate certificate;
};

/* Everything on the actor's desk; signed and returned papers of the last 30 days. */
struct result desk_load(const struct desk_context *desk, const struct desk_filter *filter,
                        struct desk_list *out);
/* Rows of one page of it, with what is new in each. */
struct result desk_rows(const struct desk_context *desk, const struct desk_list *list, size_t from,
                        struct desk_row *rows, size_t *count);

/* One paper and what changed in it. */
struct desk_paper {
    struct signing_paper paper;
    const struct signing_version *base; /* what it is compared with; NULL: nothing */
    bool base_seen;                     /* by the actor, at base_us; otherwise returned then */
    int64_t base_us;
    struct diff diff;
    int64_t batch_id; /* the newest batch that it was in; 0: none */
    bool has_certificate;
    const char *no_certificate; /* msgid: why not, and what to do */
    struct signing_certificate certificate;
};
struct result desk_open(const struct desk_context *desk, struct str kind, int64_t id,
                        struct desk_paper *out);
/* Remembers that the actor has seen the version that lies there. Opens its own transaction. */
struct result desk_seen(struct service_context *ctx, const struct signing_paper *paper);

/* Sends a paper back to whoever laid it there; INVALID "signing.reason" without one. */
struct result desk_give_back(const struct desk_context *desk, const struct signing_thing *thing,
                             int64_t revision, struct str reason);

#endif
