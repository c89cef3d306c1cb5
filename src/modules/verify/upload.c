#include "modules/verify/upload.h"

#include "base/os_file.h"
#include "core/inspector_report.h"
#include "core/media.h"
#include "core/services.h"
#include "modules/verify/downloads.h"
#include "modules/verify/sealed.h"

enum { PICTURE_DPI = 72, PICTURE_MAX = 3 * 1024 * 1024, SECOND = 2 };

/* An examination under way: report, perhaps once more with what is known about the signers'
 * certificates, then the pictures of a page. */
struct examined {
    struct inspector_call call;
    struct evidence_set evidence;
    struct report report;
    struct report_view view;
    struct looked looked;
    size_t signed_len; /* of the front part to draw beside the page; 0: none */
    bool seal;         /* into a sealed report */
    int round;
};

static struct str upload_bytes(const struct request *request, const char *field)
{
    const struct upload *upload = form_upload(request->form, field);
    return upload == NULL ? S("") : upload->bytes;
}

static struct result reported(struct request *request);

static struct result ask_report(struct request *request)
{
    struct examined *run = request->later;
    struct inspector_signed what = {.evidence = &run->evidence,
                                    .detached = upload_bytes(request, "du-lieu"),
                                    .has_detached = form_upload(request->form, "du-lieu") != NULL};
    TRY(upload_open(request, form_upload(request->form, "tep"), &what.file));
    struct result started = inspector_report_start(request->arena, &request->services->inspector,
                                                   &what, &run->call);
    os_close(what.file);
    TRY(started);
    run->round++;
    respond_later(request, run->call.wait, INSPECTOR_DEADLINE_MS, reported);
    return RESULT_OK;
}

static struct result begin(struct request *request, bool seal)
{
    const struct upload *upload = form_upload(request->form, "tep");
    struct verify_form form = {0};
    if (upload == NULL)
        form.file_error = N_("Chọn tệp PDF cần kiểm tra.");
    else if (upload->size == 0)
        form.file_error = N_("Tệp này trống. Chọn lại tệp.");
    else if (upload->size > INSPECTOR_FILE_MAX ||
             upload_bytes(request, "du-lieu").len > INSPECTOR_FILE_MAX)
        form.file_error = N_("Tệp này nặng hơn 10 MB. Với tệp lớn, dùng lệnh truc verify trên máy "
                             "của bạn.");
    if (form.file_error != NULL)
        return verify_form_show(request, 422, form);
    struct examined *run = ARENA_NEW(request->arena, struct examined);
    run->seal = seal;
    request->later = run;
    TRY(trust_evidence(request->db, request->arena, TRUST_ANY, request_now_us(request),
                       &run->evidence));
    return ask_report(request);
}

struct result verify_upload(struct request *request) { return begin(request, false); }
struct result verify_upload_sealed(struct request *request) { return begin(request, true); }

static struct result answer(struct request *request)
{
    struct examined *run = request->later;
    if (run->seal && run->looked.report != NULL)
        return verify_report_order(request, &run->looked);
    return verify_verdict_show(request, &run->looked, S(""));
}

static struct result drawn_now(struct request *request);

/* Asks for the page of the first `len` bytes of the file. */
static struct result ask_picture(struct request *request, size_t len, handler resume)
{
    struct examined *run = request->later;
    struct str part = str_slice(upload_bytes(request, "tep"), 0, len);
    struct inspector_request wanted = {.task = run->seal ? INSPECTOR_PIXELS : INSPECTOR_PAGE,
                                       .dpi = PICTURE_DPI,
                                       .page = (unsigned)run->view.picture.page};
    TRY(os_memory_file("page", part, &wanted.file));
    struct result started = inspector_start(request->arena, &request->services->inspector, &wanted,
                                            &run->call);
    os_close(wanted.file);
    TRY(started);
    respond_later(request, run->call.wait, INSPECTOR_DEADLINE_MS, resume);
    return RESULT_OK;
}

/* A page that cannot be drawn leaves the report as it is. */
static struct str picture_of(struct request *request)
{
    struct examined *run = request->later;
    struct media_size size;
    struct media_pixels pixels;
    struct str bytes;
    if (!result_ok(inspector_finish_bytes(request->arena, &run->call, &bytes)) ||
        bytes.len > PICTURE_MAX ||
        !(run->seal ? media_pixels_read(bytes, &pixels) : media_png_size(bytes, &size)))
        return S("");
    return bytes;
}

static struct result drawn_before(struct request *request)
{
    struct examined *run = request->later;
    run->view.picture.before = picture_of(request);
    return answer(request);
}

static struct result drawn_now(struct request *request)
{
    struct examined *run = request->later;
    run->view.picture.now = picture_of(request);
    if (run->signed_len == 0 || str_empty(run->view.picture.now))
        return answer(request);
    if (!result_ok(ask_picture(request, run->signed_len, drawn_before)))
        return answer(request);
    return RESULT_OK;
}

static const char *problem_of(struct str code)
{
    if (str_is(code, "pdf.encrypted"))
        return N_("Tệp PDF này có mật khẩu. Bỏ mật khẩu, lưu lại rồi chọn lại.");
    if (str_is(code, "pdf.limit"))
        return N_("Tệp này quá phức tạp để kiểm tra trong giới hạn an toàn.");
    return N_("Tệp PDF này hỏng, hoặc không viết đúng chuẩn đến mức kiểm được từng byte.");
}

/* What the report comes to, beside what our own books say about the bytes. */
static struct result weigh(struct request *request)
{
    struct examined *run = request->later;
    struct lookup lookup = verify_lookup_of(request);
    TRY(report_view_make(lookup.ctx, &run->report, request->services->demo, &run->view));
    run->looked.findings.signatures = signed_state_of(&run->report, run->view.trusted);
    run->looked.findings.refused = !run->report.readable;
    if (!run->report.readable)
        run->looked.inspection = problem_of(run->report.problem);
    else
        run->looked.report = &run->view;
    return RESULT_OK;
}

static struct result download_json(struct request *request)
{
    struct examined *run = request->later;
    struct str name = form_upload(request->form, "tep")->name;
    return respond_download(request, "application/json", S("bao-cao-kiem-tra.json"),
                            report_json(request->arena, name, &run->report));
}

static struct result download_package(struct request *request)
{
    struct examined *run = request->later;
    struct package package = {.input = {.bytes = upload_bytes(request, "tep"),
                                        .detached = upload_bytes(request, "du-lieu")},
                              .evidence = &run->evidence};
    package.input.has_detached = form_upload(request->form, "du-lieu") != NULL;
    return verify_package_send(request, &run->looked, &package, &run->report);
}

static struct result conclude(struct request *request)
{
    struct examined *run = request->later;
    TRY(weigh(request));
    if (str_is(form_get(request->form, "lay"), "goi"))
        return download_package(request);
    if (str_is(form_get(request->form, "lay"), "json"))
        return download_json(request);
    struct page_picture *picture = &run->view.picture;
    picture->page = report_view_page(&run->report, &run->signed_len);
    report_view_mark(request->arena, &run->report, picture);
    size_t whole = upload_bytes(request, "tep").len;
    bool marked = picture->mark_count != 0 || picture->whole;
    if (picture->page == 0 || (run->seal && !marked) ||
        !result_ok(ask_picture(request, whole, drawn_now)))
        return answer(request);
    return RESULT_OK;
}

static struct result reported(struct request *request)
{
    struct examined *run = request->later;
    struct lookup lookup = verify_lookup_of(request);
    bool more = false;
    struct result made = inspector_report_finish(request->arena, &run->call, &run->report);
    if (!result_ok(made) && made.kind != ERROR_INVALID)
        return made;
    if (result_ok(made) && run->round < SECOND)
        TRY(signed_add_statements(request->db, request->arena, &run->report, &run->evidence,
                                  &more));
    if (more)
        return ask_report(request);
    TRY(lookup_bytes(&lookup, upload_bytes(request, "tep"), &run->looked));
    if (result_ok(made))
        return conclude(request);
    run->looked.findings.refused = true;
    run->looked.inspection = made.message;
    if (!run->looked.findings.found && !run->looked.findings.similar)
        return verify_form_show(request, 422, (struct verify_form){.file_error = made.message});
    return answer(request);
}
