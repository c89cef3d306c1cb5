/* `truc oidc set FILE --reason TEXT`: a provider of accounts elsewhere, from its definition. Its
 * secret comes from standard input and goes into keys/oidc, where only the fetcher reads it. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/terminal.h"
#include "base/os_file.h"
#include "core/configuration.h"
#include "core/oidc.h"

enum { DEFINITION_MAX = 64 * 1024 };

static struct result put(const struct config *config, struct str definition, struct str reason,
                         const struct oidc_provider *provider)
{
    struct db *db = NULL;
    struct str before;
    TRY(config_open(config, true, &db));
    struct result done = db_write_begin(db);
    if (result_ok(done)) {
        int64_t now_us = clock_now_us(clock_system());
        done = oidc_provider_put(db, config->arena, now_us, definition, &before);
        struct configuration_change change = {
            .object = str_concat(config->arena, S("provider:"), provider->code),
            .before = before,
            .after = definition,
            .reason = reason};
        if (result_ok(done))
            done = configuration_change(db, config->arena, now_us, change);
        done = db_finish(db, done);
    }
    db_close(db);
    return done;
}

static struct result keep_secret(const struct config *config, const struct oidc_provider *provider)
{
    struct str secret;
    if (provider->auth == OIDC_AUTH_NONE)
        return RESULT_OK;
    TRY(terminal_ask_secret(config->arena, tr(config->locale, N_("Khóa bí mật của ứng dụng")),
                            &secret));
    TRY(os_dir_make(config_path(config, "keys"), 0700));
    TRY(os_dir_make(config_path(config, "keys/oidc"), 0700));
    struct str name = str_printf(config->arena, "keys/oidc/%.*s.secret", STR_ARG(provider->code));
    return os_file_write(config_path(config, name.ptr), secret, 0600);
}

static struct result set(const struct config *config, struct str reason)
{
    struct str definition;
    struct oidc_provider provider;
    const char *problem = NULL;
    TRY(os_file_read(config->arena, config->rest[2], DEFINITION_MAX, &definition));
    struct result read = oidc_provider_read(config->arena, definition, &provider, &problem);
    if (!result_ok(read)) {
        fprintf(stderr, "%s: \"%s\"\n", config->rest[2], problem);
        return read;
    }
    TRY(keep_secret(config, &provider));
    TRY(put(config, definition, reason, &provider));
    printf("%s /dang-nhap/tai-khoan/%.*s/ve\n",
           tr(config->locale, N_("Đã lưu. Địa chỉ trở về để khai ở nơi giữ tài khoản:")),
           STR_ARG(provider.code));
    return RESULT_OK;
}

int command_oidc(int argc, char **argv)
{
    struct config config;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    int status = EXIT_OK;
    if (config.count != 5 || strcmp(config.rest[1], "set") != 0 ||
        strcmp(config.rest[3], "--reason") != 0) {
        fprintf(stderr, "truc oidc set FILE --reason TEXT\n");
        status = EXIT_WRONG_USE;
    } else {
        struct result done = set(&config, str_from_c(config.rest[4]));
        if (!result_ok(done))
            status = config_failed(&config, "truc oidc set", done);
    }
    config_free(&config);
    return status;
}
