#ifndef TRUC_APP_DEMO_PLAY_H
#define TRUC_APP_DEMO_PLAY_H

/*
 * Plays a story with the services that pages and jobs use, over a clock that moves from event to
 * event. Nothing is written past them: what the demo shows has been done.
 */
#include "app/demo/demo_people.h"
#include "app/demo/demo_plan.h"
#include "app/demo/demo_sign.h"
#include "core/jobs.h"
#include "core/procedure.h"

struct demo_dossier {
    struct str receipt_token;
    struct str code;
    struct str answers; /* sent again with a supplement */
};

struct demo_play {
    struct db *db;
    struct files *files;
    struct arena *arena;      /* of the whole play */
    struct arena *step_arena; /* emptied between events */
    struct arena *job_arena;  /* emptied between jobs */
    struct clock clock;       /* stands at the event */
    struct demo_cast cast;
    struct demo_story story;
    struct demo_chance chance;
    struct procedure procedure;
    struct demo_dossier *dossiers;
    struct job_context job; /* its service and clock are the play's */
    struct job_kinds kinds;
    struct demo_signing signing;
    void (*progress)(size_t done, size_t all);
};

/* Up to `now_us`. Fails at the first event that a service refuses. */
struct result demo_play_run(struct demo_play *play, int64_t now_us);

#endif
