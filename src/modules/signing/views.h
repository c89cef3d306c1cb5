#ifndef TRUC_MODULES_SIGNING_VIEWS_H
#define TRUC_MODULES_SIGNING_VIEWS_H

/* What the desk's pages show. */
#include "core/identity.h"
#include "modules/signing/desk.h"
#include "web/chrome.h"

struct desk_tab_view {
    const char *slug;
    const char *label; /* msgid */
    int64_t count;
    bool current;
};

struct desk_kind_view {
    const char *code;
    const char *title; /* msgid */
    bool current;
};

struct desk_view {
    struct chrome chrome;
    const struct desk_list *list;
    struct desk_filter filter;
    struct desk_tab_view tabs[DESK_TABS];
    struct desk_kind_view *kinds;
    size_t kind_count;
    struct desk_row *rows;
    size_t count;
    bool waiting;   /* the tab whose rows can be chosen */
    bool filtered;
    bool choose_all; /* the boxes of this page are ticked */
    bool none_chosen;
    int64_t page;    /* from 1 */
    int64_t pages;
    int64_t now_us;
    struct q_signing_batches_open_rows batches; /* that wait for the actor */
};

/* One paper. */
struct paper_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    const struct desk_paper *d;
    const char *kind; /* code of its signable */
    struct str short_sha;
    const char *pin_error;
    const char *reason_error;
    struct str reason;
    bool can_sign;
    bool returning; /* the form to send it back is open */
    int64_t page;   /* of the picture, from 1 */
    int64_t place;  /* among those that wait, from 1; 0: not there */
    int64_t places;
    const struct signing_thing *before; /* neighbours in the list, or NULL */
    const struct signing_thing *after;
};

/* A batch: before the PIN, and what becomes of it. */
enum batch_stage { STAGE_PREPARING, STAGE_PIN, STAGE_SIGNING, STAGE_ENDED };

struct batch_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    const struct batch *batch;
    enum batch_stage stage;
    struct str heading;
    const char *pin_error;
    const struct signing_certificate *certificate; /* NULL: none that signs */
    const char *no_certificate;                    /* msgid: why not, and what to do */
    int64_t total;
    int64_t ready;
    int64_t done;
    int64_t stopped;
    int64_t percent;
};

#endif
