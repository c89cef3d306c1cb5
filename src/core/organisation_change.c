#include "core/organisation_change.h"

#include "base/utf8.h"
#include "core/organisation_change_queries.h"
#include "core/organisation_queries.h"
#include "core/search_sources.h"

enum { MANY = 64 };

struct result organisation_grown(struct db *db, struct arena *arena)
{
    return q_organisation_analyze(db, arena, NULL);
}

static struct result bad_day(void)
{
    return result_fail(ERROR_INVALID, "agency.day", N_("Ghi ngày theo dạng năm-tháng-ngày"));
}

static struct result changed_later(void)
{
    return result_fail(ERROR_CONFLICT, "agency.later_change",
                       N_("Cơ quan này đã có thay đổi từ ngày ấy trở đi; chọn ngày sau đó"));
}

static bool is_day(struct str text)
{
    int64_t day;
    return civil_parse_date(text, &day);
}

/* The closure of everything at or below the agency, from the day on, as the versions say. */
static struct result renew_closure(struct db *db, struct arena *arena, int64_t id, struct str on)
{
    struct q_agency_closure_below_rows below;
    TRY(q_agency_closure_below(db, arena, (struct q_agency_closure_below_in){id, on}, &below));
    bool itself = false;
    if (below.count >= MANY)
        TRY(organisation_grown(db, arena));
    for (size_t i = 0; i <= below.count; i++) {
        if (i == below.count && itself)
            break; /* not in the closure before it is founded */
        int64_t each = i < below.count ? below.items[i].id : id;
        itself = itself || each == id;
        TRY(q_agency_closure_trim(db, arena, (struct q_agency_closure_trim_in){each, on}, NULL));
        TRY(q_agency_closure_drop(db, arena, (struct q_agency_closure_drop_in){each, on}, NULL));
        TRY(q_agency_closure_fill(db, arena, (struct q_agency_closure_fill_in){each, on}, NULL));
    }
    return RESULT_OK;
}

/* The parent must be there from the day on without end, and not below its child. */
static struct result check_parent(struct db *db, struct arena *arena, int64_t id,
                                  const struct agency *child, struct str on)
{
    if (child->parent_id == 0)
        return RESULT_OK;
    struct agency parent;
    struct q_agency_version_last_out last;
    bool found;
    TRY(q_agency_version_last(db, arena, (struct q_agency_version_last_in){child->parent_id}, &last,
                              &found));
    struct result there = agency_by_id(db, arena, child->parent_id, on, &parent);
    if (!found || last.has_valid_to || there.kind == ERROR_NOT_FOUND)
        return result_fail(ERROR_CONFLICT, "agency.parent_life",
                           N_("Cơ quan cấp trên không còn, hoặc chưa có, trong suốt thời gian "
                              "của cơ quan này"));
    TRY(there);
    if (parent.level > child->level || last.level > child->level)
        return result_fail(ERROR_CONFLICT, "agency.level",
                           N_("Cơ quan cấp trên phải ở cấp bằng hoặc cao hơn"));
    struct q_agency_closure_reaches_out row;
    struct q_agency_closure_reaches_in in = {
        .ancestor = id, .descendant = child->parent_id, .day = on};
    TRY(q_agency_closure_reaches(db, arena, in, &row, &found));
    if (found || id == child->parent_id)
        return result_fail(ERROR_CONFLICT, "agency.cycle",
                           N_("Cơ quan cấp trên đang nằm dưới chính cơ quan này"));
    return RESULT_OK;
}

static struct result check_new(struct db *db, struct arena *arena, int64_t id,
                               const struct agency *to, struct str on)
{
    if (!is_day(on))
        return bad_day();
    if (agency_branch_name(to->branch) == NULL)
        return result_fail(ERROR_INVALID, "agency.branch",
                           N_("Chọn khối Đảng, Nhà nước, hoặc Mặt trận và đoàn thể"));
    struct q_agency_code_taken_out other;
    bool taken;
    struct q_agency_code_taken_in in = {.code = to->code, .id = id, .day = on};
    TRY(q_agency_code_taken(db, arena, in, &other, &taken));
    if (taken)
        return result_fail(ERROR_CONFLICT, "agency.code_taken",
                           N_("Cơ quan khác đang mang mã này vào ngày ấy hoặc sau đó"));
    return check_parent(db, arena, id, to, on);
}

struct opening {
    int64_t id;
    const struct agency *agency;
    struct str act;
    struct str on;
};

static struct result open_version(struct db *db, struct arena *arena, struct opening what)
{
    const struct agency *a = what.agency;
    struct str words = str_printf(arena, "%.*s %.*s", STR_ARG(a->name), STR_ARG(a->place));
    struct q_agency_version_add_in version = {
        .agency_id = what.id,
        .code = a->code,
        .area_code = a->area_code,
        .name = a->name,
        .place = a->place,
        .name_folded = utf8_fold(arena, words),
        .kind = a->kind,
        .level = a->level,
        .has_parent_id = a->parent_id != 0,
        .parent_id = a->parent_id,
        .address = a->address,
        .phone = a->phone,
        .act = what.act,
        .branch = str_empty(a->branch) ? S("state") : a->branch,
        .valid_from = what.on,
    };
    TRY(q_agency_version_add(db, arena, version, NULL));
    TRY(search_put_agency(db, arena, what.id));
    return renew_closure(db, arena, what.id, what.on);
}

struct result agency_found(struct db *db, struct arena *arena, int64_t now_us,
                           struct agency_new agency, int64_t *id)
{
    TRY(check_new(db, arena, 0, &agency.agency, agency.valid_from));
    struct q_agency_add_out added;
    TRY(q_agency_add(db, arena, (struct q_agency_add_in){.created_us = now_us}, &added));
    struct opening opening = {added.id, &agency.agency, agency.act, agency.valid_from};
    *id = added.id;
    return open_version(db, arena, opening);
}

/* The version in force may end on the day: it began before, and nothing is written after it. */
static struct result check_open(struct db *db, struct arena *arena, int64_t id, struct str on)
{
    if (!is_day(on))
        return bad_day();
    struct q_agency_version_last_out last;
    bool found;
    TRY(q_agency_version_last(db, arena, (struct q_agency_version_last_in){id}, &last, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "agency.unknown",
                           N_("Không có cơ quan này vào ngày đã chọn"));
    return last.has_valid_to || str_compare(last.valid_from, on) >= 0 ? changed_later() : RESULT_OK;
}

struct result agency_change(struct db *db, struct arena *arena, struct agency_change what)
{
    TRY(check_open(db, arena, what.id, what.on));
    TRY(check_new(db, arena, what.id, &what.to, what.on));
    struct q_agency_version_close_in close = {.id = what.id, .day = what.on, .act = what.act};
    TRY(q_agency_version_close(db, arena, close, NULL));
    return open_version(db, arena, (struct opening){what.id, &what.to, what.act, what.on});
}

static struct result check_no_child(struct db *db, struct arena *arena, int64_t id, struct str on)
{
    struct q_agency_child_after_out child;
    bool found;
    TRY(q_agency_child_after(db, arena, (struct q_agency_child_after_in){id, on}, &child, &found));
    if (!found)
        return RESULT_OK;
    return result_fail(ERROR_CONFLICT, "agency.children",
                       N_("Còn cơ quan trực thuộc; chuyển hoặc kết thúc các cơ quan ấy trước"));
}

struct result agency_close(struct db *db, struct arena *arena, struct agency_end what)
{
    TRY(check_open(db, arena, what.id, what.on));
    TRY(check_no_child(db, arena, what.id, what.on));
    struct q_agency_held_after_out held;
    bool found;
    struct q_agency_held_after_in in = {.id = what.id, .day = what.on};
    TRY(q_agency_held_after(db, arena, in, &held, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "agency.people",
                           N_("Còn người giữ chức vụ; chuyển hoặc kết thúc các chức vụ ấy trước"));
    struct q_agency_version_close_in close = {.id = what.id, .day = what.on, .act = what.act};
    TRY(q_agency_version_close(db, arena, close, NULL));
    struct q_agency_posts_close_in posts = {.id = what.id, .day = what.on};
    TRY(q_agency_posts_close(db, arena, posts, NULL));
    struct q_agency_units_close_in units = {.id = what.id, .day = what.on};
    TRY(q_agency_units_close(db, arena, units, NULL));
    return renew_closure(db, arena, what.id, what.on);
}

/* The version that ended on the day can be in force again: its code is free, its parent there. */
static struct result check_again(struct db *db, struct arena *arena, int64_t id, struct str on)
{
    int64_t day;
    civil_parse_date(on, &day);
    struct agency again;
    TRY(agency_by_id(db, arena, id, civil_date_text(arena, day - 1), &again));
    return check_new(db, arena, id, &again, on);
}

static struct result reopen(struct db *db, struct arena *arena, int64_t id, struct str on)
{
    struct q_agency_units_reopen_in units = {.id = id, .day = on};
    TRY(q_agency_units_reopen(db, arena, units, NULL));
    struct q_agency_posts_reopen_in posts = {.id = id, .day = on};
    TRY(q_agency_posts_reopen(db, arena, posts, NULL));
    struct q_agency_version_reopen_in version = {.id = id, .day = on};
    return q_agency_version_reopen(db, arena, version, NULL);
}

struct result agency_undo(struct db *db, struct arena *arena, int64_t id, struct str on)
{
    if (!is_day(on))
        return bad_day();
    struct q_agency_version_last_out last;
    bool found;
    TRY(q_agency_version_last(db, arena, (struct q_agency_version_last_in){id}, &last, &found));
    bool closed = found && last.has_valid_to && str_equal(last.valid_to, on);
    bool opened = found && !last.has_valid_to && str_equal(last.valid_from, on);
    if (!closed && !opened)
        return changed_later();
    struct q_agency_version_first_out first;
    TRY(q_agency_version_first(db, arena, (struct q_agency_version_first_in){id}, &first));
    bool founded = opened && str_equal(first.valid_from, on);
    TRY(founded ? check_no_child(db, arena, id, on) : check_again(db, arena, id, on));
    if (opened)
        TRY(q_agency_version_drop(db, arena, (struct q_agency_version_drop_in){id, on}, NULL));
    if (!founded)
        TRY(reopen(db, arena, id, on));
    TRY(search_put_agency(db, arena, id));
    return renew_closure(db, arena, id, on);
}

struct result tier_add(struct db *db, struct arena *arena, int64_t level, struct str name,
                       struct str valid_from)
{
    return q_tier_add(
        db, arena,
        (struct q_tier_add_in){.level = level, .name = name, .valid_from = valid_from}, NULL);
}

struct result tier_close(struct db *db, struct arena *arena, int64_t level, struct str on)
{
    if (!is_day(on))
        return bad_day();
    struct q_tier_used_after_out used;
    bool found;
    struct q_tier_used_after_in in = {.level = level, .day = on};
    TRY(q_tier_used_after(db, arena, in, &used, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "tier.used",
                           N_("Còn cơ quan ở cấp này; kết thúc các cơ quan ấy trước"));
    int64_t closed;
    struct q_tier_close_in close = {.level = level, .day = on};
    TRY(q_tier_close(db, arena, close, &closed));
    return closed > 0 ? RESULT_OK
                      : result_fail(ERROR_NOT_FOUND, "tier.unknown",
                                    N_("Không có cấp này trước ngày đã chọn"));
}

struct result tier_all(struct db *db, struct arena *arena, struct str on, struct tier_list *out)
{
    struct q_tier_all_rows rows;
    TRY(q_tier_all(db, arena, (struct q_tier_all_in){.day = on}, &rows));
    out->items = ARENA_ARRAY(arena, struct tier, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct tier){.level = rows.items[i].level, .name = rows.items[i].name};
    return RESULT_OK;
}
