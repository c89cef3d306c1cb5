#ifndef TRUC_APP_COMMAND_CERTIFICATE_H
#define TRUC_APP_COMMAND_CERTIFICATE_H

/* What `truc certificate` does to the register. Files are opened in the inspector's own process. */
#include "app/config.h"
#include "modules/certificate/service.h"

/* What stands behind the word and the file. */
struct certificate_words {
    const char *file; /* or an identifier */
    struct register_order order; /* --name, --staff, --agency, --reason */
    bool check;       /* --check: nothing is written */
};

struct result certificate_command_add(const struct config *config,
                                      const struct certificate_words *words);
/* Says each problem with its line; fails where there is any. */
struct result certificate_command_import(const struct config *config,
                                         const struct certificate_words *words);
struct result certificate_command_export(const struct config *config);

#endif
