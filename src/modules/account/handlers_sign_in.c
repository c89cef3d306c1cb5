#include "modules/account/handlers.h"

#include "base/crypto.h"
#include "core/oidc.h"
#include "core/password_line.h"
#include "core/permission.h"
#include "core/services.h"
#include "core/totp.h"
#include "modules/account/pages.h"
#include "modules/account/service.h"

#define DESK S("/can-bo")
enum { TOKEN_BYTES = 32 };

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

/* Only into the desk: an address from outside never decides where a person lands. */
static struct str next_of(const struct request *request)
{
    struct str next = form_get(request->form, "tiep");
    bool fits = str_starts(next, S("/can-bo/")) && str_find(next, S("//")) == next.len &&
                str_find_byte(next, '\\') == next.len;
    return fits ? next : (struct str){0};
}

static const char *message_of(struct error_view errors, const char *field)
{
    for (size_t i = 0; i < errors.count; i++) {
        if (str_is(errors.items[i].field, field))
            return errors.items[i].message;
    }
    return NULL;
}

static struct result show_sign_in(struct request *request, int status, struct error_view errors)
{
    struct sign_in_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Đăng nhập")), NULL),
        .errors = errors,
        .login = {.name = "user",
                  .label = tr_str(request->locale, N_("Tài khoản công vụ")),
                  .value = form_get(request->form, "user"),
                  .autocomplete = "username",
                  .error = message_of(errors, "user"),
                  .width = "is-full"},
        .password = {.name = "pw",
                     .label = tr_str(request->locale, N_("Mật khẩu")),
                     .hint = tr_str(request->locale, N_("Dán từ trình quản lý mật khẩu được.")),
                     .autocomplete = "current-password",
                     .error = message_of(errors, "pw"),
                     .width = "is-full",
                     .secret = true},
        .next = next_of(request),
    };
    TRY(oidc_provider_list(request->db, request->arena, OIDC_STAFF, &view.providers));
    page_sign_in(respond_html(request, status), &view);
    return RESULT_OK;
}

/* Where a person's work begins: who may see no dossier starts at the own account. */
struct result account_desk(struct request *request)
{
    bool works = permission_somewhere(request->actor, "dossier.read");
    return respond_redirect(request, works ? S("/can-bo/viec") : S("/can-bo/toi"));
}

struct result account_sign_in_show(struct request *request)
{
    if (request->actor)
        return respond_redirect(request, DESK);
    return show_sign_in(request, 200, (struct error_view){0});
}

static struct str with_next(const struct request *request, const char *path)
{
    struct str next = next_of(request);
    if (str_empty(next))
        return str_from_c(path);
    return str_printf(request->arena, "%s?tiep=%.*s", path, STR_ARG(next));
}

static struct result refuse_sign_in(struct request *request, struct result outcome)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){.field = S("pw"), .message = outcome.message};
    return show_sign_in(request, outcome.kind == ERROR_LIMIT ? 429 : 422,
                        (struct error_view){.items = error, .count = 1});
}

/* A failure that the person can mend shows at the field; any other is a problem page. */
static bool is_for_the_person(struct result outcome)
{
    return outcome.kind == ERROR_UNAUTHENTICATED || outcome.kind == ERROR_LIMIT;
}

/* A password that another process is comparing. */
struct signing_in {
    struct password_check check;
    struct errand_call *call;
};

static struct result password_compared(struct request *request)
{
    struct signing_in *run = request->later;
    struct service_context ctx = context_of(request);
    bool right;
    TRY(password_answer(request->arena, run->call, &right));
    int64_t account_id = 0;
    struct result outcome = account_judge_password(&ctx, &run->check, right, &account_id);
    if (is_for_the_person(outcome))
        return refuse_sign_in(request, outcome);
    TRY(outcome);
    struct half_open half = {.account_id = account_id,
                             .new_token = random_hex(request->arena, TOKEN_BYTES),
                             .address = request->address};
    TRY(account_await_code(&ctx, &half));
    respond_session(request, half.new_token);
    return respond_redirect(request, with_next(request, "/can-bo/ma"));
}

struct result account_sign_in_send(struct request *request)
{
    if (request->form->error_count > 0)
        return show_sign_in(request, 422, error_view_of(request->form));
    struct service_context ctx = context_of(request);
    struct sign_in sign_in = {.login = form_get(request->form, "user"),
                              .address = request->address,
                              .token = request->session_token};
    struct signing_in *run = ARENA_NEW(request->arena, struct signing_in);
    struct result outcome = account_ask_password(&ctx, &sign_in, &run->check);
    if (is_for_the_person(outcome))
        return refuse_sign_in(request, outcome);
    TRY(outcome);
    struct password_question question = {.hash = run->check.hash,
                                         .password = form_get(request->form, "pw"),
                                         .known = run->check.known};
    TRY(password_ask(request->arena, request->services->passwords, question, &run->call));
    request->later = run;
    respond_later(request, run->call->wait, PASSWORD_LIMIT_MS, password_compared);
    return RESULT_OK;
}

static void show_code(struct request *request, int status, struct pending pending,
                      const char *error)
{
    struct code_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Nhập mã 6 số")), NULL),
        .login = pending.login,
        .value = form_get(request->form, "otp"),
        .error = error,
        .next = next_of(request),
    };
    page_sign_in_code(respond_html(request, status), &view);
}

struct result account_code_show(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct pending pending;
    struct result outcome = account_pending(&ctx, request->session_token, &pending);
    if (outcome.kind == ERROR_UNAUTHENTICATED)
        return respond_redirect(request, with_next(request, "/can-bo/dang-nhap"));
    TRY(outcome);
    show_code(request, 200, pending, NULL);
    return RESULT_OK;
}

struct result account_code_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct pending pending;
    struct result outcome = account_pending(&ctx, request->session_token, &pending);
    if (outcome.kind == ERROR_UNAUTHENTICATED)
        return respond_redirect(request, with_next(request, "/can-bo/dang-nhap"));
    TRY(outcome);
    struct str typed = form_get(request->form, "otp");
    if (request->form->error_count > 0 || totp_digits_in(typed) != TOTP_DIGITS) {
        show_code(request, 422, pending, N_("Mã có 6 chữ số. Nhập đủ mã đang hiện trong ứng dụng"));
        return RESULT_OK;
    }
    struct code_given given = {.code = typed,
                               .token = request->session_token,
                               .new_token = random_hex(request->arena, TOKEN_BYTES),
                               .address = request->address};
    outcome = account_check_code(&ctx, &given);
    if (is_for_the_person(outcome)) {
        show_code(request, outcome.kind == ERROR_LIMIT ? 429 : 422, pending, outcome.message);
        return RESULT_OK;
    }
    TRY(outcome);
    respond_session(request, given.new_token);
    return respond_redirect(request, str_empty(next_of(request)) ? DESK : next_of(request));
}

struct result account_sign_out_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    TRY(account_sign_out(&ctx, request->session_token));
    respond_session(request, (struct str){0});
    return respond_redirect(request, S("/can-bo/dang-nhap"));
}
