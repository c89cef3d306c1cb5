/* A batch: preparing, the PIN, progress, going on. */
#include "core/services.h"
#include "modules/signing/handlers.h"
#include "modules/signing/pages.h"
#include "sign/signer_client.h"

enum { SIGNER_LIMIT_MS = 5000, REFRESH_S = 2 };

struct str batch_address(struct arena *arena, int64_t batch_id)
{
    return str_printf(arena, DESK "/lan/%lld", (long long)batch_id);
}

/* What is kept while the signer thinks. */
struct asking {
    struct batch_allowance allowance;
    size_t next; /* part whose grant is asked for */
    struct result (*show)(struct request *request, struct result refusal);
    int fd;
};

/* The connection broke while it waited. */
static void give_up(void *argument)
{
    struct asking *asking = argument;
    if (asking->fd >= 0)
        signer_cancel(asking->fd);
}

/* A refusal that words can explain is shown where the PIN was typed. */
static struct result refused(struct request *request, struct asking *asking,
                             struct result refusal)
{
    bool shown = refusal.message != NULL &&
                 (refusal.kind == ERROR_FORBIDDEN || refusal.kind == ERROR_LIMIT ||
                  refusal.kind == ERROR_UNAVAILABLE || refusal.kind == ERROR_TIMEOUT ||
                  refusal.kind == ERROR_CONFLICT || refusal.kind == ERROR_NOT_FOUND);
    return shown ? asking->show(request, refusal) : refusal;
}

static struct result ask_next(struct request *request, struct asking *asking);

static struct result granted(struct request *request)
{
    struct asking *asking = request->later;
    int fd = asking->fd;
    asking->fd = -1;
    struct signer_answer answer;
    if (request->timed_out) {
        signer_cancel(fd);
        return refused(request, asking, signer_refusal("signer.token"));
    }
    struct result asked = signer_finish(request->arena, fd, &answer);
    if (!result_ok(asked))
        return refused(request, asking, asked);
    asking->allowance.parts[asking->next++].grant = answer.payload;
    if (asking->next < asking->allowance.count)
        return ask_next(request, asking);
    struct result allowed = batch_allow(desk_of(request).ctx, &asking->allowance);
    if (!result_ok(allowed))
        return refused(request, asking, allowed);
    return respond_redirect(request,
                            batch_address(request->arena, asking->allowance.batch_id));
}

/* One grant holds so many papers; the next is asked for with the same PIN. */
static struct result ask_next(struct request *request, struct asking *asking)
{
    const struct signer_request wanted = {
        .operation = SIGNER_GRANT,
        .key = asking->allowance.key_id,
        .actor = asking->allowance.actor,
        .pin = form_get(request->form, "pin"),
        .hashes = asking->allowance.parts[asking->next].hashes,
        .file = -1};
    struct result asked = signer_start(request->arena,
                                       str_c(request->arena, request->services->signer_path),
                                       &wanted, &asking->fd);
    if (!result_ok(asked))
        return refused(request, asking, asked);
    request->later = asking;
    respond_later(request, asking->fd, SIGNER_LIMIT_MS, granted);
    return RESULT_OK;
}

struct result grants_ask(struct request *request, int64_t batch_id,
                         struct result (*show)(struct request *request, struct result refusal))
{
    struct asking *asking = ARENA_NEW(request->arena, struct asking);
    *asking = (struct asking){.show = show, .fd = -1};
    if (str_empty(form_get(request->form, "pin")))
        return refused(request, asking, signer_refusal("signer.pin_missing"));
    struct result ready = batch_allowance(desk_of(request).ctx, batch_id, &asking->allowance);
    if (!result_ok(ready))
        return refused(request, asking, ready);
    arena_on_free(request->arena, give_up, asking);
    return ask_next(request, asking);
}

static enum batch_stage stage_of(const struct batch *batch)
{
    if (batch->counts[ITEM_ASKED] > 0)
        return STAGE_PREPARING;
    if (batch->counts[ITEM_READY] > 0 && batch->row.ready_us != 0)
        return STAGE_PIN;
    return batch->counts[ITEM_READY] + batch->counts[ITEM_TAKEN] > 0 ? STAGE_SIGNING : STAGE_ENDED;
}

static struct str heading_of(const struct request *request, const struct batch_view *view)
{
    struct arena *arena = request->arena;
    if (view->stage == STAGE_PREPARING)
        return str_printf(arena, tr(request->locale, N_("Đang chuẩn bị %lld văn bản")),
                          (long long)view->total);
    if (view->stage == STAGE_PIN)
        return str_printf(arena, tr(request->locale, N_("Xem lại %lld văn bản rồi ký")),
                          (long long)view->ready);
    if (view->stopped == 0)
        return str_printf(arena, tr(request->locale, N_("Đã ký %lld trên %lld")),
                          (long long)view->done, (long long)view->total);
    return str_printf(arena, tr(request->locale, N_("Đã ký %lld trên %lld, dừng %lld")),
                      (long long)view->done, (long long)view->total, (long long)view->stopped);
}

static void count_items(struct batch_view *view)
{
    const struct batch *batch = view->batch;
    view->stage = stage_of(batch);
    view->total = (int64_t)batch->items.count;
    view->ready = batch->counts[ITEM_READY];
    view->done = batch->counts[ITEM_SIGNED];
    view->stopped = batch->counts[ITEM_STOPPED];
    int64_t through = view->done + view->stopped;
    if (view->stage == STAGE_PREPARING)
        through += view->ready;
    view->percent = view->total == 0 ? 100 : through * 100 / view->total;
}

struct result batch_page(struct request *request, int64_t batch_id, int status,
                         const char *pin_error)
{
    struct desk_context desk = desk_of(request);
    struct batch batch;
    struct signing_certificate certificate;
    struct batch_view view = {.batch = &batch, .pin_error = pin_error};
    TRY(batch_load(desk.ctx, batch_id, &batch));
    struct result found = desk_certificate(desk.ctx, &certificate);
    view.certificate = result_ok(found) ? &certificate : NULL;
    view.no_certificate = found.message;
    count_items(&view);
    view.heading = heading_of(request, &view);
    view.errors = desk_error(request, "pin", pin_error);
    view.crumbs = desk_crumbs(request, view.heading);
    view.chrome = chrome_staff(request, view.heading, DESK);
    if (view.stage == STAGE_PREPARING || view.stage == STAGE_SIGNING)
        respond_header(request, "Refresh", str_printf(request->arena, "%d", REFRESH_S));
    page_batch(respond_html(request, status), &view);
    return RESULT_OK;
}

static struct result id_of(const struct request *request, int64_t *id)
{
    if (str_to_i64(request_param(request, "lan"), id) && *id > 0)
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "signing.no_batch", N_("Không có lần ký này."));
}

struct result batch_show(struct request *request)
{
    int64_t id;
    TRY(id_of(request, &id));
    return batch_page(request, id, 200, NULL);
}

static struct result show_refusal(struct request *request, struct result refusal)
{
    int64_t id;
    TRY(id_of(request, &id));
    int status = refusal.kind == ERROR_FORBIDDEN ? 422 : result_http_status(refusal.kind);
    return batch_page(request, id, status, refusal.message);
}

struct result batch_pin_send(struct request *request)
{
    int64_t id;
    TRY(id_of(request, &id));
    return grants_ask(request, id, show_refusal);
}

struct result batch_resume_send(struct request *request)
{
    struct desk_context desk = desk_of(request);
    int64_t id;
    bool left;
    TRY(id_of(request, &id));
    TRY(batch_resume(desk.ctx, id));
    TRY(batch_prepare(&desk, id, BATCH_AT_ONCE, &left));
    return respond_redirect(request, batch_address(request->arena, id));
}

struct result batch_stop_send(struct request *request)
{
    int64_t id;
    TRY(id_of(request, &id));
    TRY(batch_stop(desk_of(request).ctx, id));
    return respond_redirect(request, batch_address(request->arena, id));
}
