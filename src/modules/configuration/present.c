#include "modules/configuration/present.h"

#include "core/configuration.h"
#include "modules/configuration/queries.h"

struct crumbs configuration_crumbs(struct request *request, const char *part, struct crumb last)
{
    struct crumb *crumbs = ARENA_ARRAY(request->arena, struct crumb, 3);
    bool deeper = !str_empty(last.label);
    crumbs[0] = (struct crumb){S("/can-bo/quan-tri"), tr_str(request->locale, N_("Quản trị"))};
    crumbs[1] = (struct crumb){deeper ? last.path : (struct str){0},
                               tr_str(request->locale, part)};
    crumbs[2] = (struct crumb){.label = last.label};
    return (struct crumbs){crumbs, deeper ? 3 : 2};
}

struct result configuration_who(struct request *request, struct str actor, struct str *name)
{
    struct q_configuration_person_out person;
    struct q_configuration_person_in in;
    struct str prefix = S("account:");
    bool found = false;
    *name = str_is(actor, "system") ? tr_str(request->locale, N_("Máy")) : actor;
    if (!str_starts(actor, prefix) ||
        !str_to_i64(str_slice(actor, prefix.len, actor.len), &in.account_id))
        return RESULT_OK;
    TRY(q_configuration_person(request->db, request->arena, in, &person, &found));
    if (found)
        *name = person.name;
    return RESULT_OK;
}

struct result configuration_changes_view(struct request *request, struct str object,
                                         struct change_lines *out)
{
    struct configuration_rows rows;
    TRY(configuration_history(request->db, request->arena, object, &rows));
    out->items = ARENA_ARRAY(request->arena, struct change_line, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct change_line *line = &out->items[i];
        *line = (struct change_line){.at_us = rows.items[i].changed_us,
                                     .before = rows.items[i].before,
                                     .after = rows.items[i].value,
                                     .reason = rows.items[i].reason};
        TRY(configuration_who(request, rows.items[i].actor, &line->who));
    }
    return RESULT_OK;
}
