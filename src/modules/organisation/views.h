#ifndef TRUC_MODULES_ORGANISATION_VIEWS_H
#define TRUC_MODULES_ORGANISATION_VIEWS_H

#include "core/organisation_change.h"
#include "core/organisation_codes.h"
#include "core/organisation_places.h"
#include "modules/organisation/import_job.h"
#include "modules/organisation/queries.h"
#include "modules/organisation/service.h"
#include "web/chrome.h"

/* One agency in a list; `below` counts what stands under it. */
struct tree_row {
    struct agency agency;
    int64_t below;
    const char *branch; /* msgid */
};

struct found_agency {
    struct q_org_find_agencies_out row;
    bool in_force;
    struct agency_list now; /* who carries on, where it is not */
};

struct tree_view {
    struct chrome chrome;
    struct str day;
    struct str words; /* what was looked for */
    bool bad_day;
    bool may_manage;
    struct agency opened; /* id 0: the top */
    struct crumbs crumbs;
    struct tree_row *rows;
    size_t row_count;
    struct q_org_kinds_out *kinds;
    size_t kind_count;
    struct tier_list tiers;
    bool searched;
    bool by_code; /* the words are a code, of `opened` */
    bool redirected;
    struct found_agency *agencies;
    size_t agency_count;
    struct q_org_find_people_out *people;
    size_t people_count;
};

/* A unit's rows follow each other; `first` begins one. */
struct post_row {
    struct q_org_posts_out row;
    bool first_of_unit;
    bool first_of_post;
    bool ends; /* the last day is known */
    struct str last_day;
    bool last_today;
    const char *role; /* msgid */
};

struct version_row {
    struct q_org_versions_out row;
    struct str last_day; /* empty: in force */
    struct str tier;
};

struct agency_view {
    struct chrome chrome;
    struct str day;
    bool is_today;
    const char *done; /* msgid: what has just been done */
    struct crumbs crumbs;
    struct agency agency; /* as of the day, else as last known */
    bool in_force;
    bool may_manage;
    const char *branch;
    struct str tier;
    struct post_row *posts;
    size_t post_count;
    struct version_row *versions;
    size_t version_count;
    struct agency_code_list codes;
    struct succession_list steps;
    struct agency_list now; /* who carries on today, where it is closed */
    int64_t below;
};

struct person_post {
    struct q_org_person_posts_out row;
    struct str last_day; /* empty: no end is known */
    bool held;           /* on the day of the page */
    bool last_today;
    bool begins_later;
    const char *role; /* msgid */
};

struct person_view {
    struct chrome chrome;
    struct str day;
    int64_t id;
    struct str name;
    struct str staff_code; /* may be empty */
    struct person_post *posts;
    size_t post_count;
    size_t held;
};

struct act_choice {
    struct str value;
    struct str label;
    bool chosen;
};

struct act_field_view {
    const struct act_field *field;
    struct str value;
    const char *error; /* msgid or NULL */
    struct act_choice *choices;
    size_t choice_count;
};

/* The form of an act and, once it was tried, its confirmation. */
struct act_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct act *act;
    struct agency agency;
    struct str about; /* the unit, post or person; may be empty */
    int64_t target_id;
    struct act_field_view fields[ACT_FIELDS_MAX];
    size_t field_count;
    struct error_view errors;
    const char *refusal; /* msgid: why it cannot be done */
    struct order_report report; /* of the confirmation */
    struct str day_words;
};

typedef const struct import_kind *import_kind_item;

struct import_list_view {
    struct chrome chrome;
    const import_kind_item *kinds;
    size_t kind_count;
    struct str chosen;
    const char *error; /* msgid */
    struct q_org_import_latest_rows latest;
};

struct import_view {
    struct chrome chrome;
    import_row row;
    const struct import_kind *kind;
    struct import_report report;
    bool waiting;
    bool applied;
    bool refused;
    bool mine; /* sent by who looks: only they may apply it */
    int64_t shown; /* problems on the page */
};

struct place_view {
    struct chrome chrome;
    struct field_view address;
    bool asked;
    struct place_list list;
};

#endif
