#ifndef TRUC_APP_COMMAND_VERIFY_H
#define TRUC_APP_COMMAND_VERIFY_H

/* What the two forms of `truc verify` share. */
#include "sign/report.h"

struct verify_arguments {
    const char *file;
    const char *package; /* the other form */
    const char *detached;
    const char *trust;
    const char *vkey;
    const char *at;
    bool json;
};

/* Every certificate and CRL of a folder. */
struct result verify_read_trust(struct evidence_set *evidence, const char *folder);

/* `truc verify --package`: does everything again that the package claims. Exit status as for a
 * file; 1 also where a file was changed, the report is another one, or the log does not hold. */
int verify_package(const struct verify_arguments *arguments);

#endif
