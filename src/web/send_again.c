/* The session or its token ran out while somebody was typing: nothing typed is lost. */
#include "web/chrome.h"
#include "web/exchange.h"
#include "web/pages.h"

static bool is_secret(const struct form_field *fields, struct str name)
{
    for (const struct form_field *field = fields; field != NULL && field->name != NULL; field++) {
        if (field->kind == FIELD_SECRET && str_is(name, field->name))
            return true;
    }
    return false;
}

void send_again_answer(struct request *request, int status)
{
    const struct pairs *pairs = &request->exchange->pairs;
    struct form_value *values = ARENA_ARRAY(request->arena, struct form_value, pairs->count + 1);
    struct send_again_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Gửi lại"))),
        .action = request->path,
        .back = request->path,
        .values = values,
        .sign_in = status == 401 ? problem_sign_in(request) : (struct str){0},
    };
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = &pairs->items[i];
        if (pair->is_file)
            view.files_left = view.files_left || !str_empty(pair->value);
        else if (is_secret(request->route->fields, pair->name))
            view.secrets_left = true;
        else if (!str_is(pair->name, "csrf"))
            values[view.count++] = (struct form_value){.name = pair->name, .value = pair->value};
    }
    view.multipart = str_starts(request->exchange->content_type, S("multipart/"));
    page_send_again(respond_html(request, status), &view);
}
