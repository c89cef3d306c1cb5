#include "core/signable.h"

const struct signable *signable_find(struct signable_list list, struct str code)
{
    for (size_t t = 0; t < list.count; t++)
        for (const struct signable *s = list.tables[t]; s->code != NULL; s++)
            if (str_is(code, s->code))
                return s;
    return NULL;
}
