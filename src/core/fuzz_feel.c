/* Any bytes as an expression: compiled ones are evaluated, and never fail. */
#include "core/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    const struct feel_name known[] = {{S("n"), FEEL_NUMBER}, {S("b"), FEEL_BOOL}};
    const struct feel_names names = {known, 2};
    const struct json *values = NULL;
    const struct feel *feel = NULL;
    struct str problem;
    result_ignore(json_parse(arena, S("{\"n\":\"12.50\",\"b\":\"on\",\"t\":\"x\",\"r\":0.1}"),
                             &values));
    struct str source = str_of((const char *)data, size);
    if (result_ok(feel_compile_with(arena, source, &names, &feel, &problem))) {
        struct feel_value value = feel_eval(arena, feel, values);
        if (value.kind == FEEL_NUMBER)
            decimal_text(arena, value.number);
        feel_holds(feel, NULL);
    }
    arena_free(arena);
    return 0;
}
