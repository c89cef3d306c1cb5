#ifndef TRUC_MODULES_VERIFY_DOWNLOADS_H
#define TRUC_MODULES_VERIFY_DOWNLOADS_H

/* What a verdict can be taken away as. */
#include "core/package.h"
#include "modules/verify/views.h"

/* GET /xac-minh/{link}/goi: a result of ours with its evidence and its proof in the log. */
struct result verify_own_package(struct request *request);

/* A result of ours, judged as the inspector would. NOT_FOUND "verify.no_package" where it is not
 * signed yet. */
struct own_report {
    struct report_input input;
    struct evidence_set evidence;
    struct report *report;
};
struct result verify_own_report(struct request *request, const struct looked *looked,
                                struct own_report *out);

/* The offline package; the log's proof goes along where `looked` has one for just these bytes. */
struct result verify_package_send(struct request *request, const struct looked *looked,
                                  struct package *package, const struct report *report);

#endif
