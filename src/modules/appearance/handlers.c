/* One page for both: what is used now, what waits to be confirmed, sending another. */
#include "modules/appearance/handlers.h"

#include "base/os_file.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/services.h"
#include "core/signature_pixels.h"
#include "modules/appearance/pages.h"
#include "modules/appearance/views.h"

enum { SAMPLE_DPI = 100, REFRESH_S = 2, LATE_S = 60 };

static struct service_context *context_of(struct request *request)
{
    struct service_context *ctx = ARENA_NEW(request->arena, struct service_context);
    *ctx = (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
    return ctx;
}

static struct result find_place(struct request *request, struct picture_place *out)
{
    struct service_context *ctx = context_of(request);
    int64_t agency_id;
    if (!str_starts(request->path, S(SEAL)))
        return place_of_hand(ctx, out);
    if (!str_to_i64(request_param(request, "co-quan"), &agency_id))
        return result_fail(ERROR_NOT_FOUND, "agency.unknown", N_("Không có cơ quan này."));
    return place_of_seal(ctx, agency_id, out);
}

static struct str address_of(const struct request *request, const struct picture_place *place)
{
    return place->seal ? str_printf(request->arena, SEAL "/%lld", (long long)place->agency.id)
                       : S(HAND);
}

/* Sorts the rows of the owner into what the page tells apart. */
static struct result fill_rows(struct request *request, struct picture_view *view)
{
    struct picture_list list;
    int64_t now_us = request_now_us(request);
    size_t at = 0;
    TRY(picture_list(request->db, request->arena, view->place.owner, &list));
    if (at < list.count && list.items[at].from_us == 0)
        view->waiting = &list.items[at++];
    for (; at < list.count && list.items[at].from_us > now_us; at++)
        view->next = &list.items[at];
    if (at < list.count && !str_empty(list.items[at].sha256))
        view->used = &list.items[at++];
    view->before = list.items + at;
    view->before_count = list.count - at;
    view->late = view->waiting != NULL && str_empty(view->waiting->sample_sha256) &&
                 now_us > view->waiting->added_us + LATE_S * MICROS_PER_SECOND;
    return RESULT_OK;
}

static void fill_fields(struct request *request, struct picture_view *view)
{
    const struct form *form = request->form;
    bool sent = form != NULL && form_has(form, "kich-thuoc");
    view->size = (struct field_view){
        .name = "kich-thuoc", .label = tr_str(request->locale, N_("Đường kính thật, mm")),
        .value = sent ? form_get(form, "kich-thuoc") : S("36"), .width = "is-w4",
        .inputmode = "decimal"};
    view->reason = (struct field_view){
        .name = "ly-do", .label = tr_str(request->locale, N_("Lý do, văn bản")),
        .value = sent ? form_get(form, "ly-do") : S(""), .error = form_error_of(form, "ly-do"),
        .width = "is-full"};
    view->day = (struct field_view){
        .name = "ngay", .label = tr_str(request->locale, N_("Dùng từ ngày")),
        .value = format_day(request->arena, LOCALE_VI, request->actor->today),
        .error = form_error_of(form, "ngay"), .width = "is-w12"};
}

/* `error` belongs to `field`; NULL: nothing is wrong. */
static struct result show(struct request *request, int status, const char *field,
                          const char *error)
{
    struct picture_view view = {0};
    TRY(find_place(request, &view.place));
    TRY(fill_rows(request, &view));
    fill_fields(request, &view);
    view.address = address_of(request, &view.place);
    struct form_error *item = ARENA_NEW(request->arena, struct form_error);
    *item = (struct form_error){str_from_c(field == NULL ? "" : field), error};
    if (error != NULL)
        view.errors = (struct error_view){.items = item, .count = 1};
    view.file_error = error != NULL && str_is(item->field, "tep") ? error : NULL;
    if (error != NULL && str_is(item->field, "ngay"))
        view.day.error = error;
    if (error != NULL && str_is(item->field, "kich-thuoc"))
        view.size.error = error;
    view.chrome = chrome_staff(request,
                               view.place.seal
                                   ? str_printf(request->arena,
                                                tr(request->locale, N_("Con dấu – %.*s")),
                                                STR_ARG(view.place.agency.name))
                                   : tr_str(request->locale, N_("Hình chữ ký của tôi")),
                               view.place.seal ? SEAL : NULL);
    if (view.waiting != NULL && str_empty(view.waiting->sample_sha256) && !view.late)
        respond_header(request, "Refresh", str_printf(request->arena, "%d", REFRESH_S));
    page_picture(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result picture_show(struct request *request)
{
    return show(request, 200, NULL, NULL);
}

/* A sentence about what was sent belongs on the form; anything else is a page of its own. */
static struct result refused(struct request *request, struct result refusal)
{
    const char *field = "tep";
    if (refusal.message == NULL ||
        (refusal.kind != ERROR_INVALID && refusal.kind != ERROR_CONFLICT))
        return refusal;
    if (str_is(S("picture.day"), refusal.code))
        field = "ngay";
    if (str_is(S("picture.size"), refusal.code))
        field = "kich-thuoc";
    return show(request, refusal.kind == ERROR_CONFLICT ? 409 : 422, field, refusal.message);
}

/* "36" or "35,5" as tenths of a millimetre; 0 for what is neither. */
static int64_t tenths(struct str text)
{
    int64_t whole = 0;
    int64_t part = 0;
    size_t comma = str_find(text, S(","));
    if (comma == text.len)
        comma = str_find(text, S("."));
    struct str rest = str_slice(text, comma + 1, text.len);
    if (!str_to_i64(str_slice(text, 0, comma), &whole) || whole < 0 || whole > 100 ||
        (comma < text.len && (rest.len != 1 || !str_to_i64(rest, &part))))
        return 0;
    return whole * 10 + part;
}

static struct result picture_ready(struct request *request)
{
    struct inspector_call *call = request->later;
    struct picture_place place;
    struct picture_order order = {.sent = form_upload(request->form, "tep")->bytes};
    if (request->timed_out) {
        inspector_cancel(call);
        return result_fail(ERROR_TIMEOUT, "picture.time",
                           N_("Chưa đọc xong hình. Thử lại sau một phút."));
    }
    struct result read = inspector_finish_bytes(request->arena, call, &order.pixels);
    if (!result_ok(read))
        return refused(request, read);
    TRY(find_place(request, &place));
    if (place.seal) {
        order.size = tenths(form_get(request->form, "kich-thuoc"));
        order.reason = form_get(request->form, "ly-do");
    }
    struct result offered = appearance_offer(context_of(request), &place, &order);
    return result_ok(offered) ? respond_redirect(request, address_of(request, &place))
                              : refused(request, offered);
}

/* Opened and decoded behind the inspector's walls, never here. */
struct result picture_send(struct request *request)
{
    struct picture_place place;
    const struct upload *upload = form_upload(request->form, "tep");
    struct inspector_call *call = ARENA_NEW(request->arena, struct inspector_call);
    struct inspector_request wanted = {.task = INSPECTOR_PICTURE};
    TRY(find_place(request, &place));
    if (request->form->error_count > 0)
        return show(request, 422, "ly-do", request->form->errors[0].message);
    if (upload == NULL || str_empty(upload->bytes))
        return show(request, 422, "tep", N_("Chọn tệp hình PNG"));
    if (upload->size > PIXELS_BYTES_SENT)
        return show(request, 422, "tep", N_("Hình nặng hơn 2 MB. Thu nhỏ rồi chọn lại."));
    TRY(upload_open(request, upload, &wanted.file));
    struct result started =
        inspector_start(request->arena, &request->services->inspector, &wanted, call);
    os_close(wanted.file);
    TRY(started);
    request->later = call;
    respond_later(request, call->wait, INSPECTOR_DEADLINE_MS, picture_ready);
    return RESULT_OK;
}

struct result picture_use_send(struct request *request)
{
    struct picture_place place;
    TRY(find_place(request, &place));
    struct str day = place.seal ? form_get(request->form, "ngay") : request->actor->today;
    struct result used = appearance_use(context_of(request), &place,
                                        form_int(request->form, "hinh", 0), day);
    return result_ok(used) ? respond_redirect(request, address_of(request, &place))
                           : refused(request, used);
}

struct result picture_drop_send(struct request *request)
{
    struct picture_place place;
    TRY(find_place(request, &place));
    TRY(appearance_drop(context_of(request), &place));
    return respond_redirect(request, address_of(request, &place));
}

struct result picture_remove_send(struct request *request)
{
    struct picture_place place;
    TRY(find_place(request, &place));
    struct result removed = appearance_remove(context_of(request), &place);
    return result_ok(removed) ? respond_redirect(request, address_of(request, &place))
                              : refused(request, removed);
}

static struct result sample_ready(struct request *request)
{
    struct inspector_call *call = request->later;
    struct str png;
    if (request->timed_out) {
        inspector_cancel(call);
        return result_fail(ERROR_TIMEOUT, "picture.time",
                           N_("Chưa vẽ được trang xem trước. Thử lại sau một phút."));
    }
    TRY(inspector_finish_bytes(request->arena, call, &png));
    return respond_bytes(request, 200, "image/png", png);
}

/* The paper with the picture, of this owner only. */
struct result picture_sample(struct request *request)
{
    struct picture_place place;
    struct signature_picture picture;
    struct str bytes;
    int64_t id;
    struct inspector_call *call = ARENA_NEW(request->arena, struct inspector_call);
    struct inspector_request wanted = {.task = INSPECTOR_PAGE, .page = 1, .dpi = SAMPLE_DPI};
    TRY(find_place(request, &place));
    if (!str_to_i64(request_param(request, "so"), &id))
        id = 0;
    TRY(picture_find(request->db, request->arena, id, &picture));
    if (!str_equal(picture.owner, place.owner) || str_empty(picture.sample_sha256))
        return result_fail(ERROR_NOT_FOUND, "picture.none", N_("Không có hình này."));
    TRY(files_get(request->services->files, request->arena, picture.sample_sha256, &bytes));
    TRY(os_memory_file("sample", bytes, &wanted.file));
    struct result started =
        inspector_start(request->arena, &request->services->inspector, &wanted, call);
    os_close(wanted.file);
    TRY(started);
    request->later = call;
    respond_later(request, call->wait, INSPECTOR_DEADLINE_MS, sample_ready);
    return RESULT_OK;
}

struct result seal_show(struct request *request)
{
    return respond_redirect(request, str_printf(request->arena, SEAL "/%lld",
                                                (long long)request->actor->agency_id));
}
