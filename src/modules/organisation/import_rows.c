/* What a row of each kind of file means. */
#include "base/utf8.h"
#include "core/identity.h"
#include "core/organisation_codes.h"
#include "core/permission.h"
#include "modules/organisation/import.h"
#include "modules/organisation/queries.h"
#include "modules/organisation/service.h"

static struct result may_manage(struct import *import, int64_t agency_id)
{
    return permission_check(import->ctx->db, import->ctx->arena, import->ctx->actor,
                            "organisation.manage", agency_id);
}

/* An agency at the top is founded by who manages all that stand there. */
static struct result may_found(struct import *import, int64_t parent_id, struct str day)
{
    struct agency_list roots;
    if (parent_id != 0)
        return may_manage(import, parent_id);
    TRY(agency_children(import->ctx->db, import->ctx->arena, 0, day, &roots));
    for (size_t i = 0; i < roots.count; i++)
        TRY(may_manage(import, roots.items[i].id));
    return RESULT_OK;
}

static const char *bad_day(void)
{
    return N_("Ghi ngày có thật, ví dụ 1/7/2025");
}

/* False where the cell holds something that is no date. */
static bool read_day(struct import *import, size_t column, struct str *day)
{
    struct str cell = import_cell(import, column);
    return str_empty(cell) || import_day(import->ctx->arena, cell, day);
}

enum {
    A_CODE, A_NAME, A_PLACE, A_KIND, A_BRANCH, A_LEVEL, A_PARENT, A_AREA, A_OTHER, A_ADDRESS,
    A_PHONE, A_ACT, A_FROM, A_LAST
};

/* "Đảng" or "party". */
static struct str branch_of(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    for (size_t i = 0; i < 3; i++) {
        struct str branch = (const struct str[]){S("state"), S("party"), S("front")}[i];
        struct str name = utf8_fold(arena, str_from_c(agency_branch_name(branch)));
        if (str_equal(folded, branch) || str_equal(folded, name))
            return branch;
    }
    return str_empty(text) ? S("state") : S("?");
}

struct agency_row {
    struct agency agency;
    struct str from;
    struct str end; /* first day without it; empty: none */
    struct q_org_version_of_code_out old;
    bool known;
};

/* False with a problem noted, or with the row put off until its parent is there. */
static struct result read_parent(struct import *import, struct agency_row *row, bool *go_on)
{
    struct agency parent;
    *go_on = true;
    if (str_empty(import_cell(import, A_PARENT)))
        return RESULT_OK;
    struct result there = agency_by_code(import->ctx->db, import->ctx->arena,
                                         import_cell(import, A_PARENT), row->from, &parent);
    if (result_ok(there)) {
        row->agency.parent_id = parent.id;
        return RESULT_OK;
    }
    *go_on = false;
    if (there.kind != ERROR_NOT_FOUND)
        return there;
    if (!import->last_round) {
        import->outcome = IMPORT_LATER;
        return RESULT_OK;
    }
    return import_refuse(import, A_PARENT,
                         N_("Vào ngày ấy không có cơ quan mang mã này, cả trong tệp; hoặc các dòng "
                            "trỏ vòng vào nhau"));
}

/* One to nine; an empty cell is another problem. */
static bool is_level(struct str text, int64_t *level)
{
    return str_empty(text) || (str_to_i64(text, level) && *level >= 1 && *level <= 9);
}

static struct result read_agency(struct import *import, struct agency_row *row, bool *good)
{
    struct arena *arena = import->ctx->arena;
    int64_t problems = import->report->problem_count;
    int64_t last;
    row->agency = (struct agency){.code = import_cell(import, A_CODE),
                                  .name = import_cell(import, A_NAME),
                                  .place = import_cell(import, A_PLACE),
                                  .kind = import_cell(import, A_KIND),
                                  .branch = branch_of(arena, import_cell(import, A_BRANCH)),
                                  .area_code = import_cell(import, A_AREA),
                                  .address = import_cell(import, A_ADDRESS),
                                  .phone = import_cell(import, A_PHONE)};
    if (!str_empty(row->agency.code) && agency_code_form(row->agency.code) == CODE_BAD)
        TRY(import_refuse(import, A_CODE, N_("Mã định danh có 1 đến 35 ký tự: chữ không dấu, chữ "
                                             "số, dấu chấm")));
    if (str_is(row->agency.branch, "?"))
        TRY(import_refuse(import, A_BRANCH, N_("Ghi Đảng, Nhà nước, hoặc Mặt trận và đoàn thể")));
    if (!is_level(import_cell(import, A_LEVEL), &row->agency.level))
        TRY(import_refuse(import, A_LEVEL, N_("Ghi số của cấp: 1 trung ương, 2 tỉnh, 4 xã")));
    if (!read_day(import, A_FROM, &row->from))
        TRY(import_refuse(import, A_FROM, bad_day()));
    if (!str_empty(import_cell(import, A_LAST))) {
        if (!import_day(arena, import_cell(import, A_LAST), &row->end))
            TRY(import_refuse(import, A_LAST, bad_day()));
        else if (str_compare(row->end, row->from) < 0)
            TRY(import_refuse(import, A_LAST, N_("Ngày cuối không được trước ngày đầu")));
        else if (civil_parse_date(row->end, &last))
            row->end = civil_date_text(arena, last + 1);
    }
    *good = import->report->problem_count == problems && !import->incomplete;
    return RESULT_OK;
}

static bool is_same(const struct agency *a, const struct agency *b)
{
    return str_equal(a->name, b->name) && str_equal(a->place, b->place) &&
           str_equal(a->kind, b->kind) && str_equal(a->branch, b->branch) &&
           str_equal(a->area_code, b->area_code) && str_equal(a->address, b->address) &&
           str_equal(a->phone, b->phone) && a->level == b->level && a->parent_id == b->parent_id;
}

/* Founds the agency, or gives it a new version, or leaves it. */
static struct result put_agency(struct import *import, struct agency_row *row, int64_t *id)
{
    struct service_context *ctx = import->ctx;
    struct agency now;
    if (!row->known) {
        struct agency_new new = {.agency = row->agency,
                                 .act = import_cell(import, A_ACT),
                                 .valid_from = row->from};
        TRY(may_found(import, row->agency.parent_id, row->from));
        import->outcome = IMPORT_MADE;
        return agency_found(ctx->db, ctx->arena, clock_now_us(ctx->clock), new, id);
    }
    *id = row->old.id;
    TRY(agency_by_id(ctx->db, ctx->arena, *id, row->from, &now));
    if (is_same(&now, &row->agency))
        return RESULT_OK;
    TRY(may_manage(import, *id));
    if (row->agency.parent_id != now.parent_id)
        TRY(may_found(import, row->agency.parent_id, row->from));
    import->outcome = IMPORT_CHANGED;
    struct agency_change change = {
        .id = *id, .to = row->agency, .on = row->from, .act = import_cell(import, A_ACT)};
    return agency_change(ctx->db, ctx->arena, change);
}

static struct result put_other_codes(struct import *import, int64_t id, struct str from)
{
    struct service_context *ctx = import->ctx;
    struct str rest = import_cell(import, A_OTHER);
    struct str code;
    bool more = !str_empty(rest);
    while (more) {
        struct q_org_code_held_out held;
        bool found;
        more = str_split(rest, ' ', &code, &rest);
        struct q_org_code_held_in in = {.agency_id = id, .code = code};
        TRY(q_org_code_held(ctx->db, ctx->arena, in, &held, &found));
        if (found)
            continue;
        if (import->outcome != IMPORT_MADE)
            TRY(may_manage(import, id));
        import->outcome = import->outcome == IMPORT_SAME ? IMPORT_CHANGED : import->outcome;
        struct agency_code_new new = {id, code, from};
        TRY(agency_code_add(ctx->db, ctx->arena, new));
    }
    return RESULT_OK;
}

static struct result put_end(struct import *import, const struct agency_row *row, int64_t id)
{
    struct service_context *ctx = import->ctx;
    bool ended = row->known && row->old.has_ends && str_equal(row->old.ends, row->end);
    if (str_empty(row->end) || ended)
        return RESULT_OK;
    if (row->known)
        TRY(may_manage(import, id));
    import->outcome = import->outcome == IMPORT_SAME ? IMPORT_CHANGED : import->outcome;
    struct agency_end end = {id, row->end, import_cell(import, A_ACT)};
    return agency_close(ctx->db, ctx->arena, end);
}

static struct result agency_row(struct import *import)
{
    struct agency_row row = {0};
    bool good = false;
    int64_t id = 0;
    TRY(read_agency(import, &row, &good));
    if (good)
        TRY(read_parent(import, &row, &good));
    if (!good)
        return RESULT_OK;
    struct q_org_version_of_code_in in = {.code = row.agency.code, .day = row.from};
    TRY(q_org_version_of_code(import->ctx->db, import->ctx->arena, in, &row.old, &row.known));
    struct result done = put_agency(import, &row, &id);
    if (result_ok(done))
        done = put_end(import, &row, id);
    if (!result_ok(done))
        return import_judge(import, IMPORT_WHOLE_ROW, done);
    return import_judge(import, A_OTHER, put_other_codes(import, id, row.from));
}

const struct import_kind import_agencies = {
    .code = "co-quan",
    .title = N_("Cơ quan"),
    .columns = {{N_("Mã"), true},          {N_("Tên"), true},
                {N_("Địa danh"), false},   {N_("Loại"), true},
                {N_("Khối"), false},       {N_("Cấp"), true},
                {N_("Mã cấp trên"), false}, {N_("Mã địa bàn"), false},
                {N_("Mã khác"), false},    {N_("Địa chỉ"), false},
                {N_("Điện thoại"), false}, {N_("Văn bản"), true},
                {N_("Từ ngày"), true},     {N_("Đến hết ngày"), false}},
    .column_count = 14,
    .row = agency_row,
};

enum { P_AGENCY, P_UNIT, P_TITLE, P_ROLE, P_SUBTREE, P_FROM };

/* "mot_cua" or "Một cửa". */
static struct str role_of(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        struct str name = utf8_fold(arena, str_from_c(role_name(role)));
        if (str_is(text, role_code(role)) || str_equal(folded, name))
            return str_from_c(role_code(role));
    }
    return text;
}

/* The agency of a row, which the actor may manage; 0 with a problem noted. */
static struct result agency_of(struct import *import, size_t column, struct str day, int64_t *id)
{
    struct agency agency = {0};
    struct service_context *ctx = import->ctx;
    struct result there =
        agency_by_code(ctx->db, ctx->arena, import_cell(import, column), day, &agency);
    if (result_ok(there))
        there = may_manage(import, agency.id);
    *id = result_ok(there) ? agency.id : 0;
    return import_judge(import, column, there);
}

static struct result post_row(struct import *import)
{
    struct service_context *ctx = import->ctx;
    struct post_new new = {.unit = import_cell(import, P_UNIT),
                           .title = import_cell(import, P_TITLE),
                           .role = role_of(ctx->arena, import_cell(import, P_ROLE)),
                           .subtree = str_is(utf8_fold(ctx->arena, import_cell(import, P_SUBTREE)),
                                             "co")};
    struct q_org_post_named_out old;
    bool known;
    int64_t id;
    if (!read_day(import, P_FROM, &new.valid_from))
        return import_refuse(import, P_FROM, bad_day());
    if (import->incomplete)
        return RESULT_OK;
    TRY(agency_of(import, P_AGENCY, new.valid_from, &new.agency_id));
    if (new.agency_id == 0)
        return RESULT_OK;
    struct result reach = post_within_reach(ctx, new.agency_id, new.subtree);
    if (!result_ok(reach))
        return import_judge(import, P_SUBTREE, reach);
    struct q_org_post_named_in in = {new.agency_id, new.unit, new.title, new.valid_from};
    TRY(q_org_post_named(ctx->db, ctx->arena, in, &old, &known));
    import->outcome = known ? IMPORT_SAME : IMPORT_MADE;
    return import_judge(import, P_ROLE, post_ensure(ctx->db, ctx->arena, new, &id));
}

const struct import_kind import_posts = {
    .code = "chuc-vu",
    .title = N_("Đơn vị và chức vụ"),
    .columns = {{N_("Mã cơ quan"), true}, {N_("Đơn vị"), true},   {N_("Chức vụ"), true},
                {N_("Vai trò"), true},    {N_("Cấp dưới"), false}, {N_("Từ ngày"), true}},
    .column_count = 6,
    .row = post_row,
};

enum { H_STAFF, H_NAME, H_AGENCY, H_UNIT, H_TITLE, H_DECISION, H_FROM, H_LAST };

static struct result put_appointment_end(struct import *import, int64_t id, struct str until)
{
    if (str_empty(until))
        return RESULT_OK;
    struct appointment_end end = {id, until, import_cell(import, H_DECISION)};
    import->outcome = import->outcome == IMPORT_SAME ? IMPORT_CHANGED : import->outcome;
    return appointment_end(import->ctx->db, import->ctx->arena, end);
}

/* Where the post is, and whether it reaches below. */
struct post_place {
    int64_t agency_id;
    bool subtree;
};

static struct result put_appointment(struct import *import, struct appointment_new new,
                                     struct post_place place, struct str until)
{
    struct service_context *ctx = import->ctx;
    struct q_org_appointment_from_out old;
    bool known;
    struct q_org_appointment_from_in in = {new.person_id, new.position_id, new.valid_from};
    TRY(q_org_appointment_from(ctx->db, ctx->arena, in, &old, &known));
    if (known && old.has_valid_to && str_equal(old.valid_to, until))
        return RESULT_OK;
    if (!known) {
        import->outcome = IMPORT_MADE;
        TRY(post_within_reach(ctx, place.agency_id, place.subtree));
        TRY(person_not_oneself(ctx, new.person_id));
        TRY(person_appoint(ctx->db, ctx->arena, new));
        TRY(q_org_appointment_from(ctx->db, ctx->arena, in, &old, &known));
    }
    return put_appointment_end(import, old.id, until);
}

/* The days of the row; until: the first day without the post. */
static struct result read_days(struct import *import, struct str *from, struct str *until,
                               bool *good)
{
    struct arena *arena = import->ctx->arena;
    int64_t last;
    *good = false;
    if (!read_day(import, H_FROM, from))
        return import_refuse(import, H_FROM, bad_day());
    *until = import_cell(import, H_LAST);
    *good = true;
    if (str_empty(*until))
        return RESULT_OK;
    *good = import_day(arena, *until, until) && str_compare(*until, *from) >= 0;
    if (!*good)
        return import_refuse(import, H_LAST, N_("Ghi ngày có thật, không trước ngày bổ nhiệm"));
    civil_parse_date(*until, &last);
    *until = civil_date_text(arena, last + 1);
    return RESULT_OK;
}

static struct result person_row(struct import *import)
{
    struct service_context *ctx = import->ctx;
    struct appointment_new new = {.decision = import_cell(import, H_DECISION)};
    struct q_org_post_named_out post;
    struct str until;
    int64_t agency_id;
    bool good;
    TRY(read_days(import, &new.valid_from, &until, &good));
    if (!good || import->incomplete)
        return RESULT_OK;
    TRY(agency_of(import, H_AGENCY, new.valid_from, &agency_id));
    if (agency_id == 0)
        return RESULT_OK;
    struct q_org_post_named_in in = {agency_id, import_cell(import, H_UNIT),
                                     import_cell(import, H_TITLE), new.valid_from};
    TRY(q_org_post_named(ctx->db, ctx->arena, in, &post, &good));
    if (!good)
        return import_refuse(import, H_TITLE,
                             N_("Đơn vị này chưa có chức vụ ấy vào ngày bổ nhiệm; nhập tệp chức vụ "
                                "trước"));
    struct person_wanted wanted = {import_cell(import, H_NAME), import_cell(import, H_STAFF)};
    struct result who = person_ensure(ctx, wanted, &new.person_id);
    if (!result_ok(who))
        return import_judge(import, H_STAFF, who);
    new.position_id = post.id;
    struct post_place place = {agency_id, post.subtree};
    return import_judge(import, H_FROM, put_appointment(import, new, place, until));
}

const struct import_kind import_people = {
    .code = "nguoi",
    .title = N_("Người và bổ nhiệm"),
    .columns = {{N_("Mã cán bộ"), true}, {N_("Họ và tên"), true}, {N_("Mã cơ quan"), true},
                {N_("Đơn vị"), true},    {N_("Chức vụ"), true},   {N_("Văn bản"), true},
                {N_("Từ ngày"), true},   {N_("Đến hết ngày"), false}},
    .column_count = 8,
    .row = person_row,
};
