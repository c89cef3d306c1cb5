#include "base/utf8.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "core/organisation_queries.h"

static struct result unit_ensure(struct db *db, struct arena *arena, struct post_new post,
                                 int64_t *id)
{
    struct q_unit_find_out found_row;
    bool found;
    struct q_unit_find_in find = {
        .agency_id = post.agency_id, .name = post.unit, .day = post.valid_from};
    TRY(q_unit_find(db, arena, find, &found_row, &found));
    if (found) {
        *id = found_row.id;
        return RESULT_OK;
    }
    struct q_unit_add_out added;
    struct q_unit_add_in add = {
        .agency_id = post.agency_id, .name = post.unit, .valid_from = post.valid_from};
    TRY(q_unit_add(db, arena, add, &added));
    *id = added.id;
    return RESULT_OK;
}

struct result post_ensure(struct db *db, struct arena *arena, struct post_new post, int64_t *id)
{
    enum role role;
    if (!role_from_code(post.role, &role))
        return result_fail(ERROR_INVALID, "post.role", N_("Chọn vai trò có trong bảng quyền"));
    int64_t unit_id;
    TRY(unit_ensure(db, arena, post, &unit_id));
    struct q_position_find_out standing;
    bool found;
    struct q_position_find_in find = {
        .unit_id = unit_id, .title = post.title, .day = post.valid_from};
    TRY(q_position_find(db, arena, find, &standing, &found));
    if (found) {
        if (!str_equal(standing.role, post.role) || standing.subtree != post.subtree)
            return result_fail(ERROR_CONFLICT, "post.differs",
                               N_("Chức vụ này đã có với vai trò khác"));
        *id = standing.id;
        return RESULT_OK;
    }
    struct q_position_add_out added;
    struct q_position_add_in add = {.unit_id = unit_id,
                                    .title = post.title,
                                    .role = post.role,
                                    .subtree = post.subtree,
                                    .valid_from = post.valid_from};
    TRY(q_position_add(db, arena, add, &added));
    *id = added.id;
    return RESULT_OK;
}

struct result person_add(struct db *db, struct arena *arena, int64_t now_us, struct str name,
                         int64_t *id)
{
    struct q_person_add_out added;
    struct q_person_add_in add = {
        .name = name, .name_folded = utf8_fold(arena, name), .created_us = now_us};
    TRY(q_person_add(db, arena, add, &added));
    *id = added.id;
    return RESULT_OK;
}

struct result person_appoint(struct db *db, struct arena *arena, struct appointment_new what)
{
    return q_appointment_add(db, arena,
                             (struct q_appointment_add_in){.person_id = what.person_id,
                                                           .position_id = what.position_id,
                                                           .decision = what.decision,
                                                           .valid_from = what.valid_from},
                             NULL);
}
