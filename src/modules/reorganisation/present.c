#include "modules/reorganisation/present.h"

#include <stdlib.h>

#include "base/os_file.h"
#include "core/permission.h"
#include "core/services.h"
#include "modules/reorganisation/job_apply.h"
#include "modules/reorganisation/run.h"

enum { PROGRESS_MAX = 200 };

struct reorganisation_engine engine_of(struct request *request)
{
    return (struct reorganisation_engine){
        .service = {.db = request->db,
                    .arena = request->arena,
                    .clock = request->clock,
                    .files = request->services->files,
                    .actor = request->actor},
        .holdings = request->services->holdings,
    };
}

/* Names of codes: what the decision founds, then what was there the day before. */
struct names {
    struct arena *arena;
    const struct decision *decision;
    struct agency_list before;
};

static struct result names_load(struct request *request, const struct decision *decision,
                                struct names *out)
{
    int64_t day = 0;
    civil_parse_date(decision->row.effective_on, &day);
    *out = (struct names){.arena = request->arena, .decision = decision};
    return agency_all(request->db, request->arena, civil_date_text(request->arena, day - 1),
                      &out->before);
}

static struct str founded_name(const struct names *names, struct str code)
{
    for (size_t i = 0; i < names->decision->operation_count; i++) {
        const struct reorganisation_operation *op = &names->decision->operations[i];
        if (op->kind == REORGANISATION_FOUND &&
            (str_equal(op->new_code, code) || str_equal(op->area_code, code)))
            return op->name;
    }
    return S("");
}

static struct str name_of(const struct names *names, struct str code, bool target)
{
    struct str name = target ? founded_name(names, code) : S("");
    for (size_t i = 0; str_empty(name) && i < names->before.count; i++)
        if (str_equal(names->before.items[i].code, code) ||
            str_equal(names->before.items[i].area_code, code))
            name = names->before.items[i].name;
    return str_empty(name) ? code : name;
}

static struct str with_more(struct arena *arena, struct str text, const char *between,
                            struct str more)
{
    return str_empty(text) ? more
                           : str_printf(arena, "%.*s%s%.*s", STR_ARG(text), between, STR_ARG(more));
}

/* "UBND xã A, UBND xã B → UBND xã C" */
static struct str operation_text(const struct names *names,
                                 const struct reorganisation_operation *op)
{
    struct arena *arena = names->arena;
    struct str parts = {0};
    for (size_t i = 0; i < op->part_count; i++) {
        struct str part = name_of(names, op->parts[i].code, op->kind != REORGANISATION_MERGE);
        if (op->parts[i].rule != RULE_ALL)
            part = str_printf(arena, "%.*s (%.*s)", STR_ARG(part), STR_ARG(op->parts[i].words));
        parts = with_more(arena, parts, ", ", part);
    }
    if (op->kind == REORGANISATION_FOUND)
        return str_printf(arena, "%.*s (%.*s)", STR_ARG(op->name), STR_ARG(op->new_code));
    struct str subject = name_of(names, op->code, op->kind == REORGANISATION_MERGE);
    if (op->kind == REORGANISATION_MERGE)
        return with_more(arena, parts, " → ", subject);
    if (op->kind != REORGANISATION_CHANGE)
        return str_empty(parts) ? subject : with_more(arena, subject, " → ", parts);
    struct str to = op->name;
    if (!str_empty(op->parent_code))
        to = with_more(arena, to, ", ",
                       str_printf(arena, "⟶ %.*s",
                                  STR_ARG(name_of(names, op->parent_code, true))));
    return with_more(arena, subject, " → ", to);
}

static void fill_operations(struct request *request, const struct names *names,
                            struct decision_view *view)
{
    const struct decision *d = names->decision;
    struct operation_row *rows = ARENA_ARRAY(request->arena, struct operation_row,
                                             d->operation_count);
    for (size_t i = 0; i < d->operation_count; i++)
        rows[i] = (struct operation_row){
            .place = d->places[i],
            .kind = operation_kind_name(d->operations[i].kind),
            .text = operation_text(names, &d->operations[i])};
    view->operations = rows;
    view->operation_count = d->operation_count;
}

static const char *fate_name(const struct plan_agency *agency)
{
    if (agency->founds != NULL)
        return N_("Thành lập");
    if (agency->closes)
        return agency->heir != NULL ? N_("Kết thúc, chuyển về") : N_("Kết thúc");
    return agency->changes != NULL ? N_("Đổi") : N_("Nhận thêm việc");
}

static int64_t count_of(const struct preview *preview, const char *holding, size_t agency)
{
    for (size_t h = 0; h < preview->holding_count; h++)
        if (str_is(str_from_c(preview->holdings[h].holding->code), holding))
            return preview->counts[h * preview->plan.agency_count + agency];
    return 0;
}

static void fill_agencies(struct request *request, const struct preview *preview,
                          struct decision_view *view)
{
    size_t n = preview->plan.agency_count;
    struct agency_row *rows = ARENA_ARRAY(request->arena, struct agency_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct plan_agency *agency = &preview->plan.agencies[i];
        rows[i] = (struct agency_row){
            .name = agency->was.name,
            .code = agency->was.code,
            .fate = fate_name(agency),
            .heir = agency->heir != NULL ? agency->heir->was.name : S(""),
            .dossiers = count_of(preview, "dossier", i),
            .people = count_of(preview, "post", i),
            .drafts = count_of(preview, "draft", i),
        };
    }
    view->agencies = rows;
    view->agency_count = n;
}

/* Sums that were counted, over those that were seen just now. */
static struct result fill_totals(struct request *request, const struct preview *preview,
                                 struct decision_view *view)
{
    struct q_totals_of_rows sums;
    struct total_row *rows = ARENA_ARRAY(request->arena, struct total_row,
                                         preview->holding_count);
    TRY(q_totals_of(request->db, request->arena, (struct q_totals_of_in){view->row.id}, &sums));
    view->equal = true;
    for (size_t h = 0; h < preview->holding_count; h++) {
        const struct preview_holding *p = &preview->holdings[h];
        rows[h] = (struct total_row){.title = p->holding->title,
                                     .fate = p->holding->fate,
                                     .leaving = p->leaving,
                                     .standing = p->standing,
                                     .before = p->leaving + p->standing,
                                     .measured = view->measured};
        for (size_t i = 0; view->measured && i < sums.count; i++)
            if (str_is(sums.items[i].holding, p->holding->code)) {
                rows[h].before = sums.items[i].before_count;
                rows[h].after = sums.items[i].after_count;
            }
        view->equal = view->equal && (!view->measured || rows[h].before == rows[h].after);
    }
    view->totals = rows;
    view->total_count = preview->holding_count;
    return RESULT_OK;
}

static void fill_progress(struct request *request, struct decision_view *view)
{
    struct str text;
    struct str parts[4];
    struct str path =
        reorganisation_progress_path(request->arena, request->services->data_dir);
    int64_t id = 0;
    if (!str_is(view->row.state, "approved") || request_now_us(request) < view->row.runs_us)
        return;
    view->progress.running = true;
    respond_header(request, "Refresh", S("2"));
    if (!result_ok(os_file_read(request->arena, str_c(request->arena, path), PROGRESS_MAX, &text)))
        return;
    for (size_t i = 0; i < 4; i++)
        str_split(str_trim(text), ' ', &parts[i], &text);
    if (!str_to_i64(parts[0], &id) || id != view->row.id ||
        !str_to_i64(parts[1], &view->progress.done) || !str_to_i64(parts[2], &view->progress.all))
        return;
    for (size_t t = 0; t < request->services->holdings.count; t++)
        for (const struct holding *h = request->services->holdings.tables[t]; h->code != NULL; h++)
            if (str_is(parts[3], h->code))
                view->progress.what = tr_str(request->locale, h->title);
}

static struct str seconds(struct request *request, int64_t us)
{
    const char *point = request->locale == LOCALE_EN ? "." : ",";
    long long hundredths = (long long)(us * 100 / MICROS_PER_SECOND) + 1;
    return str_printf(request->arena, "%lld%s%02lld", hundredths / 100, point, hundredths % 100);
}

static void fill_rights(struct request *request, struct decision_view *view)
{
    bool done = str_is(view->row.state, "applied");
    view->draft = str_is(view->row.state, "draft") || str_is(view->row.state, "failed");
    view->may_prepare = view->draft && permission_somewhere(request->actor,
                                                            "reorganisation.prepare");
    view->may_apply = view->draft && permission_somewhere(request->actor, "reorganisation.apply");
    view->may_withdraw = str_is(view->row.state, "approved") &&
                         request_now_us(request) < view->row.runs_us &&
                         permission_somewhere(request->actor, "reorganisation.apply");
    view->may_undo = done && permission_somewhere(request->actor, "reorganisation.apply") &&
                     request_now_us(request) - view->row.applied_us <= MICROS_PER_DAY;
    view->tried = view->draft && view->row.tried_us != 0;
    view->measured = done || (view->tried && str_empty(view->row.problem));
    view->took = seconds(request, done ? view->row.took_us : view->row.tried_took_us);
}

struct result present_decision(struct request *request, const struct decision *decision,
                               struct decision_view *view)
{
    struct names names;
    struct preview preview;
    struct reorganisation_engine engine = engine_of(request);
    view->row = decision->row;
    fill_rights(request, view);
    TRY(names_load(request, decision, &names));
    fill_operations(request, &names, view);
    if (view->draft)
        TRY(reorganisation_preview(&engine, decision, &preview));
    else
        TRY(reorganisation_recall(&engine, decision, &preview));
    if (decision->operation_count > 0)
        TRY(fill_totals(request, &preview, view));
    fill_agencies(request, &preview, view);
    view->conflicts = view->draft ? preview.plan.conflicts : NULL;
    view->conflict_count = view->draft ? preview.plan.conflict_count : 0;
    view->blocking = view->draft ? preview.plan.blocking : 0;
    fill_progress(request, view);
    return RESULT_OK;
}
