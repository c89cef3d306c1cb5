/* `truc settings`, `truc routes`: the tables that the program runs on. */
#include <stdio.h>

#include "app/commands.h"
#include "app/modules.h"
#include "app/config.h"
#include "base/json.h"
#include "core/settings_stored.h"
#include "db/db.h"

enum { TEXT_MAX = 4 << 20 };

static const char *const kind_names[] = {
    [SETTING_TEXT] = "text", [SETTING_INT] = "int", [SETTING_BOOL] = "bool"};

static void print(const struct buf *out)
{
    struct str text = buf_str(out);
    fwrite(text.ptr, 1, text.len, stdout);
    fputc('\n', stdout);
}

static void json_setting(struct json_writer *json, const struct setting_value *value)
{
    json_open_object(json, NULL);
    json_put_text(json, "name", str_from_c(value->row->name));
    json_put_text(json, "kind", str_from_c(kind_names[value->row->kind]));
    json_put_text(json, "value", value->value);
    json_put_text(json, "default", str_from_c(value->row->otherwise));
    json_put_text(json, "from", value->from);
    json_put_text(json, "help", str_from_c(value->row->help));
    json_close_object(json);
}

/* Where there is no database yet, the file alone says what holds. */
static void take_stored(const struct config *config)
{
    struct settings_watch watch = {.settings = config->settings, .arena = config->arena};
    struct db *db = NULL;
    bool changed;
    if (result_ok(config_open(config, false, &db)))
        result_ignore(settings_watch_look(&watch, db, config->arena, &changed));
    db_close(db);
}

int command_settings(int argc, char **argv)
{
    struct config config;
    struct buf out;
    size_t count;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    take_stored(&config);
    const struct setting_value *values = settings_all(config.settings, &count);
    buf_init(&out, config.arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&out);
    if (config.json)
        json_open_array(&json, NULL);
    for (size_t i = 0; i < count; i++) {
        const struct setting_value *value = &values[i];
        if (config.json)
            json_setting(&json, value);
        else
            printf("%s = %.*s\n    %s (%.*s)\n", value->row->name, STR_ARG(value->value),
                   tr(config.locale, value->row->help), STR_ARG(value->from));
    }
    if (config.json) {
        json_close_array(&json);
        print(&out);
    }
    config_free(&config);
    return EXIT_OK;
}

static const char *const rate_names[RATE_CLASS_COUNT] = {
    [RATE_PAGE] = "page",     [RATE_SEARCH] = "search", [RATE_SUBMIT] = "submit",
    [RATE_UPLOAD] = "upload", [RATE_SEAL] = "seal", [RATE_GUESS] = "guess",   [RATE_NONE] = "none"};

static void json_route(struct json_writer *json, const struct route *route)
{
    json_open_object(json, NULL);
    json_put_text(json, "method", str_from_c(route->method));
    json_put_text(json, "pattern", str_from_c(route->pattern));
    if (route->permission == NULL)
        json_put_null(json, "permission");
    else
        json_put_text(json, "permission", str_from_c(route->permission));
    json_put_text(json, "rate", str_from_c(rate_names[route->rate]));
    json_put_int(json, "body_max", (int64_t)(route->body_max == 0 ? 64 * 1024 : route->body_max));
    json_open_array(json, "fields");
    for (const struct form_field *f = route->fields; f != NULL && f->name != NULL; f++)
        json_put_text(json, NULL, str_from_c(f->name));
    json_close_array(json);
    json_close_object(json);
}

int command_routes(int argc, char **argv)
{
    struct config config;
    struct buf out;
    size_t count;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    const struct route *const *tables = modules_route_tables(config.arena, &count);
    modules_router(config.arena); /* a table with a mistake ends here */
    buf_init(&out, config.arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&out);
    if (config.json)
        json_open_array(&json, NULL);
    for (size_t i = 0; i < count; i++) {
        for (const struct route *r = tables[i]; r->method != NULL; r++) {
            if (config.json)
                json_route(&json, r);
            else
                printf("%-5s %-46s %-22s %s\n", r->method, r->pattern,
                       r->permission == NULL ? "-" : r->permission, rate_names[r->rate]);
        }
    }
    if (config.json) {
        json_close_array(&json);
        print(&out);
    }
    config_free(&config);
    return EXIT_OK;
}
