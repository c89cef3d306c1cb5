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

/* One change of a configured object, as its history tells it. */
struct change_line {
    int64_t at_us;
    struct str who;
    struct str before;
    struct str after;
    struct str reason;
    struct str undo; /* the value that the form would get to set it back */
    bool can_undo;
};

struct change_lines {
    struct change_line *items;
    size_t count;
};

struct setting_line {
    struct str name;
    const char *help; /* msgid */
    struct str kind;
    struct str value;
    struct str below;     /* of the file, or the default */
    struct str otherwise; /* default */
    const char *reach;    /* msgid: when a change counts */
    bool changeable;
    bool changed; /* an administrator's value holds */
    bool in_file;
};

struct settings_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct str day; /* empty: now */
    struct setting_line *lines;
    size_t count;
};

struct setting_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct setting_line line;
    struct str before; /* JSON */
    struct str value;
    struct str reason;
    bool pending; /* stored, but the node has not started since */
    bool saved;
    struct change_lines changes;
};

#endif
