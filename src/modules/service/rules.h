#ifndef TRUC_MODULES_SERVICE_RULES_H
#define TRUC_MODULES_SERVICE_RULES_H

/* Which unit a person means by what they typed. */
#include "core/organisation.h"

enum { AGENCY_MATCHES_MAX = 10 };

struct agency_matches {
    struct agency items[AGENCY_MATCHES_MAX];
    size_t count;
};

/* Units whose place ("xã Phú Hòa") has every typed word, or a word that begins with it, with or
 * without marks; a whole name means that unit alone. Nothing typed matches nothing. */
void agencies_meant(struct arena *arena, const struct agency_list *agencies, struct str typed,
                    struct agency_matches *out);

bool agencies_have(const struct agency_list *agencies, int64_t id);
/* Adds a unit once, while there is room. */
void agencies_mean(struct agency_matches *out, struct agency agency);

#endif
