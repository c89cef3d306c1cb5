#ifndef TRUC_BASE_LOG_H
#define TRUC_BASE_LOG_H

/*
 * What happened, as events with named values: one JSON object a line on standard error.
 * No personal data goes in: ids, codes, counts and times only.
 */
#include "base/str.h"

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field {
    const char *name; /* NULL ends a list */
    bool is_number;
    int64_t number;
    struct str text;
};

static inline struct log_field log_text(const char *name, struct str text)
{
    return (struct log_field){.name = name, .text = text};
}

static inline struct log_field log_int(const char *name, int64_t number)
{
    return (struct log_field){.name = name, .is_number = true, .number = number};
}

/* `event` is stable ("http.request"); `fields` end with a row without a name, or NULL. A line
 * leaves in one write, so lines of several processes do not mix; one longer than 4 KB is cut. */
void log_event(enum log_level level, const char *event, const struct log_field *fields);

/* log_write(LOG_INFO, "job.done", log_text("key", key), log_int("us", spent)); */
#define log_write(level, event, ...)                                                               \
    log_event((level), (event), (const struct log_field[]){__VA_ARGS__, {.name = NULL}})

#endif
