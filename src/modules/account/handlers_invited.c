/* Who was invited sets a password and a code application. The link is the right. */
#include "base/crypto.h"
#include "core/password.h"
#include "core/password_line.h"
#include "core/qr.h"
#include "core/services.h"
#include "core/totp.h"
#include "modules/account/handlers.h"
#include "modules/account/invitation.h"
#include "modules/account/pages.h"
#include "modules/account/views.h"

enum { TOKEN_BYTES = 32, GROUP = 4 };

/* An acceptance under way: the password is hashed or compared elsewhere. */
struct accepting {
    struct invitation invitation;
    struct acceptance acceptance;
    struct errand_call *call;
};

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){
        .db = request->db, .arena = request->arena, .clock = request->clock};
}

static struct str grouped(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, 2 * text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (i > 0 && i % GROUP == 0)
            buf_byte(&out, ' ');
        buf_byte(&out, (unsigned char)text.ptr[i]);
    }
    return buf_str(&out);
}

static struct result show(struct request *request, int status, const struct invitation *invitation,
                          struct form_error wrong)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = wrong;
    bool fresh = invitation_sets_password(invitation);
    bool at_password = str_is(wrong.field, "mat-khau");
    struct invited_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Lời mời")), NULL),
        .errors = {.items = error, .count = wrong.message != NULL},
        .name = invitation->name,
        .login = invitation->login,
        .path = request->path,
        .sets_code = invitation_sets_code(invitation),
        .sets_password = fresh,
        .until_us = invitation->expires_us,
        .password = {.name = "mat-khau",
                     .label = tr_str(request->locale, fresh ? N_("Mật khẩu mới")
                                                            : N_("Mật khẩu đang dùng")),
                     .hint = fresh ? tr_str(request->locale,
                                            N_("Từ 12 ký tự. Một câu dễ nhớ là tốt, dấu và khoảng "
                                               "trắng đều được."))
                                   : (struct str){0},
                     .autocomplete = fresh ? "new-password" : "current-password",
                     .width = "is-full",
                     .secret = true,
                     .error = at_password ? wrong.message : NULL},
        .code_error = at_password ? NULL : wrong.message};
    if (view.sets_code)
        view.key = grouped(request->arena, totp_base32(request->arena, invitation->secret));
    page_invited(respond_html(request, status), &view);
    return RESULT_OK;
}

static struct result gone_or(struct request *request, struct result failure)
{
    struct gone_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Lời mời")), NULL)};
    if (failure.kind != ERROR_NOT_FOUND)
        return failure;
    page_invitation_gone(respond_html(request, 404), &view);
    return RESULT_OK;
}

struct result account_invited_show(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct invitation invitation;
    struct result found = invitation_find(&ctx, request_param(request, "ma"), &invitation);
    if (!result_ok(found))
        return gone_or(request, found);
    return show(request, 200, &invitation, (struct form_error){0});
}

struct result account_invited_picture(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct invitation invitation;
    struct str svg;
    TRY(invitation_find(&ctx, request_param(request, "ma"), &invitation));
    if (!invitation_sets_code(&invitation))
        return result_fail(ERROR_NOT_FOUND, "invitation.no_picture", NULL);
    TRY(qr_svg(request->arena,
               totp_uri(request->arena, tr_str(request->locale, N_("Bàn làm việc")),
                        invitation.login, invitation.secret),
               &svg));
    return respond_bytes(request, 200, "image/svg+xml", svg);
}

static struct result finish(struct request *request)
{
    struct accepting *run = request->later;
    struct service_context ctx = context_of(request);
    run->acceptance.new_token = random_hex(request->arena, TOKEN_BYTES);
    run->acceptance.old_token = request->session_token;
    run->acceptance.address = request->address;
    struct result done = invitation_accept(&ctx, &run->invitation, &run->acceptance);
    if (!result_ok(done))
        return gone_or(request, done);
    respond_session(request, run->acceptance.new_token);
    return respond_redirect(request, S("/can-bo/toi"));
}

static struct result hashed(struct request *request)
{
    struct accepting *run = request->later;
    TRY(password_answer_hash(request->arena, run->call, &run->acceptance.password_hash));
    return finish(request);
}

static struct result compared(struct request *request)
{
    struct accepting *run = request->later;
    struct service_context ctx = context_of(request);
    bool right;
    TRY(password_answer(request->arena, run->call, &right));
    if (right)
        return finish(request);
    TRY(invitation_wrong_password(&ctx, &run->invitation));
    struct form_error wrong = {S("mat-khau"), N_("Mật khẩu đang dùng không đúng")};
    return show(request, 422, &run->invitation, wrong);
}

static struct result send_password(struct request *request)
{
    struct accepting *run = request->later;
    struct str password = form_get(request->form, "mat-khau");
    int line = request->services->passwords;
    bool fresh = invitation_sets_password(&run->invitation);
    struct password_question question = {.hash = run->invitation.password_hash,
                                         .password = password};
    if (fresh)
        TRY(password_ask_hash(request->arena, line, password, &run->call));
    else
        TRY(password_ask(request->arena, line, question, &run->call));
    respond_later(request, run->call->wait, PASSWORD_LIMIT_MS, fresh ? hashed : compared);
    return RESULT_OK;
}

struct result account_invited_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct accepting *run = ARENA_NEW(request->arena, struct accepting);
    request->later = run;
    struct result found = invitation_find(&ctx, request_param(request, "ma"), &run->invitation);
    if (!result_ok(found))
        return gone_or(request, found);
    if (request->form->error_count > 0)
        return show(request, 422, &run->invitation, request->form->errors[0]);
    struct result fits = RESULT_OK;
    if (invitation_sets_password(&run->invitation))
        fits = password_accept(request->arena, form_get(request->form, "mat-khau"),
                               run->invitation.login);
    if (!result_ok(fits))
        return show(request, 422, &run->invitation,
                    (struct form_error){S("mat-khau"), fits.message});
    struct result right = invitation_check_code(&ctx, &run->invitation,
                                                form_get(request->form, "otp"),
                                                &run->acceptance.step);
    if (right.kind == ERROR_INVALID || right.kind == ERROR_LIMIT)
        return show(request, right.kind == ERROR_LIMIT ? 429 : 422, &run->invitation,
                    (struct form_error){S("otp"), right.message});
    TRY(right);
    return send_password(request);
}
