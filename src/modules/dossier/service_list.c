/*
 * Lists over everything that an official may read. The permission stands inside the query; which
 * of the two queries of a list runs decides only how fast it is.
 */
#include "modules/dossier/change.h"

#include "core/identity.h"
#include "core/permission_places.h"
#include "core/succession.h"

struct listing {
    struct service_context *ctx;
    const struct list_filter *filter;
    struct permission_places places;
    int64_t agency_id; /* the only one, else 0 */
    struct answered_agencies answered; /* that one and those whose work it took over */
    int64_t due_before_us;
    struct dossier_list *out;
};

/* All queries of lists have the same columns, and so the same members. */
#define ROW_OF(q)                                                                                  \
    ((struct list_row){                                                                            \
        .row = {(q).id, (q).code, (q).procedure_name, (q).applicant_name,                          \
                (enum dossier_status)(q).status, (q).task_name, (q).holder_role, (q).due_us,       \
                (q).next_us, (q).submitted_us},                                                    \
        .agency_name = (q).has_agency_name ? (q).agency_name : (struct str){0}})

static size_t make_room(struct listing *l, size_t found)
{
    l->out->more = found > l->filter->limit;
    l->out->count = l->out->more ? l->filter->limit : found;
    l->out->rows = ARENA_ARRAY(l->ctx->arena, struct list_row, l->out->count);
    return l->out->count;
}

static struct result open_here(struct listing *l)
{
    struct q_list_open_here_rows rows;
    struct q_list_open_here_in in = {.agency = l->agency_id,
                                     .places = l->places.grants,
                                     .day = l->places.day,
                                     .due_before = l->due_before_us,
                                     .unfinished = l->filter->kind == LIST_LATE,
                                     .after_due = l->filter->after_due_us,
                                     .after_id = l->filter->after_id};
    TRY(q_list_open_here(l->ctx->db, l->ctx->arena, in, &rows));
    for (size_t i = 0, count = make_room(l, rows.count); i < count; i++)
        l->out->rows[i] = ROW_OF(rows.items[i]);
    return RESULT_OK;
}

static struct result open_everywhere(struct listing *l)
{
    struct q_list_open_rows rows;
    struct q_list_open_in in = {.places = l->places.grants,
                                .day = l->places.day,
                                .due_before = l->due_before_us,
                                .unfinished = l->filter->kind == LIST_LATE,
                                .after_due = l->filter->after_due_us,
                                .after_id = l->filter->after_id};
    TRY(q_list_open(l->ctx->db, l->ctx->arena, in, &rows));
    for (size_t i = 0, count = make_room(l, rows.count); i < count; i++)
        l->out->rows[i] = ROW_OF(rows.items[i]);
    return RESULT_OK;
}

static int64_t before(const struct list_filter *filter)
{
    return filter->after_id == 0 ? INT64_MAX : filter->after_id;
}

static struct result closed_here(struct listing *l)
{
    struct q_list_closed_here_rows rows;
    struct q_list_closed_here_in in = {.agencies = l->answered.json,
                                       .whole = l->places.whole,
                                       .places = l->places.grants,
                                       .day = l->places.day,
                                       .before_id = before(l->filter)};
    TRY(q_list_closed_here(l->ctx->db, l->ctx->arena, in, &rows));
    for (size_t i = 0, count = make_room(l, rows.count); i < count; i++)
        l->out->rows[i] = ROW_OF(rows.items[i]);
    return RESULT_OK;
}

static struct result closed_everywhere(struct listing *l)
{
    struct q_list_closed_rows rows;
    struct q_list_closed_in in = {.places = l->places.grants,
                                  .day = l->places.day,
                                  .before_id = before(l->filter)};
    TRY(q_list_closed(l->ctx->db, l->ctx->arena, in, &rows));
    for (size_t i = 0, count = make_room(l, rows.count); i < count; i++)
        l->out->rows[i] = ROW_OF(rows.items[i]);
    return RESULT_OK;
}

struct result dossier_list(struct service_context *ctx, const struct list_filter *filter,
                           struct dossier_list *out)
{
    struct listing l = {.ctx = ctx, .filter = filter, .out = out, .due_before_us = INT64_MAX};
    *out = (struct dossier_list){0};
    l.places = permission_places(ctx->arena, ctx->actor, "dossier.read");
    if (str_is(l.places.grants, "[]"))
        return permission_check(ctx->db, ctx->arena, ctx->actor, "dossier.read", 0);
    TRY(permission_only_place(ctx->db, ctx->arena, &l.places, &l.agency_id));
    TRY(succession_answers(ctx->db, ctx->arena, l.agency_id, l.places.day, &l.answered));
    out->several = l.agency_id == 0 || l.answered.count > 1;
    if (filter->kind == LIST_LATE)
        l.due_before_us = clock_now_us(ctx->clock);
    if (filter->kind == LIST_CLOSED)
        return l.agency_id != 0 ? closed_here(&l) : closed_everywhere(&l);
    return l.agency_id != 0 ? open_here(&l) : open_everywhere(&l);
}
