#include "core/organisation_change.h"
#include "core/organisation_change_queries.h"
#include "core/rights_queries.h"

typedef struct q_position_life_out post_life;

static struct result post_closed(void)
{
    return result_fail(ERROR_CONFLICT, "post.closed",
                       N_("Chức vụ này không còn, hoặc chưa có, vào ngày đã chọn"));
}

/* The post, which must be in force on the day and without end. */
static struct result open_post(struct db *db, struct arena *arena, int64_t id, struct str on,
                               post_life *out)
{
    bool found;
    TRY(q_position_life(db, arena, (struct q_position_life_in){id}, out, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "post.unknown", N_("Không có chức vụ này"));
    return out->has_valid_to || str_compare(out->valid_from, on) > 0 ? post_closed() : RESULT_OK;
}

struct result appointment_end(struct db *db, struct arena *arena, struct appointment_end what)
{
    struct q_appointment_life_out life;
    bool found;
    TRY(q_appointment_life(db, arena, (struct q_appointment_life_in){what.id}, &life, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "appointment.unknown", N_("Không có bổ nhiệm này"));
    if (life.has_valid_to && str_compare(life.valid_to, what.on) <= 0)
        return result_fail(ERROR_CONFLICT, "appointment.ended",
                           N_("Người này đã thôi giữ chức vụ ấy từ trước ngày đó"));
    if (str_compare(what.on, life.valid_from) < 0)
        return result_fail(ERROR_CONFLICT, "appointment.begins_later",
                           N_("Bổ nhiệm này bắt đầu sau ngày đó"));
    struct q_appointment_finish_in in = {.id = what.id, .day = what.on, .decision = what.decision};
    return q_appointment_finish(db, arena, in, NULL);
}

/* One holder goes over: from the day, or later where the appointment begins later. Who holds the
 * other post already keeps it. */
static struct result move_holder(struct db *db, struct arena *arena, const struct post_move *what,
                                 const struct q_position_held_after_out *held, int64_t to)
{
    bool later = str_compare(held->valid_from, what->on) > 0;
    struct str from = later ? held->valid_from : what->on;
    struct appointment_end end = {.id = held->id, .on = from, .decision = what->decision};
    TRY(appointment_end(db, arena, end));
    struct appointment_new appointment = {.person_id = held->person_id,
                                          .position_id = to,
                                          .decision = what->decision,
                                          .valid_from = from};
    struct q_appointment_overlaps_in overlap = {held->person_id, to, from};
    struct q_appointment_overlaps_out other;
    bool holds;
    TRY(q_appointment_overlaps(db, arena, overlap, &other, &holds));
    if (holds)
        return RESULT_OK;
    TRY(person_appoint(db, arena, appointment));
    if (!held->has_valid_to)
        return RESULT_OK;
    struct q_appointment_until_in until = {.person_id = held->person_id,
                                           .position_id = to,
                                           .valid_from = from,
                                           .valid_to = held->valid_to};
    return q_appointment_until(db, arena, until, NULL);
}

struct result post_move(struct db *db, struct arena *arena, struct post_move what,
                        int64_t *position_id)
{
    post_life post;
    TRY(open_post(db, arena, what.position_id, what.on, &post));
    struct post_new new = {.agency_id = what.agency_id,
                           .unit = str_empty(what.unit) ? post.unit : what.unit,
                           .title = str_empty(what.title) ? post.title : what.title,
                           .role = post.role,
                           .subtree = post.subtree,
                           .valid_from = what.on};
    TRY(post_ensure(db, arena, new, position_id));
    if (*position_id == what.position_id)
        return RESULT_OK; /* it is there */
    struct q_position_held_after_rows held;
    struct q_position_held_after_in in = {.id = what.position_id, .day = what.on};
    TRY(q_position_held_after(db, arena, in, &held));
    for (size_t i = 0; i < held.count; i++)
        TRY(move_holder(db, arena, &what, &held.items[i], *position_id));
    struct q_condition_carry_in carry = {what.position_id, *position_id, what.on};
    TRY(q_condition_carry(db, arena, carry, NULL));
    struct q_position_close_in close = {.id = what.position_id, .day = what.on};
    return q_position_close(db, arena, close, NULL);
}

struct result post_move_back(struct db *db, struct arena *arena, struct post_return what)
{
    struct q_position_unit_reopen_in unit = {.id = what.to_id, .day = what.on};
    TRY(q_position_unit_reopen(db, arena, unit, NULL));
    struct q_position_reopen_in reopen = {.id = what.to_id, .day = what.on};
    TRY(q_position_reopen(db, arena, reopen, NULL));
    struct q_appointments_moved_rows moved;
    struct q_appointments_moved_in in = {
        .from_id = what.from_id, .to_id = what.to_id, .day = what.on};
    TRY(q_appointments_moved(db, arena, in, &moved));
    for (size_t i = 0; i < moved.count; i++) {
        const struct q_appointments_moved_out *m = &moved.items[i];
        bool gone = m->has_valid_to && str_equal(m->valid_to, m->valid_from);
        struct q_appointment_restore_in restore = {.id = m->old_id,
                                                   .has_valid_to = m->has_valid_to && !gone,
                                                   .valid_to = m->valid_to};
        TRY(q_appointment_restore(db, arena, restore, NULL));
        TRY(q_appointment_take_back(db, arena, (struct q_appointment_take_back_in){m->id}, NULL));
    }
    struct q_position_held_after_rows held;
    struct q_position_held_after_in still = {.id = what.from_id, .day = what.on};
    TRY(q_position_held_after(db, arena, still, &held));
    if (held.count > 0)
        return RESULT_OK; /* others hold the post that it joined */
    struct q_condition_take_back_in conditions = {what.from_id, what.on};
    TRY(q_condition_take_back(db, arena, conditions, NULL));
    struct q_position_take_back_in gone = {.id = what.from_id, .day = what.on};
    return q_position_take_back(db, arena, gone, NULL);
}

struct result post_close(struct db *db, struct arena *arena, int64_t position_id, struct str on)
{
    post_life post;
    TRY(open_post(db, arena, position_id, on, &post));
    struct q_position_held_after_rows held;
    struct q_position_held_after_in in = {.id = position_id, .day = on};
    TRY(q_position_held_after(db, arena, in, &held));
    if (held.count > 0)
        return result_fail(ERROR_CONFLICT, "post.held",
                           N_("Còn người giữ chức vụ này; kết thúc bổ nhiệm trước"));
    struct q_position_close_in close = {.id = position_id, .day = on};
    return q_position_close(db, arena, close, NULL);
}

/* The unit, which must be in force on the day and without end. */
static struct result open_unit(struct db *db, struct arena *arena, int64_t id, struct str on,
                               struct q_unit_life_out *out)
{
    bool found;
    TRY(q_unit_life(db, arena, (struct q_unit_life_in){id}, out, &found));
    if (!found || out->has_valid_to || str_compare(out->valid_from, on) > 0)
        return result_fail(ERROR_NOT_FOUND, "unit.unknown",
                           N_("Không có đơn vị này vào ngày đã chọn"));
    return RESULT_OK;
}

struct result unit_close(struct db *db, struct arena *arena, int64_t unit_id, struct str on)
{
    struct q_unit_life_out unit;
    TRY(open_unit(db, arena, unit_id, on, &unit));
    struct q_unit_post_after_rows posts;
    struct q_unit_post_after_in in = {.id = unit_id, .day = on};
    TRY(q_unit_post_after(db, arena, in, &posts));
    if (posts.count > 0)
        return result_fail(ERROR_CONFLICT, "unit.posts",
                           N_("Đơn vị còn chức vụ; chuyển hoặc kết thúc các chức vụ ấy trước"));
    return q_unit_close(db, arena, (struct q_unit_close_in){.id = unit_id, .day = on}, NULL);
}

struct result unit_move(struct db *db, struct arena *arena, struct unit_move what, int64_t *id)
{
    struct q_unit_life_out unit;
    TRY(open_unit(db, arena, what.unit_id, what.on, &unit));
    struct str name = str_empty(what.name) ? unit.name : what.name;
    struct unit_new new = {.agency_id = what.agency_id, .name = name, .valid_from = what.on};
    TRY(unit_ensure(db, arena, new, id));
    if (*id == what.unit_id)
        return RESULT_OK; /* it is there */
    struct q_unit_post_after_rows posts;
    struct q_unit_post_after_in in = {.id = what.unit_id, .day = what.on};
    TRY(q_unit_post_after(db, arena, in, &posts));
    for (size_t i = 0; i < posts.count; i++) {
        struct post_move move = {.position_id = posts.items[i].id,
                                 .agency_id = what.agency_id,
                                 .unit = name,
                                 .on = what.on,
                                 .decision = what.decision};
        int64_t moved;
        TRY(post_move(db, arena, move, &moved));
    }
    return q_unit_close(db, arena, (struct q_unit_close_in){what.unit_id, what.on}, NULL);
}
