#ifndef TRUC_WEB_WEB_H
#define TRUC_WEB_WEB_H

/*
 * What a handler sees of HTTP: a request whose input has been checked against the route's form,
 * and a few ways to answer. One request has one arena; everything reachable from it lives until
 * the answer has been made. A handler may block on the database and on local files only, 50 ms
 * at most; whatever waits for another process uses respond_later.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/result.h"
#include "base/str.h"
#include "web/page.h"

struct actor;    /* core/identity.h: which official is signed in */
struct citizen;  /* core/citizen.h: which citizen or business is signed in */
struct db;       /* db/db.h */
struct services; /* app/services.h: files, inspector, signer, settings */

/* What one field of a form may hold. */
enum field_kind {
    FIELD_TEXT = 0, /* one line: no control characters */
    FIELD_LINES,    /* several lines; CRLF becomes LF */
    FIELD_INT,      /* decimal whole number in [min, max_value] */
    FIELD_CHOICE,   /* a value of one line, checked by the handler against its list */
    FIELD_DATE,     /* YYYY-MM-DD that exists, or DD/MM/YYYY which becomes it */
    FIELD_SECRET,   /* passwords, codes: not trimmed, not kept on the send-again page */
    FIELD_FILE      /* an upload; the form must be multipart/form-data */
};

/* One row of a form's schema; the last row of an array is {0}. Input that no row names is
 * refused. A name ending in '*' names every field that begins with the part before it. */
struct form_field {
    const char *name;
    enum field_kind kind;
    size_t max;        /* bytes of one value, after NFC; 0 = 200 */
    int64_t min_value; /* FIELD_INT only; min = max = 0: any */
    int64_t max_value;
    bool required;     /* absent or empty → form.errors has the row's message */
    bool many;         /* may be given more than once */
    const char *error; /* N_() sentence that says what to do */
};

/* A file a person sent. The bytes live in a temporary file that ends with the request. */
struct upload {
    struct str name;       /* as the browser gave it, last path part, NFC */
    struct str media_type; /* a claim, nothing more */
    struct str bytes;      /* read-only mapping */
    size_t size;
};

/* A field that did not pass, for the error summary and the field itself. */
struct form_error {
    struct str field;
    const char *message; /* msgid */
};

struct form {
    struct form_value *values;
    size_t count;
    struct upload *uploads;
    struct str *upload_fields;
    size_t upload_count;
    struct form_error *errors; /* required or ill-formed fields; the handler decides what follows */
    size_t error_count;
};

struct form_value {
    struct str name;
    struct str value; /* UTF-8, NFC, trimmed unless secret */
};

enum { PARAMS_MAX = 4 };
struct params {
    const char *names[PARAMS_MAX]; /* into the pattern */
    size_t name_lens[PARAMS_MAX];
    struct str values[PARAMS_MAX]; /* decoded, valid UTF-8, without NUL or slash */
    size_t count;
};

struct request;

/* The installation as pages show it. */
struct site {
    struct str place;   /* "Thành phố Đồng Nai" */
    struct str hotline; /* "1022" */
    struct str origin;  /* "https://dichvucong.example.vn", no slash at the end */
    const struct menu_item *menu;
    size_t menu_count;
    struct str sign_in; /* where an official who must sign in is sent; empty: nowhere */
    struct str citizen_sign_in; /* where a citizen is; empty: nowhere */
    struct str why;     /* page that explains a refusal to staff, gets ?trang=PATH; empty: none */
    int64_t closed_until_us; /* planned stop: no page is served before; 0: none */
    bool demo; /* invented people and figures: every page says so */
    /* Whether the person of the request may use a route or menu row of this permission. */
    bool (*may)(const struct request *request, const char *permission);
};

struct request {
    struct arena *arena;
    const struct clock *clock;
    struct db *db;
    struct services *services;
    const struct site *site;

    struct str method; /* GET (also for HEAD), POST */
    struct str path;
    struct str query;
    struct str address; /* of the client, text */
    struct params *params;
    const struct form *form; /* POST body or GET query, checked against the route's fields */
    enum locale locale;
    struct str request_id; /* "7F22-D801": what a person reads to the help desk */

    struct str session_token; /* of the cookie; empty: none */
    struct str csrf;          /* masked for this answer */
    struct actor *actor;      /* NULL: no official signed in */
    struct citizen *citizen;  /* NULL: no citizen signed in; never beside an actor */
    struct str person_name;   /* of who is signed in, for the head of pages */
    struct str person_place;

    void *later;    /* state of a handler that used respond_later */
    bool timed_out; /* the descriptor was not ready before the deadline */

    const struct route *route;
    struct exchange *exchange; /* web's own */
};

typedef struct result (*handler)(struct request *request);

enum rate_class {
    RATE_PAGE = 0, /* reading */
    RATE_SEARCH,   /* a query that costs something */
    RATE_SUBMIT,   /* a write */
    RATE_UPLOAD,   /* a file */
    RATE_SEAL,     /* a file, and a signature of ours about it */
    RATE_GUESS,    /* where guessing would pay: sign-in, tracking, codes */
    RATE_NONE,     /* static files, health */
    RATE_CLASS_COUNT
};

/* One address; the last row of an array is {0}. */
struct route {
    const char *method;  /* "GET" (answers HEAD too) or "POST" */
    const char *pattern; /* "/can-bo/ho-so/{code}" */
    /* NULL: public; "citizen": a citizen or business signed in; "staff": any official signed in;
     * else a permission of core/permission_table.c */
    const char *permission;
    const struct form_field *fields; /* NULL: no input at all */
    size_t body_max;                 /* bytes; 0 = 64 KiB */
    const char *too_large;           /* msgid: what to do with a larger one; NULL: the usual */
    enum rate_class rate;
    handler handle;
    int shared_ms; /* > 0: the answer is the same for everybody and may be kept so long */
    bool api;      /* failures are answered as RFC 9457 JSON; no cookie, no CSRF */
};

/* A row of a menu; the last row of an array is {0}. */
struct menu_item {
    const char *path;
    const char *label; /* N_() */
    bool staff;
    int order;
    const char *permission; /* as in struct route */
    const char *section;    /* N_(): listed under this heading on the index page, not in the menu */
    const char *help;       /* N_(), of a row with a section: one line, what it is for */
    bool index;             /* the index page itself: in the menu of whom it would show a row */
};

/* Whether the person of the request may use a row with a section: then there is an index. */
bool menu_has_index(const struct request *request);

/* The value of "{name}" in the route's pattern. The name must be there. */
struct str request_param(const struct request *request, const char *name);
int64_t request_now_us(const struct request *request);

/* First value of a field; empty when it was not sent. */
struct str form_get(const struct form *form, const char *field);
bool form_has(const struct form *form, const char *field);
/* The n-th value of a field that may come several times; false after the last. */
bool form_nth(const struct form *form, const char *field, size_t n, struct str *value);
/* Value of a FIELD_INT; `otherwise` where it was empty. */
int64_t form_int(const struct form *form, const char *field, int64_t otherwise);
/* NULL where nothing was uploaded under the name (browsers send an empty part then). */
const struct upload *form_upload(const struct form *form, const char *field);
/* Message of the field's error, or NULL. */
const char *form_error_of(const struct form *form, const char *field);

/* The answer is a page: page_x(respond_html(request, 200), &view). */
struct page_out *respond_html(struct request *request, int status);
/* 303 to a path of this site. */
struct result respond_redirect(struct request *request, struct str path);
/* 303 to another site. The address comes from what this installation trusts, never from input. */
struct result respond_leave(struct request *request, struct str url);
/* `bytes` must live as long as the request. */
struct result respond_bytes(struct request *request, int status, const char *media_type,
                            struct str bytes);
/* As respond_bytes, offered for saving under `name`. */
struct result respond_download(struct request *request, const char *media_type, struct str name,
                               struct str bytes);
/* Sends an open regular file from its start; the descriptor is taken over. */
struct result respond_file(struct request *request, const char *media_type, int descriptor);
struct result respond_json(struct request *request, int status, struct str json);

/* Another header of the answer; the value is copied. Names that web sets itself: assert. */
void respond_header(struct request *request, const char *name, struct str value);
/* "no-store" for pages with personal data is the default; public pages may be kept. */
void respond_public(struct request *request, int max_age_s);

/* The connection waits; `resume` runs as a handler when `descriptor` is readable or after
 * `timeout_ms` with request->timed_out set. The descriptor stays the caller's. Put what you need
 * into request->later. No transaction may be open. Return RESULT_OK after calling this. */
void respond_later(struct request *request, int descriptor, int timeout_ms, handler resume);

/* The page shows personal data of `object`: recorded before the first byte leaves, or the page is
 * not shown. May be called several times. `purpose` is a stable word ("dossier.view"). */
void respond_reads(struct request *request, const char *purpose, struct str object);

/* The answer's cookie carries `token` from now on (sign-in); empty ends the session. */
void respond_session(struct request *request, struct str token);

/* The answer's cookie remembers the reader's language. */
void respond_locale(struct request *request, enum locale locale);

/* A file of its own with the upload's bytes, at offset 0, for another process. Close it. */
struct result upload_open(struct request *request, const struct upload *upload, int *descriptor);

#endif
