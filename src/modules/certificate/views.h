#ifndef TRUC_MODULES_CERTIFICATE_VIEWS_H
#define TRUC_MODULES_CERTIFICATE_VIEWS_H

#include "core/certificates.h"
#include "core/trust.h"
#include "modules/certificate/queries.h"
#include "web/chrome.h"

typedef struct q_register_changes_out change_row;
typedef struct q_register_statuses_out status_row;
typedef struct q_register_holders_out holder_row;

/* How a certificate stands today, worst first; what the tag says. */
enum register_state {
    STATE_BLOCKED = 1, /* revoked or suspended */
    STATE_ENDING = 2,
    STATE_UNKNOWN = 3,
    STATE_EXPIRED = 4,
    STATE_FREE = 5, /* nobody holds it */
    STATE_GOOD = 6
};

struct register_line {
    struct q_register_rows_out row;
    enum register_state state;
    enum certificate_standing standing;
    const char *domain; /* msgid */
    bool test;
};

struct state_choice {
    const char *code;
    const char *label; /* msgid */
    bool chosen;
};

enum { STATE_CHOICES = 7 };

struct register_view {
    struct chrome chrome;
    struct str words;
    struct state_choice choices[STATE_CHOICES];
    struct register_line *lines;
    size_t count;
    struct q_register_changes_rows changes;
    bool own;     /* the reader's own only */
    bool manages;
    bool more;
    int64_t page;
    struct str state;
};

struct register_one_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct q_register_one_out row;
    struct certificate certificate;
    enum register_state state;
    enum certificate_standing standing;
    const char *domain;
    bool test;
    bool held;
    struct q_register_holders_rows holders;
    struct q_register_statuses_rows statuses;
    bool manages;
    struct field_view reason;
};

struct register_form_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    bool agency;
    struct field_view holder;
    struct field_view reason;
    const char *file_error;
};

struct trust_line {
    struct trust_issuer issuer;
    const char *domain; /* msgid */
    bool over; /* its own validity is */
};

struct trust_view {
    struct chrome chrome;
    struct error_view errors;
    struct trust_line *lines;
    size_t count;
    size_t trusted;
    bool manages;
};

struct trust_form_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct str domain;
    struct field_view source;
    struct field_view reason;
    const char *file_error;
};

#endif
