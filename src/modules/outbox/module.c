#include "modules/outbox/outbox.h"

#include "core/identifiers.h"
#include "core/identity_queries.h"
#include "core/organisation.h"
#include "core/totp.h"
#include "modules/outbox/pages.h"
#include "modules/outbox/views.h"

enum { SHOWN_MAX = 50 };

static struct result fill_accounts(struct request *request, struct outbox_view *view)
{
    struct q_accounts_demo_rows rows;
    struct q_accounts_demo_in in = {
        .day = organisation_today(request->arena, request->clock)};
    TRY(q_accounts_demo(request->db, request->arena, in, &rows));
    int64_t step = totp_step_of(request_now_us(request));
    view->accounts = ARENA_ARRAY(request->arena, struct outbox_account, rows.count);
    view->account_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_accounts_demo_out *row = &rows.items[i];
        view->accounts[i] = (struct outbox_account){
            .login = row->login,
            .code = totp_code(request->arena, row->totp_secret, step),
            .name = row->name,
            .title = row->title,
            .agency = row->agency_name,
        };
    }
    return RESULT_OK;
}

/* Outside a demo the page does not exist: messages name dossiers. */
static struct result outbox_show(struct request *request)
{
    if (!request->site->demo)
        return result_fail(ERROR_NOT_FOUND, "outbox.no_demo", NULL);
    struct outbox_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Tin nhắn thử"))),
        .phone = form_get(request->form, "dien-thoai"),
        .password = S(OUTBOX_DEMO_PASSWORD),
        .pin = S(OUTBOX_DEMO_PIN),
    };
    struct str phone = {0};
    if (!result_ok(phone_mobile_parse(request->arena, view.phone, &phone)))
        phone = view.phone; /* no number: empty shows all, anything else nothing */
    TRY(notify_latest(request->db, request->arena, phone, SHOWN_MAX, &view.messages));
    TRY(fill_accounts(request, &view));
    page_outbox(respond_html(request, 200), &view);
    return RESULT_OK;
}

static const struct form_field fields[] = {
    {.name = "dien-thoai", .kind = FIELD_TEXT, .max = 30},
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/tin-nhan-thu", .fields = fields, .handle = outbox_show},
    {0},
};

const struct module module_outbox = {.name = "outbox", .routes = routes};
