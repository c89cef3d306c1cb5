#ifndef TRUC_MODULES_SEARCH_VIEWS_H
#define TRUC_MODULES_SEARCH_VIEWS_H

#include "core/procedure.h"
#include "core/search.h"
#include "web/chrome.h"

struct found_agency {
    int64_t id;
    struct str name;
    struct str above;   /* what it stands or stood below: tells units of one name apart */
    struct str ended;   /* the first day on which it was no more; empty: in force */
    struct str now;     /* who carries on its work, names with commas; empty: itself or nobody */
    struct str address;
    struct str phone;
};

struct found_person {
    int64_t id;
    struct str name;
    struct str posts; /* "Phó Chủ tịch UBND, UBND xã Phú Hoà"; empty: holds none today */
};

struct search_view {
    struct chrome chrome;
    struct str typed;
    struct str read_as; /* what it was read as where nothing was found as typed; else empty */
    const struct procedure_hit *services;
    size_t service_count;
    const struct found_agency *agencies;
    size_t agency_count;
    bool agencies_more;
    const struct found_person *people;
    size_t person_count;
    bool people_more;
    const struct search_hit *dossiers;
    size_t dossier_count;
    bool dossiers_more;
    bool may_dossiers; /* the person has a right to see some */
    bool english;
};

#endif
