#ifndef TRUC_MODULES_DOSSIER_CITIZEN_H
#define TRUC_MODULES_DOSSIER_CITIZEN_H

/*
 * What the citizen's pages show and the handlers behind them. Addresses carry the right: the
 * draft's token, the receipt page's token. No script is needed anywhere.
 */
#include "core/forms.h"
#include "modules/dossier/service.h"
#include "web/chrome.h"

struct choice_view {
    struct str id;
    struct str value;
    struct str label;
    bool chosen;
};

/* One question of a form, in any of its kinds. */
struct question_view {
    enum form_field_kind kind;
    struct str id;     /* also its name: "a-<key>", files "tep-<key>" */
    struct str label;
    struct str hint;
    struct str error;  /* what to do; empty where nothing is wrong */
    struct str value;
    struct str day, month, year; /* FORM_DATE */
    struct str autocomplete;
    struct str inputmode;
    struct str accept; /* FORM_FILE */
    bool optional;
    const struct choice_view *choices;
    size_t choice_count;
    const struct dossier_file *file; /* FORM_FILE: the one that is there, or NULL */
    enum signed_state signatures;    /* of that one */
};

enum step_state { STEP_TODO, STEP_DONE, STEP_NOW };

struct step_link {
    struct str path;
    struct str title;
    enum step_state state;
};

/* What stands around every page of a draft. */
struct draft_frame {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str token;
    struct str procedure_name;
    struct str agency_name;
    const struct step_link *steps;
    size_t step_count;
    int64_t step_number; /* from 1 */
    int64_t saved_us;
    int64_t fee_each_vnd;
    bool amends;         /* corrects or completes a sent dossier */
};

struct step_view {
    struct draft_frame frame;
    struct str title;
    struct str description;
    struct str action;  /* where the form goes */
    struct str back;    /* address of the page before */
    bool to_check;      /* came from the check page and goes back there */
    bool with_files;
    struct question_view *questions;
    size_t question_count;
    int64_t error_count;
};

struct answer_row {
    struct str label;
    struct str text;
    struct str edit; /* address; empty where it cannot be changed */
    enum signed_state signatures; /* of the file that stands here */
    bool missing;    /* to be mended before sending */
    struct str problem;
};

struct answer_group {
    struct str title;
    const struct answer_row *rows;
    size_t row_count;
};

struct check_view {
    struct draft_frame frame;
    const struct answer_group *groups;
    size_t group_count;
    int64_t problem_count;
    int64_t copies;
    int64_t fee_vnd;
    struct str action;
};

struct trail_row {
    const char *title; /* msgid */
    struct str note;
    int64_t at_us;
    bool now;
};

/* The receipt page and the page that tracking answers with. */
struct receipt_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct dossier_view *dossier;
    const struct dossier_status_text *status;
    struct str token; /* of the receipt page; empty on the tracking answer */
    struct str phone; /* in groups */
    struct str phone_end; /* last 4 digits, for the forms of the tracking answer */
    const struct trail_row *trail;
    size_t trail_count;
    const char *holder; /* msgid: who holds it now */
    bool can_correct;
    bool can_complete;
    bool can_withdraw;
    bool has_result;
};

struct track_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct field_view code;
    struct field_view last4;
    const char *problem; /* msgid: nothing matches, or too many tries */
};

/* Both "forgot my code" and "open my result": a phone gets a one-time code, the code opens. */
struct one_time_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const char *heading;
    const char *lead;
    struct str action;
    struct str phone;  /* hidden again in the second step */
    struct str code;   /* dossier code, hidden; empty for "forgot my code" */
    struct str last4;
    bool sent;         /* second step: asks for the one-time code */
    struct field_view field;
    const char *problem;
};

struct codes_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct str *codes;
    size_t count;
};

struct result draft_root(struct request *request);
struct result draft_step(struct request *request);
struct result draft_step_send(struct request *request);
struct result draft_check(struct request *request);
struct result draft_send(struct request *request);
struct result receipt_own(struct request *request);
struct result receipt_show(struct request *request);
struct result receipt_qr(struct request *request);
struct result receipt_form(struct request *request);
struct result receipt_withdraw_ask(struct request *request);
struct result receipt_withdraw(struct request *request);
struct result receipt_reopen(struct request *request);
struct result track_ask(struct request *request);
struct result track_show(struct request *request);
struct result track_result(struct request *request);
struct result track_result_code(struct request *request);
struct result forgot_ask(struct request *request);
struct result forgot_send(struct request *request);
struct result forgot_show(struct request *request);

/* Shared by the handlers: the context of a request, and texts in the reader's language. */
struct service_context request_context(struct request *request);
struct str text_in(enum locale locale, struct form_text text);
struct receipt_view receipt_view_of(struct request *request, const struct dossier_view *dossier,
                                    struct str title);
/* The page shows the dossier to whoever holds its address or code: recorded as such. */
void reads_receipt(struct request *request, const struct dossier_view *dossier);
/* Home, then the given label. */
struct crumbs crumbs_to(struct request *request, struct str path, struct str label,
                        struct str here);

#endif
