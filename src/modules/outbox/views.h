#ifndef TRUC_MODULES_OUTBOX_VIEWS_H
#define TRUC_MODULES_OUTBOX_VIEWS_H

#include "core/notify.h"
#include "web/chrome.h"

struct outbox_account {
    struct str login;
    struct str code; /* now */
    struct str name;
    struct str title;
    struct str agency;
};

struct outbox_view {
    struct chrome chrome;
    struct str phone; /* as typed; empty: of all phones */
    struct notification_list messages;
    struct outbox_account *accounts;
    size_t account_count;
    struct str password;
    struct str pin;
};

#endif
