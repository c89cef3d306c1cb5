#ifndef TRUC_MODULES_CERTIFICATE_VIEWS_H
#define TRUC_MODULES_CERTIFICATE_VIEWS_H

#include "core/certificates.h"
#include "core/trust.h"
#include "modules/certificate/import_job.h"
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

/* A person: what he has, had, and signed with it. */
struct person_line {
    struct q_person_certificates_out row;
    const char *domain; /* msgid */
    bool test;
    bool over; /* its own validity is */
};

struct person_view {
    struct chrome chrome;
    struct crumbs crumbs;
    int64_t id;
    struct q_register_person_out person;
    struct q_register_posts_rows posts;
    struct person_line *lines;
    size_t count;
    int64_t used;
    int64_t voided;
    bool leads; /* counts in T2 */
};

typedef struct q_register_posts_out post_row;
typedef struct q_person_signatures_out signature_row;

struct person_signatures_view {
    struct chrome chrome;
    struct crumbs crumbs;
    int64_t id;
    struct str name;
    int64_t certificate_id; /* 0: of all */
    bool voided;            /* only those that do not count */
    struct q_person_signatures_rows rows;
    size_t count;
    bool more;
    int64_t page;
};

typedef struct q_register_missing_out missing_row;

/* Leaders who have none (T2i), or did not sign within 90 days (T2u). */
struct missing_view {
    struct chrome chrome;
    struct crumbs crumbs;
    bool unused; /* the second */
    int64_t missing;
    int64_t leaders;
    int64_t as_of_us;
    struct q_register_missing_rows rows;
};

struct import_form_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct field_view reason;
    const char *file_error;
};

struct import_view {
    struct chrome chrome;
    struct crumbs crumbs;
    register_import row;
    struct register_report report;
    bool waiting;
    bool mine;
    size_t shown; /* problems */
};

struct trust_line {
    struct trust_issuer issuer;
    const char *domain; /* msgid */
    bool over; /* its own validity is */
    int64_t issued; /* held certificates of the register that it issued */
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
    struct field_view fingerprint;
    struct field_view source;
    struct field_view reason;
    const char *file_error;
};

#endif
