#ifndef TRUC_CORE_SIGNABLE_H
#define TRUC_CORE_SIGNABLE_H

/*
 * What waits for a person's signature. A module says it of its own papers in a row of `struct
 * module.signables`; the signing desk (modules/signing) knows no table but its own and asks these:
 * it lists, shows, checks, asks for the PIN, has the signature made and gives the signed file back.
 *
 * A paper goes WAITING → BUSY (taken for signing) → SIGNED, back to WAITING where signing stopped,
 * or WAITING → RETURNED with a reason. Everything that changes the paper is done by its module,
 * with evidence, inside the transaction that the desk opens.
 */
#include "core/service.h"
#include "sign/pdf_sign.h"

struct grant;

enum signing_stage {
    SIGNING_WAITING, /* on the desk */
    SIGNING_BUSY,    /* allowed: being signed, numbered, sealed */
    SIGNING_SIGNED,
    SIGNING_RETURNED,
    SIGNING_STAGES
};

/* A paper as a list shows it. */
struct signing_thing {
    const struct signable *of;
    int64_t id;
    int64_t agency_id;
    enum signing_stage stage;
    struct str code;     /* how people name it: the dossier's, or number and symbol */
    struct str title;
    struct str from;     /* who asks for it or laid it here */
    struct str for_name; /* whose desk it lies on where the actor stands in; empty: one's own */
    struct str version;  /* SHA-256 of the bytes that would be signed, lower-case hex */
    struct str note;     /* why it was returned or has to be signed again; its number once signed */
    struct str reads;    /* object for the record of readings: "dossier:12" */
    int64_t due_us;
    int64_t laid_us;
    int64_t signed_us; /* 0: not yet */
    char level;        /* 'B', 'T'; 0: unsigned */
};
struct signing_things {
    struct signing_thing *items;
    size_t count;
};

/* What a list asks for: papers of the actor in these stages. */
struct signing_want {
    bool stages[SIGNING_STAGES];
    int64_t since_us; /* laid at or after this */
    int64_t limit;
};

/* The words of a paper that lay or lies before a signer, paragraph by paragraph. */
struct signing_version {
    struct str sha256;
    int64_t made_us;
    struct str *paragraphs;
    size_t count;
    struct str reason; /* why this one was returned; empty: it was not */
};

/* A revision of its file. */
struct signing_revision {
    const char *title; /* msgid: "Lãnh đạo ký" */
    struct str sha256;
    int64_t made_us;
};

/* One paper, opened. */
struct signing_paper {
    struct signing_thing thing;
    int64_t revision; /* raised by every change */
    struct str file;  /* SHA-256 of what is shown: the version, or the signed file */
    unsigned pages;
    bool mine; /* the actor signs it, or stands in for who does */
    const struct grant *authority; /* not NULL where in another's name */
    struct str signer_name;
    struct str signer_title;
    struct str agency_name;
    struct str next; /* what happens after signing, a sentence */
    struct signing_version *versions; /* newest first; the first is the one on the desk */
    size_t version_count;
    struct signing_revision *revisions; /* oldest first */
    size_t revision_count;
};

/* A signature that is about to be made. What `check` wrote into it gives the same bytes whenever
 * it is drawn again, so that nothing else has to be kept between allowing and signing. */
struct signing_draft {
    int64_t id;
    struct str version;  /* what the person saw */
    int64_t at_us;       /* claimed time */
    struct str words;    /* who signs in whose name; empty: the signer in person */
    struct str hand;     /* SHA-256 of the drawing of that hand; empty: the paper's own */
    bool again;          /* drawn once more: whoever asks compares the digest with the first */
    struct pdf_prepared prepared; /* of draw */
};

struct signing_done {
    struct str bytes;
    struct str sha256;
    const char *level;   /* "T" when every signature is dated, else "B" */
    int64_t signed_us;   /* proven by the newest timestamp, else the clock's */
    struct signer_range range;
    int64_t certificate_id; /* in the register */
    int64_t person_id;      /* who signed */
};

struct signable {
    const char *code;       /* in addresses and rows: "ket-qua" */
    const char *title;      /* msgid: "Kết quả giải quyết" */
    /* The actor's papers, by due date; `counts` over the same person and time, by stage. */
    struct result (*list)(struct service_context *ctx, const struct signing_want *want,
                          struct signing_things *out, int64_t counts[SIGNING_STAGES]);
    /* NOT_FOUND for what the actor may not see. */
    struct result (*open)(struct service_context *ctx, int64_t id, struct signing_paper *out);
    /* Whether the actor may sign `draft->version` of it now; fills words and hand. FORBIDDEN, or
     * CONFLICT "signing.changed" where something else lies there by now. May store files. */
    struct result (*check)(struct service_context *ctx, struct signing_draft *draft);
    /* The file with a place for the signature. Reads only; no actor. */
    struct result (*draw)(struct service_context *ctx, struct signing_draft *draft);

    /* Inside the caller's write transaction: */
    /* WAITING → BUSY on the actor's word; CONFLICT "signing.changed" otherwise. */
    struct result (*take)(struct service_context *ctx, const struct signing_draft *draft,
                          int64_t batch_id);
    /* The signed file is stored: keep it and go on. Harmless where another worker was first. */
    struct result (*signed_by)(struct service_context *ctx, const struct signing_draft *draft,
                               const struct signing_done *done);
    /* BUSY → WAITING, with a reason (msgid) and its code. */
    struct result (*stopped)(struct service_context *ctx, int64_t id, const char *reason,
                             const char *code);
    /* WAITING → RETURNED; whoever wrote it gets it back with the reason. */
    struct result (*give_back)(struct service_context *ctx, int64_t id, int64_t revision,
                               struct str reason);
};

/* The tables of all modules, each ending with {0}. */
struct signable_list {
    const struct signable *const *tables;
    size_t count;
};

/* NULL where no module has it. */
const struct signable *signable_find(struct signable_list list, struct str code);

static inline struct result signing_changed(void)
{
    return result_fail(ERROR_CONFLICT, "signing.changed",
                       N_("Văn bản đã đổi từ lúc bạn xem. Mở lại, xem bản mới rồi ký."));
}

#endif
