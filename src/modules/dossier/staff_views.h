#ifndef TRUC_MODULES_DOSSIER_STAFF_VIEWS_H
#define TRUC_MODULES_DOSSIER_STAFF_VIEWS_H

/* What the pages of the desk show. */
#include "modules/dossier/service.h"
#include "web/chrome.h"

enum deadline_unit { DEADLINE_MINUTES, DEADLINE_HOURS, DEADLINE_DAYS };

/* A due date told in working time. */
struct deadline_view {
    int64_t due_us;
    bool none; /* closed: nothing runs any more */
    bool late;
    bool today;
    enum deadline_unit unit;
    int64_t amount;  /* of units left, or past */
    int64_t percent; /* of the working time that is used, 0..100 */
};

struct queue_item {
    struct queue_row row;
    struct deadline_view deadline;
    struct str step;
    bool bad;
    bool waits; /* for the citizen or a machine */
};

struct queue_group {
    const char *title; /* msgid */
    struct queue_item *items;
    size_t count;
};

struct queue_tab {
    const char *slug;
    const char *label; /* msgid */
    int64_t count;
    bool counted;
    bool at_least; /* there are more than `count` */
    bool current;
    bool bad;
    bool elsewhere; /* worth searching when this list has nothing */
};

enum { QUEUE_GROUPS = 5, QUEUE_TABS = 6 };

struct queue_view {
    struct chrome chrome;
    struct queue_tab tabs[QUEUE_TABS];
    const struct queue_tab *current;
    struct queue_group groups[QUEUE_GROUPS];
    size_t group_count;
    struct str search;
    struct str behalf; /* names of those in whose name the reader works today */
    int64_t minutes_left_today; /* of working time */
    bool more;
    int64_t next_due_us; /* the last row of this page, where the next begins */
    int64_t next_id;
};

struct list_item {
    struct queue_item item;
    struct str agency_name;
};

enum { LIST_TABS = 3 };

struct list_view {
    struct chrome chrome;
    struct queue_tab tabs[LIST_TABS];
    const struct queue_tab *current;
    struct str places; /* where the person may read */
    bool several;      /* from more than one agency: each row says from which */
    bool closed;
    struct list_item *items;
    size_t count;
    bool more;
    int64_t next_due_us;
    int64_t next_id;
};

struct answer_row {
    struct str key; /* of the form's component */
    struct str label;
    struct str value;
};

struct paper_row {
    struct str label; /* what was asked for */
    const struct dossier_file *file;
    int64_t kilobytes;
};

struct check_row {
    bool warn;
    const char *text; /* msgid */
};

struct choice_view {
    struct str value;
    struct str label;
    bool chosen;
};

enum task_field_kind { TASK_TEXT, TASK_LINES, TASK_CHOICE, TASK_TICK };

/* One field of a user task's form. */
struct task_field {
    enum task_field_kind kind;
    struct str name;
    struct str label;
    struct str hint;
    struct str value;
    struct str error; /* empty: fine */
    struct choice_view *choices;
    size_t choice_count;
};

/* What the person looking at a dossier can do now. */
enum panel {
    PANEL_WATCH,     /* others hold it */
    PANEL_RECEPTION, /* accept, ask, refuse */
    PANEL_TASK,      /* a user task of the person's role */
    PANEL_SIGN       /* at the signing desk */
};

struct fee_view {
    int64_t vnd;
    struct choice_view *exemptions;
    size_t exemption_count;
    struct str number;
    struct str day;
    struct str time;
};

struct staff_dossier_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct dossier_view *d;
    struct error_view errors;
    const char *notice; /* msgid of what just happened or went wrong, or NULL */
    bool notice_bad;
    struct str step;
    struct str holder;
    struct deadline_view deadline;
    struct answer_row *answers;
    size_t answer_count;
    struct paper_row *papers;
    size_t paper_count;
    struct check_row *checks;
    size_t check_count;
    enum panel panel;
    bool may_ask; /* at reception, for supplements: the leader's way to a second request */
    bool may_bind; /* compare papers and bind the phone */
    struct fee_view fee;
    struct task_field *fields;
    size_t field_count;
    struct str sent_back; /* reason with which the leader sent the result back */
};

/* One component of a dossier on the supplement page. */
struct component_row {
    struct str slot;
    struct str label;
    struct str value; /* what was answered or sent */
    struct choice_view *reasons;
    size_t reason_count;
    struct str text;
    const char *error; /* msgid or NULL */
    bool marked;
};

struct ask_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct dossier_view *d;
    struct error_view errors;
    struct component_row *rows;
    size_t row_count;
    int64_t notice_by_us; /* last instant for a supplement notice */
    bool notice_late;
};

struct refuse_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct dossier_view *d;
    struct error_view errors;
    struct choice_view *reasons;
    size_t reason_count;
    struct str text;
};

/* True for what the citizen did; such a line of the history names nobody. */
bool staff_by_citizen(const struct dossier_event *event);

#endif
