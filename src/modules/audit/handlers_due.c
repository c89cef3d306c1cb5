/* Dossiers that were late and whose due date was changed: facts, with the act behind each. */
#include "modules/audit/handlers.h"
#include "modules/audit/present.h"
#include "modules/audit/question.h"

static struct result due_line(struct request *request, const struct q_audit_due_changed_out *row,
                              struct audit_line *line)
{
    struct q_audit_at_out act;
    bool found;
    struct q_audit_at_in at = {.object = row->object, .at = row->changed};
    TRY(q_audit_at(request->db, request->arena, at, &act, &found));
    *line = (struct audit_line){
        .at_us = row->changed,
        .what = tr_str(request->locale, N_("Đổi ngày hẹn")),
        .object = row->object,
        .has_change = true,
        .before = format_datetime(request->arena, request->locale, row->due_first),
        .after = format_datetime(request->arena, request->locale, row->due)};
    TRY(audit_object_name(request->db, request->arena, row->object, &line->object_name));
    if (!found)
        return RESULT_OK;
    const char *words = audit_kind_words(act.kind);
    line->id = act.id;
    line->why = audit_why(request->arena, request->locale, act.record);
    if (str_empty(line->why))
        line->why = words != NULL ? tr_str(request->locale, words) : act.kind;
    line->placed = act.has_leaf_index;
    line->place = act.leaf_index;
    return audit_who(request->db, request->arena, act.actor, row->changed, &line->who);
}

struct result audit_due_changes(struct request *request)
{
    struct audit_list_view view;
    struct audit_ask ask = question_ask_of(request);
    struct q_audit_due_changed_rows rows;
    question_begin(request, AUDIT_DUE, &view);
    question_take_days(request, &view, &ask);
    TRY(question_take_agency(request, &view, &ask));
    if (view.errors.count > 0)
        return question_finish(request, &view, &ask);
    struct q_audit_due_changed_in in = {.agency_id = ask.agency_id,
                                        .from = ask.from_us,
                                        .to = audit_end_of(&ask),
                                        .before_us = ask.before.us,
                                        .before_id = ask.before.id,
                                        .as_of = request_now_us(request),
                                        .most = ask.most + 1};
    TRY(q_audit_due_changed(request->db, request->arena, in, &rows));
    view.more = (int64_t)rows.count > ask.most;
    view.count = view.more ? (size_t)ask.most : rows.count;
    view.lines = ARENA_ARRAY(request->arena, struct audit_line, view.count + 1);
    for (size_t i = 0; i < view.count; i++)
        TRY(due_line(request, &rows.items[i], &view.lines[i]));
    if (view.more)
        view.next = str_printf(request->arena, "%lld.%lld",
                               (long long)rows.items[view.count - 1].changed,
                               (long long)rows.items[view.count - 1].fact_id);
    for (size_t i = 0; i < view.count && view.count <= QUESTION_ROWS; i++)
        respond_reads(request, "audit.due", rows.items[i].object);
    return question_finish(request, &view, &ask);
}
