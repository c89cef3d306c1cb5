#ifndef TRUC_MODULES_AUDIT_VIEWS_H
#define TRUC_MODULES_AUDIT_VIEWS_H

#include "modules/audit/words.h"
#include "web/chrome.h"

/* What a page of the log asks; a row of module.c's table in handlers_list.c. */
enum audit_question { AUDIT_FREE, AUDIT_WHO_READ, AUDIT_ROLE, AUDIT_DUE, AUDIT_QUESTIONS };

struct audit_tab {
    const char *path;
    const char *label; /* msgid */
    bool current;
};

struct audit_line {
    int64_t id; /* of the row; 0: there is none */
    bool placed;
    int64_t place; /* in the log */
    int64_t at_us;
    struct audit_who who;
    struct str what;
    struct str object;
    struct str object_name;
    bool has_change;
    struct str before;
    struct str after;
    struct str why;
};

struct audit_choice {
    struct str value;
    struct str label;
    bool chosen;
};

/* A dossier of the person that was asked for. */
struct audit_hit {
    struct str object;
    struct str code;
    int64_t submitted_us;
};

struct audit_list_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct audit_tab tabs[AUDIT_QUESTIONS];
    const struct audit_tab *tab;
    enum audit_question question;
    const char *help; /* msgid */
    struct str find;
    const char *find_error; /* msgid or NULL */
    struct str from;
    struct str to;
    const char *date_error; /* msgid or NULL */
    struct audit_choice *kinds;
    size_t kind_count;
    struct audit_choice *agencies;
    size_t agency_count;
    bool everywhere; /* the person may ask about every agency */
    struct audit_hit *hits;
    size_t hit_count;
    bool asked; /* false: nobody was named yet */
    struct audit_line *lines;
    size_t count;
    bool more;
    struct str address;  /* of this question, ending in ? or &: for the next page and the CSV */
    struct str next;     /* cursor */
    int64_t asked_us;
};

struct audit_row_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct audit_line line;
    struct str kind;
    struct str agency;
    struct str entry;
    bool erased;
    bool leaf_ok;
    bool proved;
    bool waits; /* for the next checkpoint */
    int64_t size;
    int64_t steps;
    struct str root;
    struct str key;
    struct audit_fields fields;
};

#endif
