#ifndef TRUC_APP_DEMO_DATA_H
#define TRUC_APP_DEMO_DATA_H

/*
 * Who and what the small demo is made of. The agencies are real ones of 2026 (kind, name and
 * national code as in the list of administrative units, in force from 2026-04-30); every
 * person is invented.
 */
#include "core/identity.h"

/* An agency of the story; what it is called and where it stands comes from data/units. */
struct demo_agency {
    const char *code;
    const char *area_code;
    const char *name; /* as on the day of the demo */
    int weight; /* share of the dossiers, of the sum of all */
};

struct demo_person {
    int agency;
    enum role role;
    bool subtree;
    const char *login; /* empty: no account yet */
    const char *name;
    const char *unit;
    const char *title;
    const char *decision;
    const char *since; /* NULL: shortly before the first dossier */
};

enum { DEMO_AGENCIES = 4, DEMO_PEOPLE = 15, DEMO_ADMINISTRATOR = 0, DEMO_PROVINCE_LEADER = 12 };

extern const struct demo_agency demo_agencies[DEMO_AGENCIES];
extern const struct demo_person demo_people[DEMO_PEOPLE];

/* Invented citizens: family, middle and given names, sex by the middle name. */
struct demo_names {
    const char *const *family;
    size_t family_count;
    const char *const *middle_male;
    size_t middle_male_count;
    const char *const *middle_female;
    size_t middle_female_count;
    const char *const *given_male;
    size_t given_male_count;
    const char *const *given_female;
    size_t given_female_count;
};
extern const struct demo_names demo_names;

#endif
