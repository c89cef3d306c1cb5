#ifndef TRUC_CORE_MODULE_H
#define TRUC_CORE_MODULE_H

/*
 * What a module brings: constant tables, put together by src/app/modules.c. Every table ends with
 * a row {0}; a table the module does not have is NULL.
 */
struct holding;    /* core/holding.h */
struct job_kind;   /* core/jobs.h */
struct menu_item;  /* web/web.h */
struct route;      /* web/web.h */
struct search_source; /* core/search.h */
struct signable;      /* core/signable.h */
struct setting;    /* core/settings.h */
struct measure;    /* core/measures.h */

struct module {
    const char *name; /* its folder */
    const struct route *routes;
    const struct menu_item *menu;
    const struct job_kind *jobs;
    const struct setting *settings;
    const struct measure *measures;
    const struct holding *holdings;
    const struct search_source *searches;
    const struct signable *signables;
};

#endif
