#ifndef TRUC_APP_DEMO_FILL_H
#define TRUC_APP_DEMO_FILL_H

/* Answers of invented people to any e-form: by what a component checks, not by its name. */
#include "app/demo/demo_plan.h"
#include "core/forms.h"

struct demo_citizen {
    bool female;
    int birth_year;
    struct str name;
    struct str identifier; /* 12 digits, built as the rules want, of nobody */
    struct str phone;
};

struct demo_citizen demo_citizen_make(struct arena *arena, struct demo_chance *chance);

struct demo_filler {
    struct demo_chance *chance;
    const struct demo_citizen *citizen;
    struct str own_name;      /* key of the component that asks for the citizen's own name */
    struct str place;         /* territory of the agency */
    const struct json *known; /* answers that are given again where a key is the same; NULL: none */
};

/* A JSON object with an answer for every component, also for those that others hide. */
struct str demo_fill_form(struct arena *arena, const struct eform *form,
                          const struct demo_filler *filler);

/* A one-page PDF that says that it is a specimen; the same bytes for the same text. */
struct str demo_paper(struct arena *arena, const char *text);

#endif
