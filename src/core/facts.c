#include "core/facts.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "core/facts_queries.h"

enum { REF_BYTES = 8 };

struct str fact_dossier(struct arena *arena, int64_t dossier_id)
{
    return str_printf(arena, "dossier:%lld", (long long)dossier_id);
}

struct result fact_add(struct db *db, struct arena *arena, struct fact fact)
{
    struct str day = civil_date_text(arena, civil_day_of_us(fact.happened_us));
    int64_t rows; /* a second end of a dossier is told here and now */
    return q_fact_insert(db, arena,
                         (struct q_fact_insert_in){.ref = random_hex(arena, REF_BYTES),
                                                   .kind = fact.kind, .object = fact.object,
                                                   .subject = fact.subject,
                                                   .detail = fact.detail,
                                                   .agency_id = fact.agency_id, .day = day,
                                                   .happened = fact.happened_us,
                                                   .recorded = fact.recorded_us,
                                                   .has_due = fact.due_us != 0,
                                                   .due = fact.due_us},
                         &rows);
}

struct result fact_result_holds(struct db *db, struct arena *arena, struct str object,
                                int64_t now_us, bool holds)
{
    struct q_fact_last_of_out last;
    bool found;
    const struct q_fact_last_of_in asked = {
        .object = object, .kind = FACT_RESULT_SIGNED, .other = FACT_RESULT_VOIDED};
    TRY(q_fact_last_of(db, arena, asked, &last, &found));
    if (!found || str_equal(last.kind, FACT_RESULT_SIGNED) == holds)
        return RESULT_OK;
    /* both are dated as the signing was, so that a later validation moves no figure in time */
    const struct fact fact = {.kind = holds ? FACT_RESULT_SIGNED : FACT_RESULT_VOIDED,
                              .object = object,
                              .subject = last.subject,
                              .agency_id = last.agency_id,
                              .happened_us = last.happened,
                              .recorded_us = now_us};
    return fact_add(db, arena, fact);
}
