/* The desk, one document, its bytes and its picture. */
#include "modules/result/handlers.h"

#include <unistd.h>

#include "base/os_file.h"
#include "core/files.h"
#include "core/permission.h"
#include "core/services.h"
#include "modules/result/pages.h"

enum { PICTURE_DPI = 100, SHA_SHOWN = 16 };

static const struct {
    const char *slug;
    const char *label;
} TABS[DESK_TABS] = {
    {"cho-ky", N_("Chờ ký")},
    {"da-ky", N_("Đã ký")},
    {"tra-lai", N_("Đã trả lại")},
};

const char *revision_name(struct str kind)
{
    static const struct {
        const char *kind;
        const char *name;
    } NAMES[] = {
        {"print", N_("Bản in để ký")},
        {"person", N_("Lãnh đạo ký")},
        {"seal", N_("Cơ quan đóng dấu")},
        {"timestamp", N_("Dấu thời gian")},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (str_is(kind, NAMES[i].kind))
            return NAMES[i].name;
    return NAMES[0].name;
}

struct service_context desk_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
}

struct crumbs desk_crumbs(const struct request *request, struct str label)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/can-bo/ky-so"), tr_str(request->locale, N_("Chờ tôi ký"))};
    items[1] = (struct crumb){.label = label};
    return (struct crumbs){items, 2};
}

struct error_view desk_error(const struct request *request, const char *field,
                             const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){.field = str_from_c(field), .message = message};
    return (struct error_view){.items = error, .count = message == NULL ? 0 : 1};
}

static enum desk_tab tab_of(struct str slug)
{
    for (size_t i = 0; i < DESK_TABS; i++)
        if (str_is(slug, TABS[i].slug))
            return (enum desk_tab)i;
    return DESK_WAITING;
}

struct result desk_show(struct request *request)
{
    struct service_context ctx = desk_context(request);
    struct desk desk;
    enum desk_tab tab = tab_of(form_get(request->form, "ds"));
    TRY(desk_load(&ctx, tab, &desk));
    struct desk_view view = {.desk = &desk, .waiting = tab == DESK_WAITING,
                             .now_us = request_now_us(request)};
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Chờ tôi ký – Ký số")),
                               "/can-bo/ky-so");
    for (size_t i = 0; i < DESK_TABS; i++)
        view.tabs[i] = (struct desk_tab_view){TABS[i].slug, TABS[i].label, desk.counts[i],
                                              (enum desk_tab)i == tab};
    for (size_t i = 0; i < desk.count; i++)
        respond_reads(request, "result.desk",
                      str_printf(request->arena, "dossier:%lld",
                                 (long long)desk.rows[i].dossier_id));
    page_desk(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result open_document(struct request *request, int64_t id,
                                   struct desk_document *out)
{
    struct service_context ctx = desk_context(request);
    TRY(desk_open(&ctx, id, out));
    respond_reads(request, "result.view",
                  str_printf(request->arena, "dossier:%lld", (long long)out->row.dossier_id));
    return RESULT_OK;
}

static struct result id_of(const struct request *request, int64_t *id)
{
    if (str_to_i64(request_param(request, "id"), id) && *id > 0)
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "result.none", N_("Không có văn bản này."));
}

/* The very bytes that will be signed; once sealed, the current revision. */
static struct str bytes_shown(const document_row *row)
{
    return row->state == ISSUED_DONE ? row->sha256 : row->base_sha256;
}

struct result document_page(struct request *request, int64_t id, int status,
                            const struct document_errors *errors)
{
    struct desk_document document;
    TRY(open_document(request, id, &document));
    bool may = permission_somewhere(request->actor, "result.sign");
    struct document_view view = {
        .d = &document,
        .short_sha = str_slice(bytes_shown(&document.row), 0, SHA_SHOWN),
        .pin_error = errors->pin,
        .reason_error = errors->reason,
        .reason = errors->typed,
        .returning = errors->reason != NULL,
        .can_sign = may && document.mine && document.has_certificate &&
                    document.row.state == ISSUED_WAITING,
    };
    view.errors = errors->pin != NULL ? desk_error(request, "pin", errors->pin)
                                      : desk_error(request, "ly-do", errors->reason);
    view.crumbs = desk_crumbs(request, document.row.code);
    view.chrome = chrome_staff(request, document.row.title, "/can-bo/ky-so");
    page_document(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result document_show(struct request *request)
{
    int64_t id;
    TRY(id_of(request, &id));
    return document_page(request, id, 200, &(struct document_errors){0});
}

struct result document_file(struct request *request)
{
    struct desk_document document;
    struct str bytes;
    int64_t id;
    TRY(id_of(request, &id));
    TRY(open_document(request, id, &document));
    TRY(files_get(request->services->files, request->arena, bytes_shown(&document.row), &bytes));
    return respond_bytes(request, 200, "application/pdf", bytes);
}

static struct result picture_ready(struct request *request)
{
    struct inspector_call *call = request->later;
    struct str png;
    if (request->timed_out) {
        inspector_cancel(call);
        return result_fail(ERROR_TIMEOUT, "result.picture",
                           N_("Chưa vẽ được hình trang. Mở tệp PDF để xem."));
    }
    TRY(inspector_finish_bytes(request->arena, call, &png));
    return respond_bytes(request, 200, "image/png", png);
}

/* The inspector draws it: no PDF is drawn in this process. */
struct result document_picture(struct request *request)
{
    struct desk_document document;
    struct str bytes;
    int64_t id;
    struct inspector_request wanted = {.task = INSPECTOR_PAGE, .page = 1, .dpi = PICTURE_DPI};
    struct inspector_call *call = ARENA_NEW(request->arena, struct inspector_call);
    TRY(id_of(request, &id));
    TRY(open_document(request, id, &document));
    TRY(files_get(request->services->files, request->arena, bytes_shown(&document.row), &bytes));
    TRY(os_memory_file("page", bytes, &wanted.file));
    struct result started = inspector_start(request->arena,
                                            &request->services->inspector, &wanted, call);
    close(wanted.file);
    TRY(started);
    request->later = call;
    respond_later(request, call->wait, INSPECTOR_DEADLINE_MS, picture_ready);
    return RESULT_OK;
}

struct result document_return_send(struct request *request)
{
    struct service_context ctx = desk_context(request);
    int64_t id;
    TRY(id_of(request, &id));
    struct str reason = form_get(request->form, "ly-do");
    struct result done = desk_return(&ctx, id, form_int(request->form, "lan", 0), reason);
    if (done.kind == ERROR_INVALID)
        return document_page(request, id, 422,
                             &(struct document_errors){.reason = done.message, .typed = reason});
    TRY(done);
    return respond_redirect(request, S("/can-bo/ky-so?ds=tra-lai"));
}
