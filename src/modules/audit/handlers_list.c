/* The questions whose answer is rows of the log. */
#include "modules/audit/handlers.h"
#include "modules/audit/named.h"
#include "modules/audit/present.h"
#include "modules/audit/question.h"

enum { KINDS_MAX = 200 };

static struct result take_kinds(struct request *request, struct audit_list_view *view,
                                struct audit_ask *ask)
{
    struct q_audit_next_kind_out next = {0};
    bool found = true;
    ask->kind = form_get(request->form, "viec");
    view->kinds = ARENA_ARRAY(request->arena, struct audit_choice, KINDS_MAX);
    while (found && view->kind_count < KINDS_MAX) {
        struct q_audit_next_kind_in in = {.kind = next.kind};
        TRY(q_audit_next_kind(request->db, request->arena, in, &next, &found));
        if (!found)
            break;
        const char *words = audit_kind_words(next.kind);
        view->kinds[view->kind_count++] =
            (struct audit_choice){next.kind,
                                  words != NULL ? tr_str(request->locale, words) : next.kind,
                                  str_equal(next.kind, ask->kind)};
    }
    return RESULT_OK;
}

/* What was typed as somebody or something. */
static struct result take_named(struct request *request, struct audit_list_view *view,
                                struct audit_ask *ask)
{
    struct audit_named named;
    view->find = form_get(request->form, "tim");
    view->asked = view->find.len > 0 || view->question == AUDIT_FREE;
    if (view->find.len == 0)
        return RESULT_OK;
    TRY(audit_named(request, view->find, view->question == AUDIT_FREE, &named));
    ask->object = named.object;
    ask->actor = named.actor;
    view->hits = named.hits;
    view->hit_count = named.hit_count;
    if (named.hit_count == 0 && str_empty(named.object) && str_empty(named.actor)) {
        view->find_error = N_("Không có hồ sơ hay tài khoản nào như vậy. Kiểm lại từng chữ số");
        question_complain(request, view, "tim", view->find_error);
    }
    return RESULT_OK;
}

static struct result fill_lines(struct request *request, struct audit_list_view *view,
                                const struct audit_entries *found)
{
    view->lines = ARENA_ARRAY(request->arena, struct audit_line, found->count + 1);
    for (size_t i = 0; i < found->count; i++)
        TRY(audit_line_of(request, &found->items[i], &view->lines[i]));
    view->count = found->count;
    view->more = found->more;
    if (found->more) {
        const struct audit_entry *last = &found->items[found->count - 1];
        view->next = str_printf(request->arena, "%lld.%lld", (long long)last->recorded_us,
                                (long long)last->id);
    }
    return RESULT_OK;
}

static struct result answer(struct request *request, enum audit_question question)
{
    struct audit_list_view view;
    struct audit_ask ask = question_ask_of(request);
    struct audit_entries found = {0};
    question_begin(request, question, &view);
    question_take_days(request, &view, &ask);
    TRY(question_take_agency(request, &view, &ask));
    TRY(take_kinds(request, &view, &ask));
    if (question != AUDIT_ROLE)
        TRY(take_named(request, &view, &ask));
    if (question == AUDIT_WHO_READ)
        ask.kind = S("read");
    bool named = question != AUDIT_WHO_READ || ask.object.len > 0;
    if (view.errors.count > 0 || view.hit_count > 0 || !named)
        return question_finish(request, &view, &ask);
    if (question == AUDIT_ROLE)
        TRY(audit_find_role(request->db, request->arena, &ask, ROLE_ADMINISTRATOR, &found));
    else
        TRY(audit_find(request->db, request->arena, &ask, &found));
    TRY(fill_lines(request, &view, &found));
    return question_finish(request, &view, &ask);
}

struct result audit_list(struct request *request)
{
    return answer(request, AUDIT_FREE);
}

struct result audit_who_read(struct request *request)
{
    return answer(request, AUDIT_WHO_READ);
}

struct result audit_superusers(struct request *request)
{
    return answer(request, AUDIT_ROLE);
}
