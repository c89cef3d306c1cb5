/*
 * The pages of a draft: one thing a page, made from the form's definition. Every answer is kept
 * as it was typed, also when it is wrong.
 */
#include "modules/dossier/citizen.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/files.h"
#include "core/inspector_report.h"
#include "core/organisation.h"
#include "core/procedure.h"
#include "core/services.h"
#include "core/trust.h"
#include "modules/dossier/draft_view.h"
#include "modules/dossier/pages.h"

static struct str path_of(struct arena *arena, const struct draft_page *page, struct str step)
{
    return str_printf(arena, "/nop/%.*s/%.*s", STR_ARG(page->draft.token), STR_ARG(step));
}

/* A draft that was sent has become its receipt page. */
static bool moved_on(struct request *request, const struct draft_page *page, struct result *answer)
{
    if (page->draft.receipt_token.len == 0)
        return false;
    *answer = respond_redirect(request, str_printf(request->arena, "/ho-so/%.*s",
                                                   STR_ARG(page->draft.receipt_token)));
    return true;
}

struct result draft_root(struct request *request)
{
    struct draft_page page;
    struct result answer;
    TRY(draft_page_load(request, &page));
    if (moved_on(request, &page, &answer))
        return answer;
    const struct form_page *first = draft_first_open_page(&page);
    struct str step = first == NULL || page.draft.dossier_id != 0 ? S("kiem-tra") : first->key;
    return respond_redirect(request, path_of(request->arena, &page, step));
}

static struct result load_step(struct request *request, struct draft_page *page)
{
    TRY(draft_page_load(request, page));
    page->step = form_page_find(page->procedure.form, request_param(request, "step"));
    if (page->step == NULL || form_page_hidden(page->step, page->answers))
        return result_fail(ERROR_NOT_FOUND, "draft.no_step",
                           N_("Không có bước này. Mở lại hồ sơ từ đường dẫn của bạn."));
    return RESULT_OK;
}

static bool wants_check(struct request *request)
{
    return str_is(form_get(request->form, "ve"), "kiem-tra");
}

struct result draft_step(struct request *request)
{
    struct draft_page page;
    struct result answer;
    TRY(load_step(request, &page));
    if (moved_on(request, &page, &answer))
        return answer;
    struct step_view view = draft_step_view(request, &page, wants_check(request), false);
    page_draft_step(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* ---- sending a step ---- */

/* What goes on while the inspector looks at one upload after the other. */
struct step_run {
    struct draft_page page;
    bool to_check;
    size_t next;      /* component to look at */
    const struct upload *upload;
    const struct form_component *component;
    struct inspector_call call;
    struct inspection found;
    struct evidence_set evidence; /* by which signatures are judged */
    struct report *report;
    bool again; /* the second look, with what is known about the signers' certificates */
};

static struct str date_answer(struct request *request, struct str name)
{
    struct arena *arena = request->arena;
    struct str parts[3];
    static const char *const suffix[3] = {"-d", "-m", "-y"};
    for (size_t i = 0; i < 3; i++)
        parts[i] = form_get(request->form,
                            str_c(arena, str_concat(arena, name, str_from_c(suffix[i]))));
    int64_t d = 0;
    int64_t m = 0;
    int64_t y = 0;
    if (str_to_i64(parts[0], &d) && str_to_i64(parts[1], &m) && str_to_i64(parts[2], &y) &&
        d >= 0 && d < 100 && m >= 0 && m < 100 && y >= 0 && y < 10000)
        return str_printf(arena, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
    if (parts[0].len + parts[1].len + parts[2].len == 0)
        return S("");
    return str_printf(arena, "%.*s/%.*s/%.*s", STR_ARG(parts[0]), STR_ARG(parts[1]),
                      STR_ARG(parts[2]));
}

/* The answers of this step as they were typed. */
static struct str posted_answers(struct request *request, const struct form_page *step)
{
    struct buf out;
    buf_init(&out, request->arena, 256 * 1024);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    for (size_t i = 0; i < step->component_count; i++) {
        const struct form_component *component = &step->components[i];
        if (component->kind == FORM_NOTE || component->kind == FORM_FILE)
            continue;
        struct str name = draft_field_name(request->arena, component);
        struct str value = component->kind == FORM_DATE
                               ? date_answer(request, name)
                               : form_get(request->form, str_c(request->arena, name));
        json_put_text(&writer, str_c(request->arena, component->key), value);
    }
    json_close_object(&writer);
    return buf_str(&out);
}

static struct result keep_answers(struct request *request, struct draft_page *page)
{
    struct service_context ctx = request_context(request);
    const struct json *posted = NULL;
    TRY(json_parse(request->arena, posted_answers(request, page->step), &posted));
    page->draft.answers = json_merge(request->arena, page->answers, posted);
    TRY(json_parse(request->arena, page->draft.answers, &page->answers));
    return draft_save(&ctx, page->draft.token, page->draft.answers);
}

static struct result finish_step(struct request *request, struct step_run *run)
{
    struct step_view view = draft_step_view(request, &run->page, run->to_check, true);
    if (view.error_count != 0) {
        page_draft_step(respond_html(request, 422), &view);
        return RESULT_OK;
    }
    const struct form_page *next = draft_page_after(&run->page, run->page.step);
    struct str step = run->to_check || next == NULL ? S("kiem-tra") : next->key;
    return respond_redirect(request, path_of(request->arena, &run->page, step));
}

/* A PDF that our reader refuses is not called signed unless it looks like it. */
static struct result state_of(struct request *request, const struct step_run *run,
                              enum signed_state *out)
{
    struct service_context ctx = request_context(request);
    struct str bytes = run->upload->bytes;
    bool trusted = false;
    TRY(signed_trusted(&ctx, run->report, request->services->demo, &trusted));
    *out = signed_state_of(run->report, trusted);
    if (*out == SIGNED_UNKNOWN && str_find(bytes, S("/ByteRange")) == bytes.len)
        *out = SIGNED_NOTHING;
    return RESULT_OK;
}

static struct result keep_upload(struct request *request, struct step_run *run)
{
    struct service_context ctx = request_context(request);
    const struct inspection *found = &run->found;
    struct dossier_file file = {
        .slot = run->component->key,
        .name = run->upload->name,
        .media_type = found->media_type,
        .size = (int64_t)run->upload->size,
        .pages = found->pages,
        .report = run->report,
    };
    if (run->report != NULL)
        TRY(state_of(request, run, &file.signatures));
    TRY(files_put(ctx.files, request->arena, run->upload->bytes, &file.sha256));
    TRY(draft_add_file(&ctx, run->page.draft.token, &file));
    return draft_load(&ctx, run->page.draft.token, &run->page.draft);
}

static struct result inspect_next(struct request *request, struct step_run *run);

static struct result signatures_judged(struct request *request);

static struct result ask_signatures(struct request *request, struct step_run *run)
{
    struct inspector_signed what = {.evidence = &run->evidence};
    TRY(upload_open(request, run->upload, &what.file));
    struct result started = inspector_report_start(request->arena, &request->services->inspector,
                                                   &what, &run->call);
    os_close(what.file);
    TRY(started);
    request->later = run;
    respond_later(request, run->call.wait, INSPECTOR_DEADLINE_MS, signatures_judged);
    return RESULT_OK;
}

static struct result signatures_judged(struct request *request)
{
    struct step_run *run = request->later;
    struct result made = inspector_report_finish(request->arena, &run->call, run->report);
    bool more = false;
    if (!result_ok(made) && made.kind != ERROR_INVALID)
        return made;
    if (!result_ok(made)) /* too complex for the inspector: a report that says so */
        *run->report = (struct report){.problem = S("pdf.limit"),
                                       .indication = INDICATION_INDETERMINATE};
    else if (!run->again)
        TRY(signed_add_statements(request->db, request->arena, run->report, &run->evidence,
                                  &more));
    run->again = true;
    if (more)
        return ask_signatures(request, run);
    TRY(keep_upload(request, run));
    return inspect_next(request, run);
}

/* A file that may be taken; of a PDF, what its signatures are worth before it is kept. */
static struct result take_upload(struct request *request, struct step_run *run)
{
    run->report = NULL;
    run->again = false;
    if (str_is(run->found.media_type, "application/pdf")) {
        run->report = ARENA_NEW(request->arena, struct report);
        TRY(trust_evidence(request->db, request->arena, TRUST_ANY, request_now_us(request),
                           &run->evidence));
        return ask_signatures(request, run);
    }
    TRY(keep_upload(request, run));
    return inspect_next(request, run);
}

static struct result upload_inspected(struct request *request)
{
    struct step_run *run = request->later;
    TRY(inspector_finish(request->arena, &run->call, &run->found));
    if (run->found.verdict == INSPECTION_GOOD)
        return take_upload(request, run);
    draft_refuse_file(&run->page, run->component, run->found.message);
    return inspect_next(request, run);
}

/* The next file field that something was sent for; when there is none, the step is done. */
static struct result inspect_next(struct request *request, struct step_run *run)
{
    const struct form_page *step = run->page.step;
    while (run->next < step->component_count) {
        run->component = &step->components[run->next++];
        if (run->component->kind != FORM_FILE)
            continue;
        struct str name = draft_field_name(request->arena, run->component);
        run->upload = form_upload(request->form, str_c(request->arena, name));
        if (run->upload == NULL)
            continue;
        struct inspector_request wanted = {.task = INSPECTOR_CHECK};
        TRY(upload_open(request, run->upload, &wanted.file));
        struct result started = inspector_start(request->arena, &request->services->inspector,
                                                &wanted, &run->call);
        os_close(wanted.file);
        TRY(started);
        request->later = run;
        respond_later(request, run->call.wait, INSPECTOR_DEADLINE_MS, upload_inspected);
        return RESULT_OK;
    }
    return finish_step(request, run);
}

static struct result remove_file(struct request *request, const struct draft_page *page)
{
    struct service_context ctx = request_context(request);
    TRY(draft_remove_file(&ctx, page->draft.token, form_int(request->form, "xoa", 0)));
    return respond_redirect(request, path_of(request->arena, page, page->step->key));
}

struct result draft_step_send(struct request *request)
{
    struct step_run *run = ARENA_NEW(request->arena, struct step_run);
    struct result answer;
    TRY(load_step(request, &run->page));
    if (moved_on(request, &run->page, &answer))
        return answer;
    run->to_check = wants_check(request);
    TRY(keep_answers(request, &run->page));
    if (form_has(request->form, "xoa"))
        return remove_file(request, &run->page);
    return inspect_next(request, run);
}

/* ---- check and send ---- */

struct result draft_check(struct request *request)
{
    struct draft_page page;
    struct result answer;
    TRY(draft_page_load(request, &page));
    if (moved_on(request, &page, &answer))
        return answer;
    struct check_view view = draft_check_view(request, &page);
    page_draft_check(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result draft_send(struct request *request)
{
    struct service_context ctx = request_context(request);
    struct str receipt;
    struct result sent = dossier_submit(&ctx, request_param(request, "token"), &receipt);
    if (sent.kind == ERROR_INVALID) {
        struct draft_page page;
        TRY(draft_page_load(request, &page));
        struct check_view view = draft_check_view(request, &page);
        page_draft_check(respond_html(request, 422), &view);
        return RESULT_OK;
    }
    TRY(sent);
    return respond_redirect(request, str_printf(request->arena, "/ho-so/%.*s", STR_ARG(receipt)));
}
