#ifndef TRUC_MODULES_OIDC_VIEWS_H
#define TRUC_MODULES_OIDC_VIEWS_H

#include "web/chrome.h"

struct refused_view {
    struct chrome chrome;
    struct str title; /* of the provider */
    const char *why;
    struct str code;
    struct str again; /* where to begin anew */
};

struct leave_view {
    struct chrome chrome;
    struct str title;
    struct str url;
};

#endif
