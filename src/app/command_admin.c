#include "app/command_admin.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/config.h"
#include "app/terminal.h"
#include "base/crypto.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "core/rights.h"
#include "core/totp.h"
#include "modules/account/account.h"

struct wanted {
    struct str login;
    struct str name;
    struct str agency;
    struct str agency_name;
    struct str password;
    struct str secret; /* of the code application */
};

static int usage(void)
{
    fprintf(stderr, "truc admin create --login NAME --name \"Họ tên\" [--agency CODE] "
                    "[--agency-name TEXT] [--config FILE]\n");
    return EXIT_WRONG_USE;
}

static bool read_options(const struct config *config, struct wanted *out)
{
    static const char *const names[] = {"--login", "--name", "--agency", "--agency-name"};
    struct str *const values[] = {&out->login, &out->name, &out->agency, &out->agency_name};
    if (config->count < 2 || strcmp(config->rest[1], "create") != 0)
        return false;
    for (int i = 2; i < config->count; i += 2) {
        size_t n = 0;
        while (n < sizeof(names) / sizeof(names[0]) && strcmp(config->rest[i], names[n]) != 0)
            n++;
        if (n == sizeof(names) / sizeof(names[0]) || i + 1 >= config->count)
            return false;
        *values[n] = str_from_c(config->rest[i + 1]);
    }
    return !str_empty(out->login) && !str_empty(out->name);
}

static struct result ask_password(const struct config *config, struct wanted *out)
{
    struct str again;
    TRY(terminal_ask_secret(config->arena, tr(config->locale, N_("Mật khẩu mới, từ 12 ký tự")),
                            &out->password));
    if (!isatty(STDIN_FILENO))
        return RESULT_OK;
    TRY(terminal_ask_secret(config->arena, tr(config->locale, N_("Nhập lại mật khẩu")), &again));
    if (!str_equal(out->password, again))
        return result_fail(ERROR_INVALID, "admin.password", N_("Hai lần nhập không giống nhau"));
    return RESULT_OK;
}

/* The agency asked for; in an empty database it is founded. Without a code: the highest one. */
static struct result find_agency(struct service_context *ctx, const struct wanted *wanted,
                                 struct agency *out)
{
    struct agency_list all;
    struct str today = organisation_today(ctx->arena, ctx->clock);
    TRY(agency_all(ctx->db, ctx->arena, today, &all));
    if (all.count > 0 && str_empty(wanted->agency)) {
        *out = all.items[0];
        return RESULT_OK;
    }
    if (all.count > 0)
        return agency_by_code(ctx->db, ctx->arena, wanted->agency, today, out);
    if (str_empty(wanted->agency) || str_empty(wanted->agency_name))
        return result_fail(ERROR_INVALID, "admin.agency",
                           N_("Chưa có cơ quan nào: thêm --agency và --agency-name"));
    *out = (struct agency){.code = wanted->agency,
                           .name = wanted->agency_name,
                           .place = wanted->agency_name,
                           .kind = S("cơ quan"),
                           .level = 2};
    struct agency_new founded = {.agency = *out, .act = S("truc admin create"),
                                 .valid_from = today};
    return agency_found(ctx->db, ctx->arena, clock_now_us(ctx->clock), founded, &out->id);
}

static struct result create(struct service_context *ctx, const struct wanted *wanted)
{
    struct agency agency;
    int64_t position;
    int64_t person;
    int64_t account;
    struct str today = organisation_today(ctx->arena, ctx->clock);
    TRY(find_agency(ctx, wanted, &agency));
    struct post_new post = {.agency_id = agency.id,
                            .unit = S("Quản trị hệ thống"),
                            .title = S("Quản trị viên"),
                            .role = str_from_c(role_code(ROLE_ADMINISTRATOR)),
                            .subtree = true,
                            .valid_from = today};
    TRY(post_ensure(ctx->db, ctx->arena, post, &position));
    TRY(person_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), wanted->name, &person));
    struct appointment_new appointment = {.person_id = person,
                                          .position_id = position,
                                          .decision = S("truc admin create"),
                                          .valid_from = today};
    TRY(person_appoint(ctx->db, ctx->arena, appointment));
    struct account_new new = {.person_id = person,
                              .login = wanted->login,
                              .password = wanted->password,
                              .totp_secret = wanted->secret};
    TRY(account_create(ctx, new, &account));
    struct rights_change change = {
        .now_us = clock_now_us(ctx->clock),
        .actor = S("system"),
        .object = str_printf(ctx->arena, "person:%lld", (long long)person),
        .reason = S("truc admin create"),
    };
    return rights_changed(ctx->db, ctx->arena, change);
}

static struct result show_secret(const struct config *config, const struct wanted *wanted)
{
    struct str uri = totp_uri(config->arena, S("Bàn làm việc"), wanted->login, wanted->secret);
    printf("%s %.*s\n", tr(config->locale, N_("Tài khoản:")), STR_ARG(wanted->login));
    printf("%s %.*s\n", tr(config->locale, N_("Khóa cho ứng dụng tạo mã, chỉ hiện một lần:")),
           STR_ARG(totp_base32(config->arena, wanted->secret)));
    printf("%.*s\n", STR_ARG(uri));
    return isatty(STDOUT_FILENO) ? terminal_print_qr(config->arena, uri) : RESULT_OK;
}

static struct result run(const struct config *config, struct wanted *wanted)
{
    struct db *db;
    TRY(ask_password(config, wanted));
    wanted->secret = random_str(config->arena, TOTP_SECRET_SIZE);
    TRY(config_open(config, true, &db));
    struct service_context ctx = {
        .db = db, .arena = config->arena, .clock = clock_system()};
    struct result done = db_write_begin(db);
    if (result_ok(done))
        done = db_finish(db, create(&ctx, wanted));
    db_close(db);
    TRY(done);
    return show_secret(config, wanted);
}

int command_admin(int argc, char **argv)
{
    struct config config;
    struct wanted wanted = {0};
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    int status = EXIT_OK;
    if (!read_options(&config, &wanted)) {
        status = usage();
    } else {
        struct result done = run(&config, &wanted);
        if (!result_ok(done))
            status = config_failed(&config, "truc admin create", done);
    }
    config_free(&config);
    return status;
}
