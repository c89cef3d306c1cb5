#include "core/forms.h"

#include <string.h>

#include "core/feel.h"
#include "core/form_pattern.h"

enum { PAGES_MAX = 40, COMPONENTS_MAX = 200, OPTIONS_MAX = 100, KEY_MAX = 40, LABEL_MAX = 2000 };

struct import {
    struct arena *arena;
    struct eform *form;
    struct feel_name *names; /* of numbers and boxes, for conditions */
    size_t name_count;
    size_t component_count;
    struct str *problem;
};

static const struct {
    const char *type;
    enum form_field_kind kind;
} kinds[] = {{"textfield", FORM_TEXT},    {"textarea", FORM_TEXTAREA}, {"number", FORM_NUMBER},
             {"select", FORM_SELECT},     {"radio", FORM_RADIO},       {"checkbox", FORM_CHECKBOX},
             {"datetime", FORM_DATE},     {"filepicker", FORM_FILE},   {"text", FORM_NOTE}};

/* ---- refusals ---- */

static struct result refuse(struct import *import, const struct json *at, struct str what,
                            const char *code)
{
    struct str place = json_get_text(at, "key");
    if (str_empty(place))
        place = json_get_text(at, "id");
    *import->problem = str_printf(import->arena, "%.*s: %.*s", STR_ARG(place), STR_ARG(what));
    bool rule = strcmp(code, "form.rule") == 0;
    return result_fail(rule ? ERROR_INVALID : ERROR_UNSUPPORTED, code,
                       N_("Sửa biểu mẫu rồi nạp lại"));
}

/* Refuses the first member whose name is not in the list, by its name. */
static struct result only(struct import *import, const struct json *at, const struct json *object,
                          const char *const *allowed)
{
    for (size_t i = 0; i < json_count(object); i++) {
        const char *const *name = allowed;
        while (*name != NULL && !str_is(json_key(object, i), *name))
            name++;
        if (*name == NULL)
            return refuse(import, at, json_key(object, i), "form.property");
    }
    return RESULT_OK;
}

static bool is_key(struct str key, char joint)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || (c != joint && (c < '0' || c > '9'))))
            return false;
    }
    return key.len != 0 && key.len <= KEY_MAX;
}

/* ---- texts ---- */

static struct form_text text_of(const struct json *json, const char *name, const char *english)
{
    struct str vi = json_get_text(json, name);
    struct str en = json_get_text(json_get(json, "properties"), english);
    return (struct form_text){vi, str_empty(en) ? vi : en};
}

static struct result read_properties(struct import *import, const struct json *json,
                                     struct form_component *component)
{
    static const char *const allowed[] = {"check",    "error",          "autocomplete", "inputmode",
                                          "label_en", "description_en", "error_en",     NULL};
    const struct json *properties = json_get(json, "properties");
    for (size_t i = 0; i < json_count(properties); i++) {
        const char *const *name = allowed;
        struct str key = json_key(properties, i);
        while (*name != NULL && !str_is(key, *name))
            name++;
        if (*name == NULL && !str_starts(key, S("option.")))
            return refuse(import, json, key, "form.property");
    }
    component->error = (struct form_text){json_get_text(properties, "error"),
                                          json_get_text(properties, "error_en")};
    if (str_empty(component->error.en))
        component->error.en = component->error.vi;
    component->autocomplete = json_get_text(properties, "autocomplete");
    component->inputmode = json_get_text(properties, "inputmode");
    struct str check = json_get_text(properties, "check");
    if (str_is(check, "person"))
        component->check = FORM_CHECK_PERSON;
    else if (str_is(check, "phone"))
        component->check = FORM_CHECK_PHONE;
    else if (str_is(check, "name"))
        component->check = FORM_CHECK_NAME;
    else if (!str_empty(check))
        return refuse(import, json, check, "form.property");
    return RESULT_OK;
}

/* ---- validation rules ---- */

static struct result read_validate(struct import *import, const struct json *json,
                                   struct form_component *component)
{
    static const char *const allowed[] = {"required",  "min",     "max", "minLength",
                                          "maxLength", "pattern", NULL};
    const struct json *rules = json_get(json, "validate");
    TRY(only(import, json, rules, allowed));
    component->required = json_get_bool(rules, "required", false);
    component->has_min = json_is(json_get(rules, "min"), JSON_KIND_INTEGER);
    component->has_max = json_is(json_get(rules, "max"), JSON_KIND_INTEGER);
    component->min = json_get_int(rules, "min", 0);
    component->max = json_get_int(rules, "max", 0);
    component->min_length = json_get_int(rules, "minLength", 0);
    component->max_length = json_get_int(rules, "maxLength", 0);
    if (component->min_length < 0 || component->max_length < 0 ||
        component->min_length > LABEL_MAX || component->max_length > 10 * LABEL_MAX)
        return refuse(import, json, S("length"), "form.rule");
    struct str pattern = json_get_text(rules, "pattern");
    if (!str_empty(pattern) &&
        !form_pattern_translate(import->arena, pattern, &component->pattern))
        return refuse(import, json, pattern, "form.rule");
    return RESULT_OK;
}

static struct result read_hide(struct import *import, const struct json *json,
                               const struct feel **hide)
{
    static const char *const allowed[] = {"hide", NULL};
    const struct json *conditional = json_get(json, "conditional");
    TRY(only(import, json, conditional, allowed));
    struct str source = json_get_text(conditional, "hide");
    if (str_empty(source))
        return RESULT_OK;
    struct str problem = S("");
    const struct feel_names names = {import->names, import->name_count};
    struct result compiled = feel_compile_with(import->arena, source, &names, hide, &problem);
    if (!result_ok(compiled)) {
        struct str key = json_get_text(json, "key");
        *import->problem = str_printf(import->arena, "%.*s: conditional.hide: %.*s", STR_ARG(key),
                                      STR_ARG(problem));
    }
    return compiled;
}

static struct result read_options(struct import *import, const struct json *json,
                                  struct form_component *component)
{
    static const char *const allowed[] = {"label", "value", NULL};
    const struct json *values = json_get(json, "values");
    size_t count = json_count(values);
    if (!json_is(values, JSON_KIND_ARRAY) || count == 0 || count > OPTIONS_MAX)
        return refuse(import, json, S("values"), "form.rule");
    struct form_option *options = ARENA_ARRAY(import->arena, struct form_option, count);
    for (size_t i = 0; i < count; i++) {
        const struct json *one = json_at(values, i);
        TRY(only(import, json, one, allowed));
        struct str value = json_get_text(one, "value");
        struct str label = json_get_text(one, "label");
        struct str english = json_text(json_find(
            json_get(json, "properties"), str_concat(import->arena, S("option."), value)));
        if (str_empty(value) || str_empty(label))
            return refuse(import, json, S("values"), "form.rule");
        options[i] = (struct form_option){value, {label, str_empty(english) ? label : english}};
    }
    component->options = options;
    component->option_count = count;
    return RESULT_OK;
}

/* ---- components ---- */

static struct result kind_of(struct import *import, const struct json *json,
                             enum form_field_kind *kind)
{
    struct str type = json_get_text(json, "type");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_is(type, kinds[i].type)) {
            *kind = kinds[i].kind;
            return RESULT_OK;
        }
    return refuse(import, json, type, "form.component");
}

static struct result check_members(struct import *import, const struct json *json,
                                   enum form_field_kind kind)
{
    static const char *const common[] = {"type",     "id",          "key",        "label",
                                         "layout",   "description", "validate",   "conditional",
                                         "properties", NULL};
    static const char *const choice[] = {"type",   "id",          "key",      "label",
                                         "layout", "description", "validate", "conditional",
                                         "properties", "values",  NULL};
    static const char *const date[] = {"type",     "id",        "key",         "label",
                                       "layout",   "description", "validate",  "conditional",
                                       "properties", "subtype", "dateLabel",   NULL};
    static const char *const file[] = {"type",     "id",        "key",         "label",
                                       "layout",   "description", "validate",  "conditional",
                                       "properties", "accept",  "multiple",    NULL};
    static const char *const note[] = {"type", "id", "layout", "text", "conditional", "properties",
                                       NULL};
    static const char *const *const lists[] = {
        [FORM_TEXT] = common,   [FORM_TEXTAREA] = common, [FORM_NUMBER] = common,
        [FORM_SELECT] = choice, [FORM_RADIO] = choice,    [FORM_CHECKBOX] = common,
        [FORM_DATE] = date,     [FORM_FILE] = file,       [FORM_NOTE] = note};
    TRY(only(import, json, json, lists[kind]));
    if (kind == FORM_DATE && !str_is(json_get_text(json, "subtype"), "date"))
        return refuse(import, json, S("subtype"), "form.property");
    if (kind == FORM_FILE && json_get_bool(json, "multiple", false))
        return refuse(import, json, S("multiple"), "form.property");
    return RESULT_OK;
}

static struct result check_key(struct import *import, const struct json *json, struct str key)
{
    if (!is_key(key, '_'))
        return refuse(import, json, S("key"), "form.rule");
    if (form_find(import->form, key) != NULL)
        return refuse(import, json, S("key used twice"), "form.rule");
    return RESULT_OK;
}

static struct result read_component(struct import *import, const struct json *json,
                                    struct form_component *component)
{
    if (import->component_count++ >= COMPONENTS_MAX)
        return refuse(import, json, S("too many components"), "form.rule");
    TRY(kind_of(import, json, &component->kind));
    TRY(check_members(import, json, component->kind));
    bool note = component->kind == FORM_NOTE;
    const char *label = note ? "text" : component->kind == FORM_DATE ? "dateLabel" : "label";
    component->label = text_of(json, label, "label_en");
    component->description = text_of(json, "description", "description_en");
    if (str_empty(component->label.vi) || component->label.vi.len > LABEL_MAX)
        return refuse(import, json, S("label"), "form.rule");
    TRY(read_properties(import, json, component));
    TRY(read_validate(import, json, component));
    TRY(read_hide(import, json, &component->hide));
    if (component->kind == FORM_SELECT || component->kind == FORM_RADIO)
        TRY(read_options(import, json, component));
    component->accept = json_get_text(json, "accept");
    struct str key = json_get_text(json, "key");
    if (!note)
        TRY(check_key(import, json, key));
    component->key = key;
    return RESULT_OK;
}

/* ---- pages ---- */

static struct result read_group(struct import *import, const struct json *json,
                                struct form_page *page)
{
    static const char *const allowed[] = {"type",       "id",         "label",
                                          "layout",     "components", "conditional",
                                          "properties", "showOutline", NULL};
    static const char *const english[] = {"label_en", "description", "description_en", NULL};
    const struct json *components = json_get(json, "components");
    const struct json *properties = json_get(json, "properties");
    TRY(only(import, json, json, allowed));
    TRY(only(import, json, properties, english));
    page->title = text_of(json, "label", "label_en");
    page->description = (struct form_text){json_get_text(properties, "description"),
                                           json_get_text(properties, "description_en")};
    if (str_empty(page->description.en))
        page->description.en = page->description.vi;
    if (str_empty(page->title.vi) || json_count(components) == 0)
        return refuse(import, json, S("label, components"), "form.rule");
    size_t count = json_count(components);
    struct form_component *read = ARENA_ARRAY(import->arena, struct form_component, count);
    page->components = read;
    for (size_t i = 0; i < count; i++) {
        TRY(read_component(import, json_at(components, i), &read[i]));
        page->component_count++;
    }
    return read_hide(import, json, &page->hide);
}

/* A component at the top level is a page that bears its label. */
static struct result read_single(struct import *import, const struct json *json,
                                 struct form_page *page)
{
    struct form_component *component = ARENA_NEW(import->arena, struct form_component);
    page->components = component;
    TRY(read_component(import, json, component));
    page->component_count = 1;
    page->title = component->label;
    return RESULT_OK;
}

static struct result read_page(struct import *import, const struct json *json)
{
    struct str key = json_get_text(json, "id");
    bool reserved = str_is(key, "kiem-tra") || str_is(key, "gui") || str_is(key, "co-quan");
    if (!is_key(key, '-') || reserved || form_page_find(import->form, key) != NULL)
        return refuse(import, json, S("id"), "form.rule");
    struct form_page *page = &import->form->pages[import->form->page_count++];
    page->key = key;
    if (str_is(json_get_text(json, "type"), "group"))
        return read_group(import, json, page);
    return read_single(import, json, page);
}

/* Names of numbers and boxes, wherever they stand: a condition may look ahead. */
static void collect_names(struct import *import, const struct json *components, unsigned depth)
{
    for (size_t i = 0; i < json_count(components); i++) {
        const struct json *one = json_at(components, i);
        struct str type = json_get_text(one, "type");
        bool number = str_is(type, "number");
        if ((number || str_is(type, "checkbox")) && import->name_count < COMPONENTS_MAX)
            import->names[import->name_count++] = (struct feel_name){
                json_get_text(one, "key"), number ? FEEL_NUMBER : FEEL_BOOL};
        if (depth == 0)
            collect_names(import, json_get(one, "components"), 1);
    }
}

struct result form_parse(struct arena *arena, const struct json *json, const struct eform **out,
                         struct str *problem)
{
    static const char *const allowed[] = {"type", "id", "components", "schemaVersion", "exporter",
                                          "executionPlatform", "executionPlatformVersion", NULL};
    struct import import = {.arena = arena, .form = ARENA_NEW(arena, struct eform)};
    import.problem = problem;
    import.names = ARENA_ARRAY(arena, struct feel_name, COMPONENTS_MAX);
    const struct json *components = json_get(json, "components");
    size_t count = json_count(components);
    TRY(only(&import, json, json, allowed));
    if (!json_is(components, JSON_KIND_ARRAY) || count == 0 || count > PAGES_MAX)
        return refuse(&import, json, S("components"), "form.rule");
    collect_names(&import, components, 0);
    import.form->pages = ARENA_ARRAY(arena, struct form_page, count);
    for (size_t i = 0; i < count; i++)
        TRY(read_page(&import, json_at(components, i)));
    *out = import.form;
    return RESULT_OK;
}
