/* Administration of accounts. */
#include "base/crypto.h"
#include "core/evidence.h"
#include "core/permission.h"
#include "modules/account/handlers.h"
#include "modules/account/manage.h"
#include "modules/account/pages.h"
#include "modules/account/views.h"

#define LIST "/can-bo/tai-khoan"

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

static struct chrome chrome_of(struct request *request, const char *title)
{
    return chrome_staff(request, tr_str(request->locale, title), LIST);
}

static struct crumbs crumbs_of(struct request *request, struct str path, struct str label)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S(LIST), tr_str(request->locale, N_("Tài khoản cán bộ"))};
    items[1] = (struct crumb){path, label};
    return (struct crumbs){items, 2};
}

static struct result param_id(const struct request *request, const char *name, int64_t *id)
{
    if (str_to_i64(request_param(request, name), id))
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "account.unknown", N_("Không có tài khoản này"));
}

struct result account_list_show(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct account_rows rows;
    struct accounts_view view = {.chrome = chrome_of(request, N_("Tài khoản cán bộ")),
                                 .words = form_get(request->form, "tim")};
    TRY(account_list(&ctx, view.words, &rows));
    view.rows = rows.items;
    view.count = rows.count;
    view.more = rows.more;
    page_accounts(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result account_new_show(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct person_rows rows;
    struct people_view view = {.chrome = chrome_of(request, N_("Lập tài khoản")),
                               .words = form_get(request->form, "tim")};
    view.crumbs = crumbs_of(request, S(""), view.chrome.title);
    TRY(account_people(&ctx, view.words, &rows));
    view.rows = rows.items;
    view.count = rows.count;
    page_account_people(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result show_begin(struct request *request, int status, struct str login,
                                const char *field, const char *message)
{
    struct service_context ctx = context_of(request);
    struct q_account_person_post_out person;
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    int64_t id;
    TRY(param_id(request, "nguoi", &id));
    TRY(account_person(&ctx, id, &person));
    *error = (struct form_error){str_from_c(field), message};
    struct begin_view view = {
        .chrome = chrome_of(request, N_("Lập tài khoản")),
        .person_id = id,
        .name = person.name,
        .title = person.title,
        .agency = person.agency_name,
        .errors = {.items = error, .count = message != NULL},
        .login = {.name = "ten",
                  .label = tr_str(request->locale, N_("Tên tài khoản")),
                  .hint = tr_str(request->locale, N_("Chữ thường không dấu, số, chấm, gạch.")),
                  .value = str_empty(login) ? account_login_of(request->arena, person.name) : login,
                  .error = str_is(S("ten"), field) ? message : NULL},
        .phone = {.name = "dien-thoai",
                  .label = tr_str(request->locale, N_("Di động để báo tin (không bắt buộc)")),
                  .value = form_get(request->form, "dien-thoai"),
                  .inputmode = "tel",
                  .width = "is-w20",
                  .error = str_is(S("dien-thoai"), field) ? message : NULL}};
    view.crumbs = crumbs_of(request, S(LIST "/moi"), view.chrome.title);
    page_account_begin(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result account_begin_show(struct request *request)
{
    return show_begin(request, 200, S(""), "", NULL);
}

/* The link is shown once, on the answer itself: it stands in no address and no log. */
static struct result show_link(struct request *request, const struct made *made)
{
    struct service_context ctx = context_of(request);
    struct account_card card;
    TRY(account_card(&ctx, made->account_id, &card));
    struct link_view view = {
        .chrome = chrome_of(request, N_("Lời mời đã sẵn sàng")),
        .id = made->account_id,
        .name = card.row.name,
        .login = card.row.login,
        .until_us = card.invitation.expires_us,
        .link = str_printf(request->arena, "%.*s/loi-moi/%.*s", STR_ARG(request->site->origin),
                           STR_ARG(made->token))};
    view.crumbs = crumbs_of(
        request, str_printf(request->arena, LIST "/%lld", (long long)made->account_id), view.name);
    page_account_link(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result account_begin_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct account_begin what = {.login = form_get(request->form, "ten"),
                                 .phone = form_get(request->form, "dien-thoai"),
                                 .hotline = request->site->hotline};
    struct made made;
    TRY(param_id(request, "nguoi", &what.person_id));
    if (request->form->error_count > 0)
        return show_begin(request, 422, what.login, "ten", request->form->errors[0].message);
    struct result done = account_begin(&ctx, what, &made);
    if (done.kind == ERROR_INVALID || str_is(S("account.taken"), done.code))
        return show_begin(request, 422, what.login,
                          str_is(S("account.phone"), done.code) ? "dien-thoai" : "ten",
                          done.message);
    TRY(done);
    if (!str_empty(made.token))
        return show_link(request, &made);
    return respond_redirect(request,
                            str_printf(request->arena, LIST "/%lld", (long long)made.account_id));
}

/* What an administrator could do now, and what of it not and why. */
static void list_acts(struct request *request, struct card_view *view)
{
    view->acts = ARENA_ARRAY(request->arena, struct act_link, ACT_COUNT);
    for (unsigned i = 0; i < ACT_COUNT; i++) {
        struct result may = account_act_may((enum account_act)i, &view->card.standing,
                                            request->actor->person_id);
        if (!result_ok(may)) {
            if (str_is(S("account.same_person"), may.code))
                view->waits_for_another = true;
            continue;
        }
        view->acts[view->act_count++] = (struct act_link){account_act_row((enum account_act)i)};
    }
}

/* Who did it, by name where the mark is an account's. */
static struct result name_of(struct request *request, struct str mark, struct str *out)
{
    struct str head = S("account:");
    struct q_account_name_out row;
    bool found = false;
    int64_t id;
    *out = mark;
    if (str_starts(mark, head) && str_to_i64(str_slice(mark, head.len, mark.len), &id))
        TRY(q_account_name(request->db, request->arena, (struct q_account_name_in){.id = id}, &row,
                           &found));
    if (found)
        *out = row.name;
    return RESULT_OK;
}

static struct result load_history(struct request *request, struct card_view *view)
{
    struct evidence_row *rows;
    size_t count;
    struct str object = str_printf(request->arena, "account:%lld", (long long)view->card.id);
    TRY(evidence_of(request->db, request->arena, object, &rows, &count));
    view->history = ARENA_ARRAY(request->arena, struct history_line, count);
    for (size_t i = count; i-- > 0 && view->history_count < HISTORY_SHOWN;) {
        const char *words = account_kind_words(rows[i].kind);
        if (words == NULL)
            continue;
        struct history_line *line = &view->history[view->history_count++];
        *line = (struct history_line){.at_us = rows[i].recorded_us, .words = words};
        TRY(name_of(request, rows[i].actor, &line->who));
    }
    return RESULT_OK;
}

struct result account_card_show(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct card_view view = {.chrome = chrome_of(request, N_("Tài khoản cán bộ"))};
    int64_t id;
    TRY(param_id(request, "id", &id));
    TRY(account_card(&ctx, id, &view.card));
    view.crumbs = crumbs_of(request, S(""), view.card.row.name);
    view.own = view.card.row.person_id == request->actor->person_id;
    struct session_list sessions;
    TRY(session_open_list(request->db, request->arena, request_now_us(request), id, &sessions));
    view.sessions = sessions.items;
    view.session_count = sessions.count;
    list_acts(request, &view);
    TRY(load_history(request, &view));
    respond_reads(request, "account.view",
                  str_printf(request->arena, "person:%lld", (long long)view.card.row.person_id));
    page_account_card(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result act_of(struct request *request, int64_t *id, enum account_act *act)
{
    TRY(param_id(request, "id", id));
    if (account_act_from(request_param(request, "viec"), act))
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "account.act", NULL);
}

static struct result show_act(struct request *request, int status, const char *message)
{
    struct service_context ctx = context_of(request);
    enum account_act act;
    int64_t id;
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){S("ly-do"), message};
    TRY(act_of(request, &id, &act));
    struct act_view view = {
        .chrome = chrome_of(request, account_act_row(act)->title),
        .act = account_act_row(act),
        .errors = {.items = error, .count = message != NULL},
        .reason = {.name = "ly-do",
                   .label = tr_str(request->locale, N_("Lý do, ghi vào nhật ký")),
                   .value = form_get(request->form, "ly-do"),
                   .width = "is-full",
                   .error = message}};
    TRY(account_card(&ctx, id, &view.card));
    TRY(account_act_may(act, &view.card.standing, request->actor->person_id));
    view.crumbs = crumbs_of(request, str_printf(request->arena, LIST "/%lld", (long long)id),
                            view.card.row.name);
    page_account_act(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result account_act_show(struct request *request)
{
    return show_act(request, 200, NULL);
}

struct result account_act_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct account_do what = {.reason = form_get(request->form, "ly-do"),
                              .hotline = request->site->hotline};
    struct made made;
    TRY(act_of(request, &what.account_id, &what.act));
    if (request->form->error_count > 0)
        return show_act(request, 422, request->form->errors[0].message);
    TRY(account_do(&ctx, what, &made));
    if (!str_empty(made.token))
        return show_link(request, &made);
    return respond_redirect(
        request, str_printf(request->arena, LIST "/%lld", (long long)what.account_id));
}

struct result account_session_of_end_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    int64_t id;
    int64_t session_id;
    TRY(param_id(request, "id", &id));
    TRY(param_id(request, "phien", &session_id));
    TRY(account_end_session_of(&ctx, id, session_id));
    return respond_redirect(request, str_printf(request->arena, LIST "/%lld", (long long)id));
}
