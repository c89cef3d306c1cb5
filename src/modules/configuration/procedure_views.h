#ifndef TRUC_MODULES_CONFIGURATION_PROCEDURE_VIEWS_H
#define TRUC_MODULES_CONFIGURATION_PROCEDURE_VIEWS_H

#include "base/json_diff.h"
#include "modules/configuration/procedure_service.h"
#include "modules/configuration/views.h"

typedef struct q_configuration_procedures_out procedure_item;
typedef struct q_procedure_drafts_waiting_out waiting_draft;

struct procedures_view {
    struct chrome chrome;
    struct crumbs crumbs;
    procedure_item *items;
    size_t count;
    waiting_draft *drafts;
    size_t draft_count;
    bool dropped;
};

/* What differs in the three files of two versions. */
struct version_diff {
    struct json_changes definition;
    struct json_changes form;
    struct json_changes process;
};

enum version_state { VERSION_COMING, VERSION_IN_FORCE, VERSION_PAST };

struct version_line {
    int64_t number;
    struct str valid_from;
    struct str valid_to; /* empty: open */
    struct str law;
    enum version_state state;
    bool shown; /* its difference from the one before is below */
};

struct procedure_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str code;
    struct str name;
    struct version_line *lines;
    size_t count;
    int64_t shown;
    int64_t against; /* number it is compared with; 0: it is the first */
    struct version_diff diff;
    struct change_lines changes;
    bool published;
};

struct draft_form_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct str problem; /* in the words of the file */
    procedure_item *items;
    size_t count;
    struct str code; /* whose other files are taken */
};

struct draft_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    int64_t id;
    struct str code;
    struct str name;
    struct str who;
    int64_t made_us;
    int64_t against; /* number of the version it is compared with; 0: none */
    struct version_diff diff;
    struct str valid_from;
    struct str law;
    struct str reason;
};

#endif
