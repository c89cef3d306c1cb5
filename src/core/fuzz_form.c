/* Any JSON as a form; what is taken validates and cleans any answers, here those of the file
 * itself. Cleaning twice changes nothing. */
#include <stdlib.h>

#include "core/forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct arena *arena, const struct eform *form, const struct json *answers)
{
    struct form_input input = {.answers = answers};
    struct eform_errors errors = form_validate(arena, form, NULL, &input);
    for (size_t i = 0; i < errors.count; i++)
        if (str_empty(errors.items[i].message_vi))
            abort(); /* every fault says what to do */
    const struct json *once = NULL;
    struct str text = form_clean(arena, form, answers);
    if (!result_ok(json_parse(arena, text, &once)))
        abort();
    if (!str_equal(form_clean(arena, form, once), text))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256 << 20);
    const struct json *json = NULL;
    const struct eform *form = NULL;
    struct str problem = S("");
    if (size <= 1 << 15 &&
        result_ok(json_parse(arena, str_of((const char *)data, size), &json)) &&
        result_ok(form_parse(arena, json, &form, &problem)))
        use(arena, form, json_get(json, "answers") != NULL ? json_get(json, "answers") : json);
    arena_free(arena);
    return 0;
}
