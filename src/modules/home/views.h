#ifndef TRUC_MODULES_HOME_VIEWS_H
#define TRUC_MODULES_HOME_VIEWS_H

#include "web/chrome.h"

struct home_view {
    struct chrome chrome;
};

struct text_view {
    struct chrome chrome;
};

#endif
