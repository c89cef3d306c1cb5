#ifndef TRUC_CORE_SETTINGS_H
#define TRUC_CORE_SETTINGS_H

/*
 * Typed settings. Each module and the program bring a table of rows; the values
 * come from one file (`name = value` a line, `#` begins a remark) and, before
 * it, from the environment (TRUC_SITE_ORIGIN for `site.origin`). What no row names is refused,
 * so that a misspelt setting is never silently ignored.
 */
#include "base/result.h"
#include "base/str.h"

enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_BOOL };

/* Where a value may come from, and how soon a new one counts. */
enum setting_reach {
    SETTING_FILE = 0, /* only the file and the environment: what is needed before the database */
    SETTING_START,    /* administrators too; from the next start of the process */
    SETTING_LIVE      /* administrators too; within a second */
};

/* One row; the last row of a table is {0}. */
struct setting {
    const char *name;      /* "port" */
    enum setting_kind kind;
    const char *otherwise; /* default, as text */
    int64_t min, max;      /* SETTING_INT */
    const char *unit;      /* "ms", "bytes"; NULL where there is none */
    const char *help;      /* msgid: what it does */
    enum setting_reach reach;
    bool secret;           /* no page shows the value; SETTING_FILE only */
    bool (*check)(struct str value); /* SETTING_TEXT: whether it is one; NULL: any text */
};

struct settings_tables {
    const struct setting *const *items;
    size_t count;
};

struct settings;

struct settings_sources {
    const char *config;       /* path; NULL: none */
    char *const *environment; /* "NAME=value" strings up to a NULL; NULL: none */
};

/* Reads the sources into the arena, which must outlive the settings. INVALID "settings.unknown" /
 * "settings.value" / "settings.line" with `problem` naming file, line and row. */
struct result settings_load(struct arena *arena, struct settings_tables tables,
                            struct settings_sources from, struct settings **out,
                            struct str *problem);

/* The value of a row; the name must be in a table (a mistake of ours otherwise: assert). */
struct str settings_text(const struct settings *settings, const char *name);
int64_t settings_int(const struct settings *settings, const char *name);
bool settings_bool(const struct settings *settings, const char *name);

/* Whether a row takes the value. */
bool setting_fits(const struct setting *row, struct str value);

/* For `truc settings`: row, value and where it came from ("default", the file, "TRUC_PORT",
 * "database"). */
struct setting_value {
    const struct setting *row;
    struct str value;
    struct str from;
    struct str below; /* what holds where no administrator changed it */
    struct str below_from;
};
const struct setting_value *settings_all(const struct settings *settings, size_t *count);
/* NULL where no row has the name. */
const struct setting_value *settings_find(const struct settings *settings, struct str name);

/* Takes back what `settings_put` put over file and environment, of rows of this reach. */
void settings_clear(struct settings *settings, enum setting_reach reach);
/* A value of an administrator; the bytes are copied into the arena, which must outlive the
 * settings. False, and nothing changes, where no such row may be changed or the value does not
 * fit. */
bool settings_put(struct settings *settings, struct arena *arena, struct str name,
                  struct str value);

#endif
