#ifndef TRUC_MODULES_ACCOUNT_VIEWS_H
#define TRUC_MODULES_ACCOUNT_VIEWS_H

#include "core/session.h"
#include "web/chrome.h"

struct sign_in_view {
    struct chrome chrome;
    struct error_view errors;
    struct field_view login;
    struct field_view password;
    struct str next; /* where to go afterwards; may be empty */
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

struct own_view {
    struct chrome chrome;
    const struct actor *actor;
    struct own_session *sessions;
    size_t session_count;
    bool had_before;
    struct session_row before;
};

/* One right, decided for the actor in their own agency. */

#endif
