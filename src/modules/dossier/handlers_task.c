/*
 * Any user task of a process: its form is form-js JSON in the procedure file under
 * tasks.<node>, so one more task in the process needs no line here. A task without a form is done
 * with one press.
 */
#include "modules/dossier/handlers_staff.h"

#include "base/json.h"
#include "core/forms.h"
#include "core/procedure.h"
#include "modules/dossier/staff_page.h"
#include "modules/dossier/staff_pages.h"

enum { ANSWERS_MAX = 32 * 1024 };

/* Fields of the task's form carry this before their key, so that they meet no other input. */
static const char FIELD[] = "v.";

static struct result task_form(struct request *request, const struct dossier_view *d,
                               const struct eform **out)
{
    struct procedure procedure;
    struct str problem;
    *out = NULL;
    TRY(procedure_by_version(request->db, request->arena, d->brief.procedure_version_id,
                             &procedure));
    const struct json *tasks = json_get(procedure.data, "tasks");
    const struct json *form = json_find(tasks, d->brief.task_node);
    if (!form)
        return RESULT_OK;
    return form_parse(request->arena, form, out, &problem);
}

static struct str field_name(const struct request *request, struct str key)
{
    return str_printf(request->arena, "%s%.*s", FIELD, STR_ARG(key));
}

/* 1 to 99, 0 for anything else. */
static int small_number(struct str text)
{
    int64_t number;
    return str_to_i64(text, &number) && number > 0 && number < 100 ? (int)number : 0;
}

/* "08/04/1971" as forms store it; anything else stays as it was typed, for the form to refuse. */
static struct str stored_date(const struct request *request, struct str typed)
{
    struct str day;
    struct str month;
    struct str rest;
    int64_t number;
    if (!str_split(typed, '/', &day, &rest) || !str_split(rest, '/', &month, &rest))
        return typed;
    struct str date = str_printf(request->arena, "%.*s-%02d-%02d", STR_ARG(rest),
                                 small_number(month), small_number(day));
    return civil_parse_date(date, &number) ? date : typed;
}

static struct str shown_date(const struct request *request, struct str stored)
{
    int64_t number;
    if (!civil_parse_date(stored, &number))
        return stored;
    struct civil_time date = civil_from_day_number(number);
    return str_printf(request->arena, "%02d/%02d/%04d", date.day, date.month, date.year);
}

/* The typed answers of a task's form as a JSON object. */
static struct str typed_answers(struct request *request, const struct eform *form)
{
    struct buf out;
    buf_init(&out, request->arena, ANSWERS_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    for (size_t p = 0; p < form->page_count; p++) {
        for (size_t c = 0; c < form->pages[p].component_count; c++) {
            const struct form_component *component = &form->pages[p].components[c];
            if (str_empty(component->key))
                continue;
            struct str value =
                form_get(request->form, field_name(request, component->key).ptr);
            if (component->kind == FORM_DATE)
                value = stored_date(request, value);
            json_put_text(&writer, str_c(request->arena, component->key), value);
        }
    }
    json_close_object(&writer);
    return buf_str(&out);
}

static enum task_field_kind kind_of(const struct form_component *component)
{
    if (component->kind == FORM_TEXTAREA)
        return TASK_LINES;
    if (component->kind == FORM_CHECKBOX)
        return TASK_TICK;
    return component->option_count > 0 ? TASK_CHOICE : TASK_TEXT;
}

static struct str hint_of(const struct request *request, const struct form_component *component)
{
    if (str_empty(component->description.vi) && component->kind == FORM_DATE)
        return tr_str(request->locale, N_("Ví dụ: 23/11/2026"));
    return request->locale == LOCALE_EN ? component->description.en : component->description.vi;
}

static struct task_field field_of(const struct request *request,
                                  const struct form_component *component, struct str value)
{
    bool english = request->locale == LOCALE_EN;
    struct task_field field = {
        .kind = kind_of(component),
        .name = field_name(request, component->key),
        .label = english ? component->label.en : component->label.vi,
        .hint = hint_of(request, component),
        .value = component->kind == FORM_DATE ? shown_date(request, value) : value,
        .choice_count = component->option_count,
        .choices = ARENA_ARRAY(request->arena, struct choice_view, component->option_count),
    };
    for (size_t i = 0; i < component->option_count; i++) {
        const struct form_option *option = &component->options[i];
        field.choices[i] = (struct choice_view){
            .value = option->value,
            .label = english ? option->label.en : option->label.vi,
            .chosen = str_equal(option->value, value),
        };
    }
    return field;
}

static struct str error_at(const struct eform_errors *errors,
                           const struct form_component *component)
{
    for (size_t i = 0; i < errors->count; i++) {
        if (errors->items[i].component == component)
            return errors->items[i].message_vi;
    }
    return (struct str){0};
}

static void fill_fields(struct request *request, struct staff_dossier_view *view,
                        const struct eform *form, const struct json *values,
                        const struct eform_errors *errors)
{
    size_t most = 0;
    for (size_t p = 0; p < form->page_count; p++)
        most += form->pages[p].component_count;
    view->fields = ARENA_ARRAY(request->arena, struct task_field, most);
    for (size_t p = 0; p < form->page_count; p++) {
        for (size_t c = 0; c < form->pages[p].component_count; c++) {
            const struct form_component *component = &form->pages[p].components[c];
            if (str_empty(component->key) || component->kind == FORM_FILE)
                continue;
            struct str value = json_text(json_find(values, component->key));
            struct task_field *field = &view->fields[view->field_count++];
            *field = field_of(request, component, value);
            field->error = error_at(errors, component);
        }
    }
}

/* Before anything is typed a field shows what is known: earlier variables, else the answers. */
static struct result known_values(struct request *request, const struct dossier_view *d,
                                  const struct json **out)
{
    const struct json *answers;
    const struct json *variables;
    TRY(json_parse(request->arena, d->brief.answers, &answers));
    TRY(json_parse(request->arena, d->brief.variables, &variables));
    return json_parse(request->arena, json_merge(request->arena, answers, variables), out);
}

struct result staff_fill_task(struct request *request, struct staff_dossier_view *view,
                              const struct eform_errors *errors)
{
    static const struct eform_errors NO_ERRORS = {0};
    const struct eform *form;
    const struct json *values;
    TRY(task_form(request, view->d, &form));
    if (!form)
        return RESULT_OK;
    if (errors)
        TRY(json_parse(request->arena, typed_answers(request, form), &values));
    else
        TRY(known_values(request, view->d, &values));
    fill_fields(request, view, form, values, errors ? errors : &NO_ERRORS);
    return RESULT_OK;
}

static bool no_file(void *context, struct str key)
{
    (void)context;
    (void)key;
    return false;
}

/* What the task gives to the process, or what is wrong with it. */
static struct result read_variables(struct request *request, const struct dossier_view *d,
                                    struct str *variables, struct eform_errors *errors)
{
    const struct eform *form;
    const struct json *answers;
    *errors = (struct eform_errors){0};
    *variables = S("{}");
    TRY(task_form(request, d, &form));
    if (!form)
        return RESULT_OK;
    TRY(json_parse(request->arena, typed_answers(request, form), &answers));
    struct form_input input = {.answers = answers, .has_file = no_file};
    *errors = form_validate(request->arena, form, NULL, &input);
    *variables = form_clean(request->arena, form, answers);
    return RESULT_OK;
}

static struct result show_again(struct request *request, int status, const char *notice,
                                const struct eform_errors *errors)
{
    struct staff_dossier_view view = {.notice = notice, .notice_bad = true};
    TRY(staff_view_of(request, &view));
    view.field_count = 0;
    if (view.panel == PANEL_TASK)
        TRY(staff_fill_task(request, &view, errors));
    page_staff_dossier(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result staff_task_send(struct request *request)
{
    struct service_context ctx = staff_context(request);
    struct dossier_view *d;
    struct eform_errors errors;
    struct str variables;
    TRY(staff_load(request, &d));
    TRY(read_variables(request, d, &variables, &errors));
    if (errors.count > 0)
        return show_again(request, 422, N_("Sửa những mục được đánh dấu rồi bấm lại."), &errors);
    struct result done = dossier_complete_task(&ctx, d->brief.code,
                                               form_int(request->form, "lan", -1), variables);
    if (done.kind == ERROR_CONFLICT || done.kind == ERROR_INVALID)
        return show_again(request, result_http_status(done.kind), done.message, NULL);
    TRY(done);
    return respond_redirect(request, str_printf(request->arena, "%.*s?da=xong-viec",
                                                STR_ARG(staff_path(request, d->brief.code))));
}
