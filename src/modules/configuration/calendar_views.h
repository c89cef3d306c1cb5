#ifndef TRUC_MODULES_CONFIGURATION_CALENDAR_VIEWS_H
#define TRUC_MODULES_CONFIGURATION_CALENDAR_VIEWS_H

#include "modules/configuration/calendar_service.h"
#include "modules/configuration/views.h"

struct calendar_line {
    struct str day;
    const char *weekday; /* msgid */
    bool works;
    struct str name;
    struct str act;
};

struct calendar_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    int64_t year;
    struct str as_of; /* empty: now */
    struct calendar_line *days;
    size_t count;
    struct change_lines changes; /* undo: the day */
    struct calendar_edit edit;   /* as it was typed */
    struct str act;
    int64_t moved; /* due dates that were just moved; -1: nothing was done */
};

struct calendar_agency {
    struct str name;
    int64_t count;
};

struct calendar_preview {
    struct chrome chrome;
    struct crumbs crumbs;
    struct calendar_edit edit;
    struct str act;
    const char *act_words; /* msgid */
    struct calendar_plan plan;
    struct calendar_agency *agencies;
    size_t agency_count;
    size_t shown; /* of the dossiers */
};

#endif
