#ifndef TRUC_APP_DEMO_UNITS_H
#define TRUC_APP_DEMO_UNITS_H

/* data/units/dong-nai.csv as rows, with the code that the demo gives each unit's committee. */
#include "base/result.h"
#include "base/str.h"

struct demo_unit {
    struct str area_code;
    struct str name; /* "Phú Hoà" */
    struct str kind; /* "xã" */
    struct str parent;
    struct str from;
    struct str to; /* empty: in force */
    struct str successors; /* area codes with spaces */
    struct str act;
    struct str code; /* of the committee: "H19.62" */
    int64_t level;
};

struct demo_units {
    struct demo_unit *items;
    size_t count;
};

struct result demo_units_read(struct arena *arena, struct demo_units *out);
/* The row of an area code in force on a day; NULL. */
struct demo_unit *demo_unit_on(const struct demo_units *units, struct str area_code,
                               struct str day);
/* Whose row `unit` goes on, when it begins: alike in name, and the only one or, where `absorbs`,
 * whoever else goes into it; NULL: it is founded. */
struct demo_unit *demo_unit_before(struct arena *arena, const struct demo_units *units,
                                   const struct demo_unit *unit, bool absorbs);
bool demo_unit_leads_to(const struct demo_unit *ended, struct str area_code);

/* "xã Phú Hoà", "UBND xã Phú Hoà" */
struct str demo_unit_place(struct arena *arena, const struct demo_unit *unit);
struct str demo_unit_name(struct arena *arena, const struct demo_unit *unit);
struct str demo_unit_address(struct arena *arena, const struct demo_unit *unit);

#endif
