#include "modules/security/report.h"

#include "core/services.h"
#include "modules/operation/operation.h"
#include "modules/security/queries.h"

enum { LINES_FIRST = 32, BACKUP_AGE_DAYS = 2, DRILL_AGE_DAYS = 180, LOG_AGE_MINUTES = 10 };

static const char *const titles[REPORT_PARTS] = {
    [REPORT_RIGHTS] = N_("Quyền truy cập"),
    [REPORT_ACCOUNTS] = N_("Tài khoản và xác thực"),
    [REPORT_CRYPTO] = N_("Mật mã và chứng thư số"),
    [REPORT_LOG] = N_("Nhật ký, sao lưu, diễn tập"),
    [REPORT_NODE] = N_("Tình trạng máy chủ"),
};

void security_report_add(struct request *request, struct report *report, enum report_part part,
                struct finding finding)
{
    struct report_section *section = &report->sections[part];
    if (section->count == section->capacity) {
        size_t capacity = section->capacity == 0 ? LINES_FIRST : 2 * section->capacity;
        struct finding *items = ARENA_ARRAY(request->arena, struct finding, capacity);
        for (size_t i = 0; i < section->count; i++)
            items[i] = section->items[i];
        section->items = items;
        section->capacity = capacity;
    }
    section->items[section->count++] = finding;
    report->bad += finding.state == CHECK_BAD;
    report->warnings += finding.state == CHECK_WARNING;
    report->good += finding.state == CHECK_GOOD;
}

/* A run that must have succeeded within so many days. */
struct run_wanted {
    struct str kind;
    const char *words; /* msgid */
    int64_t days;
};

static struct result add_run(struct request *request, struct report *report,
                             struct run_wanted wanted)
{
    struct operation_run run;
    bool found;
    TRY(operation_last_good(request->db, request->arena, wanted.kind, &run, &found));
    struct finding finding = {.what = tr_str(request->locale, wanted.words),
                              .state = CHECK_WARNING,
                              .value = tr_str(request->locale, N_("chưa biết: chưa chạy lần nào")),
                              .advice = tr_str(request->locale, N_("Chạy rồi xem lại báo cáo"))};
    if (found) {
        int64_t age_us = request_now_us(request) - run.ended_us;
        bool fresh = age_us <= wanted.days * MICROS_PER_DAY;
        finding.state = fresh ? CHECK_GOOD : CHECK_BAD;
        finding.value = format_datetime(request->arena, request->locale, run.ended_us);
        finding.advice = fresh ? (struct str){0}
                               : str_printf(request->arena, "%s %lld %s",
                                            tr(request->locale, N_("Đã quá")),
                                            (long long)wanted.days,
                                            tr(request->locale, N_("ngày: chạy lại")));
    }
    security_report_add(request, report, REPORT_LOG, finding);
    return RESULT_OK;
}

struct result security_report_log(struct request *request, struct report *report)
{
    struct q_security_checkpoint_out checkpoint;
    struct q_security_unlogged_out oldest;
    bool signed_once;
    bool waits;
    int64_t limit_us = LOG_AGE_MINUTES * 60 * MICROS_PER_SECOND;
    TRY(q_security_checkpoint(request->db, request->arena, &checkpoint, &signed_once));
    TRY(q_security_unlogged(request->db, request->arena, &oldest, &waits));
    struct finding finding = {.what = tr_str(request->locale, N_("Niêm của nhật ký")),
                              .state = CHECK_WARNING,
                              .value = tr_str(request->locale, N_("chưa biết: chưa niêm lần nào"))};
    if (signed_once) {
        bool late = waits && request_now_us(request) - oldest.recorded > limit_us;
        finding.state = late ? CHECK_BAD : CHECK_GOOD;
        finding.value = str_printf(
            request->arena, "%.*s, %.*s %s",
            STR_ARG(format_datetime(request->arena, request->locale, checkpoint.signed_at)),
            STR_ARG(format_int(request->arena, request->locale, checkpoint.size)),
            tr(request->locale, N_("dòng")));
        if (late)
            finding.advice = tr_str(request->locale,
                                    N_("Có dòng chờ niêm quá 10 phút: xem tiến trình ký"));
    }
    security_report_add(request, report, REPORT_LOG, finding);
    TRY(add_run(request, report,
                (struct run_wanted){S("backup"), N_("Sao lưu gần nhất"), BACKUP_AGE_DAYS}));
    return add_run(request, report,
                   (struct run_wanted){S("drill"), N_("Diễn tập khôi phục gần nhất"),
                                       DRILL_AGE_DAYS});
}

void security_report_node(struct request *request, struct report *report)
{
    struct checks checks;
    request->services->check(request, &checks);
    for (size_t i = 0; i < checks.count; i++) {
        const struct check *check = &checks.items[i];
        struct finding finding = {.state = check->state,
                                  .what = tr_str(request->locale, check->message)};
        if (check->unit != NULL)
            finding.value = str_printf(request->arena, "%lld %s", (long long)check->value,
                                       check->unit);
        security_report_add(request, report, REPORT_NODE, finding);
    }
}

struct result security_report_make(struct request *request, struct report *out)
{
    *out = (struct report){0};
    for (int i = 0; i < REPORT_PARTS; i++)
        out->sections[i].title = titles[i];
    TRY(security_report_rights(request, out));
    TRY(security_report_accounts(request, out));
    TRY(security_report_crypto(request, out));
    TRY(security_report_log(request, out));
    security_report_node(request, out);
    return RESULT_OK;
}
