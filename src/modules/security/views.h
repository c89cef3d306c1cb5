#ifndef TRUC_MODULES_SECURITY_VIEWS_H
#define TRUC_MODULES_SECURITY_VIEWS_H

#include "modules/security/report.h"
#include "web/chrome.h"

struct security_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct report report;
    int64_t made_us;
};

#endif
