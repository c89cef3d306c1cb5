#include "core/forms.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "core/feel.h"
#include "core/form_pattern.h"
#include "core/identifiers.h"

enum { LINE_MAX_LETTERS = 200, LINES_MAX_LETTERS = 2000 };

/* ---- looking up ---- */

const struct form_component *form_find(const struct eform *form, struct str key)
{
    for (size_t i = 0; i < form->page_count; i++)
        for (size_t k = 0; k < form->pages[i].component_count; k++)
            if (form->pages[i].components[k].kind != FORM_NOTE &&
                str_equal(form->pages[i].components[k].key, key))
                return &form->pages[i].components[k];
    return NULL;
}

const struct form_page *form_page_find(const struct eform *form, struct str key)
{
    for (size_t i = 0; i < form->page_count; i++)
        if (str_equal(form->pages[i].key, key))
            return &form->pages[i];
    return NULL;
}

static bool hidden(const struct feel *hide, const struct json *answers)
{
    return hide != NULL && feel_holds(hide, answers);
}

bool form_component_hidden(const struct form_component *component, const struct json *answers)
{
    return hidden(component->hide, answers);
}

bool form_page_hidden(const struct form_page *page, const struct json *answers)
{
    if (hidden(page->hide, answers))
        return true;
    for (size_t i = 0; i < page->component_count; i++)
        if (page->components[i].kind != FORM_NOTE &&
            !form_component_hidden(&page->components[i], answers))
            return false;
    return true;
}

static struct str answer_of(const struct form_component *component, const struct json *answers)
{
    return json_text(json_find(answers, component->key));
}

static bool is_ticked(struct str answer)
{
    return !str_empty(answer) && !str_is(answer, "false");
}

/* ---- what is wrong with one answer ---- */

/* A sentence with up to three things to put in, in both languages: %s is the label. */
struct fault {
    const char *message; /* msgid with one %s for the label, then `a` and `b`; NULL: all is well */
    int64_t a;
    int64_t b;
};

static const struct fault no_fault = {0};

static struct fault text_fault(const struct form_component *component, struct str answer)
{
    int64_t most = component->max_length;
    if (most == 0)
        most = component->kind == FORM_TEXTAREA ? LINES_MAX_LETTERS : LINE_MAX_LETTERS;
    int64_t length = (int64_t)utf8_length(answer);
    if (length > most)
        return (struct fault){N_("%s: viết tối đa %lld chữ, bạn đã viết %lld"), most, length};
    if (length < component->min_length)
        return (struct fault){N_("%s: viết ít nhất %lld chữ, bạn đã viết %lld"),
                              component->min_length, length};
    return no_fault;
}

static struct fault number_fault(const struct form_component *component, struct str answer)
{
    int64_t value;
    if (!str_to_i64(answer, &value))
        return (struct fault){.message = N_("%s: nhập số, chỉ gồm chữ số")};
    bool low = component->has_min && value < component->min;
    bool high = component->has_max && value > component->max;
    if ((low || high) && component->has_min && component->has_max)
        return (struct fault){N_("%s: nhập số từ %lld đến %lld"), component->min, component->max};
    if (low)
        return (struct fault){N_("%s: nhập số từ %lld trở lên"), component->min, 0};
    if (high)
        return (struct fault){N_("%s: nhập số không quá %lld"), component->max, 0};
    return no_fault;
}

static struct fault choice_fault(const struct form_component *component, struct str answer)
{
    for (size_t i = 0; i < component->option_count; i++)
        if (str_equal(component->options[i].value, answer))
            return no_fault;
    return (struct fault){.message = N_("%s: chọn một trong các ô")};
}

static struct fault date_fault(struct str answer)
{
    int64_t day;
    if (civil_parse_date(answer, &day))
        return no_fault;
    return (struct fault){.message = N_("%s: nhập ngày có thật, ví dụ 08 09 2026")};
}

static bool is_name(struct str answer)
{
    size_t letters = 0;
    for (size_t i = 0; i < answer.len; i++) {
        char c = answer.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
        if (!letter && c != ' ' && c != '\'' && c != '-' && c != '.')
            return false;
        letters += letter ? 1 : 0;
    }
    return letters != 0;
}

static struct fault person_fault(struct str answer)
{
    struct person_identifier read;
    struct result parsed = person_identifier_parse(answer, SEX_UNKNOWN, 0, &read);
    int64_t digits = 0;
    for (size_t i = 0; i < answer.len; i++)
        digits += answer.ptr[i] != ' ';
    if (result_ok(parsed))
        return no_fault;
    if (str_is(str_from_c(parsed.code), "person.length"))
        return (struct fault){N_("%s có 12 chữ số, bạn đã nhập %lld"), digits, 0};
    return (struct fault){.message = N_("%s chỉ gồm chữ số")};
}

static struct fault check_fault(struct arena *arena, const struct form_component *component,
                                struct str answer)
{
    struct str e164;
    switch (component->check) {
    case FORM_CHECK_PERSON:
        return person_fault(answer);
    case FORM_CHECK_PHONE:
        if (!result_ok(phone_mobile_parse(arena, answer, &e164)))
            return (struct fault){
                .message = N_("%s: nhập số di động có 10 chữ số, ví dụ 0912 345 678")};
        break;
    case FORM_CHECK_NAME:
        if (!is_name(answer))
            return (struct fault){.message = N_("%s: chỉ dùng chữ, dấu cách, dấu ’ và dấu -")};
        break;
    case FORM_CHECK_NONE:
        break;
    }
    if (!str_empty(component->pattern) &&
        !form_pattern_matches(arena, component->pattern, answer))
        return (struct fault){.message = N_("%s: viết đúng như hướng dẫn của câu này")};
    return no_fault;
}

static struct fault given_fault(struct arena *arena, const struct form_component *component,
                                struct str answer)
{
    struct fault fault = no_fault;
    switch (component->kind) {
    case FORM_TEXT:
    case FORM_TEXTAREA:
        fault = text_fault(component, answer);
        break;
    case FORM_NUMBER:
        return number_fault(component, answer);
    case FORM_SELECT:
    case FORM_RADIO:
        return choice_fault(component, answer);
    case FORM_DATE:
        return date_fault(answer);
    case FORM_CHECKBOX:
    case FORM_FILE:
    case FORM_NOTE:
        return no_fault;
    }
    return fault.message != NULL ? fault : check_fault(arena, component, answer);
}

static struct fault missing_fault(const struct form_component *component)
{
    switch (component->kind) {
    case FORM_SELECT:
    case FORM_RADIO:
        return (struct fault){.message = N_("Chọn: %s")};
    case FORM_CHECKBOX:
        return (struct fault){.message = N_("Đánh dấu vào ô: %s")};
    case FORM_FILE:
        return (struct fault){.message = N_("Gửi ảnh hoặc tệp: %s")};
    case FORM_TEXT:
    case FORM_TEXTAREA:
    case FORM_NUMBER:
    case FORM_DATE:
    case FORM_NOTE:
        break;
    }
    return (struct fault){.message = N_("Nhập: %s")};
}

static bool is_missing(const struct form_component *component, const struct form_input *input)
{
    if (component->kind == FORM_FILE)
        return input->has_file == NULL || !input->has_file(input->context, component->key);
    struct str answer = str_trim(answer_of(component, input->answers));
    return component->kind == FORM_CHECKBOX ? !is_ticked(answer) : str_empty(answer);
}

/* ---- the errors of a page ---- */

/* `message` with its %s and %lld filled in, without handing a translated text to printf. */
static struct str fill(struct arena *arena, const char *message, struct str label,
                       const struct fault *fault)
{
    struct buf out;
    buf_init(&out, arena, 4096);
    int64_t numbers[2] = {fault->a, fault->b};
    size_t used = 0;
    for (const char *at = message; *at != '\0'; at++) {
        struct str rest = str_from_c(at);
        if (str_starts(rest, S("%s"))) {
            buf_add(&out, label);
            at += 1;
        } else if (str_starts(rest, S("%lld")) && used < 2) {
            buf_printf(&out, "%lld", (long long)numbers[used++]);
            at += 3;
        } else {
            buf_byte(&out, (unsigned char)*at);
        }
    }
    return buf_str(&out);
}

static struct eform_error error_of(struct arena *arena, const struct form_component *component,
                                  const struct fault *fault)
{
    struct eform_error error = {.component = component};
    error.message_vi = fill(arena, fault->message, component->label.vi, fault);
    error.message_en = fill(arena, tr(LOCALE_EN, fault->message), component->label.en, fault);
    bool own = !str_empty(component->error.vi) && fault->a == 0;
    if (own) {
        error.message_vi = component->error.vi;
        error.message_en = component->error.en;
    }
    return error;
}

static void validate_page(struct arena *arena, const struct form_page *page,
                          const struct form_input *input, struct eform_errors *errors)
{
    if (form_page_hidden(page, input->answers))
        return;
    for (size_t i = 0; i < page->component_count; i++) {
        const struct form_component *component = &page->components[i];
        if (component->kind == FORM_NOTE || form_component_hidden(component, input->answers))
            continue;
        struct fault fault = no_fault;
        if (!is_missing(component, input))
            fault = given_fault(arena, component,
                                str_trim(answer_of(component, input->answers)));
        else if (component->required)
            fault = missing_fault(component);
        if (fault.message != NULL)
            errors->items[errors->count++] = error_of(arena, component, &fault);
    }
}

struct eform_errors form_validate(struct arena *arena, const struct eform *form,
                                 const struct form_page *page, const struct form_input *input)
{
    size_t most = 0;
    for (size_t i = 0; i < form->page_count; i++)
        most += form->pages[i].component_count;
    struct eform_errors errors = {.items = ARENA_ARRAY(arena, struct eform_error, most)};
    for (size_t i = 0; i < form->page_count; i++)
        if (page == NULL || page == &form->pages[i])
            validate_page(arena, &form->pages[i], input, &errors);
    return errors;
}

/* ---- cleaning ---- */

static struct str clean_answer(struct arena *arena, const struct form_component *component,
                               struct str answer)
{
    struct str text = S("");
    struct result read = component->kind == FORM_TEXTAREA ? utf8_clean_lines(arena, answer, &text)
                                                          : utf8_clean_line(arena, answer, &text);
    if (!result_ok(read))
        return S("");
    struct str e164;
    if (component->check == FORM_CHECK_PERSON)
        return person_identifier_clean(arena, text);
    if (component->check == FORM_CHECK_PHONE &&
        result_ok(phone_mobile_parse(arena, text, &e164)))
        return e164;
    return text;
}

struct str form_clean(struct arena *arena, const struct eform *form, const struct json *answers)
{
    struct buf out;
    buf_init(&out, arena, SIZE_MAX / 4);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    for (size_t i = 0; i < form->page_count; i++) {
        const struct form_page *page = &form->pages[i];
        for (size_t k = 0; k < page->component_count && !form_page_hidden(page, answers); k++) {
            const struct form_component *component = &page->components[k];
            struct str answer = answer_of(component, answers);
            if (component->kind == FORM_NOTE || component->kind == FORM_FILE ||
                str_empty(answer) || form_component_hidden(component, answers))
                continue;
            json_put_text(&writer, str_c(arena, component->key),
                          clean_answer(arena, component, answer));
        }
    }
    json_close_object(&writer);
    return buf_str(&out);
}

/* ---- reading answers back ---- */

struct form_text form_answer_text(struct arena *arena, const struct form_component *component,
                                  const struct json *answers)
{
    struct str answer = answer_of(component, answers);
    struct str e164;
    for (size_t i = 0; i < component->option_count; i++)
        if (str_equal(component->options[i].value, answer))
            return component->options[i].label;
    if (component->kind == FORM_CHECKBOX) {
        const char *word = is_ticked(answer) ? N_("Có") : N_("Không");
        return (struct form_text){str_from_c(word), tr_str(LOCALE_EN, word)};
    }
    if (component->kind == FORM_DATE)
        return (struct form_text){format_day(arena, LOCALE_VI, answer),
                                  format_day(arena, LOCALE_EN, answer)};
    if (component->check == FORM_CHECK_PHONE &&
        result_ok(phone_mobile_parse(arena, answer, &e164)))
        answer = phone_spoken(arena, e164);
    return (struct form_text){answer, answer};
}
