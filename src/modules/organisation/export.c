#include "modules/organisation/export.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "modules/organisation/queries.h"

enum { BYTES_MAX = 64 << 20 };

static struct str last_day(struct arena *arena, bool has_end, struct str end)
{
    int64_t number;
    if (!has_end || !civil_parse_date(end, &number))
        return (struct str){0};
    return format_day(arena, LOCALE_VI, civil_date_text(arena, number - 1));
}

static struct str number_words(struct arena *arena, int64_t number)
{
    return str_printf(arena, "%lld", (long long)number);
}

static void put_row(struct csv_writer *csv, const struct str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_cell(csv, cells[i]);
    csv_end(csv);
}

static struct str codes_of(struct arena *arena, const struct q_org_export_codes_rows *codes,
                           int64_t agency_id)
{
    struct str all = {0};
    size_t low = 0;
    size_t high = codes->count;
    while (low < high) { /* the first of the agency: they are sorted */
        size_t middle = low + (high - low) / 2;
        if (codes->items[middle].agency_id < agency_id)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < codes->count && codes->items[i].agency_id == agency_id; i++)
        all = str_empty(all) ? codes->items[i].code
                             : str_printf(arena, "%.*s %.*s", STR_ARG(all),
                                          STR_ARG(codes->items[i].code));
    return all;
}

static struct result put_agencies(struct service_context *ctx, struct csv_writer *csv,
                                  struct str day)
{
    struct arena *arena = ctx->arena;
    struct q_org_export_agencies_rows rows;
    struct q_org_export_codes_rows codes;
    TRY(q_org_export_agencies(ctx->db, arena, (struct q_org_export_agencies_in){day}, &rows));
    TRY(q_org_export_codes(ctx->db, arena, (struct q_org_export_codes_in){day}, &codes));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_org_export_agencies_out *r = &rows.items[i];
        struct str cells[] = {r->code,
                              r->name,
                              r->place,
                              r->kind,
                              str_from_c(agency_branch_name(r->branch)),
                              number_words(arena, r->level),
                              r->has_parent ? r->parent : (struct str){0},
                              r->area_code,
                              codes_of(arena, &codes, r->id),
                              r->address,
                              r->phone,
                              r->act,
                              format_day(arena, LOCALE_VI, r->valid_from),
                              last_day(arena, r->has_ends, r->ends)};
        put_row(csv, cells, sizeof cells / sizeof cells[0]);
    }
    return RESULT_OK;
}

static struct result put_posts(struct service_context *ctx, struct csv_writer *csv, struct str day)
{
    struct q_org_export_posts_rows rows;
    TRY(q_org_export_posts(ctx->db, ctx->arena, (struct q_org_export_posts_in){day}, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_org_export_posts_out *r = &rows.items[i];
        struct str cells[] = {r->code, r->unit, r->title, r->role,
                              r->subtree ? S("có") : S("không"),
                              format_day(ctx->arena, LOCALE_VI, r->valid_from)};
        put_row(csv, cells, sizeof cells / sizeof cells[0]);
    }
    return RESULT_OK;
}

static struct result put_people(struct service_context *ctx, struct csv_writer *csv,
                                struct str day)
{
    struct arena *arena = ctx->arena;
    struct q_org_export_people_rows rows;
    TRY(q_org_export_people(ctx->db, arena, (struct q_org_export_people_in){day}, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_org_export_people_out *r = &rows.items[i];
        struct str staff_code = r->has_staff_code
                                    ? r->staff_code
                                    : str_printf(arena, "#%lld", (long long)r->person_id);
        struct str cells[] = {staff_code,
                              r->name,
                              r->code,
                              r->unit,
                              r->title,
                              r->decision,
                              format_day(arena, LOCALE_VI, r->valid_from),
                              last_day(arena, r->has_valid_to, r->valid_to)};
        put_row(csv, cells, sizeof cells / sizeof cells[0]);
    }
    return RESULT_OK;
}

struct result export_csv(struct service_context *ctx, const struct import_kind *kind,
                         struct str day, struct str *csv)
{
    struct buf out;
    buf_init(&out, ctx->arena, BYTES_MAX);
    struct csv_writer writer = csv_begin(&out);
    for (size_t i = 0; i < kind->column_count; i++)
        csv_cell(&writer, str_from_c(kind->columns[i].heading));
    csv_end(&writer);
    if (kind == &import_agencies)
        TRY(put_agencies(ctx, &writer, day));
    else if (kind == &import_posts)
        TRY(put_posts(ctx, &writer, day));
    else
        TRY(put_people(ctx, &writer, day));
    *csv = buf_str(&out);
    return out.overflowed ? result_fail(ERROR_LIMIT, "organisation.export",
                                        N_("Quá nhiều dòng cho một tệp"))
                          : RESULT_OK;
}
