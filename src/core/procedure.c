#include "core/procedure.h"

#include "base/clock.h"
#include "core/procedure_queries.h"
#include "core/procedure_read.h"

struct version {
    int64_t id;
    int64_t number;
    struct str definition;
    struct str form;
    bool found;
};

static struct result read_version(struct arena *arena, const struct version *version,
                                  struct procedure *out)
{
    struct str problem = S("");
    if (!version->found)
        return result_fail(ERROR_NOT_FOUND, "procedure.unknown", N_("Không có thủ tục này"));
    if (!result_ok(procedure_read(arena, version->definition, version->form, out, &problem)))
        return result_fail(ERROR_CORRUPT, "procedure.stored", NULL); /* it was good on import */
    out->version_id = version->id;
    out->number = version->number;
    return RESULT_OK;
}

struct result procedure_current(struct db *db, struct arena *arena, struct str code, int64_t at_us,
                                struct procedure *out)
{
    struct version version = {.found = false};
    struct q_procedure_version_current_out row = {0};
    struct str day = civil_date_text(arena, civil_day_of_us(at_us));
    TRY(q_procedure_version_current(db, arena, (struct q_procedure_version_current_in){code, day},
                                    &row, &version.found));
    version.id = row.id;
    version.number = row.number;
    version.definition = row.definition;
    version.form = row.form;
    return read_version(arena, &version, out);
}

struct result procedure_by_version(struct db *db, struct arena *arena, int64_t version_id,
                                   struct procedure *out)
{
    struct version version = {.found = false};
    struct q_procedure_version_by_id_out row = {0};
    TRY(q_procedure_version_by_id(db, arena, (struct q_procedure_version_by_id_in){version_id},
                                  &row, &version.found));
    version.id = row.id;
    version.number = row.number;
    version.definition = row.definition;
    version.form = row.form;
    return read_version(arena, &version, out);
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
