/* One paper: its words, picture and bytes; signing it or sending it back. */
#include <unistd.h>

#include "base/os_file.h"
#include "core/files.h"
#include "core/permission.h"
#include "core/services.h"
#include "modules/signing/handlers.h"
#include "modules/signing/pages.h"

enum { PICTURE_DPI = 100, SHA_SHOWN = 16 };

static struct result id_of(const struct request *request, int64_t *id)
{
    if (str_to_i64(request_param(request, "id"), id) && *id > 0)
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "signing.none", N_("Không có văn bản này."));
}

static struct result open_paper(struct request *request, const struct desk_context *desk,
                                struct desk_paper *out)
{
    int64_t id;
    TRY(id_of(request, &id));
    TRY(desk_open(desk, request_param(request, "loai"), id, out));
    if (permission_somewhere(request->actor, "result.sign"))
        respond_reads(request, "result.review", out->paper.thing.reads);
    else
        respond_reads(request, "result.view", out->paper.thing.reads);
    return RESULT_OK;
}

/* Where it stands among those that wait, and its neighbours. */
static struct result find_place(const struct desk_context *desk, struct paper_view *view)
{
    const struct signing_thing *thing = &view->d->paper.thing;
    struct desk_list list;
    TRY(desk_load(desk, &(struct desk_filter){.tab = DESK_WAITING}, &list));
    view->places = (int64_t)list.count;
    for (size_t i = 0; i < list.count; i++) {
        if (list.things[i].of != thing->of || list.things[i].id != thing->id)
            continue;
        view->place = (int64_t)i + 1;
        view->before = i > 0 ? &list.things[i - 1] : NULL;
        view->after = i + 1 < list.count ? &list.things[i + 1] : NULL;
    }
    return RESULT_OK;
}

struct result paper_page(struct request *request, int status, const struct paper_errors *errors)
{
    struct desk_context desk = desk_of(request);
    struct desk_paper opened;
    TRY(open_paper(request, &desk, &opened));
    const struct signing_paper *paper = &opened.paper;
    bool may = permission_somewhere(request->actor, "result.sign");
    struct paper_view view = {
        .d = &opened,
        .kind = paper->thing.of->code,
        .short_sha = str_slice(paper->file, 0, SHA_SHOWN),
        .pin_error = errors->pin,
        .reason_error = errors->reason,
        .reason = errors->typed,
        .returning = errors->reason != NULL,
        .can_sign = may && paper->mine && opened.has_certificate &&
                    paper->thing.stage == SIGNING_WAITING,
        .page = form_int(request->form, "trang", 1),
    };
    if (view.page < 1 || view.page > (int64_t)paper->pages)
        view.page = 1;
    if (may)
        TRY(find_place(&desk, &view));
    view.errors = errors->pin != NULL ? desk_error(request, "pin", errors->pin)
                                      : desk_error(request, "ly-do", errors->reason);
    view.crumbs = desk_crumbs(request, paper->thing.code);
    view.chrome = chrome_staff(request, paper->thing.title, DESK);
    page_paper(respond_html(request, status), &view);
    return paper->mine && paper->thing.stage == SIGNING_WAITING ? desk_seen(desk.ctx, paper)
                                                                : RESULT_OK;
}

struct result paper_show(struct request *request)
{
    return paper_page(request, 200, &(struct paper_errors){0});
}

struct result paper_file(struct request *request)
{
    struct desk_context desk = desk_of(request);
    struct desk_paper opened;
    struct str bytes;
    TRY(open_paper(request, &desk, &opened));
    TRY(files_get(request->services->files, request->arena, opened.paper.file, &bytes));
    return respond_bytes(request, 200, "application/pdf", bytes);
}

static struct result picture_ready(struct request *request)
{
    struct inspector_call *call = request->later;
    struct str png;
    if (request->timed_out) {
        inspector_cancel(call);
        return result_fail(ERROR_TIMEOUT, "signing.picture",
                           N_("Chưa vẽ được hình trang. Mở tệp PDF để xem."));
    }
    TRY(inspector_finish_bytes(request->arena, call, &png));
    return respond_bytes(request, 200, "image/png", png);
}

/* The inspector draws it: no PDF is drawn in this process. */
struct result paper_picture(struct request *request)
{
    struct desk_context desk = desk_of(request);
    struct desk_paper opened;
    struct str bytes;
    int64_t page;
    struct inspector_call *call = ARENA_NEW(request->arena, struct inspector_call);
    TRY(open_paper(request, &desk, &opened));
    if (!str_to_i64(request_param(request, "trang"), &page) || page < 1 ||
        page > (int64_t)opened.paper.pages)
        return result_fail(ERROR_NOT_FOUND, "signing.none", N_("Không có trang này."));
    struct inspector_request wanted = {.task = INSPECTOR_PAGE, .page = (unsigned)page,
                                       .dpi = PICTURE_DPI};
    TRY(files_get(request->services->files, request->arena, opened.paper.file, &bytes));
    TRY(os_memory_file("page", bytes, &wanted.file));
    struct result started = inspector_start(request->arena, &request->services->inspector,
                                            &wanted, call);
    close(wanted.file);
    TRY(started);
    request->later = call;
    respond_later(request, call->wait, INSPECTOR_DEADLINE_MS, picture_ready);
    return RESULT_OK;
}

struct result paper_return_send(struct request *request)
{
    struct desk_context desk = desk_of(request);
    struct desk_paper opened;
    struct str reason = str_trim(form_get(request->form, "ly-do"));
    TRY(open_paper(request, &desk, &opened));
    struct result done = desk_give_back(&desk, &opened.paper.thing,
                                        form_int(request->form, "lan", 0), reason);
    if (done.kind == ERROR_INVALID)
        return paper_page(request, 422,
                          &(struct paper_errors){.reason = done.message, .typed = reason});
    TRY(done);
    return respond_redirect(request, S(DESK "?ds=tra-lai"));
}

static struct result show_refusal(struct request *request, struct result refusal)
{
    int status = refusal.kind == ERROR_FORBIDDEN ? 422 : result_http_status(refusal.kind);
    return paper_page(request, status, &(struct paper_errors){.pin = refusal.message});
}

/* Why the one paper of a batch cannot be signed; its sentence is one of ours, kept as text. */
static struct result refused_of(struct request *request, const struct desk_context *desk,
                                int64_t batch_id)
{
    struct batch batch;
    TRY(batch_load(desk->ctx, batch_id, &batch));
    if (batch.counts[ITEM_STOPPED] == 0)
        return RESULT_OK;
    return result_fail(ERROR_CONFLICT, "signing.refused",
                       str_c(request->arena, batch.items.items[0].reason));
}

struct result paper_sign_send(struct request *request)
{
    struct desk_context desk = desk_of(request);
    struct desk_paper opened;
    int64_t batch_id;
    bool left;
    TRY(open_paper(request, &desk, &opened));
    const struct batch_choice choice = {&opened.paper.thing, form_get(request->form, "tep")};
    if (str_empty(form_get(request->form, "pin")))
        return show_refusal(request, signer_refusal("signer.pin_missing"));
    TRY(batch_start(&desk, &choice, 1, &batch_id));
    TRY(batch_prepare(&desk, batch_id, 1, &left));
    struct result ready = refused_of(request, &desk, batch_id);
    if (!result_ok(ready))
        return ready.kind == ERROR_CONFLICT ? show_refusal(request, ready) : ready;
    return grants_ask(request, batch_id, show_refusal);
}
