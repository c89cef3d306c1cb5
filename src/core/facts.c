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
