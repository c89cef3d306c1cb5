#include "core/procedure.h"

#include "base/clock.h"
#include "core/procedure_cache.h"
#include "core/procedure_queries.h"

struct result procedure_current(struct db *db, struct arena *arena, struct str code, int64_t at_us,
                                struct procedure *out)
{
    struct q_procedure_version_current_out row;
    bool found = false;
    struct str day = civil_date_text(arena, civil_day_of_us(at_us));
    TRY(q_procedure_version_current(db, arena, (struct q_procedure_version_current_in){code, day},
                                    &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "procedure.unknown", N_("Không có thủ tục này"));
    return procedure_by_version(db, arena, row.id, out);
}

struct result procedure_by_version(struct db *db, struct arena *arena, int64_t version_id,
                                   struct procedure *out)
{
    const struct kept_procedure *kept = NULL;
    TRY(procedure_kept(db, arena, version_id, &kept));
    *out = kept->procedure;
    return RESULT_OK;
}

struct result procedure_fee(const struct procedure *procedure, int64_t copies,
                            struct str exemption, int64_t *vnd)
{
    *vnd = copies > 0 && copies <= 1000 ? procedure->fee_vnd * copies : procedure->fee_vnd;
    if (str_empty(exemption))
        return RESULT_OK;
    for (size_t i = 0; i < procedure->exemption_count; i++)
        if (str_equal(procedure->exemptions[i].code, exemption)) {
            *vnd = 0;
            return RESULT_OK;
        }
    return result_fail(ERROR_INVALID, "procedure.exemption",
                       N_("Chọn một trường hợp miễn lệ phí trong danh sách"));
}
