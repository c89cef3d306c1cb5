#ifndef TRUC_MODULES_CONFIGURATION_TARGET_VIEWS_H
#define TRUC_MODULES_CONFIGURATION_TARGET_VIEWS_H

#include "modules/configuration/views.h"

struct target_item {
    struct str id;
    struct str name;
    struct str law;
    struct str targets; /* in words */
    bool counted;       /* its figure is counted from facts */
    bool changed;
};

struct target_list_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct target_item *items;
    size_t count;
};

struct target_choice {
    int64_t value;
    const char *label; /* msgid */
    bool chosen;
};

struct target_line {
    const char *level; /* msgid */
    int64_t year;
    bool above;
    int64_t percent;
};

struct target_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct target_item item;
    struct str goal;
    struct str numerator;
    struct str denominator;
    struct target_line *lines;
    size_t count;
    struct target_choice levels[4];
    struct str year;
    struct str percent;
    struct str reason;
    bool above;
    bool saved;
    struct change_lines changes;
};

#endif
