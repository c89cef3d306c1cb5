/* The report of a decision for spreadsheets and terminals. */
#include "base/buf.h"
#include "core/csv.h"
#include "modules/reorganisation/store.h"

enum { REPORT_MAX = 4 << 20, LINES_MAX = 1000, US_PER_MS = 1000 };

static const char *title_of(const struct holding_list *holdings, struct str code)
{
    for (size_t t = 0; t < holdings->count; t++)
        for (const struct holding *h = holdings->tables[t]; h->code != NULL; h++)
            if (str_is(code, h->code))
                return h->title;
    return "";
}

static void put_line(struct csv_writer *csv, const struct str cells[5])
{
    for (size_t i = 0; i < 5; i++)
        csv_cell(csv, cells[i]);
    csv_end(csv);
}

static struct result report_csv(struct service_context *ctx,
                                const struct holding_list *holdings,
                                const struct decision *decision, struct str *out)
{
    struct buf buf;
    struct q_totals_of_rows sums;
    struct q_totals_named_rows rows;
    struct arena *arena = ctx->arena;
    int64_t id = decision->row.id;
    TRY(q_totals_of(ctx->db, arena, (struct q_totals_of_in){id}, &sums));
    TRY(q_totals_named(ctx->db, arena, (struct q_totals_named_in){id}, &rows));
    buf_init(&buf, arena, REPORT_MAX);
    struct csv_writer csv = csv_begin(&buf);
    put_line(&csv, (const struct str[5]){S("Mục"), S("Mã cơ quan"), S("Cơ quan"), S("Trước"),
                                         S("Sau")});
    for (size_t i = 0; i < sums.count; i++)
        put_line(&csv, (const struct str[5]){
                           str_from_c(title_of(holdings, sums.items[i].holding)), S(""),
                           S("Tổng cộng"),
                           str_printf(arena, "%lld", (long long)sums.items[i].before_count),
                           str_printf(arena, "%lld", (long long)sums.items[i].after_count)});
    for (size_t i = 0; i < rows.count; i++)
        put_line(&csv, (const struct str[5]){
                           str_from_c(title_of(holdings, rows.items[i].holding)),
                           rows.items[i].code, rows.items[i].name,
                           str_printf(arena, "%lld", (long long)rows.items[i].before_count),
                           str_printf(arena, "%lld", (long long)rows.items[i].after_count)});
    if (buf.overflowed)
        return result_fail(ERROR_LIMIT, "reorganisation.report", NULL);
    *out = buf_str(&buf);
    return RESULT_OK;
}

static struct result report_text(struct service_context *ctx,
                                 const struct holding_list *holdings,
                                 const struct decision *decision, struct str *out)
{
    struct buf buf;
    struct q_totals_of_rows sums;
    const decision_row *row = &decision->row;
    TRY(q_totals_of(ctx->db, ctx->arena, (struct q_totals_of_in){row->id}, &sums));
    buf_init(&buf, ctx->arena, REPORT_MAX);
    buf_printf(&buf, "%.*s: %.*s\n%.*s · %zu thao tác · %lld ms · %.*s\n", STR_ARG(row->number),
               STR_ARG(row->title), STR_ARG(row->effective_on), decision->operation_count,
               (long long)(row->took_us / US_PER_MS), STR_ARG(row->state));
    for (size_t i = 0; i < sums.count; i++)
        buf_printf(&buf, "%12lld = %-12lld %s%s\n", (long long)sums.items[i].before_count,
                   (long long)sums.items[i].after_count,
                   title_of(holdings, sums.items[i].holding),
                   sums.items[i].before_count == sums.items[i].after_count ? "" : "  LỆCH");
    *out = buf_str(&buf);
    return RESULT_OK;
}

struct result reorganisation_report(struct reorganisation_engine *engine, int64_t id,
                                    enum reorganisation_format format, struct str *out)
{
    struct decision decision;
    TRY(decision_load(&engine->service, id, &decision));
    return (format == REPORT_CSV ? report_csv : report_text)(&engine->service, &engine->holdings,
                                                             &decision, out);
}

struct result reorganisation_lines(struct service_context *ctx, struct str *out)
{
    struct buf buf;
    struct q_reorganisation_list_rows rows;
    TRY(q_reorganisation_list(ctx->db, ctx->arena, (struct q_reorganisation_list_in){LINES_MAX},
                              &rows));
    buf_init(&buf, ctx->arena, REPORT_MAX);
    for (size_t i = 0; i < rows.count; i++)
        buf_printf(&buf, "%lld  %.*s  %-8.*s  %.*s  %.*s\n", (long long)rows.items[i].id,
                   STR_ARG(rows.items[i].effective_on), STR_ARG(rows.items[i].state),
                   STR_ARG(rows.items[i].number), STR_ARG(rows.items[i].title));
    *out = buf_str(&buf);
    return RESULT_OK;
}
