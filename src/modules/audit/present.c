#include "modules/audit/present.h"

#include "base/clock.h"
#include "core/csv.h"
#include "core/evidence.h"

enum { CSV_MAX = 10 << 20 };

/* In a list only a change of one plain value is told; the row's own page tells everything. */
static void tell_change(struct request *request, const struct audit_entry *entry,
                        struct audit_line *line)
{
    struct audit_fields fields =
        audit_fields_of(request->arena, request->locale, entry->record);
    size_t changed = 0;
    for (size_t i = 0; fields.has_before && i < fields.count; i++) {
        if (!fields.items[i].changed)
            continue;
        changed++;
        line->before = fields.items[i].before;
        line->after = fields.items[i].after;
    }
    line->has_change = changed == 1;
}

struct result audit_line_of(struct request *request, const struct audit_entry *entry,
                            struct audit_line *out)
{
    const char *words = audit_kind_words(entry->kind);
    *out = (struct audit_line){
        .id = entry->id,
        .placed = entry->has_leaf_index,
        .place = entry->leaf_index,
        .at_us = entry->recorded_us,
        .what = words != NULL ? tr_str(request->locale, words) : entry->kind,
        .object = entry->object,
        .why = audit_why(request->arena, request->locale, entry->record),
    };
    tell_change(request, entry, out);
    TRY(audit_object_name(request->db, request->arena, entry->object, &out->object_name));
    TRY(audit_who(request->db, request->arena, entry->actor, entry->recorded_us, &out->who));
    if (str_is(entry->actor, "citizen") && str_starts(entry->object, S("login:")))
        out->who.name = tr_str(request->locale, N_("Người chưa đăng nhập"));
    struct str behalf = evidence_behalf(request->arena, entry->record);
    if (!str_empty(behalf))
        out->who.name = str_printf(request->arena, tr(request->locale, N_("%.*s thay mặt %.*s")),
                                   STR_ARG(out->who.name), STR_ARG(behalf));
    return RESULT_OK;
}

struct crumbs audit_crumbs(struct request *request, struct str here)
{
    struct crumb *crumbs = ARENA_ARRAY(request->arena, struct crumb, 3);
    size_t count = 0;
    crumbs[count++] = (struct crumb){S("/can-bo/quan-tri"),
                                     tr_str(request->locale, N_("Quản trị"))};
    crumbs[count++] = (struct crumb){S("/can-bo/kiem-tra"),
                                     tr_str(request->locale, N_("Nhật ký"))};
    crumbs[count++] = (struct crumb){S(""), here};
    return (struct crumbs){crumbs, count};
}

struct result audit_csv(struct request *request, const struct audit_list_view *view)
{
    static const char *const heads[] = {"row", "place",  "at",     "who",   "post",
                                        "what", "object", "before", "after", "why"};
    struct buf out;
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csv_cell(&csv, str_from_c(heads[i]));
    csv_end(&csv);
    for (size_t i = 0; i < view->count; i++) {
        const struct audit_line *line = &view->lines[i];
        csv_cell(&csv, str_printf(request->arena, "%lld", (long long)line->id));
        csv_cell(&csv, line->placed ? str_printf(request->arena, "%lld", (long long)line->place)
                                    : (struct str){0});
        csv_cell(&csv, civil_rfc3339(request->arena, line->at_us));
        csv_cell(&csv, line->who.name);
        csv_cell(&csv, line->who.detail);
        csv_cell(&csv, line->what);
        csv_cell(&csv, line->object_name);
        csv_cell(&csv, line->before);
        csv_cell(&csv, line->after);
        csv_cell(&csv, line->why);
        csv_end(&csv);
    }
    if (out.overflowed)
        return result_fail(ERROR_LIMIT, "audit.csv", N_("Chọn khoảng ngày ngắn hơn"));
    return respond_download(request, "text/csv; charset=utf-8", S("nhat-ky.csv"), buf_str(&out));
}
