#ifndef TRUC_MODULES_SECURITY_REPORT_H
#define TRUC_MODULES_SECURITY_REPORT_H

/* What the report finds, line by line. What is not known is a warning, never good. */
#include "core/checks.h"
#include "web/web.h"

struct finding {
    enum check_state state;
    struct str what;
    struct str value;
    struct str advice; /* what to do; empty where nothing is to be done */
};

enum report_part { REPORT_RIGHTS, REPORT_ACCOUNTS, REPORT_CRYPTO, REPORT_LOG, REPORT_NODE,
                   REPORT_PARTS };

struct report_section {
    const char *title; /* msgid */
    struct finding *items;
    size_t count;
    size_t capacity;
};

struct report {
    struct report_section sections[REPORT_PARTS];
    size_t bad;
    size_t warnings;
    size_t good;
};

/* Everything, as of now. */
struct result security_report_make(struct request *request, struct report *out);

/* A line of a part; the strings live in the request's arena. */
void security_report_add(struct request *request, struct report *report, enum report_part part,
                struct finding finding);

/* The parts, each in its file. */
struct result security_report_rights(struct request *request, struct report *report);
struct result security_report_accounts(struct request *request, struct report *report);
struct result security_report_crypto(struct request *request, struct report *report);
struct result security_report_log(struct request *request, struct report *report);
void security_report_node(struct request *request, struct report *report);

#endif
