#ifndef TRUC_CORE_SEARCH_H
#define TRUC_CORE_SEARCH_H

/*
 * Finding by typing, without marks, while the word is still being typed. One table of entries for
 * all kinds (0012_search.sql); procedures are found by procedure_search.
 *
 * What is typed is read in several ways, the stricter first, until there are enough answers: with
 * its marks ("Hoà" and "Hòa" are one), as whole words, as beginnings of words, and as keys of Telex
 * or VNI struck with the input method switched off ("hoof sow").
 *
 * Who may find what is decided inside the query: an entry of an agency is found by those who have
 * the permission there on that day, or at the heir of an agency that is no more, within what their
 * grants are narrowed to; an entry of agency 0 by anybody who may use the screen.
 */
#include "base/result.h"
#include "base/str.h"
#include "core/permission_places.h"

struct db;

enum search_kind { SEARCH_AGENCY = 1, SEARCH_PERSON = 2, SEARCH_DOSSIER = 3 };

struct search_entry {
    enum search_kind kind;
    int64_t object_id;
    int64_t agency_id; /* whose it is; 0 for agencies and people, never 0 for a dossier */
    struct str key;    /* for its address: a dossier's code; may be empty */
    struct str title;  /* found by its words */
    struct str note;   /* the second line; not found by its words */
    struct str also;   /* other words under which it is found: codes, numbers, former names */
    struct str procedure; /* what narrowed grants ask: its code, and the role it waits for; may */
    struct str holder;    /* be empty */
};

/* Written or written anew inside the caller's write transaction; what stands already costs
 * nothing. */
struct result search_put(struct db *db, struct arena *arena, const struct search_entry *entry);
struct result search_drop(struct db *db, struct arena *arena, enum search_kind kind,
                          int64_t object_id);

enum search_reading {
    SEARCH_MARKED,  /* whole words with their marks */
    SEARCH_WHOLE,   /* whole words */
    SEARCH_BEGUN,   /* beginnings of words */
    SEARCH_SLIPPED, /* whole words, read as keys */
    SEARCH_SLIPPED_BEGUN,
    SEARCH_READINGS
};

struct search_ask {
    enum search_kind kind;
    struct str typed;
    struct permission_places places; /* not used for kinds whose agency is 0 */
    size_t limit;                    /* at most SEARCH_MOST */
};

enum { SEARCH_MOST = 50 };

struct search_hit {
    int64_t object_id;
    int64_t agency_id;
    struct str key;
    struct str title;
    struct str note;
    enum search_reading reading; /* under which it was found */
};

struct search_hits {
    struct search_hit *items;
    size_t count;
    bool more; /* there are others */
};

/* The stricter readings first; within one, dossiers newest first, others by how many whole
 * words of what was typed the title has, then the shortest.
 * Nothing where nothing but signs was typed. */
struct result search_find(struct db *db, struct arena *arena, const struct search_ask *ask,
                          struct search_hits *out);

/* What the index is made from again and compared with: the entries of a kind by object id, some at
 * a time. A module's own stand in struct module.searches. */
struct search_page {
    int64_t after; /* object id */
    int64_t most;
    struct search_entry *items; /* fewer than `most`: the last ones */
    size_t count;
};
struct search_source {
    enum search_kind kind;
    struct result (*page)(struct db *db, struct arena *arena, struct search_page *page);
};

struct search_report {
    int64_t seen;    /* things that should be found */
    int64_t missing; /* had no entry */
    int64_t wrong;   /* had another one */
    int64_t left;    /* entries of things that are no more */
};

/* Compares one kind with its source and mends what differs, a page a transaction: readers and
 * writers go on. `anew` writes every entry again, whatever stands there. */
struct result search_mend(struct db *db, const struct search_source *source, bool anew,
                          struct search_report *report);

#endif
