#ifndef TRUC_MODULES_HOME_VIEWS_H
#define TRUC_MODULES_HOME_VIEWS_H

#include "web/chrome.h"

struct home_service {
    struct str code;
    struct str name;
};

struct home_view {
    struct chrome chrome;
    const struct home_service *services; /* a few that are in force today */
    size_t service_count;
    int64_t finished;    /* of the last seven whole days; 0: the block is left out */
    int64_t on_time_tenths; /* per mille of finished */
    int64_t from_us;
    int64_t to_us; /* of the last whole day, inclusive */
};

struct text_view {
    struct chrome chrome;
};

#endif
