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
    INSPECTOR_BPMN,      /* a BPMN file as the JSON that core/bpmn.h reads */
    INSPECTOR_CERTIFICATE, /* one X.509 certificate, in PEM or DER, as DER */
    INSPECTOR_CERTIFICATES, /* a bundle of them (sign/certificate_bundle.h): which ones read */
    INSPECTOR_PICTURE, /* a picture for signatures as plain pixels (core/signature_pixels.h) */
    INSPECTOR_SIGNATURES, /* what signatures are worth; asked by core/inspector_report.h */
    INSPECTOR_PIXELS      /* as PAGE, but as bare pixels (core/media.h), for who must not parse */
};

enum {
    INSPECTOR_RUN_MS = 8000,                 /* one inspection, from its start to its answer */
    INSPECTOR_DEADLINE_MS = 15000,           /* the same with waiting in line */
    INSPECTOR_FILE_MAX = 10 * 1024 * 1024,   /* bytes of a file */
    INSPECTOR_ANSWER_MAX = 16 * 1024 * 1024, /* bytes of a page picture or JSON */
    INSPECTOR_PAGES_MAX = 500,               /* of one PDF */
    INSPECTOR_SIDE_MAX = 20000,              /* pixels */
    INSPECTOR_PIXELS_MAX = 100000000,        /* width × height */
    INSPECTOR_DPI_MIN = 24,
    INSPECTOR_DPI_MAX = 200
};

struct inspector_request {
    enum inspector_task task;
    int file;      /* a regular or memory file, read from its start; stays the caller's */
    unsigned page; /* PAGE, PIXELS: from 1 */
    unsigned dpi;  /* PAGE, PIXELS: INSPECTOR_DPI_MIN..MAX */
    int evidence;  /* SIGNATURES: sign/evidence_wire.h; stays the caller's */
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
    struct str media_type; /* found in the content, never what the sender says: static, one of
                              "application/pdf", "image/jpeg", "image/png"; empty when refused */
    unsigned pages;        /* PDF: pages; a picture: 1 */
    unsigned width;        /* pixels of a picture, 0 for a PDF */
    unsigned height;
    const char *code;      /* refused: "file.empty", "file.encrypted" …; static */
    const char *message;   /* refused: msgid that says what to do; static */
};

/* Sends a request. UNAVAILABLE "inspector.busy" when the line is full or the spawner is away.
 * request->file may be closed at once. `call` lives in the arena, which gives it up when it is
 * emptied before an end: a connection may break while it waits. */
struct result inspector_start(struct arena *arena, const struct inspector *inspector,
                              const struct inspector_request *request,
                              struct inspector_call *call);

/* The answer to CHECK; waits until the call's deadline if it is not there yet. A file that made
 * the inspector crash, run out of time or memory is REFUSED "file.too_complex". Failures are ours,
 * not the file's: UNAVAILABLE "inspector.busy", UNSUPPORTED "inspector.no_sandbox". Ends the
 * call. */
struct result inspector_finish(struct arena *arena, struct inspector_call *call,
                               struct inspection *inspection);

/* The answer to PAGE (PNG), PIXELS, PICTURE, BPMN (JSON) or SIGNATURES (sign/report_wire.h).
 * INVALID with the code and message of a refusal when the file is not such a document. Ends the
 * call. */
struct result inspector_finish_bytes(struct arena *arena, struct inspector_call *call,
                                     struct str *bytes);

/* Gives the request up; the inspector is left to its own deadline. Harmless after its end. */
void inspector_cancel(struct inspector_call *call);

/* start and finish in one, for jobs and commands. */
struct result inspector_check(struct arena *arena, const struct inspector *inspector, int file,
                              struct inspection *inspection);
struct result inspector_bytes(struct arena *arena, const struct inspector *inspector,
                              const struct inspector_request *request, struct str *bytes);

/* Reads what truc-inspect says to CHECK: one line of JSON. The writer may have been taken over by
 * a file, so that anything unexpected is refused as "file.too_complex". */
void inspection_decode(struct arena *arena, struct str answer, struct inspection *inspection);

/* The failure that a refusal's code stands for; "file.too_complex" for one that is not known. */
struct result inspection_refusal(struct str code);

#endif
