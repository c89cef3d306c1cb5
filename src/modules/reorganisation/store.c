#include "modules/reorganisation/store.h"

#include "base/i18n.h"

static const struct {
    const char *code;
    const char *name;
} KINDS[REORGANISATION_KINDS] = {
    [REORGANISATION_FOUND] = {"found", N_("Thành lập")},
    [REORGANISATION_CHANGE] = {"change", N_("Đổi tên, loại hoặc cấp trên")},
    [REORGANISATION_MERGE] = {"merge", N_("Nhập")},
    [REORGANISATION_SPLIT] = {"split", N_("Chia")},
    [REORGANISATION_CLOSE] = {"close", N_("Kết thúc")},
};
static const char *const RULES[] = {"all", "text", "list"};

const char *operation_kind_code(enum reorganisation_kind kind) { return KINDS[kind].code; }

const char *operation_kind_name(enum reorganisation_kind kind) { return KINDS[kind].name; }

bool operation_kind_of(struct str code, enum reorganisation_kind *kind)
{
    for (int i = 0; i < REORGANISATION_KINDS; i++) {
        *kind = (enum reorganisation_kind)i;
        if (str_is(code, KINDS[i].code))
            return true;
    }
    return false;
}

const char *part_rule_code(enum reorganisation_rule rule) { return RULES[rule]; }

bool part_rule_of(struct str code, enum reorganisation_rule *rule)
{
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        *rule = (enum reorganisation_rule)i;
        if (str_is(code, RULES[i]))
            return true;
    }
    return false;
}

static struct result corrupt(void)
{
    return result_fail(ERROR_CORRUPT, "reorganisation.row", NULL);
}

static struct result read_operation(const struct q_operations_of_out *row,
                                    struct reorganisation_operation *out)
{
    *out = (struct reorganisation_operation){.code = row->code,
                                             .new_code = row->new_code,
                                             .area_code = row->area_code,
                                             .name = row->name,
                                             .place = row->place_name,
                                             .unit_kind = row->unit_kind,
                                             .level = row->level,
                                             .parent_code = row->parent_code,
                                             .address = row->address};
    return operation_kind_of(row->kind, &out->kind) ? RESULT_OK : corrupt();
}

/* Both lists are in the order of the operations. */
static struct result read_parts(struct arena *arena, const struct q_operations_of_rows *rows,
                                const struct q_parts_of_rows *parts, struct decision *out)
{
    struct reorganisation_part *all = ARENA_ARRAY(arena, struct reorganisation_part, parts->count);
    size_t next = 0;
    for (size_t i = 0; i < rows->count; i++) {
        out->operations[i].parts = all + next;
        while (next < parts->count && parts->items[next].operation_id == rows->items[i].id) {
            all[next].code = parts->items[next].code;
            all[next].words = parts->items[next].words;
            if (!part_rule_of(parts->items[next].rule, &all[next].rule))
                return corrupt();
            next++;
            out->operations[i].part_count++;
        }
    }
    return RESULT_OK;
}

struct result decision_load(struct service_context *ctx, int64_t id, struct decision *out)
{
    bool found;
    struct q_operations_of_rows rows;
    struct q_parts_of_rows parts;
    *out = (struct decision){0};
    TRY(q_reorganisation_by_id(ctx->db, ctx->arena, (struct q_reorganisation_by_id_in){id},
                               &out->row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "reorganisation.unknown",
                           N_("Không có quyết định sắp xếp này"));
    TRY(q_operations_of(ctx->db, ctx->arena, (struct q_operations_of_in){id}, &rows));
    TRY(q_parts_of(ctx->db, ctx->arena, (struct q_parts_of_in){id}, &parts));
    out->operations = ARENA_ARRAY(ctx->arena, struct reorganisation_operation, rows.count);
    out->operation_count = rows.count;
    out->places = ARENA_ARRAY(ctx->arena, int64_t, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        out->places[i] = rows.items[i].place;
        TRY(read_operation(&rows.items[i], &out->operations[i]));
    }
    return read_parts(ctx->arena, &rows, &parts, out);
}

struct result decision_add_operation(struct service_context *ctx, int64_t id, size_t place,
                                     const struct reorganisation_operation *operation)
{
    struct q_operation_add_out added;
    struct q_operation_add_in row = {
        .reorganisation_id = id,
        .place = (int64_t)place,
        .kind = str_from_c(operation_kind_code(operation->kind)),
        .code = operation->code,
        .new_code = operation->new_code,
        .area_code = operation->area_code,
        .name = operation->name,
        .place_name = operation->place,
        .unit_kind = operation->unit_kind,
        .level = operation->level,
        .parent_code = operation->parent_code,
        .address = operation->address,
    };
    TRY(q_operation_add(ctx->db, ctx->arena, row, &added));
    for (size_t i = 0; i < operation->part_count; i++) {
        const struct reorganisation_part *part = &operation->parts[i];
        struct q_operation_part_add_in in = {.operation_id = added.id,
                                   .place = (int64_t)i + 1,
                                   .code = part->code,
                                   .rule = str_from_c(part_rule_code(part->rule)),
                                   .words = part->words};
        TRY(q_operation_part_add(ctx->db, ctx->arena, in, NULL));
    }
    return RESULT_OK;
}
