/* One certificate of the register: its holder, its story; giving and taking back. */
#include "core/permission.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/pages.h"
#include "modules/certificate/present.h"
#include "modules/certificate/service.h"

#define HOME "/can-bo/chung-thu"

/* As the list orders it. */
static enum register_state state_of(const struct request *request,
                                    const struct register_one_view *view)
{
    struct register_days days = register_days(request);
    int64_t ends_us = view->row.not_after_us;
    if (!view->held)
        return STATE_FREE;
    if (view->standing == CERTIFICATE_REVOKED || view->standing == CERTIFICATE_SUSPENDED)
        return STATE_BLOCKED;
    if (ends_us <= request_now_us(request))
        return STATE_EXPIRED;
    if (ends_us <= days.soon_us)
        return STATE_ENDING;
    return view->standing == CERTIFICATE_GOOD && view->row.status_us >= days.stale_us
               ? STATE_GOOD
               : STATE_UNKNOWN;
}

static struct result load(struct request *request, struct register_one_view *view)
{
    int64_t id = certificate_id(request);
    enum trust_domain domain = TRUST_TEST;
    bool found;
    TRY(q_register_one(request->db, request->arena, (struct q_register_one_in){.id = id},
                       &view->row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "certificate.unknown",
                           N_("Không có chứng thư này trong sổ."));
    TRY(certificate_read(request->arena, view->row.der, &view->certificate));
    TRY(q_register_holders(request->db, request->arena, (struct q_register_holders_in){.id = id},
                           &view->holders));
    TRY(q_register_statuses(request->db, request->arena, (struct q_register_statuses_in){.id = id},
                            &view->statuses));
    trust_domain_parse(view->row.domain, &domain);
    view->domain = trust_domain_name(domain);
    view->test = domain == TRUST_TEST;
    view->held = view->holders.count > 0 && !view->holders.items[0].has_until_us;
    view->standing = certificate_standing_parse(view->row.status);
    view->state = state_of(request, view);
    return RESULT_OK;
}

static struct result show_one(struct request *request, int status, const char *problem)
{
    struct register_one_view view = {.held = false};
    TRY(load(request, &view));
    view.chrome = chrome_staff(request, view.certificate.name, HOME);
    view.crumbs = certificate_path(request, HOME, N_("Sổ chứng thư số"),
                                  view.certificate.name);
    view.errors = problem == NULL ? error_view_of(request->form)
                                  : certificate_error(request, problem);
    view.manages = permission_somewhere(request->actor, "certificate.manage");
    view.reason = certificate_field(request, "ly-do", N_("Lý do, số văn bản"));
    respond_reads(request, "certificate.view",
                  str_printf(request->arena, "certificate:%lld", (long long)view.row.id));
    page_register_one(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result register_one_show(struct request *request)
{
    return show_one(request, 200, NULL);
}

struct result register_end_send(struct request *request)
{
    struct service_context ctx = certificate_context(request);
    if (request->form->error_count > 0)
        return show_one(request, 422, NULL);
    struct result done =
        register_end(&ctx, certificate_id(request), form_get(request->form, "ly-do"));
    if (!result_ok(done))
        return certificate_mendable(done) ? show_one(request, 422, done.message) : done;
    return respond_redirect(request, str_printf(request->arena, HOME "/%lld",
                                                (long long)certificate_id(request)));
}

static struct result show_form(struct request *request, int status, const char *problem)
{
    struct str title = tr_str(request->locale, N_("Giao chứng thư số"));
    struct register_form_view view = {
        .chrome = chrome_staff(request, title, HOME),
        .crumbs = certificate_path(request, HOME, N_("Sổ chứng thư số"), title),
        .errors = problem == NULL ? error_view_of(request->form)
                                  : certificate_error(request, problem),
        .agency = str_is(form_get(request->form, "cho"), "co-quan"),
        .holder = certificate_field(request, "nguoi-giu", N_("Họ tên người, hoặc mã cơ quan")),
        .reason = certificate_field(request, "ly-do", N_("Lý do, số văn bản")),
        .file_error = problem,
    };
    page_register_form(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result register_form_show(struct request *request)
{
    return show_form(request, 200, NULL);
}

static struct result register_read(struct request *request)
{
    struct service_context ctx = certificate_context(request);
    bool agency = str_is(form_get(request->form, "cho"), "co-quan");
    struct str holder = form_get(request->form, "nguoi-giu");
    struct register_order order = {.name = agency ? S("") : holder,
                                   .agency_code = agency ? holder : S(""),
                                   .reason = form_get(request->form, "ly-do")};
    int64_t id = 0;
    struct result done = certificate_uploaded(request, &order.der);
    if (result_ok(done))
        done = register_add(&ctx, &order, &id);
    if (result_ok(done))
        return respond_redirect(request, str_printf(request->arena, HOME "/%lld", (long long)id));
    return certificate_mendable(done) ? show_form(request, 422, done.message) : done;
}

struct result register_form_send(struct request *request)
{
    bool sent = false;
    if (request->form->error_count > 0)
        return show_form(request, 422, NULL);
    TRY(certificate_read_upload(request, register_read, &sent));
    return sent ? RESULT_OK : show_form(request, 422, N_("Chọn tệp chứng thư"));
}
