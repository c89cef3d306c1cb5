#include "app/inspect/certificate_file.h"

#include "app/inspect/verdict.h"
#include "sign/certificate_bundle.h"

_Noreturn void certificate_file_read(struct arena *arena, struct str bytes)
{
    struct certificate_list list = {&bytes, 1};
    struct certificate read;
    bool pem = str_find(bytes, S("-----BEGIN ")) < bytes.len;
    if (str_empty(bytes))
        verdict_refuse("file.empty");
    if ((pem && !result_ok(certificate_pem_read(arena, bytes, &list))) || list.count != 1 ||
        !result_ok(certificate_read(arena, list.items[0], &read)))
        verdict_refuse("file.type");
    verdict_bytes(list.items[0]);
}

_Noreturn void certificate_bundle_look(struct arena *arena, struct str bytes)
{
    verdict_bytes(certificate_bundle_judge(arena, bytes));
}
