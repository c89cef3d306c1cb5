#ifndef TRUC_CORE_INSPECTOR_H
#define TRUC_CORE_INSPECTOR_H

/*
 * Looks into untrusted files without ever parsing them here: a request goes to
 * the spawner, which starts one truc-inspect for it, held by Landlock, seccomp
 * and limits. The caller waits on a descriptor (respond_later) or just calls
 * finish. Nothing that a file says reaches a person as text: the inspector
 * answers with codes and numbers, the sentences are ours.
 */
#include "base/result.h"
#include "base/str.h"

/* The channel to the spawner; copied freely, belongs to the process that made it. */
struct inspector {
    int requests; /* message socket, shared by all workers */
};

enum inspector_task {
    INSPECTOR_CHECK,     /* may this file be accepted: type, readable, within limits */
    INSPECTOR_PAGE,      /* a page of a PDF as PNG */
    INSPECTOR_XML,       /* an XML document as JSON (see inspector_finish_bytes) */
    INSPECTOR_SIGNATURES /* the signatures of a PDF as JSON of `truc verify --json` */
};

enum {
    INSPECTOR_DEADLINE_MS = 5000,               /* from start to answer, waiting in line included */
    INSPECTOR_FILE_MAX = 20 * 1024 * 1024,      /* bytes of a file to be checked */
    INSPECTOR_ANSWER_MAX = 16 * 1024 * 1024,    /* bytes of a page picture or JSON */
    INSPECTOR_PAGES_MAX = 500,                  /* of one PDF */
    INSPECTOR_SIDE_MAX = 20000,                 /* pixels */
    INSPECTOR_PIXELS_MAX = 100 * 1000 * 1000,   /* width × height */
    INSPECTOR_DPI_MIN = 24,
    INSPECTOR_DPI_MAX = 200
};

struct inspector_request {
    enum inspector_task task;
    int file;                 /* a regular or memory file, read from its start; stays the caller's */
    struct str declared_type; /* CHECK: media type that the sender names; empty: none */
    unsigned page;            /* PAGE: from 1 */
    unsigned dpi;             /* PAGE: INSPECTOR_DPI_MIN..MAX */
};

/* A request under way. */
struct inspector_call {
    int wait;            /* readable when the answer is complete; closed by finish or cancel */
    int answer;          /* memory file with the answer */
    int64_t deadline_us; /* clock_monotonic_us */
};

enum inspection_verdict { INSPECTION_GOOD, INSPECTION_REFUSED };

struct inspection {
    enum inspection_verdict verdict;
    struct str media_type; /* as found in the content: "application/pdf", "image/jpeg", "image/png" */
    unsigned pages;        /* PDF: pages; a picture: 1 */
    unsigned width;        /* pixels of a picture, 0 for a PDF */
    unsigned height;
    const char *code;      /* refused: "file.empty", "file.encrypted" …; static */
    const char *message;   /* refused: msgid that says what to do; static */
};

/* Sends a request. UNAVAILABLE "inspector.busy" when the line is full or the spawner is away;
 * UNSUPPORTED "inspector.no_sandbox" on a kernel without Landlock. */
struct result inspector_start(const struct inspector *inspector,
                              const struct inspector_request *request,
                              struct inspector_call *call);

/* The answer to CHECK; waits until the call's deadline if it is not there yet. A file that made
 * the inspector crash, run out of time or memory is REFUSED "file.too_complex". Failures are ours,
 * not the file's: UNAVAILABLE "inspector.busy", UNSUPPORTED "inspector.no_sandbox". Ends the call. */
struct result inspector_finish(struct arena *arena, struct inspector_call *call,
                               struct inspection *inspection);

/* The answer to PAGE (PNG), XML or SIGNATURES. INVALID with the code and message of a refusal
 * when the file is not such a document. Ends the call. XML gives
 * {"name","namespace","line","attributes":[{"name","namespace","value"}],"children":[…]}, where a
 * child is an element of the same shape or {"text":"…"}; white space alone is left out. */
struct result inspector_finish_bytes(struct arena *arena, struct inspector_call *call,
                                     struct str *bytes);

/* Gives the request up; the inspector is left to its own deadline. */
void inspector_cancel(struct inspector_call *call);

/* start and finish in one, for jobs and commands. */
struct result inspector_check(struct arena *arena, const struct inspector *inspector,
                              struct str bytes, struct str declared_type,
                              struct inspection *inspection);
struct result inspector_bytes(struct arena *arena, const struct inspector *inspector,
                              const struct inspector_request *request, struct str *bytes);

#endif
