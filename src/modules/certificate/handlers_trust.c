/* The trust list: whom, in which domain, why, since when; adding and withdrawing. */
#include "core/permission.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/pages.h"
#include "modules/certificate/service.h"

#define HOME "/can-bo/tin-cay"

static struct str who(const struct request *request, struct str name)
{
    return str_is(name, "system") ? tr_str(request->locale, N_("hệ thống")) : name;
}

static struct result fill(struct request *request, struct trust_view *view)
{
    struct trust_issuer *issuers;
    struct q_issuer_counts_rows counts;
    TRY(trust_list(request->db, request->arena, &issuers, &view->count));
    TRY(q_issuer_counts(request->db, request->arena, &counts));
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Danh sách tin cậy")), HOME);
    view->errors = error_view_of(request->form);
    view->manages = result_ok(
        permission_check_whole(request->db, request->arena, request->actor, "trust.manage"));
    view->lines = ARENA_ARRAY(request->arena, struct trust_line, view->count + 1);
    for (size_t i = 0; i < view->count; i++) {
        view->lines[i] = (struct trust_line){
            .issuer = issuers[i], .domain = trust_domain_name(issuers[i].domain),
            .over = issuers[i].not_after_us <= request_now_us(request)};
        view->lines[i].issuer.added_name = who(request, issuers[i].added_name);
        view->lines[i].issuer.withdrawn_name = who(request, issuers[i].withdrawn_name);
        for (size_t k = 0; k < counts.count; k++)
            if (str_equal(counts.items[k].issuer, issuers[i].name) &&
                str_is(counts.items[k].domain, trust_domain_code(issuers[i].domain)))
                view->lines[i].issued = counts.items[k].held;
        view->trusted += !issuers[i].withdrawn;
    }
    return RESULT_OK;
}

struct result trust_list_show(struct request *request)
{
    struct trust_view view = {.count = 0};
    TRY(fill(request, &view));
    page_trust_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result trust_end_send(struct request *request)
{
    struct service_context ctx = certificate_context(request);
    struct trust_view view = {.count = 0};
    bool typed = request->form->error_count == 0;
    struct result done = typed ? trust_list_withdraw(&ctx, certificate_id(request),
                                                     form_get(request->form, "ly-do"))
                               : RESULT_OK;
    if (typed && result_ok(done))
        return respond_redirect(request, S(HOME));
    if (!result_ok(done) && !certificate_mendable(done))
        return done;
    TRY(fill(request, &view));
    if (!result_ok(done))
        view.errors = certificate_error(request, done.message);
    page_trust_list(respond_html(request, 422), &view);
    return RESULT_OK;
}

static struct result show_form(struct request *request, int status, const char *problem)
{
    struct str title = tr_str(request->locale, N_("Thêm cơ quan cấp"));
    struct trust_form_view view = {
        .chrome = chrome_staff(request, title, HOME),
        .crumbs = certificate_path(request, HOME, N_("Danh sách tin cậy"), title),
        .errors = error_view_of(request->form),
        .domain = form_get(request->form, "mien"),
        .fingerprint = certificate_field(request, "dau-van-tay", N_("Dấu vân tay SHA-256")),
        .source = certificate_field(request, "nguon", N_("Lấy chứng thư từ đâu")),
        .reason = certificate_field(request, "ly-do", N_("Vì sao tin cậy")),
        .file_error = problem,
    };
    view.fingerprint.hint = tr_str(
        request->locale, N_("64 chữ số, lấy từ cơ quan cấp bằng đường khác với tệp: công báo, văn "
                            "bản giấy, điện thoại. Máy so với tệp."));
    view.source.hint = tr_str(request->locale, N_("Ví dụ: trang của Ban Cơ yếu, tải 23/11/2026"));
    view.reason.hint =
        tr_str(request->locale, N_("Số văn bản, và đã đối chiếu dấu vân tay với ai"));
    if (problem != NULL)
        view.errors = certificate_error(request, problem);
    page_trust_form(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result trust_form_show(struct request *request)
{
    return show_form(request, 200, NULL);
}

static struct result trust_read(struct request *request)
{
    struct service_context ctx = certificate_context(request);
    struct trust_order order = {.fingerprint = form_get(request->form, "dau-van-tay"),
                                .source = form_get(request->form, "nguon"),
                                .reason = form_get(request->form, "ly-do")};
    int64_t id;
    struct result done = certificate_uploaded(request, &order.der);
    if (result_ok(done) && !trust_domain_parse(form_get(request->form, "mien"), &order.domain))
        done = result_fail(ERROR_INVALID, "trust.domain", N_("Chọn miền tin cậy"));
    if (result_ok(done))
        done = trust_list_add(&ctx, &order, &id);
    if (result_ok(done))
        return respond_redirect(request, S(HOME));
    return certificate_mendable(done) ? show_form(request, 422, done.message) : done;
}

struct result trust_form_send(struct request *request)
{
    bool sent = false;
    if (request->form->error_count > 0)
        return show_form(request, 422, NULL);
    TRY(certificate_read_upload(request, trust_read, &sent));
    return sent ? RESULT_OK : show_form(request, 422, N_("Chọn tệp chứng thư"));
}
