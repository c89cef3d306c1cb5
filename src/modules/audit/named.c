#include "modules/audit/named.h"

#include "core/identifiers.h"
#include "modules/dossier/dossier.h"

enum { HITS_MAX = 50 };

static struct str dossier_object(struct request *request, int64_t id)
{
    return str_printf(request->arena, "dossier:%lld", (long long)id);
}

static struct result by_code(struct request *request, struct str text, struct audit_named *out)
{
    struct service_context ctx = {.db = request->db, .arena = request->arena,
                                  .clock = request->clock, .actor = request->actor};
    struct dossier_brief brief;
    struct result found = dossier_brief_by_code(&ctx, text, &brief);
    if (found.kind == ERROR_NOT_FOUND || found.kind == ERROR_INVALID)
        return RESULT_OK;
    TRY(found);
    out->object = dossier_object(request, brief.id);
    return RESULT_OK;
}

static struct result by_login(struct request *request, struct str text, struct audit_named *out)
{
    struct q_audit_login_out account;
    bool found;
    TRY(q_audit_login(request->db, request->arena, (struct q_audit_login_in){.login = text},
                      &account, &found));
    if (found)
        out->actor = str_printf(request->arena, "account:%lld", (long long)account.id);
    return RESULT_OK;
}

static struct result by_person(struct request *request, struct str text, struct audit_named *out)
{
    struct q_audit_dossiers_in in = {.identifier = text, .most = HITS_MAX};
    struct q_audit_dossiers_rows rows;
    struct str phone;
    if (result_ok(phone_mobile_parse(request->arena, text, &phone)))
        in.phone = phone;
    TRY(q_audit_dossiers(request->db, request->arena, in, &rows));
    if (rows.count == 1)
        out->object = dossier_object(request, rows.items[0].id);
    if (rows.count <= 1)
        return RESULT_OK;
    out->hits = ARENA_ARRAY(request->arena, struct audit_hit, rows.count);
    out->hit_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->hits[i] = (struct audit_hit){dossier_object(request, rows.items[i].id),
                                          rows.items[i].code, rows.items[i].submitted};
    return RESULT_OK;
}

struct result audit_named(struct request *request, struct str text, bool accounts,
                          struct audit_named *out)
{
    *out = (struct audit_named){0};
    if (accounts && str_starts(text, S("account:")))
        out->actor = text;
    else if (str_find_byte(text, ':') < text.len)
        out->object = text;
    if (out->actor.len > 0 || out->object.len > 0)
        return RESULT_OK;
    TRY(by_code(request, text, out));
    if (str_empty(out->object) && accounts)
        TRY(by_login(request, text, out));
    if (str_empty(out->object) && str_empty(out->actor))
        TRY(by_person(request, text, out));
    return RESULT_OK;
}
