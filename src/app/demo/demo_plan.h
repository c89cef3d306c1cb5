#ifndef TRUC_APP_DEMO_PLAN_H
#define TRUC_APP_DEMO_PLAN_H

/*
 * The story of the demo: who sends what when, and what officials do with it, over the 60 days
 * before now. Pure and repeatable: the same day gives the same story. What would lie after now is
 * left out, so that the last days are still at work.
 */
#include "core/calendar.h"

enum demo_step {
    DEMO_SUBMIT,
    DEMO_WITHDRAW,
    DEMO_ACCEPT,
    DEMO_REFUSE,
    DEMO_ASK,      /* supplements, form 02 */
    DEMO_COMPLETE, /* the citizen answers it */
    DEMO_PREPARE,
    DEMO_SEND_BACK,
    DEMO_SIGN,
    DEMO_HAND_OVER,
    DEMO_STEPS
};

struct demo_event {
    int64_t at_us;
    size_t dossier; /* 0 … dossiers - 1 */
    enum demo_step step;
};

struct demo_story {
    struct demo_event *events; /* by time */
    size_t count;
    size_t dossiers;
    size_t *agency_of; /* index into demo_agencies, by dossier */
};

/* A generator of the story's chances (splitmix64). */
struct demo_chance {
    uint64_t state;
};
/* 0 … below - 1. */
size_t demo_chance_below(struct demo_chance *chance, size_t below);

struct demo_story demo_story_make(struct arena *arena, const struct calendar *calendar,
                                  int64_t now_us, size_t dossiers);

#endif
