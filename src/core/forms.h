#ifndef TRUC_CORE_FORMS_H
#define TRUC_CORE_FORMS_H

/*
 * E-forms in form-js JSON (bpmn.io), checked on the server. A group at the top
 * level is one page; a component that stands alone is a page of its own.
 * Done: textfield, textarea, number, select, radio, checkbox, datetime (date),
 * filepicker, text, group; `conditional.hide` and `validate` with required, min,
 * max, minLength, maxLength, pattern. Anything else is refused by name.
 * Answers are text, as they were typed: numbers too, a ticked box is any text but "false".
 * Custom `properties` of a component: check (person | phone | name), error (the
 * sentence shown when the answer is missing or wrong), autocomplete, inputmode,
 * label_en, description_en, error_en, and option.<value> for an option in English. The id of a
 * group is the key of its page.
 */
#include "base/json.h"
#include "base/result.h"

enum form_field_kind {
    FORM_TEXT,
    FORM_TEXTAREA,
    FORM_NUMBER,
    FORM_SELECT,
    FORM_RADIO,
    FORM_CHECKBOX,
    FORM_DATE,
    FORM_FILE,
    FORM_NOTE /* shown, not asked */
};

enum form_check { FORM_CHECK_NONE, FORM_CHECK_PERSON, FORM_CHECK_PHONE, FORM_CHECK_NAME };

/* Vietnamese and English of one text; English falls back on Vietnamese. */
struct form_text {
    struct str vi;
    struct str en;
};

struct form_option {
    struct str value;
    struct form_text label;
};

struct feel;

struct form_component {
    enum form_field_kind kind;
    struct str key; /* empty for FORM_NOTE */
    struct form_text label;
    struct form_text description;
    struct form_text error;
    enum form_check check;
    struct str autocomplete;
    struct str inputmode;
    struct str accept; /* FORM_FILE: media types, comma-separated */
    bool required;
    bool has_min;
    bool has_max;
    int64_t min;
    int64_t max;
    int64_t min_length; /* code points */
    int64_t max_length; /* code points, 0 for the default */
    struct str pattern; /* POSIX extended, translated from the file's; empty where none */
    const struct form_option *options;
    size_t option_count;
    const struct feel *hide; /* NULL: always shown */
};

struct form_page {
    struct str key; /* in addresses: a letter, then letters, digits and hyphens */
    struct form_text title;
    struct form_text description;
    const struct form_component *components;
    size_t component_count;
    const struct feel *hide;
};

struct eform {
    struct form_page *pages;
    size_t page_count;
};

/* Reads a form definition. UNSUPPORTED "form.component" / "form.property" or INVALID "form.…";
 * `problem` then names the offending thing and its place. */
struct result form_parse(struct arena *arena, const struct json *json, const struct eform **out,
                         struct str *problem);

/* Whether the answers (JSON object, may be NULL) hide a page or component. A page is hidden too
 * when all its questions are. */
bool form_page_hidden(const struct form_page *page, const struct json *answers);
bool form_component_hidden(const struct form_component *component, const struct json *answers);

struct eform_error {
    const struct form_component *component;
    struct str message_vi; /* what to do, naming the field */
    struct str message_en;
};

struct eform_errors {
    struct eform_error *items;
    size_t count;
};

/* Which file fields have a file: `has_file` is asked with the key. */
struct form_input {
    const struct json *answers; /* object: key → string */
    bool (*has_file)(void *context, struct str key);
    void *context;
};

/* Checks the visible components of one page, or of all pages when `page` is NULL. */
struct eform_errors form_validate(struct arena *arena, const struct eform *form,
                                 const struct form_page *page, const struct form_input *input);

/* The answers without those of components that are hidden or do not exist, cleaned: NFC, one line
 * where one line is asked, identifiers and phones in their stored form. A JSON object. */
struct str form_clean(struct arena *arena, const struct eform *form, const struct json *answers);

const struct form_component *form_find(const struct eform *form, struct str key);
const struct form_page *form_page_find(const struct eform *form, struct str key);

/* An answer as it is read by people: option label, date 23/11/2026, phone in groups. */
struct form_text form_answer_text(struct arena *arena, const struct form_component *component,
                                  const struct json *answers);

#endif
