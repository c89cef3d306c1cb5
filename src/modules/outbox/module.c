#include "modules/outbox/outbox.h"

#include "core/identifiers.h"
#include "modules/outbox/pages.h"
#include "modules/outbox/views.h"

enum { SHOWN_MAX = 50 };

/* Outside a demo the page does not exist: messages name dossiers. */
static struct result outbox_show(struct request *request)
{
    if (!request->site->demo)
        return result_fail(ERROR_NOT_FOUND, "outbox.no_demo", NULL);
    struct outbox_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Tin nhắn thử"))),
        .phone = form_get(request->form, "dien-thoai"),
    };
    struct str phone = {0};
    if (!result_ok(phone_mobile_parse(request->arena, view.phone, &phone)))
        phone = view.phone; /* no number: empty shows all, anything else nothing */
    TRY(notify_latest(request->db, request->arena, phone, SHOWN_MAX, &view.messages));
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
