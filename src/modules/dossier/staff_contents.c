/* What a dossier says, read through the form definition it was filled in with. */
#include "modules/dossier/handlers_staff.h"

#include "core/forms.h"
#include "core/identifiers.h"
#include "core/permission.h"
#include "core/procedure.h"

enum { BYTES_PER_KILOBYTE = 1024 };

static struct str in_locale(const struct request *request, struct form_text text)
{
    return request->locale == LOCALE_EN ? text.en : text.vi;
}

static void fill_answers(struct request *request, struct staff_dossier_view *view,
                         const struct eform *form, const struct json *answers)
{
    size_t most = 0;
    for (size_t p = 0; p < form->page_count; p++)
        most += form->pages[p].component_count;
    view->answers = ARENA_ARRAY(request->arena, struct answer_row, most);
    for (size_t p = 0; p < form->page_count; p++) {
        const struct form_page *page = &form->pages[p];
        for (size_t c = 0; c < page->component_count && !form_page_hidden(page, answers); c++) {
            const struct form_component *component = &page->components[c];
            if (component->kind == FORM_NOTE || component->kind == FORM_FILE ||
                form_component_hidden(component, answers))
                continue;
            struct form_text text = form_answer_text(request->arena, component, answers);
            struct str value = in_locale(request, text);
            if (!str_empty(value))
                view->answers[view->answer_count++] =
                    (struct answer_row){component->key, in_locale(request, component->label),
                                        value};
        }
    }
}

static void fill_papers(struct request *request, struct staff_dossier_view *view,
                        const struct eform *form)
{
    struct dossier_view *d = view->d;
    view->papers = ARENA_ARRAY(request->arena, struct paper_row, d->file_count);
    view->paper_count = d->file_count;
    for (size_t i = 0; i < d->file_count; i++) {
        const struct form_component *component = form_find(form, d->files[i].slot);
        view->papers[i] = (struct paper_row){
            .label = component ? in_locale(request, component->label) : d->files[i].name,
            .file = &d->files[i],
            .kilobytes = (d->files[i].size + BYTES_PER_KILOBYTE - 1) / BYTES_PER_KILOBYTE,
        };
    }
}

static void add_check(struct staff_dossier_view *view, bool warn, const char *text)
{
    view->checks[view->check_count++] = (struct check_row){.warn = warn, .text = text};
}

/* The worst of the signed files; nothing where none is signed. */
static void add_signed_check(struct staff_dossier_view *view)
{
    enum signed_state worst = SIGNED_NOTHING;
    for (size_t i = 0; i < view->d->file_count; i++) {
        enum signed_state one = view->d->files[i].signatures;
        if (one == SIGNED_UNKNOWN)
            one = SIGNED_OPEN;
        if (one > worst)
            worst = one;
    }
    if (worst == SIGNED_VALID)
        add_check(view, false, N_("Chữ ký số trong các tệp đều hợp lệ"));
    else if (worst == SIGNED_OPEN)
        add_check(view, true, N_("Có tệp mà chữ ký số chưa kết luận được: xem báo cáo ở Giấy tờ"));
    else if (worst != SIGNED_NOTHING)
        add_check(view, true, N_("Có tệp đã bị sửa sau khi ký, hoặc chữ ký không hợp lệ: xem báo "
                                 "cáo ở Giấy tờ, đối chiếu bản gốc"));
}

/* Only what was really looked at. */
static void fill_checks(struct request *request, struct staff_dossier_view *view)
{
    enum { CHECKS_MAX = 7 };
    struct dossier_view *d = view->d;
    view->checks = ARENA_ARRAY(request->arena, struct check_row, CHECKS_MAX);
    if (d->file_count > 0)
        add_check(view, false, N_("Tệp mở được, không trống, đúng loại"));
    add_signed_check(view);
    struct person_identifier person;
    struct result read = person_identifier_parse(d->identifier, SEX_UNKNOWN, 0, &person);
    if (!str_empty(d->identifier) && result_ok(read))
        add_check(view, person.warnings != 0,
                  person.warnings != 0
                      ? N_("Số định danh có mã tỉnh lạ: đối chiếu với giấy tờ")
                      : (person.old_card ? N_("Số chứng minh nhân dân 9 số, kiểu cũ")
                                         : N_("Số định danh đúng cấu trúc 12 số")));
    if (!str_empty(d->brief.phone))
        add_check(view, false, N_("Số điện thoại di động hợp lệ"));
    bool sure = d->assurance >= ASSURANCE_OTP_BOUND;
    view->may_bind = !sure && permission_somewhere(request->actor, "citizen.bind");
    add_check(view, !sure,
              sure ? N_("Người nộp đăng nhập, danh tính đã đối chiếu")
                   : N_("Danh tính người nộp chưa đối chiếu: xem giấy tờ gốc khi trả kết quả"));
    if (d->due_was_us != 0)
        add_check(view, true, N_("Hạn đã đổi một lần sau khi bổ sung"));
}

static struct result fill_fee(struct request *request, struct staff_dossier_view *view,
                              const struct procedure *procedure)
{
    struct fee_view *fee = &view->fee;
    struct civil_time now = civil_from_us(request_now_us(request));
    TRY(procedure_fee(procedure, view->d->copies, (struct str){0}, &fee->vnd));
    struct service_context ctx = staff_context(request);
    TRY(dossier_next_receipt(&ctx, view->d->brief.agency_id, &fee->number));
    fee->day = str_printf(request->arena, "%02d/%02d/%04d", now.day, now.month, now.year);
    fee->time = str_printf(request->arena, "%02d:%02d", now.hour, now.minute);
    fee->exemptions = ARENA_ARRAY(request->arena, struct choice_view, procedure->exemption_count);
    fee->exemption_count = procedure->exemption_count;
    for (size_t i = 0; i < procedure->exemption_count; i++) {
        const struct fee_exemption *exemption = &procedure->exemptions[i];
        fee->exemptions[i] = (struct choice_view){
            .value = exemption->code,
            .label = str_printf(request->arena, "%.*s (%.*s)", STR_ARG(exemption->name),
                                STR_ARG(exemption->basis)),
        };
    }
    return RESULT_OK;
}

bool staff_by_citizen(const struct dossier_event *event)
{
    static const char *const KINDS[] = {"submitted", "corrected", "supplemented", "withdrawn"};
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        if (str_is(event->kind, KINDS[i]))
            return true;
    }
    return false;
}

struct result staff_fill_contents(struct request *request, struct staff_dossier_view *view)
{
    struct procedure procedure;
    const struct json *answers;
    const struct json *variables;
    TRY(procedure_by_version(request->db, request->arena, view->d->brief.procedure_version_id,
                             &procedure));
    TRY(json_parse(request->arena, view->d->brief.answers, &answers));
    TRY(json_parse(request->arena, view->d->brief.variables, &variables));
    fill_answers(request, view, procedure.form, answers);
    fill_papers(request, view, procedure.form);
    fill_checks(request, view);
    const struct json *approved = json_get(variables, "approved");
    if (json_is(approved, JSON_KIND_BOOL) && !json_bool(approved, true))
        view->sent_back = json_get_text(variables, "reason");
    return fill_fee(request, view, &procedure);
}
