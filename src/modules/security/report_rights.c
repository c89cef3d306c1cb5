/* Who may do what: holders of roles, rights that nobody uses, accounts that several people use. */
#include "core/organisation.h"
#include "core/rights.h"
#include "modules/security/queries.h"
#include "modules/security/report.h"

enum { SHARED_DAYS = 90, ADMINISTRATORS_MOST = 5, ACCOUNTS_MAX = 500, UNUSED_GRACE_DAYS = 7,
       NAMES_MAX = 4096 };

static struct result add_roles(struct request *request, struct report *report, struct str today)
{
    struct q_security_roles_rows rows;
    TRY(q_security_roles(request->db, request->arena, (struct q_security_roles_in){.day = today},
                         &rows));
    for (size_t i = 0; i < rows.count; i++) {
        enum role role;
        bool known = role_from_code(rows.items[i].role, &role);
        bool many = known && role == ROLE_ADMINISTRATOR &&
                    rows.items[i].people > ADMINISTRATORS_MOST;
        security_report_add(request, report, REPORT_RIGHTS,
                   (struct finding){
                       .state = many ? CHECK_WARNING : CHECK_GOOD,
                       .what = str_printf(request->arena, "%s %.*s",
                                          tr(request->locale, N_("Vai trò")),
                                          STR_ARG(known ? tr_str(request->locale, role_name(role))
                                                        : rows.items[i].role)),
                       .value = str_printf(request->arena, "%lld %s",
                                           (long long)rows.items[i].people,
                                           tr(request->locale, N_("người"))),
                       .advice = many ? tr_str(request->locale,
                                               N_("Nhiều hơn 5 người quản trị: bớt người"))
                                      : (struct str){0}});
    }
    return RESULT_OK;
}

/* What one account does not use, from its first row on; answers how many rows that were. */
static size_t add_person(struct request *request, struct report *report,
                         const struct rights_unused *unused, size_t first)
{
    const struct right_unused *row = &unused->items[first];
    struct buf names;
    size_t count = 0;
    buf_init(&names, request->arena, NAMES_MAX);
    for (size_t i = first; i < unused->count; i++, count++) {
        if (unused->items[i].account_id != row->account_id)
            break;
        if (count > 0)
            buf_text(&names, ", ");
        buf_add(&names, unused->items[i].permission);
    }
    security_report_add(request, report, REPORT_RIGHTS,
               (struct finding){
                   .state = CHECK_WARNING,
                   .what = str_printf(request->arena, "%.*s (%.*s), %.*s", STR_ARG(row->name),
                                      STR_ARG(row->login), STR_ARG(row->agency_name)),
                   .value = buf_str(&names),
                   .advice = str_printf(request->arena, "%zu %s", count,
                                        tr(request->locale, N_("quyền không dùng 90 ngày: bỏ nếu "
                                                               "không cần")))});
    return count;
}

static struct result add_unused(struct request *request, struct report *report, struct str today)
{
    struct rights_unused unused;
    TRY(rights_unused(request->db, request->arena, today, &unused));
    for (size_t i = 0; i < unused.count;)
        i += add_person(request, report, &unused, i);
    if (unused.count == 0)
        security_report_add(request, report, REPORT_RIGHTS,
                   (struct finding){.what = tr_str(request->locale,
                                                   N_("Không có quyền nào bỏ không 90 ngày"))});
    return RESULT_OK;
}

static struct result add_shared(struct request *request, struct report *report)
{
    struct accounts_shared shared;
    int64_t since_us = request_now_us(request) - SHARED_DAYS * MICROS_PER_DAY;
    TRY(accounts_shared(request->db, request->arena, since_us, &shared));
    for (size_t i = 0; i < shared.count; i++) {
        const struct account_shared *row = &shared.items[i];
        security_report_add(request, report, REPORT_RIGHTS,
                   (struct finding){
                       .state = CHECK_WARNING,
                       .what = str_printf(request->arena, "%.*s (%.*s)", STR_ARG(row->name),
                                          STR_ARG(row->login)),
                       .value = str_printf(
                           request->arena, "%.*s, %.*s · %.*s",
                           STR_ARG(format_datetime(request->arena, request->locale,
                                                   row->other_us)),
                           STR_ARG(row->address), STR_ARG(row->other_address)),
                       .advice = tr_str(request->locale, N_("Hai nơi cùng dùng một tài khoản: hỏi "
                                                            "người giữ, đổi mật khẩu"))});
    }
    if (shared.count == 0)
        security_report_add(request, report, REPORT_RIGHTS,
                   (struct finding){.what = tr_str(request->locale,
                                                   N_("Không thấy tài khoản dùng chung"))});
    return RESULT_OK;
}

struct result security_report_rights(struct request *request, struct report *report)
{
    struct str today = organisation_today(request->arena, request->clock);
    TRY(add_roles(request, report, today));
    TRY(add_unused(request, report, today));
    return add_shared(request, report);
}

static void add_account(struct request *request, struct report *report,
                        const struct q_security_accounts_out *row)
{
    const struct {
        bool holds;
        enum check_state state;
        const char *words;
        const char *advice;
    } lacks[] = {
        {row->no_totp, CHECK_BAD, N_("không có mã 6 số"), N_("Lập lại mã 6 số cho người này")},
        {row->never_used, CHECK_WARNING, N_("chưa dùng lần nào"), N_("Khóa nếu không cần")},
        {row->disabled_with_post, CHECK_WARNING, N_("đã khóa mà còn giữ chức vụ"),
         N_("Kết thúc chức vụ, hoặc mở lại tài khoản")},
    };
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++)
        if (lacks[i].holds)
            security_report_add(request, report, REPORT_ACCOUNTS,
                       (struct finding){.state = lacks[i].state,
                                        .what = str_printf(request->arena, "%.*s (%.*s)",
                                                           STR_ARG(row->name),
                                                           STR_ARG(row->login)),
                                        .value = tr_str(request->locale, lacks[i].words),
                                        .advice = tr_str(request->locale, lacks[i].advice)});
}

struct result security_report_accounts(struct request *request, struct report *report)
{
    struct q_security_account_count_out all;
    struct q_security_accounts_rows rows;
    struct q_security_accounts_in in = {
        .day = organisation_today(request->arena, request->clock),
        .made_before = request_now_us(request) - UNUSED_GRACE_DAYS * MICROS_PER_DAY,
        .most = ACCOUNTS_MAX};
    TRY(q_security_account_count(request->db, request->arena, &all));
    TRY(q_security_accounts(request->db, request->arena, in, &rows));
    security_report_add(request, report, REPORT_ACCOUNTS,
               (struct finding){.what = tr_str(request->locale, N_("Tài khoản đang mở")),
                                .value = format_int(request->arena, request->locale,
                                                    all.accounts)});
    for (size_t i = 0; i < rows.count; i++)
        add_account(request, report, &rows.items[i]);
    if (rows.count == 0)
        security_report_add(request, report, REPORT_ACCOUNTS,
                   (struct finding){.what = tr_str(request->locale,
                                                   N_("Mọi tài khoản có mã 6 số, có người dùng"))});
    return RESULT_OK;
}
