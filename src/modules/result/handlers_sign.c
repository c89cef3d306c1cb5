/* Several documents, one PIN: review, grant, progress. */
#include "modules/result/handlers.h"

#include "core/services.h"
#include "modules/result/pages.h"
#include "sign/signer_client.h"

enum { SIGNER_LIMIT_MS = 5000, PROGRESS_REFRESH_S = 2 };

/* The documents of the form: numbers in `chon`, hashes in `tep`. */
struct chosen {
    int64_t ids[DESK_BATCH_MAX];
    struct str seen[DESK_BATCH_MAX];
    size_t count;
};

static struct result read_chosen(const struct request *request, struct chosen *out)
{
    const struct result wrong = result_fail(ERROR_INVALID, "result.none_chosen",
                                            N_("Chọn ít nhất một văn bản, nhiều nhất 20."));
    struct str value;
    out->count = 0;
    while (form_nth(request->form, "chon", out->count, &value)) {
        if (out->count == DESK_BATCH_MAX || !str_to_i64(value, &out->ids[out->count]))
            return wrong;
        if (!form_nth(request->form, "tep", out->count, &out->seen[out->count]))
            out->seen[out->count] = S("");
        out->count++;
    }
    return out->count > 0 ? RESULT_OK : wrong;
}

static struct result review_page(struct request *request, const struct chosen *chosen, int status,
                                 const char *pin_error)
{
    struct service_context ctx = desk_context(request);
    struct desk_document document = {0};
    struct review_view view = {.rows = ARENA_ARRAY(request->arena, document_row, chosen->count),
                               .pin_error = pin_error, .certificate = &document.certificate};
    for (size_t i = 0; i < chosen->count; i++) {
        TRY(desk_open(&ctx, chosen->ids[i], &document));
        respond_reads(request, "result.review",
                      str_printf(request->arena, "dossier:%lld",
                                 (long long)document.row.dossier_id));
        if (document.row.state == ISSUED_WAITING && document.mine)
            view.rows[view.count++] = document.row;
    }
    if (view.count == 0)
        return respond_redirect(request, S("/can-bo/ky-so"));
    view.has_certificate = document.has_certificate;
    view.errors = desk_error(request, "pin", pin_error);
    view.crumbs = desk_crumbs(request, tr_str(request->locale, N_("Xem lại rồi ký")));
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Xem lại rồi ký")),
                               "/can-bo/ky-so");
    page_review(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result desk_review_show(struct request *request)
{
    struct chosen chosen;
    if (!result_ok(read_chosen(request, &chosen)))
        return respond_redirect(request, S("/can-bo/ky-so"));
    return review_page(request, &chosen, 200, NULL);
}

/* What is kept while the signer thinks. */
struct asking {
    struct chosen chosen;
    struct desk_allowance allowance;
    int fd;
};

/* A PIN that does not hold is shown where it was typed. */
static struct result show_refusal(struct request *request, const struct chosen *chosen,
                                  struct result refusal)
{
    bool shown = refusal.message != NULL &&
                 (refusal.kind == ERROR_FORBIDDEN || refusal.kind == ERROR_LIMIT ||
                  refusal.kind == ERROR_UNAVAILABLE || refusal.kind == ERROR_TIMEOUT ||
                  refusal.kind == ERROR_CONFLICT);
    if (!shown)
        return refusal;
    int status = refusal.kind == ERROR_FORBIDDEN ? 422 : result_http_status(refusal.kind);
    if (chosen->count == 1)
        return document_page(request, chosen->ids[0], status,
                             &(struct document_errors){.pin = refusal.message});
    return review_page(request, chosen, status, refusal.message);
}

/* The connection broke while it waited. */
static void give_up(void *argument)
{
    struct asking *asking = argument;
    if (asking->fd >= 0)
        signer_cancel(asking->fd);
}

static struct result granted(struct request *request)
{
    struct asking *asking = request->later;
    int fd = asking->fd;
    asking->fd = -1;
    struct service_context ctx = desk_context(request);
    struct signer_answer answer;
    int64_t batch_id;
    if (request->timed_out) {
        signer_cancel(fd);
        return show_refusal(request, &asking->chosen, signer_refusal("signer.token"));
    }
    struct result asked = signer_finish(request->arena, fd, &answer);
    if (result_ok(asked))
        asked = desk_allow(&ctx, &asking->allowance, answer.payload, &batch_id);
    if (!result_ok(asked))
        return show_refusal(request, &asking->chosen, asked);
    return respond_redirect(request, str_printf(request->arena, "/can-bo/ky-so/lan/%lld",
                                                (long long)batch_id));
}

struct result desk_sign_send(struct request *request)
{
    struct service_context ctx = desk_context(request);
    struct asking *asking = ARENA_NEW(request->arena, struct asking);
    TRY(read_chosen(request, &asking->chosen));
    const struct desk_order order = {asking->chosen.ids, asking->chosen.seen,
                                     asking->chosen.count};
    struct signer_request wanted = {.operation = SIGNER_GRANT,
                                    .pin = form_get(request->form, "pin"), .file = -1};
    if (str_empty(wanted.pin))
        return show_refusal(request, &asking->chosen, signer_refusal("signer.pin_missing"));
    struct result ready = desk_prepare(&ctx, &order, &asking->allowance);
    wanted.key = asking->allowance.key_id;
    wanted.actor = asking->allowance.actor;
    wanted.hashes = asking->allowance.hashes;
    if (result_ok(ready))
        ready = signer_start(request->arena,
                             str_c(request->arena, request->services->signer_path), &wanted,
                             &asking->fd);
    if (!result_ok(ready))
        return show_refusal(request, &asking->chosen, ready);
    request->later = asking;
    arena_on_free(request->arena, give_up, asking);
    respond_later(request, asking->fd, SIGNER_LIMIT_MS, granted);
    return RESULT_OK;
}

static void count_batch(struct batch_view *view)
{
    const struct q_issued_of_batch_rows *rows = &view->batch->documents;
    view->total = (int64_t)rows->count;
    for (size_t i = 0; i < rows->count; i++) {
        view->done += rows->items[i].state == ISSUED_DONE;
        view->stopped += rows->items[i].state == ISSUED_WAITING ||
                         rows->items[i].state == ISSUED_RETURNED;
    }
    view->percent = view->total == 0 ? 100 : (view->done + view->stopped) * 100 / view->total;
}

struct result desk_batch_show(struct request *request)
{
    struct service_context ctx = desk_context(request);
    struct desk_batch batch;
    struct batch_view view = {.batch = &batch};
    int64_t id;
    if (!str_to_i64(request_param(request, "lan"), &id))
        return result_fail(ERROR_NOT_FOUND, "result.no_batch", N_("Không có lần ký này."));
    TRY(desk_batch_open(&ctx, id, &batch));
    count_batch(&view);
    struct str title = str_printf(request->arena, tr(request->locale, N_("Ký %lld văn bản")),
                                  (long long)view.total);
    view.crumbs = desk_crumbs(request, title);
    view.chrome = chrome_staff(request, title, "/can-bo/ky-so");
    if (view.done + view.stopped < view.total)
        respond_header(request, "Refresh",
                       str_printf(request->arena, "%d", PROGRESS_REFRESH_S));
    page_batch(respond_html(request, 200), &view);
    return RESULT_OK;
}
