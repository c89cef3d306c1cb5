#include "modules/result/paper.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"

enum { FIELDS_MAX = 60, WORDS_MAX = 1 << 20 };

struct str paper_short_place(const struct agency *agency)
{
    struct str place = agency->place;
    if (str_starts(place, agency->kind))
        place = str_slice(place, agency->kind.len, place.len);
    return str_trim(place);
}

/* What an answer says on paper: the label of an option, a date as people write it. */
static struct str spoken(struct arena *arena, const struct form_component *component,
                         struct str value)
{
    int64_t day;
    for (size_t i = 0; i < component->option_count; i++)
        if (str_equal(component->options[i].value, value))
            return component->options[i].label.vi;
    if (component->kind != FORM_DATE || !civil_parse_date(value, &day))
        return value;
    struct civil_time date = civil_from_day_number(day);
    return str_printf(arena, "%02d/%02d/%04d", date.day, date.month, date.year);
}

/* The fields of one task's form that have a value, in the order of the form. */
static size_t add_form(struct arena *arena, const struct eform *form, const struct json *known,
                       struct print_field *fields, size_t count)
{
    for (size_t p = 0; p < form->page_count; p++)
        for (size_t c = 0; c < form->pages[p].component_count; c++) {
            const struct form_component *component = &form->pages[p].components[c];
            struct str value = json_text(json_find(known, component->key));
            if (str_empty(value) || component->kind == FORM_FILE || count == FIELDS_MAX)
                continue;
            fields[count++] = (struct print_field){.label = component->label.vi,
                                                   .value = spoken(arena, component, value)};
        }
    return count;
}

/* What officers have written down in the tasks of the process. */
static struct result add_fields(struct arena *arena, const struct paper_order *order,
                                struct print_result *out)
{
    const struct json *tasks = json_get(order->procedure->data, "tasks");
    const struct json *known;
    struct print_field *fields = ARENA_ARRAY(arena, struct print_field, FIELDS_MAX);
    TRY(json_parse(arena, order->dossier->variables, &known));
    for (size_t i = 0; i < json_count(tasks); i++) {
        const struct eform *form;
        struct str problem;
        TRY(form_parse(arena, json_at(tasks, i), &form, &problem));
        out->field_count = add_form(arena, form, known, fields, out->field_count);
    }
    out->fields = fields;
    return RESULT_OK;
}

/* procedure.json, "result": {"title_by": KEY OF THE FORM, "titles": {ANSWER: TITLE}, "subtitle",
 * "number_mark", "form_name"}; all may be missing. */
static void add_title(struct arena *arena, const struct paper_order *order,
                      const struct json *answers, struct print_result *out)
{
    const struct json *rules = json_get(order->procedure->data, "result");
    struct str by = json_get_text(rules, "title_by");
    struct str answer = json_text(json_find(answers, by));
    out->title = json_text(json_find(json_get(rules, "titles"), answer));
    out->subtitle = json_get_text(rules, "subtitle");
    out->form_name = json_get_text(rules, "form_name");
    if (str_empty(out->title)) {
        out->title = order->procedure->result_name;
        out->subtitle = S("");
    }
    out->title = utf8_upper(arena, out->title);
    out->subtitle = utf8_upper(arena, out->subtitle);
}

static bool is_deputy(struct str title)
{
    return str_starts(title, S("Phó"));
}

/* "Phó Chủ tịch UBND" signs as PHÓ CHỦ TỊCH for the chair (NĐ 30/2020, Phụ lục I, II.7). */
static void add_signer(const struct paper_order *order, struct print_result *out)
{
    struct str title = order->leader->title;
    size_t end = str_find(title, S(" UBND"));
    out->signer_title = str_slice(title, 0, end);
    out->signer_name = order->leader->name;
    out->authority = is_deputy(title) ? S("KT. Chủ tịch") : S("");
}

static void put_paragraph(struct json_writer *writer, struct str text)
{
    if (!str_empty(text))
        json_put_text(writer, NULL, text);
}

/* The words of the paper that a signer answers for, without number and date, which come later. */
static struct str paragraphs_of(struct arena *arena, const struct print_result *paper)
{
    struct buf out;
    buf_init(&out, arena, WORDS_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_array(&writer, NULL);
    put_paragraph(&writer, paper->superior);
    put_paragraph(&writer, paper->agency);
    put_paragraph(&writer, paper->title);
    put_paragraph(&writer, paper->subtitle);
    for (size_t i = 0; i < paper->field_count; i++) {
        const struct print_field *field = &paper->fields[i];
        put_paragraph(&writer, str_empty(field->label)
                                   ? field->value
                                   : str_printf(arena, "%.*s: %.*s", STR_ARG(field->label),
                                                STR_ARG(field->value)));
    }
    put_paragraph(&writer, paper->authority);
    put_paragraph(&writer, paper->signer_title);
    put_paragraph(&writer, paper->signer_name);
    json_close_array(&writer);
    return buf_str(&out);
}

struct result paper_make(struct arena *arena, const struct paper_order *order, struct paper *out)
{
    const struct json *answers;
    struct print_drawing hand;
    struct print_result paper = {
        .superior = order->superior,
        .agency = print_agency_name(arena, order->agency->name),
        .place = paper_short_place(order->agency),
        .code = order->dossier->code,
        .verify_address = str_printf(arena, "%.*s/ket-qua/%.*s", STR_ARG(order->origin),
                                     STR_ARG(order->dossier->result_link)),
        .made_us = order->now_us,
    };
    TRY(json_parse(arena, order->dossier->answers, &answers));
    add_title(arena, order, answers, &paper);
    add_signer(order, &paper);
    TRY(add_fields(arena, order, &paper));
    out->paragraphs = paragraphs_of(arena, &paper);
    TRY(print_result(arena, &paper, &out->pdf, &out->places));
    TRY(print_hand(arena, order->leader->name, out->places.signature, &hand));
    out->hand = hand.content;
    out->title = order->procedure->result_name;
    out->number_mark = json_get_text(json_get(order->procedure->data, "result"), "number_mark");
    return RESULT_OK;
}
