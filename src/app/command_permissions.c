/* `truc permissions`: route × role. What each role holds today in the database of the node; without
 * one, what the roles begin with. */
#include <stdio.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/modules.h"
#include "base/json.h"
#include "core/organisation.h"
#include "core/roles.h"

enum { TEXT_MAX = 1 << 20 };

static void take_defaults(struct arena *arena, struct role_rows *roles)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    roles->items = ARENA_ARRAY(arena, struct role_row, ROLE_COUNT);
    roles->count = ROLE_COUNT;
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        roles->items[role].code = str_from_c(role_code((enum role)role));
        for (size_t i = 0; i < count; i++)
            if (table[i].roles & (1u << role))
                permission_set_add(&roles->items[role].rights, &table[i]);
    }
}

static bool read_roles(const struct config *config, struct role_rows *roles)
{
    struct db *db = NULL;
    struct result done = config_open(config, false, &db);
    if (result_ok(done))
        done = roles_all(db, config->arena, organisation_today(config->arena, &config->clock),
                         roles);
    db_close(db);
    return result_ok(done) && roles->count > 0;
}

/* The routes of a permission, "GET /can-bo/viec". */
static size_t routes_of(struct arena *arena, const char *permission, struct str *out, size_t most)
{
    size_t tables;
    size_t found = 0;
    const struct route *const *all = modules_route_tables(arena, &tables);
    for (size_t t = 0; t < tables; t++)
        for (const struct route *r = all[t]; r->method != NULL && found < most; r++)
            if (r->permission != NULL && str_is(str_from_c(permission), r->permission))
                out[found++] = str_printf(arena, "%s %s", r->method, r->pattern);
    return found;
}

enum { ROUTES_MAX = 500 };

struct printing {
    struct arena *arena;
    struct json_writer *json; /* NULL: text */
    const struct role_rows *roles;
    struct str *routes;
};

static void print_json(const struct printing *p, const struct permission *permission, size_t count)
{
    json_open_object(p->json, NULL);
    json_put_text(p->json, "name", str_from_c(permission->name));
    json_put_text(p->json, "title", str_from_c(permission->title));
    json_open_array(p->json, "roles");
    for (size_t r = 0; r < p->roles->count; r++)
        if (permission_set_has(&p->roles->items[r].rights, permission))
            json_put_text(p->json, NULL, p->roles->items[r].code);
    json_close_array(p->json);
    json_open_array(p->json, "routes");
    for (size_t i = 0; i < count; i++)
        json_put_text(p->json, NULL, p->routes[i]);
    json_close_array(p->json);
    json_close_object(p->json);
}

static void print_cells(const struct printing *p, const struct permission *permission)
{
    for (size_t r = 0; r < p->roles->count; r++) {
        const struct role_row *role = &p->roles->items[r];
        bool has = permission_set_has(&role->rights, permission);
        printf(" %-15.*s", STR_ARG(has ? role->code : S("-")));
    }
}

static void print_text(const struct printing *p, const struct permission *permission,
                       size_t count, enum locale locale)
{
    printf("%-55s", permission->name);
    print_cells(p, permission);
    printf(" %s\n", tr(locale, permission->title));
    for (size_t i = 0; i < count; i++) {
        printf("  %-53.*s", STR_ARG(p->routes[i]));
        print_cells(p, permission);
        printf("\n");
    }
}

int command_permissions(int argc, char **argv)
{
    struct config config;
    struct buf out;
    struct role_rows roles;
    size_t count;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    if (!read_roles(&config, &roles))
        take_defaults(config.arena, &roles);
    buf_init(&out, config.arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&out);
    struct printing p = {.arena = config.arena, .json = &json, .roles = &roles,
                         .routes = ARENA_ARRAY(config.arena, struct str, ROUTES_MAX)};
    const struct permission *table = permission_table(&count);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < count; i++) {
        size_t routes = routes_of(config.arena, table[i].name, p.routes, ROUTES_MAX);
        if (config.json)
            print_json(&p, &table[i], routes);
        else
            print_text(&p, &table[i], routes, config.locale);
    }
    json_close_array(&json);
    if (config.json)
        printf("%.*s\n", STR_ARG(buf_str(&out)));
    config_free(&config);
    return EXIT_OK;
}
