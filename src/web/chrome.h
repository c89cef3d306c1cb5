#ifndef TRUC_WEB_CHROME_H
#define TRUC_WEB_CHROME_H

/*
 * What stands around every page: head, menus, foot; and the small partials that forms share.
 * The markup is in pages/layout.html and pages/parts.html.
 */
#include "web/web.h"

struct nav_link {
    struct str path;
    const char *label; /* msgid */
    bool current;
};

struct chrome {
    struct str title;       /* of the window, translated */
    struct str description; /* may be empty */
    const struct site *site;
    enum locale locale;
    struct nav_link *links;
    size_t link_count;
    struct str here;   /* path and query of this page: where the language link comes back to */
    struct str person; /* empty: nobody signed in */
    bool own;          /* the person is a citizen or business, not an official */
    struct str initials;
    struct str place; /* of the person: the agency */
};

/* Head and foot for people outside. */
struct chrome chrome_public(struct request *request, struct str title);
/* Head and foot of the desk; `current` is the path of the menu row to mark, may be NULL. */
struct chrome chrome_staff(struct request *request, struct str title, const char *current);

/* A step in the path above a page; the last has no path. */
struct crumb {
    struct str path;
    struct str label;
};
struct crumbs {
    const struct crumb *items;
    size_t count;
};

/* One labelled text field: partial `text_field`. */
struct field_view {
    const char *name;  /* also its id */
    struct str label;  /* translated */
    struct str hint;   /* may be empty */
    struct str value;
    const char *error; /* msgid or NULL */
    const char *width; /* class: "is-w4", "is-w20", "is-full"…; NULL = is-w30 */
    const char *autocomplete; /* NULL = off */
    const char *inputmode;    /* NULL = text */
    bool secret;
};

/* All that is wrong with a form: partial `error_summary`, above the h1. */
struct error_view {
    const struct form_error *items;
    size_t count;
};
struct error_view error_view_of(const struct form *form);

/* What happened, what was kept, what to do now: partial and page `problem`. */
struct problem_view {
    struct chrome chrome;
    struct str heading;
    struct str lead;
    struct str kept[4]; /* sentences with a tick */
    size_t kept_count;
    struct str request_id; /* empty where nobody needs it */
    bool search;           /* offer the search box */
    bool retry;            /* offer the same address again */
    struct str why;        /* address that explains the refusal; empty: none */
};

/* A form whose session or token had run out: everything typed, and one button. */
struct send_again_view {
    struct chrome chrome;
    struct str action;
    struct str back;
    struct str sign_in; /* not empty: sign in there first, in another tab */
    const struct form_value *values;
    size_t count;
    bool multipart;
    bool secrets_left; /* a password was not kept */
    bool files_left;   /* a file was not kept */
};

#endif
