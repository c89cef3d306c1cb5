/* How dossiers come into the index: by name, code, identifier and telephone number. */
#include "modules/dossier/search.h"

#include "modules/dossier/queries.h"

/* Numbers are kept as +84912345678 and typed as 0912345678. */
static struct str typed_phone(struct arena *arena, struct str phone)
{
    struct str country = S("+84");
    return !str_starts(phone, country)
               ? phone
               : str_concat(arena, S("0"), str_slice(phone, country.len, phone.len));
}

static struct result page(struct db *db, struct arena *arena, struct search_page *page)
{
    struct q_dossiers_to_find_rows rows;
    TRY(q_dossiers_to_find(db, arena, (struct q_dossiers_to_find_in){page->after, page->most},
                           &rows));
    page->items = ARENA_ARRAY(arena, struct search_entry, rows.count + 1);
    page->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_dossiers_to_find_out *row = &rows.items[i];
        page->items[i] = (struct search_entry){
            .kind = SEARCH_DOSSIER,
            .object_id = row->id,
            .agency_id = row->agency_id,
            .key = row->code,
            .title = row->applicant_name,
            .note = row->procedure_name,
            .procedure = row->procedure_code,
            .holder = row->holder_role,
            .also = str_printf(arena, "%.*s %.*s %.*s %.*s", STR_ARG(row->code),
                               STR_ARG(row->identifier), STR_ARG(row->phone),
                               STR_ARG(typed_phone(arena, row->phone)))};
    }
    return RESULT_OK;
}

struct result dossier_index(struct service_context *ctx, int64_t id)
{
    struct search_page one = {.after = id - 1, .most = 1};
    TRY(page(ctx->db, ctx->arena, &one));
    bool there = one.count == 1 && one.items[0].object_id == id;
    return there ? search_put(ctx->db, ctx->arena, &one.items[0])
                 : search_drop(ctx->db, ctx->arena, SEARCH_DOSSIER, id);
}

const struct search_source dossier_searches[] = {
    {SEARCH_DOSSIER, page},
    {0},
};
