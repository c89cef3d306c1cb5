#ifndef TRUC_MODULES_RESULT_VIEWS_H
#define TRUC_MODULES_RESULT_VIEWS_H

/* What the desk's pages show. */
#include "modules/result/service.h"
#include "web/chrome.h"

/* What a kind of revision ("print", "person" …) is called, a msgid. */
const char *revision_name(struct str kind);

struct desk_tab_view {
    const char *slug;
    const char *label; /* msgid */
    int64_t count;
    bool current;
};

struct desk_view {
    struct chrome chrome;
    const struct desk *desk;
    struct desk_tab_view tabs[DESK_TABS];
    bool waiting; /* the tab whose rows can be chosen */
    int64_t now_us;
};

/* One document to be signed. */
struct document_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    const struct desk_document *d;
    struct str short_sha; /* first digits of the file's hash */
    const char *pin_error;
    const char *reason_error;
    struct str reason;
    bool can_sign;
    bool returning; /* the form to send it back is open */
};

/* Several, before the PIN. */
struct review_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    document_row *rows;
    size_t count;
    const char *pin_error;
    bool has_certificate;
    const struct signing_certificate *certificate;
};

/* What becomes of a batch. */
struct batch_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct desk_batch *batch;
    int64_t total;
    int64_t done;    /* signed and sealed */
    int64_t stopped; /* back on the desk */
    int64_t percent;
};

/* The finished result at its 128-bit address. */
struct open_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str link;
    struct str code;
    bool ready; /* signed and sealed; `issued` is filled then */
    struct issued issued;
};

#endif
