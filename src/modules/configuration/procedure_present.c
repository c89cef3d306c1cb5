#include "modules/configuration/procedure_present.h"

enum { SHOWN_MAX = 100 };

static struct result diff_of(struct request *request, struct str before, struct str after,
                             struct json_changes *out)
{
    const struct json *sides[2] = {NULL, NULL};
    TRY(json_parse(request->arena, before, &sides[0]));
    TRY(json_parse(request->arena, after, &sides[1]));
    *out = json_diff(request->arena, sides[0], sides[1], SHOWN_MAX);
    return RESULT_OK;
}

struct result version_diff_of(struct request *request, struct version_texts before,
                              struct version_texts after, struct version_diff *out)
{
    TRY(diff_of(request, before.definition, after.definition, &out->definition));
    TRY(diff_of(request, before.form, after.form, &out->form));
    return diff_of(request, before.process, after.process, &out->process);
}
