#include "app/search_upkeep.h"

#include "app/modules.h"
#include "base/clock.h"
#include "base/log.h"
#include "core/search_sources.h"

/* Looked at twice an hour, so that one run falls into the first half hour after two at night. */
#define EVERY_US (INT64_C(30) * 60 * MICROS_PER_SECOND)
enum { NIGHT_HOUR = 2 };
#define LEASE_US (INT64_C(3600) * MICROS_PER_SECOND)

static struct result mend_table(struct db *db, const struct search_source *table, bool anew,
                                struct search_report *sum)
{
    for (const struct search_source *s = table; s != NULL && s->page != NULL; s++) {
        struct search_report one;
        TRY(search_mend(db, s, anew, &one));
        sum->seen += one.seen;
        sum->missing += one.missing;
        sum->wrong += one.wrong;
        sum->left += one.left;
    }
    return RESULT_OK;
}

struct result search_upkeep(struct db *db, bool anew, struct search_report *sum)
{
    *sum = (struct search_report){0};
    TRY(mend_table(db, search_sources, anew, sum));
    for (size_t i = 0; i < module_count; i++)
        TRY(mend_table(db, modules[i]->searches, anew, sum));
    return RESULT_OK;
}

/* Reading every row takes a core for minutes: at night, when few wait. */
static bool is_night(int64_t now_us)
{
    struct civil_time now = civil_from_us(now_us);
    return now.hour == NIGHT_HOUR && now.minute < 30;
}

/* A difference is a change that forgot the index: mended, and told. */
static struct result compare(struct job_context *job, struct str key, struct str payload)
{
    struct search_report sum;
    (void)key;
    (void)payload;
    if (!is_night(clock_now_us(job->service.clock)))
        return RESULT_OK;
    TRY(search_upkeep(job->service.db, false, &sum));
    bool differs = sum.missing + sum.wrong + sum.left > 0;
    log_write(differs ? LOG_WARNING : LOG_INFO, "search.compared", log_int("seen", sum.seen),
              log_int("missing", sum.missing), log_int("wrong", sum.wrong),
              log_int("left", sum.left));
    return RESULT_OK;
}

const struct job_kind search_jobs[] = {
    {.name = "search.compare", .run = compare, .every_us = EVERY_US, .lease_us = LEASE_US},
    {0},
};
