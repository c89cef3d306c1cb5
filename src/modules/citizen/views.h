#ifndef TRUC_MODULES_CITIZEN_VIEWS_H
#define TRUC_MODULES_CITIZEN_VIEWS_H

#include "core/oidc.h"
#include "modules/citizen/data.h"
#include "modules/citizen/service.h"
#include "web/chrome.h"

struct enter_view {
    struct chrome chrome;
    struct error_view errors;
    struct field_view identifier;
    struct field_view phone;
    struct str next; /* where to go afterwards; may be empty */
    struct oidc_provider_list providers; /* national login and the like */
};

struct enter_code_view {
    struct chrome chrome;
    struct str phone_end; /* last four digits */
    bool doubtful;        /* the identifier's province is unknown */
    const char *error;
    struct str next;
};

enum own_tab { OWN_DOSSIERS, OWN_LOOKED, OWN_DATA, OWN_ACCESS };

/* What stands around every page of one's own. */
struct own_frame {
    struct chrome chrome;
    struct crumbs crumbs;
    enum own_tab tab;
    bool bound;
};

struct own_item {
    struct str code;
    struct str title; /* procedure and, when it is another's, the name */
    struct str agency;
    const char *word; /* msgid of the status */
    int64_t date_us;  /* due, next or finished */
    bool result;
};
struct own_group {
    const char *title; /* msgid */
    const char *date;  /* msgid: what date_us is */
    bool urgent;
    struct own_item *items;
    size_t count;
};
enum { OWN_GROUPS = 4 };
struct own_list_view {
    struct own_frame frame;
    struct str name;
    struct own_group groups[OWN_GROUPS];
    size_t total;
    int64_t next_id; /* of the next page; 0: none */
};

struct own_session {
    struct citizen_session_row row;
    const char *assurance; /* msgid */
    bool here;
};
struct own_access_view {
    struct own_frame frame;
    const struct citizen *citizen;
    struct str phone;
    const char *assurance; /* msgid, of this session */
    struct own_session *sessions;
    size_t count;
};

struct phone_view {
    struct own_frame frame;
    struct error_view errors;
    struct field_view phone;
    struct str new_phone; /* second step: hidden */
    bool has_old;
    struct field_view old_code;
    struct field_view new_code;
};

/* Who looked: of a person's own pages, or of one dossier by its address. */
struct looked_line {
    const struct looked *looked;
    struct str who;
    struct str ask; /* address; empty where nothing can be asked */
};
struct looked_view {
    struct own_frame frame;
    bool own; /* false: by a dossier's address */
    struct str base;
    struct str heading;
    struct looked_line *lines;
    size_t count;
    int64_t before_id;
    bool everybody;
};

struct ask_view {
    struct own_frame frame;
    bool own;
    struct str base;
    struct looked_line line;
    struct error_view errors;
    struct str text;
};

struct question_view_own {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct question *question;
    struct str who;
};

/* ---- officials ---- */

struct counter_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct field_view identifier;
    struct field_view name;
    struct field_view phone;
    struct str object;
    bool doubtful;
    bool sent; /* second step */
    struct field_view code;
    bool done;
    const char *compared_error;
};

struct questions_view {
    struct chrome chrome;
    const struct question *items;
    size_t count;
    int64_t now_us;
};

struct answer_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct question *question;
    struct str who;
    int64_t now_us;
    struct error_view errors;
    struct str text;
};

/* ---- one's data as a whole ---- */

struct own_data_view {
    struct own_frame frame;
    struct data_copies copies;
    const char *problem; /* msgid: why no copy was ordered */
    struct retention_rows rules;
    int64_t now_us;
    bool asked; /* has asked for the end of the data */
    struct erasure erasure;
};

struct own_erase_view {
    struct own_frame frame;
    struct erasure_plan plan;
    struct error_view errors;
    const char *sure_error;
};

struct keeping_view {
    struct chrome chrome;
    struct error_view errors;
    struct erasures requests;
    struct disposals disposals;
    struct holds holds;
    struct retention_rows rules;
    struct field_view hold_code;
    struct field_view hold_act;
    struct field_view hold_reason;
};

#endif
