#ifndef TRUC_MODULES_SERVICE_VIEWS_H
#define TRUC_MODULES_SERVICE_VIEWS_H

#include "core/organisation.h"
#include "web/chrome.h"

struct service_row {
    struct str code;
    struct str name;
};

struct service_list_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str typed;   /* what was searched for; empty: the whole list */
    const struct service_row *rows;
    size_t count;
};

struct service_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str code;
    bool code_verified;          /* compared with the national database */
    bool all_online;             /* service level 4, NĐ 224/2026 Điều 14 */
    struct str name;
    struct str purpose;
    struct str audience;
    struct str time;
    int64_t fee_vnd;
    const struct str *needs;     /* what to have ready */
    size_t need_count;
    const struct str *exemptions;
    size_t exemption_count;
    const struct str *laws;
    size_t law_count;
    struct str official_name;    /* where the service is officially submitted */
    struct str official_url;
    struct agency_list agencies;
    int64_t agency_id;           /* chosen, 0 for none yet */
    const char *agency_error;    /* msgid */
    bool by_name;                /* too many for a list: typed, without marks too */
    struct str agency_typed;
    const struct agency *matches; /* what was typed may mean each of these */
    size_t match_count;
};

struct result service_list_show(struct request *request);
struct result service_show(struct request *request);
struct result service_begin(struct request *request);

#endif
