#include <stdio.h>

#include "app/commands.h"
#include "app/status.h"
#include "base/json.h"

static const char *const state_words[] = {[CHECK_GOOD] = N_("tốt"),
                                          [CHECK_WARNING] = N_("cần xem"),
                                          [CHECK_BAD] = N_("hỏng")};

static void print_json(const struct config *config, const struct checks *checks)
{
    static const char *const words[] = {"good", "warning", "bad"};
    struct buf out;
    buf_init(&out, config->arena, 1 << 20);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < checks->count; i++) {
        const struct check *check = &checks->items[i];
        json_open_object(&json, NULL);
        json_put_text(&json, "name", str_from_c(check->name));
        json_put_text(&json, "state", str_from_c(words[check->state]));
        json_put_int(&json, "value", check->value);
        json_put_text(&json, "unit", str_from_c(check->unit));
        json_put_text(&json, "message", tr_str(config->locale, check->message));
        json_close_object(&json);
    }
    json_close_array(&json);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

int command_doctor(int argc, char **argv)
{
    struct config config;
    struct checks checks;
    struct db *db = NULL;
    bool bad = false;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    result_ignore(config_open(&config, false, &db)); /* a check of its own says that it is away */
    status_check(config.arena, &config, db, &checks);
    for (size_t i = 0; i < checks.count; i++) {
        const struct check *check = &checks.items[i];
        bad = bad || check->state == CHECK_BAD;
        if (config.json)
            continue;
        printf("%-10s %s", tr(config.locale, state_words[check->state]),
               tr(config.locale, check->message));
        if (check->unit != NULL)
            printf(" (%lld %s)", (long long)check->value, check->unit);
        putchar('\n');
    }
    if (config.json)
        print_json(&config, &checks);
    db_close(db);
    config_free(&config);
    return bad ? EXIT_FAILED : EXIT_OK;
}
