#ifndef TRUC_MODULES_VERIFY_VIEWS_H
#define TRUC_MODULES_VERIFY_VIEWS_H

#include "modules/verify/lookup.h"
#include "web/chrome.h"

struct verify_form {
    struct str code;          /* as typed */
    const char *code_error;   /* msgid or NULL */
    const char *file_error;   /* msgid or NULL */
    bool detached;            /* ask for the data of a detached signature too */
};

struct verify_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct verify_form form;
};

/* The one sentence, in Vietnamese: msgids. */
struct verdict_words {
    const char *tone; /* "", "is-bad", "is-unknown" */
    const char *heading;
    const char *sentence;
};

/* What a report says beside it. */
struct report_facts {
    int64_t at_us;
    size_t size;
    const char *program;
};

struct intake_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str code; /* of the dossier */
    int64_t file_id;
    struct str name;
    struct str sha256;
    int64_t judged_us;
    enum signed_state state;
    const struct report_view *report; /* NULL: no signature was found when it came in */
};

/* How many kept results came to a verdict, and the rows behind one. */
struct kept_count {
    struct str verdict;
    enum tone tone;
    const char *word; /* msgid */
    const char *todo; /* msgid or NULL */
    int64_t count;
    int64_t oldest_us;
};
struct kept_row {
    struct str title;
    struct str symbol;
    struct str agency;
    struct str code; /* of the dossier */
    struct str sha256;
    int64_t checked_us;
};
struct kept_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct kept_count *counts;
    size_t count_count;
    int64_t total;
    int64_t wrong;
    bool open; /* rows are asked for */
    struct str chosen;
    const char *chosen_word; /* msgid, NULL: no such verdict */
    struct kept_row *rows;
    size_t row_count;
    int64_t next; /* 0: no more */
};

struct sealed_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const char *heading; /* msgid */
    struct str token;
    bool waiting;
    bool sealed;
    struct str fault;
    int64_t kilobytes;
    int64_t until_us;
};

struct verdict_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct verify_form form;
    enum verdict verdict;
    const char *tone;     /* "", "is-bad", "is-unknown" */
    struct str heading;
    struct str sentence;
    struct str heard;     /* what the inspector said, may be empty */
    bool known;           /* names of unit and signer may be shown */
    const struct issued *issued;
    const struct check *checks;
    size_t check_count;
    const struct log_place *place; /* NULL: not proved */
    const char *indication;
    struct str fingerprint; /* of the file, in groups */
    struct str link;        /* for the receipt, may be empty */
    const struct report_view *report; /* of the signatures, or NULL */
    bool sent;                        /* about a file that was sent */
    int64_t now_us;
};

#endif
