#include "modules/oidc/service.h"

#include "base/crypto.h"
#include "core/citizen.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "db/db.h"
#include "modules/account/account.h"

/* What happened to whom, and one thing more about it. */
struct note {
    const char *kind;
    struct str object;
    struct str actor; /* empty: who is signed in here */
    const char *member;
    struct str value;
};

static struct result record(struct service_context *ctx, const struct journey *run,
                            struct note note)
{
    struct buf data;
    buf_init(&data, ctx->arena, 1024);
    struct json_writer writer = json_writer_of(&data);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "provider", run->provider.code);
    json_put_text(&writer, note.member, note.value);
    json_close_object(&writer);
    struct evidence evidence = {.kind = str_from_c(note.kind),
                                .object = note.object,
                                .actor = str_empty(note.actor)
                                             ? actor_mark(ctx->arena, ctx->actor) : note.actor,
                                .agency_id = ctx->actor == NULL ? 0 : ctx->actor->agency_id,
                                .data = buf_str(&data)};
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

/* The subject is personal: only its digest is told. Who it is, is whom it is about. */
static struct result record_subject(struct service_context *ctx, const struct journey *run,
                                    const char *kind, struct str object, struct str subject)
{
    struct note note = {kind, object, object, "subject_sha256", sha256_hex(ctx->arena, subject)};
    return record(ctx, run, note);
}

static struct str account_object(struct service_context *ctx, int64_t id)
{
    return str_printf(ctx->arena, "account:%lld", (long long)id);
}

struct result oidc_keep_published(struct service_context *ctx, const struct journey *run)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, oidc_published_save(ctx->db, ctx->arena, run->provider.id,
                                                  &run->published));
}

struct result oidc_ask_again(struct service_context *ctx, const struct journey *run,
                             bool *allowed)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     oidc_refetch_allowed(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                          run->provider.id, allowed));
}

struct result oidc_depart(struct service_context *ctx, const struct journey *run,
                          struct departure from, struct str *url)
{
    struct oidc_begin begin = {.provider = &run->provider,
                               .endpoints = &run->endpoints,
                               .redirect_uri = from.redirect_uri,
                               .browser = from.browser,
                               .account_id = run->account_id,
                               .next = run->next};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, oidc_attempt_begin(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                                 &begin, url));
}

struct result oidc_return(struct service_context *ctx, struct journey *run,
                          struct oidc_return back)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, oidc_attempt_take(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                                &back, &run->attempt));
}

static struct str first_of(struct str a, struct str b)
{
    return str_empty(a) ? b : a;
}

static struct result admit_citizen(struct service_context *ctx, const struct journey *run,
                                   const struct arrival *arrival)
{
    const struct oidc_person *person = &arrival->person;
    struct identifier_given identifier;
    int64_t citizen_id;
    TRY(citizen_identifier_parse(ctx->arena,
                                 person->business ? person->tax_code
                                                  : first_of(person->personal_id, person->old_id),
                                 &identifier));
    struct citizen_sign_in sign_in = {
        .kind = person->business ? CITIZEN_BUSINESS : CITIZEN_PERSON,
        .identifier = identifier.text,
        .name = person->business ? first_of(person->business_name, person->name) : person->name,
        .assurance = person->level == 2 ? ASSURANCE_OIDC_2 : ASSURANCE_OIDC_1,
        .token = arrival->new_token,
        .old_token = arrival->old_token,
        .address = arrival->address};
    TRY(citizen_session_open(ctx->db, ctx->arena, clock_now_us(ctx->clock), &sign_in,
                             &citizen_id));
    return record_subject(ctx, run, "oidc.accepted",
                          str_printf(ctx->arena, "citizen:%lld", (long long)citizen_id),
                          person->subject);
}

struct result oidc_admit_citizen(struct service_context *ctx, const struct journey *run,
                                 const struct arrival *arrival)
{
    if (arrival->person.level == 0)
        return result_fail(ERROR_UNTRUSTED, "oidc.level",
                           N_("Tài khoản này chưa được định danh. Định danh mức 1 hoặc mức 2 rồi "
                              "đăng nhập lại, hoặc dùng mã gửi đến điện thoại."));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, admit_citizen(ctx, run, arrival));
}

static struct result admit_official(struct service_context *ctx, const struct journey *run,
                                    const struct arrival *arrival)
{
    struct account_entry entry = {.code_asked = run->provider.code_asked,
                                  .new_token = arrival->new_token,
                                  .old_token = arrival->old_token,
                                  .address = arrival->address};
    TRY(oidc_link_find(ctx->db, ctx->arena, run->provider.id, arrival->person.subject,
                       &entry.account_id));
    if (entry.account_id == 0)
        return result_fail(ERROR_NOT_FOUND, "oidc.not_linked",
                           N_("Chưa có tài khoản công vụ nào liên kết với tài khoản này. Đăng nhập "
                              "bằng mật khẩu, rồi liên kết ở trang Tài khoản."));
    TRY(account_enter(ctx, &entry));
    return record_subject(ctx, run, "oidc.accepted", account_object(ctx, entry.account_id),
                          arrival->person.subject);
}

struct result oidc_admit_official(struct service_context *ctx, const struct journey *run,
                                  const struct arrival *arrival)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, admit_official(ctx, run, arrival));
}

static struct result link_actor(struct service_context *ctx, const struct journey *run,
                                struct str subject)
{
    struct oidc_link_new link = {.provider_id = run->provider.id,
                                 .subject = subject,
                                 .account_id = ctx->actor->account_id};
    TRY(oidc_link_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), link));
    return record_subject(ctx, run, "oidc.linked", account_object(ctx, link.account_id), subject);
}

struct result oidc_link(struct service_context *ctx, const struct journey *run,
                        struct str subject)
{
    if (ctx->actor == NULL || ctx->actor->account_id != run->attempt.account_id)
        return result_fail(ERROR_UNTRUSTED, "oidc.state", NULL);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, link_actor(ctx, run, subject));
}

static struct result unlink_actor(struct service_context *ctx, const struct oidc_provider *provider)
{
    struct journey run = {.provider = *provider};
    TRY(oidc_link_end(ctx->db, ctx->arena, clock_now_us(ctx->clock), provider->id,
                      ctx->actor->account_id));
    struct note note = {"oidc.unlinked", account_object(ctx, ctx->actor->account_id), S(""),
                        "issuer", provider->issuer};
    return record(ctx, &run, note);
}

struct result oidc_unlink(struct service_context *ctx, const struct oidc_provider *provider)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, unlink_actor(ctx, provider));
}

struct result oidc_note_refusal(struct service_context *ctx, const struct journey *run,
                                const char *code)
{
    struct str object = str_printf(ctx->arena, "provider:%.*s", STR_ARG(run->provider.code));
    struct str actor = ctx->actor == NULL ? S("stranger") : S("");
    struct note note = {"oidc.refused", object, actor, "code", str_from_c(code)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, record(ctx, run, note));
}
