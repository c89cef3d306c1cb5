/* Bodies of forms with files: the first line is the content type, the rest the body. */
#include "web/form.h"

static const struct form_field fields[] = {
    {.name = "ten", .required = true},
    {.name = "ngay", .kind = FIELD_DATE},
    {.name = "tep", .kind = FIELD_FILE, .many = true},
    {.name = "tra-loi-*", .kind = FIELD_LINES, .many = true},
    {0},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)1 << 28);
    struct str type;
    struct str body;
    struct pairs pairs;
    struct form *form;
    str_split(str_of((const char *)data, size), '\n', &type, &body);
    struct result read = form_pairs_multipart(arena, type, body, &pairs);
    if (result_ok(read) && result_ok(form_check(arena, fields, &pairs, false, &form)) &&
        form->upload_count > pairs.count)
        __builtin_trap();
    arena_free(arena);
    return 0;
}
