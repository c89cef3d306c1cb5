#include "app/demo/demo_history.h"

#include "app/demo/demo_fill.h"
#include "app/demo/demo_units.h"
#include "core/files.h"
#include "core/organisation.h"
#include "core/session.h"
#include "modules/reorganisation/reorganisation.h"

#define FIRST_DAY S("2022-01-01")

/* The acts behind the days of the file. */
static const struct act {
    const char *day;
    const char *signed_on;
    const char *number;
    const char *title;
    bool absorbs; /* a commune that others go into stays the same; else it is a new one */
} ACTS[] = {
    {"2024-11-01", "2024-09-28", "Nghị quyết 1194/NQ-UBTVQH15",
     "Sắp xếp đơn vị hành chính cấp xã tỉnh Đồng Nai 2023–2025", true},
    {"2025-07-01", "2025-06-16", "Nghị quyết 1662/NQ-UBTVQH15",
     "Hợp nhất tỉnh Bình Phước, kết thúc cấp huyện, 270 xã thành 95", false},
    {"2026-04-30", "2026-04-24", "Nghị quyết 30/2026/QH16",
     "Thành lập Thành phố Đồng Nai, mười xã thành phường", false},
};
enum { ACT_COUNT = sizeof ACTS / sizeof ACTS[0], PARTS_MAX = 40 };

struct writing {
    struct demo_history *history;
    struct arena *arena;
    struct demo_units units;
    const struct act *act;
    struct reorganisation_operation *operations;
    struct reorganisation_part **parts; /* of each merger, room for PARTS_MAX */
    size_t count;
};

static struct result found_unit(struct demo_history *h, const struct demo_units *units,
                                const struct demo_unit *unit)
{
    int64_t id;
    struct arena *arena = h->ctx.arena;
    struct agency parent = {0};
    const struct demo_unit *above = demo_unit_on(units, unit->parent, unit->from);
    if (above != NULL)
        TRY(agency_by_code(h->ctx.db, arena, above->code, unit->from, &parent));
    struct agency_new new = {.agency = {.code = unit->code,
                                        .area_code = unit->area_code,
                                        .name = demo_unit_name(arena, unit),
                                        .place = demo_unit_place(arena, unit),
                                        .kind = unit->kind,
                                        .level = unit->level,
                                        .parent_id = parent.id,
                                        .address = demo_unit_address(arena, unit),
                                        .phone = S("1022")},
                             .act = S("Danh mục đơn vị hành chính"),
                             .valid_from = unit->from};
    return agency_found(h->ctx.db, arena, clock_now_us(&h->clock), new, &id);
}

struct result demo_history_begin(struct demo_history *history)
{
    struct demo_units units;
    static const char *const TIERS[] = {"cấp tỉnh", "cấp huyện", "cấp xã"};
    for (int64_t i = 0; i < 3; i++)
        TRY(tier_add(history->ctx.db, history->ctx.arena, 2 + i, str_from_c(TIERS[i]), FIRST_DAY));
    TRY(demo_units_read(history->ctx.arena, &units));
    for (size_t i = 0; i < units.count; i++)
        if (str_equal(units.items[i].from, FIRST_DAY))
            TRY(found_unit(history, &units, &units.items[i]));
    return RESULT_OK;
}

/* ---- a day of the file as operations ---- */

static struct reorganisation_operation *add(struct writing *w, enum reorganisation_kind kind)
{
    struct reorganisation_operation *operation = &w->operations[w->count++];
    *operation = (struct reorganisation_operation){.kind = kind};
    return operation;
}

static void describe(struct writing *w, struct reorganisation_operation *operation,
                     const struct demo_unit *unit)
{
    const struct demo_unit *above = demo_unit_on(&w->units, unit->parent, unit->from);
    operation->new_code = unit->code;
    operation->area_code = unit->area_code;
    operation->name = demo_unit_name(w->arena, unit);
    operation->place = demo_unit_place(w->arena, unit);
    operation->unit_kind = unit->kind;
    operation->address = demo_unit_address(w->arena, unit);
    operation->level = unit->level;
    operation->parent_code = above != NULL ? above->code : S("");
}

/* Whoever begins on the day goes on from somebody, or is founded. */
static void write_begun(struct writing *w, struct demo_unit *unit)
{
    struct demo_unit *before = demo_unit_before(w->arena, &w->units, unit, w->act->absorbs);
    if (before == NULL) {
        describe(w, add(w, REORGANISATION_FOUND), unit);
        return;
    }
    if (w->act->absorbs)
        unit->code = before->code;
    struct reorganisation_operation *operation = add(w, REORGANISATION_CHANGE);
    describe(w, operation, unit);
    operation->code = before->code;
    if (str_equal(before->parent, unit->parent))
        operation->parent_code = S("");
}

/* Xuân Tâm and Núi Tượng: what names a successor goes there, the rest to the first. */
static void write_split(struct writing *w, const struct demo_unit *unit, size_t count)
{
    struct reorganisation_operation *operation = add(w, REORGANISATION_SPLIT);
    struct reorganisation_part *parts = ARENA_ARRAY(w->arena, struct reorganisation_part, count);
    struct str code;
    struct str rest = unit->successors;
    for (size_t i = 0; i < count; i++) {
        str_split(rest, ' ', &code, &rest);
        const struct demo_unit *to = demo_unit_on(&w->units, code, unit->to);
        parts[i] = (struct reorganisation_part){.code = to->code,
                                                .rule = i == 0 ? RULE_ALL : RULE_TEXT,
                                                .words = i == 0 ? S("") : to->name};
    }
    operation->code = unit->code;
    operation->parts = parts;
    operation->part_count = count;
}

/* Into the merger that leads there, or a new one. */
static void write_merged(struct writing *w, const struct demo_unit *unit, struct str into)
{
    size_t i = 0;
    while (i < w->count && (w->operations[i].kind != REORGANISATION_MERGE ||
                            !str_equal(w->operations[i].code, into) ||
                            w->operations[i].part_count == PARTS_MAX))
        i++;
    if (i == w->count) {
        struct reorganisation_operation *operation = add(w, REORGANISATION_MERGE);
        w->parts[i] = ARENA_ARRAY(w->arena, struct reorganisation_part, PARTS_MAX);
        operation->code = into;
        operation->parts = w->parts[i];
    }
    w->parts[i][w->operations[i].part_count++] = (struct reorganisation_part){.code = unit->code};
}

static void write_ended(struct writing *w, const struct demo_unit *unit)
{
    size_t count = 1;
    for (size_t i = 0; i < unit->successors.len; i++)
        count += unit->successors.ptr[i] == ' ';
    if (count > 1) {
        write_split(w, unit, count);
        return;
    }
    const struct demo_unit *to = demo_unit_on(&w->units, unit->successors, unit->to);
    const struct demo_unit *before =
        str_equal(to->from, unit->to)
            ? demo_unit_before(w->arena, &w->units, to, w->act->absorbs)
            : NULL;
    if (before == unit)
        return;
    if (to->level == unit->level) {
        write_merged(w, unit, before != NULL ? before->code : to->code);
        return;
    }
    struct reorganisation_part *part = ARENA_NEW(w->arena, struct reorganisation_part);
    struct reorganisation_operation *operation = add(w, REORGANISATION_CLOSE);
    operation->code = unit->code;
    part->code = to->code;
    operation->parts = part;
    operation->part_count = 1;
}

static void write_day(struct writing *w)
{
    w->operations = ARENA_ARRAY(w->arena, struct reorganisation_operation, 2 * w->units.count);
    w->parts = ARENA_ARRAY(w->arena, struct reorganisation_part *, 2 * w->units.count);
    for (size_t i = 0; i < w->units.count; i++)
        if (str_is(w->units.items[i].from, w->act->day))
            write_begun(w, &w->units.items[i]);
    for (size_t i = 0; i < w->units.count; i++)
        if (str_is(w->units.items[i].to, w->act->day))
            write_ended(w, &w->units.items[i]);
}

/* ---- through the service ---- */

static void go_to(struct demo_history *h, const char *day, int hour)
{
    int64_t number = 0;
    civil_parse_date(str_from_c(day), &number);
    struct civil_time at = civil_from_day_number(number);
    at.hour = hour;
    h->clock = clock_fixed(civil_to_us(at));
}

static struct result as(struct demo_history *h, int64_t account_id)
{
    struct actor *actor;
    TRY(actor_load(h->ctx.db, h->ctx.arena, &h->clock, account_id, &actor));
    h->ctx.actor = actor;
    return RESULT_OK;
}

static struct result prepare(struct writing *w, int64_t *id)
{
    struct demo_history *h = w->history;
    struct reorganisation_new new = {.number = str_from_c(w->act->number),
                                     .title = str_from_c(w->act->title),
                                     .decided_on = str_from_c(w->act->signed_on),
                                     .effective_on = str_from_c(w->act->day),
                                     .file_name = S("quyet-dinh.pdf"),
                                     .operations = w->operations,
                                     .operation_count = w->count};
    struct str paper = demo_paper(w->arena, w->act->number);
    TRY(files_put(h->ctx.files, w->arena, paper, &new.file_sha256));
    go_to(h, w->act->signed_on, 9);
    TRY(as(h, h->prepares));
    return reorganisation_prepare(&h->ctx, &new, id);
}

static struct result decide(struct writing *w)
{
    int64_t id;
    struct demo_history *h = w->history;
    TRY(prepare(w, &id));
    go_to(h, w->act->signed_on, 10);
    TRY(as(h, h->approves));
    struct reorganisation_engine engine = {.service = h->ctx, .holdings = h->holdings};
    TRY(reorganisation_approve(&engine, id, REORGANISATION_FIRST));
    go_to(h, w->act->day, 0);
    engine.service.actor = NULL;
    return reorganisation_apply(&engine, id);
}

/* Not real, and says so: for looking at a preview. */
static struct result prepare_next(struct writing *w)
{
    int64_t id;
    static const struct act next = {"2027-01-01", "2026-11-18", "112/NQ-HĐND (mẫu)",
                                    "Nhập xã Thanh Sơn vào xã Phú Hoà", true};
    const struct demo_unit *from = demo_unit_on(&w->units, S("26209"), S("2026-05-01"));
    const struct demo_unit *to = demo_unit_on(&w->units, S("26221"), S("2026-05-01"));
    struct reorganisation_part part = {.code = from->code};
    struct reorganisation_operation merge = {
        .kind = REORGANISATION_MERGE, .code = to->code, .parts = &part, .part_count = 1};
    w->act = &next;
    w->operations = &merge;
    w->count = 1;
    return prepare(w, &id);
}

struct result demo_history_go(struct demo_history *history)
{
    struct writing w = {.history = history, .arena = history->ctx.arena};
    TRY(demo_units_read(w.arena, &w.units));
    for (size_t i = 0; i < ACT_COUNT; i++) {
        w.act = &ACTS[i];
        w.count = 0;
        write_day(&w);
        TRY(decide(&w));
    }
    return prepare_next(&w);
}
