#ifndef TRUC_APP_CONFIG_H
#define TRUC_APP_CONFIG_H

/* What a command is told: its options, the configuration file, the language it speaks. */
#include "app/locale.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "core/settings.h"
#include "db/db.h"

extern const struct setting app_settings[];

enum { CONFIG_ARENA = 64 << 20 };

/* Exit status of every command. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_WRONG_USE = 2 };

struct config {
    struct arena *arena; /* of the whole command */
    struct settings *settings;
    const char *file;    /* NULL: no configuration file */
    struct str data;     /* the data folder, absolute or as configured */
    struct str database; /* sqlite:… or postgresql://… */
    struct clock clock;  /* the machine's, or moved by demo.clock */
    bool json;           /* --json */
    enum locale locale;
    int count;           /* what is left of the arguments, options taken out */
    char **rest;
};

/* Reads --config FILE (else TRUC_CONFIG, else ./truc.conf when it is there), --json and the
 * environment. `argv` begins with the command's word. False after saying why on stderr. */
bool config_load(int argc, char **argv, struct config *out);
void config_free(struct config *config);

/* Says what failed, in the command's language, on stderr; answers EXIT_FAILED. */
int config_failed(const struct config *config, const char *doing, struct result failure);

/* The node's database for a command: read-only unless `write`. Outside of a running node a writer
 * waits its turn and says so. */
struct result config_open(const struct config *config, bool write, struct db **db);

/* True for a demo: the setting says so and the data folder was created as one. */
bool config_is_demo(const struct config *config);

/* A path in the data folder, as a C string in the arena. */
const char *config_path(const struct config *config, const char *name);

#endif
