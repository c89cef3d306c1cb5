#ifndef TRUC_MODULES_OUTBOX_VIEWS_H
#define TRUC_MODULES_OUTBOX_VIEWS_H

#include "core/notify.h"
#include "web/chrome.h"

struct outbox_view {
    struct chrome chrome;
    struct str phone; /* as typed; empty: of all phones */
    struct notification_list messages;
};

#endif
