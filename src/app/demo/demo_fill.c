#include "app/demo/demo_fill.h"

#include "app/demo/demo_data.h"

enum { ANSWERS_MAX = 32 * 1024, PAPER_MAX = 4096, OLDEST = 1950, YOUNGEST = 2003 };

static struct str pick(struct demo_chance *chance, const char *const *list, size_t count)
{
    return str_from_c(list[demo_chance_below(chance, count)]);
}

static struct str name_of(struct arena *arena, struct demo_chance *chance, bool female)
{
    const struct demo_names *n = &demo_names;
    struct str family = pick(chance, n->family, n->family_count);
    struct str middle = female ? pick(chance, n->middle_female, n->middle_female_count)
                               : pick(chance, n->middle_male, n->middle_male_count);
    struct str given = female ? pick(chance, n->given_female, n->given_female_count)
                              : pick(chance, n->given_male, n->given_male_count);
    return str_printf(arena, "%.*s %.*s %.*s", STR_ARG(family), STR_ARG(middle), STR_ARG(given));
}

/* Birth registered in Đồng Nai (075); century and sex by TT 07/2016/TT-BCA Điều 7. */
struct demo_citizen demo_citizen_make(struct arena *arena, struct demo_chance *chance)
{
    struct demo_citizen citizen = {.female = demo_chance_below(chance, 2) == 0};
    citizen.birth_year = OLDEST + (int)demo_chance_below(chance, YOUNGEST - OLDEST + 1);
    int century = (citizen.birth_year >= 2000 ? 2 : 0) + (citizen.female ? 1 : 0);
    citizen.name = name_of(arena, chance, citizen.female);
    citizen.identifier = str_printf(arena, "075%d%02d%06zu", century, citizen.birth_year % 100,
                                    demo_chance_below(chance, 1000000));
    citizen.phone = str_printf(arena, "09%08zu", demo_chance_below(chance, 100000000));
    return citizen;
}

/* What a component gives as its example ("Ví dụ: 0412/2016"), up to a semicolon; empty: none. */
static struct str example_of(const struct form_component *component)
{
    struct str mark = S("Ví dụ: ");
    struct str text = component->description.vi;
    size_t at = str_find(text, mark);
    if (at == text.len)
        return (struct str){0};
    text = str_slice(text, at + mark.len, text.len);
    return str_slice(text, 0, str_find_byte(text, ';'));
}

/* The example with other digits before a slash, so that no two are alike. */
static struct str vary(struct arena *arena, struct str example, struct demo_chance *chance)
{
    char *out = arena_copy(arena, example.ptr, example.len);
    size_t slash = str_find_byte(example, '/');
    for (size_t i = 0; i < slash && slash < example.len; i++) {
        if (out[i] >= '0' && out[i] <= '9')
            out[i] = (char)('0' + demo_chance_below(chance, 10));
    }
    return str_of(out, example.len);
}

static struct str text_answer(struct arena *arena, const struct form_component *component,
                              const struct demo_filler *filler)
{
    enum { SHORT_TEXT = 40 };
    struct str example = example_of(component);
    if (!str_empty(example) && demo_chance_below(filler->chance, 3) > 0)
        return vary(arena, example, filler->chance);
    if (component->max_length > 0 && component->max_length <= SHORT_TEXT)
        return str_printf(arena, "%02zu/%d", 1 + demo_chance_below(filler->chance, 90),
                          filler->citizen->birth_year);
    if (component->kind == FORM_TEXTAREA && !component->required)
        return (struct str){0};
    return filler->place;
}

static struct str number_answer(struct arena *arena, const struct form_component *component,
                                const struct demo_filler *filler)
{
    enum { YEARS_FROM = 1000, YEARS = 22, COPIES = 3 };
    if (component->has_min && component->min >= YEARS_FROM)
        return str_printf(arena, "%zu", (size_t)filler->citizen->birth_year +
                                            demo_chance_below(filler->chance, YEARS));
    return str_printf(arena, "%zu", 1 + demo_chance_below(filler->chance, COPIES));
}

static struct str answer_of(struct arena *arena, const struct form_component *component,
                            const struct demo_filler *filler)
{
    struct demo_chance *chance = filler->chance;
    struct str known = json_text(json_find(filler->known, component->key));
    if (!str_empty(known))
        return known;
    if (component->check == FORM_CHECK_PERSON)
        return filler->citizen->identifier;
    if (component->check == FORM_CHECK_PHONE)
        return filler->citizen->phone;
    if (component->check == FORM_CHECK_NAME && str_equal(component->key, filler->own_name))
        return filler->citizen->name;
    if (component->check == FORM_CHECK_NAME)
        return name_of(arena, chance, demo_chance_below(chance, 2) == 0);
    if (component->option_count > 0)
        return component->options[demo_chance_below(chance, component->option_count)].value;
    if (component->kind == FORM_NUMBER)
        return number_answer(arena, component, filler);
    if (component->kind == FORM_DATE)
        return str_printf(arena, "%04d-%02zu-%02zu", filler->citizen->birth_year,
                          1 + demo_chance_below(chance, 12), 1 + demo_chance_below(chance, 28));
    if (component->kind == FORM_CHECKBOX)
        return component->required ? S("true") : (struct str){0};
    return text_answer(arena, component, filler);
}

struct str demo_fill_form(struct arena *arena, const struct eform *form,
                          const struct demo_filler *filler)
{
    struct buf out;
    buf_init(&out, arena, ANSWERS_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    for (size_t p = 0; p < form->page_count; p++) {
        for (size_t c = 0; c < form->pages[p].component_count; c++) {
            const struct form_component *component = &form->pages[p].components[c];
            if (str_empty(component->key) || component->kind == FORM_FILE)
                continue;
            json_put_text(&writer, str_c(arena, component->key),
                          answer_of(arena, component, filler));
        }
    }
    json_close_object(&writer);
    return buf_str(&out);
}

static void add_object(struct buf *pdf, size_t *offsets, size_t number, const char *body)
{
    offsets[number] = pdf->len;
    buf_printf(pdf, "%zu 0 obj\n%s\nendobj\n", number, body);
}

struct str demo_paper(struct arena *arena, const char *text)
{
    enum { OBJECTS = 5 };
    size_t offsets[OBJECTS + 1] = {0};
    struct buf pdf;
    buf_init(&pdf, arena, PAPER_MAX);
    struct str content = str_printf(arena, "BT /F1 18 Tf 60 760 Td (%s) Tj ET", text);
    struct str stream = str_printf(arena, "<< /Length %zu >>\nstream\n%.*s\nendstream",
                                   content.len, STR_ARG(content));
    buf_text(&pdf, "%PDF-1.7\n%\xc3\xa4\xc3\xb6\n");
    add_object(&pdf, offsets, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    add_object(&pdf, offsets, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    add_object(&pdf, offsets, 3,
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
               "/Resources << /Font << /F1 5 0 R >> >> >>");
    add_object(&pdf, offsets, 4, stream.ptr);
    add_object(&pdf, offsets, OBJECTS,
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    size_t table = pdf.len;
    buf_printf(&pdf, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
    for (size_t i = 1; i <= OBJECTS; i++)
        buf_printf(&pdf, "%010zu 00000 n \n", offsets[i]);
    buf_printf(&pdf, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
               OBJECTS + 1, table);
    return buf_str(&pdf);
}
