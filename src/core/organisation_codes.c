#include "core/organisation_codes.h"

#include "core/organisation_change.h"
#include "core/organisation_change_queries.h"
#include "core/organisation_codes_queries.h"
#include "core/search_sources.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* "H19": a group of level 1. */
static bool is_top(struct str group)
{
    return group.len == 3 && is_capital(group.ptr[0]) && is_digit(group.ptr[1]) &&
           is_digit(group.ptr[2]);
}

static bool is_group(struct str group)
{
    for (size_t i = 0; i < group.len; i++)
        if (!is_digit(group.ptr[i]) && !is_capital(group.ptr[i]))
            return false;
    return group.len > 0;
}

static bool is_qd20(struct str code)
{
    struct str group;
    struct str rest = code;
    bool more = str_split(rest, '.', &group, &rest);
    if (!is_top(group))
        return false;
    while (more) {
        more = str_split(rest, '.', &group, &rest);
        if (!is_group(group))
            return false;
    }
    return true;
}

/* One to three groups of two or three digits, then the group of level 1. */
static bool is_qcvn102(struct str code)
{
    struct str group;
    struct str rest = code;
    size_t groups = 0;
    while (str_split(rest, '.', &group, &rest)) {
        if (group.len < 2 || group.len > 3)
            return false;
        for (size_t i = 0; i < group.len; i++)
            if (!is_digit(group.ptr[i]))
                return false;
        groups++;
    }
    return groups >= 1 && groups <= 3 && is_top(group);
}

static bool is_code_byte(char c)
{
    return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
           c == '_';
}

enum code_form agency_code_form(struct str code)
{
    if (code.len == 0 || code.len > AGENCY_CODE_MAX)
        return CODE_BAD;
    for (size_t i = 0; i < code.len; i++)
        if (!is_code_byte(code.ptr[i]))
            return CODE_BAD;
    if (is_qd20(code))
        return CODE_QD20;
    return is_qcvn102(code) ? CODE_QCVN102 : CODE_ODD;
}

const char *agency_code_scheme(enum code_form form)
{
    static const char *const schemes[] = {
        [CODE_QD20] = "qd20", [CODE_QCVN102] = "qcvn102", [CODE_ODD] = "other",
        [CODE_BAD] = "other"};
    return schemes[form];
}

bool agency_code_hidden(struct str code)
{
    return str_find(code, S("W00")) < code.len;
}

static struct result unknown_code(void)
{
    return result_fail(ERROR_NOT_FOUND, "agency.unknown",
                       N_("Không có cơ quan nào mang mã này vào ngày đã chọn hoặc trước đó"));
}

struct result agency_find_code(struct db *db, struct arena *arena, struct str code, struct str on,
                               struct agency_by_any_code *out)
{
    struct q_code_holder_out holder;
    bool found;
    TRY(q_code_holder(db, arena, (struct q_code_holder_in){.code = code, .day = on}, &holder,
                      &found));
    if (!found)
        return unknown_code();
    struct agency_list now;
    TRY(agency_successors(db, arena, holder.agency_id, on, &now));
    if (now.count == 0)
        return result_fail(ERROR_CONFLICT, "agency.ended",
                           N_("Cơ quan mang mã này đã kết thúc và không có cơ quan kế thừa"));
    if (now.count > 1)
        return result_fail(ERROR_CONFLICT, "agency.split",
                           N_("Cơ quan mang mã này đã chia thành nhiều cơ quan; chọn một"));
    *out = (struct agency_by_any_code){now.items[0], !holder.in_force};
    return RESULT_OK;
}

struct result agency_codes(struct db *db, struct arena *arena, int64_t id,
                           struct agency_code_list *out)
{
    struct q_codes_of_agency_rows rows;
    TRY(q_codes_of_agency(db, arena, (struct q_codes_of_agency_in){.id = id}, &rows));
    out->items = ARENA_ARRAY(arena, struct agency_code, rows.count);
    out->count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_codes_of_agency_out *row = &rows.items[i];
        struct agency_code *last = out->count > 0 ? &out->items[out->count - 1] : NULL;
        bool goes_on = last != NULL && str_equal(last->code, row->code) && row->has_valid_to &&
                       str_equal(last->valid_from, row->valid_to);
        if (goes_on) { /* a new version with the old code */
            last->valid_from = row->valid_from;
            continue;
        }
        enum code_form form = agency_code_form(row->code);
        bool version = str_is(row->scheme, "version");
        out->items[out->count++] = (struct agency_code){
            .scheme = version ? str_from_c(agency_code_scheme(form)) : row->scheme,
            .code = row->code,
            .valid_from = row->valid_from,
            .valid_to = row->has_valid_to ? row->valid_to : (struct str){0}};
    }
    return RESULT_OK;
}

struct result agency_code_add(struct db *db, struct arena *arena, struct agency_code_new what)
{
    enum code_form form = agency_code_form(what.code);
    if (form == CODE_BAD)
        return result_fail(ERROR_INVALID, "code.form",
                           N_("Mã định danh có 1 đến 35 ký tự: chữ không dấu, chữ số, dấu chấm"));
    struct q_agency_code_taken_out other;
    bool taken;
    struct q_agency_code_taken_in in = {
        .code = what.code, .id = what.agency_id, .day = what.valid_from};
    TRY(q_agency_code_taken(db, arena, in, &other, &taken));
    if (taken)
        return result_fail(ERROR_CONFLICT, "agency.code_taken",
                           N_("Cơ quan khác đang mang mã này vào ngày ấy hoặc sau đó"));
    struct q_agency_code_add_in add = {.agency_id = what.agency_id,
                                       .scheme = str_from_c(agency_code_scheme(form)),
                                       .code = what.code,
                                       .valid_from = what.valid_from};
    TRY(q_agency_code_add(db, arena, add, NULL));
    return search_put_agency(db, arena, what.agency_id);
}

struct result agency_code_close(struct db *db, struct arena *arena, struct agency_code_new what)
{
    int64_t closed;
    struct q_agency_code_close_in in = {
        .agency_id = what.agency_id, .code = what.code, .day = what.valid_from};
    TRY(q_agency_code_close(db, arena, in, &closed));
    return closed > 0 ? RESULT_OK
                      : result_fail(ERROR_NOT_FOUND, "code.unknown",
                                    N_("Cơ quan này không mang mã ấy vào ngày đã chọn"));
}
