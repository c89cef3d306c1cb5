#ifndef TRUC_BASE_RESULT_H
#define TRUC_BASE_RESULT_H

/*
 * The outcome of everything that can fail. A function that can fail returns
 * `struct result`; its values come back through pointers. There is one way to
 * pass a failure on: TRY.
 */
#include <stdbool.h>

enum error_kind {
    ERROR_NONE = 0,
    ERROR_INVALID,         /* 400/422: the input breaks a rule that its sender can mend */
    ERROR_UNAUTHENTICATED, /* 401: nobody has said who they are */
    ERROR_FORBIDDEN,       /* 403: known, but may not */
    ERROR_NOT_FOUND,       /* 404: does not exist, or must not be seen to exist */
    ERROR_CONFLICT,        /* 409: somebody else was first, or the state does not allow it */
    ERROR_LIMIT,           /* 413/429: too large, too many, too fast */
    ERROR_UNSUPPORTED,     /* 415/501: a form, format or element we do not do */
    ERROR_UNAVAILABLE,     /* 503: a part we need is away; try again */
    ERROR_TIMEOUT,         /* 504: a part we need was too slow; try again */
    ERROR_UNCERTAIN,       /* 503: it may or may not have happened; ask before repeating */
    ERROR_UNTRUSTED,       /* 422: a signature, certificate or proof does not hold */
    ERROR_CORRUPT,         /* 500: our own stored data is damaged */
    ERROR_INTERNAL,        /* 500: a mistake of ours */
    ERROR_KIND_COUNT
};

/* `code` is a static, stable identifier ("dossier.already_accepted") that logs, tests and
 * API answers carry; `message` is a static Vietnamese sentence (a gettext msgid, N_()) for the
 * person, or NULL. Neither is owned. */
struct __attribute__((warn_unused_result)) result { /* enforced by the clang build */
    enum error_kind kind;
    const char *code;
    const char *message;
};

#define RESULT_OK ((struct result){.kind = ERROR_NONE})

/* Marks a string for the message catalogue without looking it up. */
#define N_(text) (text)

static inline bool result_ok(struct result r) { return r.kind == ERROR_NONE; }

/* Builds a failure. `kind` must not be ERROR_NONE. */
static inline struct result result_fail(enum error_kind kind, const char *code, const char *message)
{
    return (struct result){.kind = kind, .code = code, .message = message};
}

/* Drops an outcome on purpose; the reason stands in a comment at the call. */
static inline void result_ignore(struct result r) { (void)r; }

#define TRY(expression)                                                                            \
    do {                                                                                           \
        struct result try_result_ = (expression);                                                  \
        if (try_result_.kind != ERROR_NONE)                                                        \
            return try_result_;                                                                    \
    } while (0)

/* HTTP status of a kind, 200 for ERROR_NONE. */
int result_http_status(enum error_kind kind);

/* Stable lower-case name ("not_found"). */
const char *result_kind_name(enum error_kind kind);

/* True when the same call may succeed later without any change by the caller. */
bool result_may_retry(enum error_kind kind);

#endif
