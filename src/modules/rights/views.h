#ifndef TRUC_MODULES_RIGHTS_VIEWS_H
#define TRUC_MODULES_RIGHTS_VIEWS_H

#include "core/access.h"
#include "core/delegation.h"
#include "core/rights.h"
#include "core/roles.h"
#include "web/chrome.h"

/* Element types of arrays of pointers, as templates name them. */
typedef const struct grant *const_grant;
typedef const char *const_char;

/* ---- own rights ---- */

struct right_row {
    const char *title; /* msgid */
    const char *name;
    bool allowed;
    const char *rule;
    struct str because;
};

struct own_rights_view {
    struct chrome chrome;
    const struct actor *actor;
    struct right_row *rows;
    size_t count;
    const struct grant **borrowed; /* those in another's name */
    size_t borrowed_count;
};

/* ---- why ---- */

struct why_view {
    struct chrome chrome;
    struct crumbs crumbs;
    bool self;
    struct str name; /* of whom it is about */
    struct str day;
    const struct permission *permission; /* NULL: none of that name */
    struct str about;                    /* the thing: "hồ sơ H19.62-…"; empty: none */
    bool hidden;                         /* whether there is such a thing is not said */
    struct permission_decision decision;
    struct str *who_names;
    size_t who_count;
    struct str askable; /* code of a dossier that the reader may ask to see; empty: none */
};

/* ---- xin xem ---- */

struct access_line {
    struct access_row row;
    bool keeps;      /* the reader answers it; else the reader asked */
    struct str path; /* of the dossier; empty: nothing has the code */
};

struct access_view {
    struct chrome chrome;
    struct error_view errors;
    bool may_ask;
    bool keeps;
    struct field_view code;
    struct field_view reason;
    struct access_line *mine;
    size_t mine_count;
    struct access_line *others;
    size_t other_count;
};

/* ---- somebody's rights on a day ---- */

struct rights_person {
    int64_t id;
    struct str name;
    struct str login;
    struct str title;
    struct str agency_name;
};

/* One grant with what it gives. */
struct grant_view {
    const struct grant *grant;
    struct str role_name;
    const char **titles; /* of the permissions, msgids */
    size_t title_count;
};

struct option_view {
    struct str value;
    struct str label;
    bool chosen;
};

struct person_rights_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct str search;
    struct rights_person *found;
    size_t found_count;
    bool asked; /* a name was given */
    int64_t person_id; /* 0: nobody chosen yet */
    struct str name;
    struct str day;
    const char *day_error;
    struct grant_view *grants;
    size_t grant_count;
    struct option_view *permissions;
    size_t permission_count;
    bool compared;
    bool agrees; /* the log gives the same */
};

/* ---- delegations ---- */

enum delegation_state { DELEGATION_COMING, DELEGATION_NOW, DELEGATION_OVER };

struct delegation_line {
    struct delegation row;
    enum delegation_state state;
    struct str last_day; /* the last on which it counts */
};

struct delegations_view {
    struct chrome chrome;
    bool manages;
    struct delegation_line *mine; /* either side is the reader */
    size_t mine_count;
    struct delegation_line *others;
    size_t other_count;
    int64_t reader_id;
};

struct delegation_form_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct option_view *from;
    struct option_view *to;
    size_t people_count;
    const char *from_error; /* msgids or NULL */
    const char *to_error;
    struct field_view since;
    struct field_view until;
    struct field_view decision;
    struct field_view reason;
    struct field_view procedures;
    struct field_view value;
    bool signing;
    bool review; /* show what will stand, and ask once more */
    struct delegation_line told;
};

struct act_view {
    struct delegated_act act;
    struct str what;   /* msgid in words, or the kind */
    struct str code;   /* of the dossier; empty: another thing */
};

struct delegation_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct delegation_line line;
    struct act_view *acts;
    size_t act_count;
    struct field_view reason;
};

/* ---- roles ---- */

struct matrix_row {
    const struct permission *permission;
    bool *cells; /* one for each role */
    size_t cell_count;
};

struct roles_view {
    struct chrome chrome;
    struct error_view errors;
    struct role_row *roles;
    size_t role_count;
    struct matrix_row *rows;
    size_t row_count;
    struct field_view code;
    struct field_view name;
    struct field_view reason;
};

struct permission_box {
    const struct permission *permission;
    bool held;
    bool wanted;
};

struct role_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct role_row role;
    struct permission_box *boxes;
    size_t box_count;
    struct str seen; /* names that it holds now */
    struct field_view reason;
    bool review;
    struct role_stretch *past;
    size_t past_count;
};

/* ---- unused rights, shared accounts ---- */

struct unused_line {
    struct right_unused right;
    const char *title;
};

struct unused_view {
    struct chrome chrome;
    struct unused_line *unused;
    size_t unused_count;
    struct account_shared *shared;
    size_t shared_count;
    struct str day;
};

#endif
