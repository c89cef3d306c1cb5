#include "base/utf8.h"
#include "core/identity.h"
#include "core/organisation_change.h"
#include "core/organisation_change_queries.h"
#include "core/organisation_queries.h"
#include "core/rights_queries.h"
#include "core/search_sources.h"

struct result unit_ensure(struct db *db, struct arena *arena, struct unit_new what, int64_t *id)
{
    struct q_unit_find_out standing;
    bool found;
    struct q_unit_find_in find = {
        .agency_id = what.agency_id, .name = what.name, .day = what.valid_from};
    TRY(q_unit_find(db, arena, find, &standing, &found));
    if (found) {
        *id = standing.id;
        return RESULT_OK;
    }
    struct q_unit_add_out added;
    struct q_unit_add_in add = {
        .agency_id = what.agency_id, .name = what.name, .valid_from = what.valid_from};
    TRY(q_unit_add(db, arena, add, &added));
    *id = added.id;
    return RESULT_OK;
}

struct result post_ensure(struct db *db, struct arena *arena, struct post_new post, int64_t *id)
{
    struct q_role_find_out role;
    bool known;
    struct q_role_find_in wanted = {.code = post.role, .day = post.valid_from};
    TRY(q_role_find(db, arena, wanted, &role, &known));
    if (!known)
        return result_fail(ERROR_INVALID, "post.role", N_("Chọn vai trò có trong bảng quyền"));
    int64_t unit_id;
    struct unit_new unit = {post.agency_id, post.unit, post.valid_from};
    TRY(unit_ensure(db, arena, unit, &unit_id));
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
    return search_put_person(db, arena, added.id, name);
}

struct result person_appoint(struct db *db, struct arena *arena, struct appointment_new what)
{
    struct q_position_life_out life;
    bool found;
    TRY(q_position_life(db, arena, (struct q_position_life_in){.id = what.position_id}, &life,
                        &found));
    if (!found || life.has_valid_to || str_compare(life.valid_from, what.valid_from) > 0)
        return result_fail(ERROR_CONFLICT, "post.closed",
                           N_("Chức vụ này không còn, hoặc chưa có, vào ngày bổ nhiệm"));
    struct q_appointment_overlaps_in overlap = {.person_id = what.person_id,
                                                .position_id = what.position_id,
                                                .valid_from = what.valid_from};
    struct q_appointment_overlaps_out other;
    TRY(q_appointment_overlaps(db, arena, overlap, &other, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "appointment.exists",
                           N_("Người này đã giữ chức vụ ấy vào ngày bổ nhiệm hoặc sau đó"));
    return q_appointment_add(db, arena,
                             (struct q_appointment_add_in){.person_id = what.person_id,
                                                           .position_id = what.position_id,
                                                           .decision = what.decision,
                                                           .valid_from = what.valid_from},
                             NULL);
}
