#include "modules/verify/lookup.h"

#include "modules/dossier/dossier.h"
#include "modules/verify/queries.h"

/* The newest evidence row that speaks of exactly these bytes. */
static struct result row_about(const struct lookup *lookup, const struct issued *issued,
                               struct evidence_row *row, bool *found)
{
    struct arena *arena = lookup->ctx->arena;
    struct evidence_row *rows;
    size_t count;
    struct str object = str_printf(arena, "dossier:%lld", (long long)issued->dossier_id);
    struct str words = str_printf(arena, "\"sha256\":\"%.*s\"", STR_ARG(issued->sha256));
    *found = false;
    TRY(evidence_of(lookup->ctx->db, arena, object, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        if (str_find(rows[i].record, words) == rows[i].record.len)
            continue;
        *row = rows[i];
        *found = true;
    }
    return RESULT_OK;
}

static struct result look_into_log(const struct lookup *lookup, struct looked *out)
{
    bool found;
    TRY(row_about(lookup, &out->issued, &out->row, &found));
    out->findings.log = LOG_BROKEN;
    if (!found)
        return RESULT_OK;
    const char *folder = str_c(lookup->ctx->arena, lookup->log_folder);
    struct result proved =
        evidence_prove(lookup->ctx->db, lookup->ctx->arena, folder, &out->row, &out->place);
    if (result_ok(proved))
        out->findings.log = LOG_HOLDS;
    else if (proved.kind == ERROR_UNAVAILABLE || proved.kind == ERROR_NOT_FOUND)
        out->findings.log = LOG_WAITING;
    return RESULT_OK;
}

/* Our own copy of what was found, and the log. */
static struct result examine(const struct lookup *lookup, struct looked *out)
{
    struct findings *f = &out->findings;
    f->found = true;
    f->done = out->issued.state == ISSUED_DONE;
    if (!f->done || !f->current)
        return RESULT_OK;
    struct result valid = issued_validate(lookup->ctx, &out->issued, &f->validation);
    f->kept_ok = result_ok(valid);
    if (!result_ok(valid) && valid.kind != ERROR_CORRUPT && valid.kind != ERROR_NOT_FOUND)
        return valid;
    return look_into_log(lookup, out);
}

static struct result of_dossier(const struct lookup *lookup, const struct dossier_brief *brief,
                                struct looked *out)
{
    struct result issued = issued_of_dossier(lookup->ctx, brief->id, &out->issued);
    out->findings.current = true;
    if (issued.kind == ERROR_NOT_FOUND) {
        out->issued = (struct issued){.title = brief->result_name};
        out->findings.found = true;
        return RESULT_OK;
    }
    TRY(issued);
    out->sha256 = out->issued.sha256;
    return examine(lookup, out);
}

struct result lookup_code(const struct lookup *lookup, struct str code, struct looked *out)
{
    struct dossier_brief brief;
    *out = (struct looked){0};
    struct result found = dossier_brief_by_code(lookup->ctx, code, &brief);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    return of_dossier(lookup, &brief, out);
}

struct result lookup_link(const struct lookup *lookup, struct str link, struct looked *out)
{
    struct dossier_brief brief;
    *out = (struct looked){.link = link};
    struct result found = dossier_brief_by_link(lookup->ctx, link, &brief);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    return of_dossier(lookup, &brief, out);
}

static struct result look_for_parts(const struct lookup *lookup, struct str bytes,
                                    struct looked *out)
{
    struct arena *arena = lookup->ctx->arena;
    struct str parts[PARTS_MAX];
    size_t count = verify_parts(bytes, parts, PARTS_MAX);
    for (size_t i = 0; i < count && !out->findings.similar; i++) {
        struct q_part_find_out part;
        bool found;
        struct q_part_find_in in = {.part_sha256 = sha256_hex(arena, parts[i])};
        TRY(q_part_find(lookup->ctx->db, arena, in, &part, &found));
        if (!found)
            continue;
        struct result issued = issued_of_file(lookup->ctx, part.file_sha256, &out->issued);
        out->findings.similar = result_ok(issued);
        if (!result_ok(issued) && issued.kind != ERROR_NOT_FOUND)
            return issued;
    }
    return RESULT_OK;
}

struct result lookup_bytes(const struct lookup *lookup, struct str bytes, struct looked *out)
{
    struct str sha256 = sha256_hex(lookup->ctx->arena, bytes);
    *out = (struct looked){.sha256 = sha256, .size = bytes.len, .sent = true};
    struct result found = issued_of_file(lookup->ctx, sha256, &out->issued);
    if (found.kind == ERROR_NOT_FOUND)
        return look_for_parts(lookup, bytes, out);
    TRY(found);
    out->findings.current = out->issued.whole || str_equal(out->issued.sha256, sha256);
    return examine(lookup, out);
}
