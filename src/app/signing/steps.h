#ifndef TRUC_APP_SIGNING_STEPS_H
#define TRUC_APP_SIGNING_STEPS_H

/* The steps of signing and augmenting that parse what others made, each in a confined child. The
 * parent, which has the keys and the network, sees only their plain results. */
#include "app/signing/shelf.h"
#include "sign/pdf_sign.h"
#include "sign/report.h"
#include "sign/timestamp.h"

enum { STEP_SIGNATURES_MAX = 64, STEP_NEEDS_MAX = 256 };

enum step_level { STEP_B, STEP_T, STEP_LT, STEP_LTA };

/* What the commands want to know of a signature. */
struct step_signature {
    enum cms_answer integrity;
    enum report_modified modified;
    enum indication indication;
    enum sub_indication sub;
    enum step_level level;
};
/* As struct augment_need, copied out of the child. */
struct step_need {
    struct str ocsp_url;
    struct str crl_url;
    struct str issuer_url;
    struct str ocsp_request; /* DER; empty where the issuer is not known */
};
struct step_facts {
    struct step_signature signatures[STEP_SIGNATURES_MAX];
    size_t count;
    struct step_need needs[STEP_NEEDS_MAX];
    size_t need_count;
};

/* What is looked at: a document, for a detached CMS with its data, and the evidence. */
struct step_subject {
    struct report_input input;
    const struct shelf *shelf;
    int64_t at_us;
};

struct result step_examine(struct arena *arena, const struct step_subject *subject,
                           struct step_facts *out);
/* The document with what the shelf proves of it (sign/validation_data.h). */
struct result step_keep(struct arena *arena, const struct step_subject *subject, struct str *out);
struct result step_prepare(struct arena *arena, struct str base,
                           const struct pdf_signature *wanted, struct pdf_prepared *out);
/* The token of a responder's answer to this request. */
struct result step_token(struct arena *arena, const struct timestamp_request *request,
                         struct str response, struct str *token);

/* "B", "T", "LT", "LTA"; false for anything else. */
bool step_level_read(const char *word, enum step_level *out);

#endif
