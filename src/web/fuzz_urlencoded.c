/* Bodies of plain forms, cookies and paths. */
#include "web/cookie.h"
#include "web/form.h"
#include "web/url.h"

static const struct form_field fields[] = {
    {.name = "ten", .required = true},
    {.name = "so", .kind = FIELD_INT, .min_value = 1, .max_value = 9},
    {.name = "ngay", .kind = FIELD_DATE},
    {.name = "chon*", .many = true},
    {0},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)1 << 28);
    struct str text = str_of((const char *)data, size);
    struct str path;
    struct pairs pairs;
    struct form *form;
    struct str value = cookie_find(text, S("truc"));
    if (value.len > text.len)
        __builtin_trap();
    if (url_path_ok(text) && result_ok(url_decode(arena, text, false, &path)) &&
        str_has_nul(path))
        __builtin_trap();
    if (result_ok(form_pairs_urlencoded(arena, text, &pairs)) &&
        result_ok(form_check(arena, fields, &pairs, true, &form)) && form->count > pairs.count)
        __builtin_trap();
    arena_free(arena);
    return 0;
}
