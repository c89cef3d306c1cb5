#ifndef TRUC_CORE_INSPECTOR_WIRE_H
#define TRUC_CORE_INSPECTOR_WIRE_H

/*
 * What a worker and the spawner say to each other, and truc-inspect to both.
 * A request is one message with three descriptors; its answer is a byte on the
 * third, sent when no process can write to the second any more. truc-inspect finds
 * them as 0 and 1, and the evidence as 2.
 */
#include "base/result.h"
#include "base/str.h"
#include "core/inspector.h"

enum inspector_descriptor {
    WIRE_FILE,
    WIRE_ANSWER,
    WIRE_DONE,
    WIRE_DESCRIPTORS,
    WIRE_EVIDENCE = WIRE_DESCRIPTORS, /* SIGNATURES only */
    WIRE_DESCRIPTORS_MAX
};

/* How many descriptors go with a task. */
size_t inspector_descriptors_of(enum inspector_task task);

enum inspector_done {
    WIRE_GOOD = 'g',      /* the answer is what was asked for */
    WIRE_REFUSED = 'r',   /* the answer is {"code":"…"} */
    WIRE_KILLED = 'k',    /* crashed, or ran out of time or memory */
    WIRE_BUSY = 'b',      /* not started: too many in line */
    WIRE_NO_SANDBOX = 's' /* not started: it could not be held */
};

/* Exit status of truc-inspect; anything else is a crash. */
enum inspector_exit { INSPECT_GOOD = 0, INSPECT_NO_SANDBOX = 3, INSPECT_REFUSED = 4 };

/* Name of a task on truc-inspect's command line, and back; false for any other name. */
const char *inspector_task_name(enum inspector_task task);
bool inspector_task_of(const char *name, enum inspector_task *task);

struct str inspector_request_encode(struct arena *arena, const struct inspector_request *request);
/* Strict: false when anything is out of range. `file` is left at -1. */
bool inspector_request_decode(struct str message, struct inspector_request *request);

#endif
