#include "core/services.h"
#include "modules/rights/handlers.h"
#include "modules/rights/queries.h"

struct service_context rights_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
}

struct field_view rights_field(const struct request *request, const char *name, const char *label)
{
    return (struct field_view){.name = name,
                               .label = tr_str(request->locale, label),
                               .value = form_get(request->form, name),
                               .error = form_error_of(request->form, name)};
}

struct str rights_day_words(struct arena *arena, struct str day)
{
    int64_t number;
    if (!civil_parse_date(day, &number))
        return day;
    struct civil_time date = civil_from_day_number(number);
    return str_printf(arena, "%02d/%02d/%04d", date.day, date.month, date.year);
}

static struct result unknown(void)
{
    return result_fail(ERROR_NOT_FOUND, "right.unknown", N_("Không tìm thấy người này"));
}

struct result rights_name(struct request *request, int64_t person_id, struct str *name)
{
    struct q_rights_person_name_out row;
    bool found;
    TRY(q_rights_person_name(request->db, request->arena,
                             (struct q_rights_person_name_in){person_id}, &row, &found));
    if (!found)
        return unknown();
    *name = row.name;
    return RESULT_OK;
}

/* Somebody without any post is seen by who reads rights over a whole tree. */
static bool reads_a_tree(const struct actor *actor)
{
    const struct permission *reads = permission_find("right.read");
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (actor->grants[i].subtree && grant_gives(&actor->grants[i], reads))
            return true;
    }
    return false;
}

struct result rights_visible(struct request *request, int64_t person_id, struct str day,
                             struct grant_list *grants)
{
    const struct actor *actor = request->actor;
    TRY(rights_at(request->db, request->arena, person_id, day, grants));
    if (person_id == actor->person_id || (grants->count == 0 && reads_a_tree(actor)))
        return RESULT_OK;
    for (size_t i = 0; i < grants->count; i++) {
        struct result may = permission_check(request->db, request->arena, actor, "right.read",
                                             grants->items[i].agency_id);
        if (may.kind != ERROR_FORBIDDEN)
            return may;
    }
    return unknown();
}

bool rights_mendable(struct result failure)
{
    return failure.message != NULL &&
           (failure.kind == ERROR_INVALID || failure.kind == ERROR_CONFLICT ||
            failure.kind == ERROR_FORBIDDEN);
}

struct error_view rights_error(struct request *request, const char *field, const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){str_from_c(field), message};
    return (struct error_view){.items = error, .count = 1};
}
