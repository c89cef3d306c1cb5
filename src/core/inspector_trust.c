#include "core/inspector_trust.h"

#include "base/buf.h"
#include "base/os_file.h"

static void add_all(struct buf *out, struct arena *arena, struct certificate_list list)
{
    for (size_t i = 0; i < list.count; i++)
        buf_add(out, certificate_pem(arena, list.items[i]));
}

struct result inspector_trust_file(struct arena *arena, const struct certificate_trust *trust,
                                   int *fd)
{
    struct buf out;
    buf_init(&out, arena, INSPECTOR_TRUST_MAX);
    buf_printf(&out, "%lld\n%zu\n", (long long)trust->at_us, trust->roots.count);
    add_all(&out, arena, trust->roots);
    add_all(&out, arena, trust->others);
    if (out.overflowed)
        return result_fail(ERROR_LIMIT, "inspector.trust", NULL);
    return os_memory_file("trust", buf_str(&out), fd);
}

struct result inspector_trust_read(struct arena *arena, struct str bytes,
                                   struct certificate_trust *trust)
{
    const struct result bad = result_fail(ERROR_INVALID, "inspector.trust", NULL);
    struct str at;
    struct str number;
    struct str pem;
    struct certificate_list all = {.count = 0};
    int64_t roots = 0;
    *trust = (struct certificate_trust){.at_us = 0};
    if (!str_split(bytes, '\n', &at, &pem) || !str_split(pem, '\n', &number, &pem) ||
        !str_to_i64(at, &trust->at_us) || !str_to_i64(number, &roots))
        return bad;
    if (!str_empty(pem))
        TRY(certificate_pem_read(arena, pem, &all));
    if (roots < 0 || (uint64_t)roots > all.count)
        return bad;
    trust->roots = (struct certificate_list){all.items, (size_t)roots};
    trust->others = (struct certificate_list){all.items + roots, all.count - (size_t)roots};
    return RESULT_OK;
}
