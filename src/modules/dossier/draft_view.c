#include "modules/dossier/draft_view.h"

#include "base/json.h"
#include "core/organisation.h"

struct result draft_page_load(struct request *request, struct draft_page *out)
{
    struct service_context ctx = request_context(request);
    struct agency agency;
    *out = (struct draft_page){0};
    TRY(draft_load(&ctx, request_param(request, "token"), &out->draft));
    TRY(procedure_by_version(ctx.db, ctx.arena, out->draft.procedure_version_id,
                             &out->procedure));
    TRY(agency_by_id(ctx.db, ctx.arena, out->draft.agency_id,
                     organisation_today(ctx.arena, ctx.clock), &agency));
    out->agency_name = agency.name;
    return json_parse(ctx.arena, out->draft.answers, &out->answers);
}

void draft_refuse_file(struct draft_page *page, const struct form_component *component,
                       const char *message)
{
    if (page->refused_count < REFUSED_MAX)
        page->refused[page->refused_count++] = (struct refused_file){component, message};
}

struct str draft_field_name(struct arena *arena, const struct form_component *component)
{
    return str_printf(arena, "%s%.*s", component->kind == FORM_FILE ? "tep-" : "a-",
                      STR_ARG(component->key));
}

static bool page_has_file(void *context, struct str key)
{
    const struct draft *draft = context;
    for (size_t i = 0; i < draft->file_count; i++)
        if (str_equal(draft->files[i].slot, key))
            return true;
    return false;
}

static struct eform_errors errors_of(struct arena *arena, struct draft_page *page,
                                    const struct form_page *step)
{
    struct form_input input = {.answers = page->answers, .has_file = page_has_file,
                               .context = &page->draft};
    return form_validate(arena, page->procedure.form, step, &input);
}

const struct form_page *draft_page_after(const struct draft_page *draft,
                                         const struct form_page *page)
{
    const struct eform *form = draft->procedure.form;
    bool seen = page == NULL;
    for (size_t i = 0; i < form->page_count; i++) {
        if (seen && !form_page_hidden(&form->pages[i], draft->answers))
            return &form->pages[i];
        seen = seen || &form->pages[i] == page;
    }
    return NULL;
}

static const struct form_page *page_before(const struct draft_page *draft,
                                           const struct form_page *page)
{
    const struct form_page *before = NULL;
    const struct eform *form = draft->procedure.form;
    for (size_t i = 0; i < form->page_count && &form->pages[i] != page; i++)
        if (!form_page_hidden(&form->pages[i], draft->answers))
            before = &form->pages[i];
    return before;
}

const struct form_page *draft_first_open_page(struct draft_page *page)
{
    struct arena *scratch = arena_new(1 << 22);
    const struct form_page *open = draft_page_after(page, NULL);
    while (open != NULL && errors_of(scratch, page, open).count == 0)
        open = draft_page_after(page, open);
    arena_free(scratch);
    return open;
}

/* ---- the frame ---- */

static struct str step_path(struct request *request, const struct draft_page *page, struct str key)
{
    return str_printf(request->arena, "/nop/%.*s/%.*s", STR_ARG(page->draft.token), STR_ARG(key));
}

static size_t visible_pages(const struct draft_page *page)
{
    size_t count = 0;
    for (const struct form_page *at = draft_page_after(page, NULL); at != NULL;
         at = draft_page_after(page, at))
        count++;
    return count;
}

static struct draft_frame frame_of(struct request *request, struct draft_page *page,
                                   struct str title)
{
    size_t count = visible_pages(page) + 1;
    struct step_link *steps = ARENA_ARRAY(request->arena, struct step_link, count);
    struct draft_frame frame = {
        .chrome = chrome_public(request, title),
        .token = page->draft.token,
        .procedure_name = request->locale == LOCALE_EN ? page->procedure.name_en
                                                       : page->procedure.name,
        .agency_name = page->agency_name,
        .steps = steps,
        .step_count = count,
        .step_number = (int64_t)count,
        .saved_us = page->draft.changed_us,
        .fee_each_vnd = page->procedure.fee_vnd,
        .amends = page->draft.dossier_id != 0,
    };
    size_t i = 0;
    for (const struct form_page *at = draft_page_after(page, NULL); at != NULL;
         at = draft_page_after(page, at), i++) {
        bool done = errors_of(request->arena, page, at).count == 0;
        steps[i] = (struct step_link){
            .path = step_path(request, page, at->key),
            .title = text_in(request->locale, at->title),
            .state = at == page->step ? STEP_NOW : done ? STEP_DONE : STEP_TODO,
        };
        if (at == page->step)
            frame.step_number = (int64_t)i + 1;
    }
    steps[i] = (struct step_link){
        .path = step_path(request, page, S("kiem-tra")),
        .title = tr_str(request->locale, N_("Kiểm tra và gửi")),
        .state = page->step == NULL ? STEP_NOW : STEP_TODO,
    };
    frame.crumbs = crumbs_to(request,
                             str_printf(request->arena, "/dich-vu/%.*s",
                                        STR_ARG(page->procedure.code)),
                             frame.procedure_name, title);
    return frame;
}

/* ---- questions ---- */

static struct str error_for(struct request *request, const struct draft_page *page,
                            const struct eform_errors *errors,
                            const struct form_component *component)
{
    for (size_t i = 0; i < page->refused_count; i++)
        if (page->refused[i].component == component)
            return tr_str(request->locale, page->refused[i].message);
    for (size_t i = 0; i < errors->count; i++)
        if (errors->items[i].component == component)
            return request->locale == LOCALE_EN ? errors->items[i].message_en
                                                : errors->items[i].message_vi;
    return S("");
}

/* A stored date, or what was typed as "d/m/y". */
static void split_date(struct question_view *question)
{
    struct str rest;
    int64_t day = 0;
    if (civil_parse_date(question->value, &day) ||
        (question->value.len == 10 && question->value.ptr[4] == '-')) {
        question->year = str_slice(question->value, 0, 4);
        question->month = str_slice(question->value, 5, 7);
        question->day = str_slice(question->value, 8, 10);
        return;
    }
    str_split(question->value, '/', &question->day, &rest);
    str_split(rest, '/', &question->month, &question->year);
}

static void add_choices(struct request *request, const struct form_component *component,
                        struct question_view *question)
{
    size_t count = component->option_count;
    struct choice_view *choices = ARENA_ARRAY(request->arena, struct choice_view, count);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct choice_view){
            .id = i == 0 ? question->id
                         : str_printf(request->arena, "%.*s-%zu", STR_ARG(question->id), i + 1),
            .value = component->options[i].value,
            .label = text_in(request->locale, component->options[i].label),
            .chosen = str_equal(component->options[i].value, question->value),
        };
    question->choices = choices;
    question->choice_count = count;
}

static struct question_view question_of(struct request *request, const struct draft_page *page,
                                        const struct form_component *component)
{
    struct question_view question = {
        .kind = component->kind,
        .id = draft_field_name(request->arena, component),
        .label = text_in(request->locale, component->label),
        .hint = text_in(request->locale, component->description),
        .value = json_text(json_find(page->answers, component->key)),
        .autocomplete = component->autocomplete.len == 0 ? S("off") : component->autocomplete,
        .inputmode = component->inputmode.len == 0 ? S("text") : component->inputmode,
        .accept = component->accept,
        .optional = !component->required,
    };
    if (component->kind == FORM_DATE)
        split_date(&question);
    if (component->kind == FORM_SELECT || component->kind == FORM_RADIO)
        add_choices(request, component, &question);
    for (size_t i = 0; component->kind == FORM_FILE && i < page->draft.file_count; i++)
        if (str_equal(page->draft.files[i].slot, component->key)) {
            question.file = &page->draft.files[i];
            question.signatures = question.file->signatures;
        }
    return question;
}

struct step_view draft_step_view(struct request *request, struct draft_page *page, bool to_check,
                                 bool with_errors)
{
    const struct form_page *step = page->step;
    struct eform_errors errors = {0};
    if (with_errors)
        errors = errors_of(request->arena, page, step);
    struct step_view view = {
        .title = text_in(request->locale, step->title),
        .description = text_in(request->locale, step->description),
        .to_check = to_check,
        .questions = ARENA_ARRAY(request->arena, struct question_view, step->component_count),
    };
    view.frame = frame_of(request, page, view.title);
    view.action = step_path(request, page, step->key);
    const struct form_page *before = page_before(page, step);
    view.back = to_check         ? step_path(request, page, S("kiem-tra"))
                : before != NULL ? step_path(request, page, before->key)
                                 : str_printf(request->arena, "/dich-vu/%.*s",
                                              STR_ARG(page->procedure.code));
    for (size_t i = 0; i < step->component_count; i++) {
        const struct form_component *component = &step->components[i];
        if (form_component_hidden(component, page->answers))
            continue;
        struct question_view *question = &view.questions[view.question_count++];
        *question = question_of(request, page, component);
        question->error = error_for(request, page, &errors, component);
        view.error_count += question->error.len != 0;
        view.with_files = view.with_files || component->kind == FORM_FILE;
    }
    return view;
}

/* ---- check ---- */

static struct str files_text(struct request *request, const struct draft_page *page,
                             struct str slot)
{
    for (size_t i = 0; i < page->draft.file_count; i++)
        if (str_equal(page->draft.files[i].slot, slot))
            return page->draft.files[i].name;
    return tr_str(request->locale, N_("Không gửi"));
}

static enum signed_state signatures_of(const struct draft_page *page, struct str slot)
{
    for (size_t i = 0; i < page->draft.file_count; i++)
        if (str_equal(page->draft.files[i].slot, slot))
            return page->draft.files[i].signatures;
    return SIGNED_NOTHING;
}

static struct answer_row row_of(struct request *request, struct draft_page *page,
                                const struct form_page *step,
                                const struct form_component *component,
                                const struct eform_errors *errors)
{
    struct answer_row row = {
        .label = text_in(request->locale, component->label),
        .text = component->kind == FORM_FILE
                    ? files_text(request, page, component->key)
                    : text_in(request->locale,
                              form_answer_text(request->arena, component, page->answers)),
        .edit = str_printf(request->arena, "/nop/%.*s/%.*s?ve=kiem-tra#%.*s",
                           STR_ARG(page->draft.token), STR_ARG(step->key),
                           STR_ARG(draft_field_name(request->arena, component))),
        .signatures = component->kind == FORM_FILE ? signatures_of(page, component->key)
                                                   : SIGNED_NOTHING,
        .problem = error_for(request, page, errors, component),
    };
    row.missing = row.problem.len != 0;
    if (row.text.len == 0)
        row.text = tr_str(request->locale, N_("Chưa trả lời"));
    return row;
}

static struct answer_group group_of(struct request *request, struct draft_page *page,
                                    const struct form_page *step, int64_t *problems)
{
    struct eform_errors errors = errors_of(request->arena, page, step);
    struct answer_row *rows = ARENA_ARRAY(request->arena, struct answer_row, step->component_count);
    size_t count = 0;
    for (size_t i = 0; i < step->component_count; i++) {
        const struct form_component *component = &step->components[i];
        if (component->kind == FORM_NOTE || form_component_hidden(component, page->answers))
            continue;
        rows[count] = row_of(request, page, step, component, &errors);
        *problems += rows[count++].missing;
    }
    return (struct answer_group){.title = text_in(request->locale, step->title), .rows = rows,
                                 .row_count = count};
}

struct check_view draft_check_view(struct request *request, struct draft_page *page)
{
    struct check_view view = {.copies = 1};
    size_t count = visible_pages(page);
    struct answer_group *groups = ARENA_ARRAY(request->arena, struct answer_group, count);
    page->step = NULL;
    view.frame = frame_of(request, page, tr_str(request->locale, N_("Xem lại trước khi gửi")));
    for (const struct form_page *at = draft_page_after(page, NULL); at != NULL;
         at = draft_page_after(page, at))
        groups[view.group_count++] = group_of(request, page, at, &view.problem_count);
    view.groups = groups;
    if (page->procedure.bindings.copies.len != 0 &&
        !str_to_i64(json_text(json_find(page->answers, page->procedure.bindings.copies)),
                    &view.copies))
        view.copies = 1;
    result_ignore(procedure_fee(&page->procedure, view.copies, S(""), &view.fee_vnd));
    view.action = str_printf(request->arena, "/nop/%.*s/gui", STR_ARG(page->draft.token));
    return view;
}
