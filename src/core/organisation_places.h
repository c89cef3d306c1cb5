#ifndef TRUC_CORE_ORGANISATION_PLACES_H
#define TRUC_CORE_ORGANISATION_PLACES_H

/*
 * Names of places as people write them, old three-level addresses too: "xã Tân Hiệp, huyện Long
 * Thành". Found without marks, wherever the tone stands, with the spellings that drift (Đak, Đăk,
 * Đắc); 25 names repeat among the old communes, so each comes with what it belonged to and with the
 * unit of today.
 */
#include "core/organisation.h"

struct place_match {
    int64_t agency_id;    /* the unit that had the name */
    struct str place;     /* "xã Tân Hiệp" */
    struct str above;     /* on its last day: "huyện Long Thành, tỉnh Đồng Nai"; may be empty */
    struct str valid_from;
    struct str valid_to;  /* of the name; empty: in force */
    struct agency_list now; /* in force on the day asked for: itself, or who carries on */
};

struct place_list {
    struct place_match *items;
    size_t count;
};

enum { PLACES_MAX = 20 };

/* Those whose name is the first part of the address that is a name of any; parts behind it that
 * name what a place belonged to narrow the list. Those of the kind that was written come first.
 * Empty where nothing is found. */
struct result place_find(struct db *db, struct arena *arena, struct str address, struct str on,
                         struct place_list *out);

/* The form under which a place is found: folded, without the word of its kind ("xã", "tt"), with
 * one spelling for those that drift. */
struct str place_key(struct arena *arena, struct str name);

#endif
