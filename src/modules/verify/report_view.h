#ifndef TRUC_MODULES_VERIFY_REPORT_VIEW_H
#define TRUC_MODULES_VERIFY_REPORT_VIEW_H

/*
 * A report in words for people (TT 15/2025/TT-BKHCN, điều 6): of every signature the seven fields
 * that the law asks for, the trust domain that it belongs to, the checks one by one with what to
 * do, and every later change by revision. Whatever the file says about itself stays apart from
 * what we say about it.
 */
#include "core/service.h"
#include "core/trust.h"
#include "modules/verify/rules.h"

struct check_line {
    enum tone tone;
    const char *text; /* msgid */
    const char *todo; /* msgid: what to do, or NULL */
    struct str code;  /* "chain NO_CERTIFICATE_CHAIN_FOUND" */
};

struct stamp_line {
    enum tone tone;
    const char *kind; /* msgid */
    int64_t at_us;
    struct str authority;
};

struct signature_view {
    size_t number;
    enum tone tone;
    const char *word; /* msgid: "Hợp lệ" … */
    const struct report_signature *is;
    /* the seven fields; text of the certificate, empty where it says nothing */
    struct str issuer;         /* 1 */
    struct str signer;         /* 2 */
    struct str unit;           /* 3 */
    int64_t time_us;           /* 4; 0: none */
    bool time_proven;          /* by a timestamp */
    enum tone integrity_tone;  /* 5 */
    const char *integrity;
    enum tone then_tone;       /* 6: of the certificate at the time of signing */
    const char *then;
    int64_t from_us, until_us; /* 7 */
    const char *domain;        /* msgid; NULL: leads to no trusted root */
    struct str root;           /* its name in our list */
    bool trial;                /* the domain proves nothing outside of a demonstration */
    struct str indication;     /* "INDETERMINATE / TRY_LATER" */
    struct check_line *checks;
    size_t check_count;
    struct stamp_line *stamps;
    size_t stamp_count;
};

struct change_line {
    bool counts;      /* nobody permitted it */
    int64_t revision; /* from 1 */
    const char *what; /* msgid */
    size_t page;      /* 0: not drawn */
    uint32_t object;  /* 0: none */
};

/* A changed place on the picture of its page, in per cent of it. */
struct place_mark {
    struct str left, top, width, height;
    double share[4]; /* the same as shares */
};
enum { PLACES_MAX = 24 };

struct page_picture {
    size_t page;       /* 0: none */
    struct str now;    /* PNG */
    struct str before; /* PNG of the page as it was signed; empty where there is none */
    struct place_mark marks[PLACES_MAX];
    size_t mark_count;
    bool whole;        /* the change has no place of its own: the whole page is meant */
};

struct report_view {
    const struct report *report;
    struct signature_view *signatures;
    size_t signature_count;
    struct change_line *changes;
    size_t change_count;
    bool trusted; /* every signature leads to a domain that counts here */
    struct page_picture picture;
};

/* `demo`: this installation is a demonstration, in which the trial domain counts. */
struct result report_view_make(struct service_context *ctx, const struct report *report, bool demo,
                               struct report_view *out);

/* The page to show: the first that a forbidden change names, else the first. *signed_len: how much
 * of the file was signed before it; 0 where nothing before can be shown. */
size_t report_view_page(const struct report *report, size_t *signed_len);
/* Marks the places of forbidden changes on that page. */
void report_view_mark(struct arena *arena, const struct report *report,
                      struct page_picture *picture);

/* The sentence behind "cannot be concluded". Msgid. */
const char *report_view_reason(const struct report *report, bool trusted);

#endif
