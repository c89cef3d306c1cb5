#ifndef TRUC_SIGN_VALIDATION_DATA_H
#define TRUC_SIGN_VALIDATION_DATA_H

/*
 * What lets a signature be checked years later without asking anybody: certificates, revocation
 * lists and OCSP answers, kept in the document itself (ETSI EN 319 142-1, clause 5.4: /DSS and
 * /VRI). Nothing here touches the network: augment_needs says what has to be fetched, the caller
 * fetches it and puts it into the evidence, and what the paths need of it goes into the file.
 *
 *   report_make(evidence, file)       → report
 *   augment_needs(evidence, report)   → places to ask; the answers are added to the evidence
 *   report_make again, validation_data_select(evidence, report) → data
 *   pdf_add_validation_data(file, data) → level LT
 *   a document timestamp over it (sign/pdf_sign.h) → level LTA; the same again renews it
 */
#include "sign/report.h"

/* DER throughout; OCSP answers are whole OCSPResponse values. */
struct validation_data {
    struct evidence_list certificates;
    struct evidence_list crls;
    struct evidence_list ocsps;
};

/* Appends a revision whose /DSS keeps `data` beside what an older /DSS keeps, with a /VRI entry for
 * every signature and document timestamp of the file. *out is `base` itself where all of it is kept
 * already, also for every signature. No byte of `base` changes. */
struct result pdf_add_validation_data(struct arena *arena, struct str base,
                                      const struct validation_data *data, struct str *out);

/* One certificate whose status is not known, and where it can be asked for. */
struct augment_need {
    struct str certificate; /* DER */
    struct str issuer;      /* DER; empty: it is not at hand, fetch it from issuer_url first */
    struct str ocsp_url;    /* empty: none is named */
    struct str crl_url;
    struct str issuer_url;  /* of the issuer's certificate */
};
struct augment_list {
    struct augment_need *items;
    size_t count;
};

/* What is missing for LT: of every path of the report (signers and timestamp authorities) the
 * certificates whose issuer or whose status nothing in `evidence` tells. Each once. */
void augment_needs(const struct evidence_set *evidence, const struct report *report,
                   struct augment_list *out);

/* What the paths of the report rest on: their certificates, and of the revocation lists and OCSP
 * answers in `evidence` those that speak of them. */
void validation_data_select(const struct evidence_set *evidence, const struct report *report,
                            struct validation_data *out);

/* An OCSPRequest (RFC 6960, 4.1) for one certificate, without nonce so that caches may answer; to
 * be POSTed as application/ocsp-request. ERROR_INVALID "certificate.broken". */
struct result ocsp_request_make(struct arena *arena, struct str certificate, struct str issuer,
                                struct str *der);

/* The first http(s) address of each kind that a certificate names (RFC 5280, 4.2.1.13 and 4.2.2.1);
 * empty where there is none. Addresses are outside bytes: the caller says whom it may call. */
void certificate_places(struct arena *arena, struct str certificate, struct str *ocsp_url,
                        struct str *crl_url, struct str *issuer_url);

#endif
