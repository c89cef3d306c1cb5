#ifndef TRUC_MODULES_CONFIGURATION_VIEWS_H
#define TRUC_MODULES_CONFIGURATION_VIEWS_H

#include "web/chrome.h"

typedef const struct menu_item *const_menu_item;

struct index_section {
    const char *name; /* msgid */
    const_menu_item *items;
    size_t count;
};

struct index_view {
    struct chrome chrome;
    struct index_section *sections;
    size_t count;
};

#endif
