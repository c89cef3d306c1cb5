#ifndef TRUC_MODULES_ACCOUNT_VIEWS_H
#define TRUC_MODULES_ACCOUNT_VIEWS_H

#include "core/oidc.h"
#include "core/session.h"
#include "modules/account/manage.h"
#include "web/chrome.h"

struct sign_in_view {
    struct chrome chrome;
    struct error_view errors;
    struct field_view login;
    struct field_view password;
    struct str next; /* where to go afterwards; may be empty */
    struct oidc_provider_list providers;
};

struct code_view {
    struct chrome chrome;
    struct str login;
    struct str value; /* what was typed, when it was wrong */
    const char *error;
    struct str next;
};

struct own_session {
    struct session_row row;
    bool here; /* the one that shows this page */
};

/* A provider for officials. */
struct own_link {
    struct str code;
    struct str title;
    int64_t linked_us; /* 0: not linked */
};

struct own_view {
    struct chrome chrome;
    const struct actor *actor;
    struct own_session *sessions;
    size_t session_count;
    bool had_before;
    struct session_row before;
    struct own_link *links;
    size_t link_count;
    bool recovering;
    struct q_recovery_open_out recovery;
    bool changed; /* the password, just now */
};

struct change_view {
    struct chrome chrome;
    struct error_view errors;
    struct field_view old_password;
    struct field_view new_password;
};

struct accounts_view {
    struct chrome chrome;
    struct str words;
    account_row *rows;
    size_t count;
    bool more;
};

struct people_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str words;
    person_row *rows;
    size_t count;
};

struct begin_view {
    struct chrome chrome;
    struct crumbs crumbs;
    int64_t person_id;
    struct str name;
    struct str title;
    struct str agency;
    struct error_view errors;
    struct field_view login;
    struct field_view phone;
};

struct link_view {
    struct chrome chrome;
    struct crumbs crumbs;
    int64_t id;
    struct str name;
    struct str login;
    int64_t until_us;
    struct str link;
};

enum { HISTORY_SHOWN = 20 };
struct history_line {
    int64_t at_us;
    const char *words; /* msgid */
    struct str who;
};

struct act_link {
    const struct account_act_row *row;
};

struct card_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct account_card card;
    bool own;
    bool waits_for_another; /* who opened the recovery may not approve it */
    struct session_row *sessions;
    size_t session_count;
    struct act_link *acts;
    size_t act_count;
    struct history_line *history;
    size_t history_count;
};

struct act_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct account_card card;
    const struct account_act_row *act;
    struct error_view errors;
    struct field_view reason;
};

struct invited_view {
    struct chrome chrome;
    struct error_view errors;
    struct str name;
    struct str login;
    struct str path;
    bool sets_code;
    bool sets_password;
    struct str key; /* of the code application, in groups */
    int64_t until_us;
    struct field_view password;
    const char *code_error;
};

struct gone_view {
    struct chrome chrome;
};

/* One right, decided for the actor in their own agency. */

#endif
