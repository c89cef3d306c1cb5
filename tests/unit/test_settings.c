#include "cmocka_all.h"

#include <stdio.h>

#include "core/settings.h"

static const struct setting rows[] = {
    {.name = "port", .kind = SETTING_INT, .otherwise = "8080", .min = 1, .max = 65535},
    {.name = "site.origin", .kind = SETTING_TEXT, .otherwise = "http://localhost"},
    {.name = "demo", .kind = SETTING_BOOL, .otherwise = "no"},
    {0},
};
static const struct setting *const tables[] = {rows};

static struct result load(struct arena *arena, const char *text, char *const *environment,
                          struct settings **out)
{
    const char *path = "test_settings.conf";
    struct str problem;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    struct result loaded = settings_load(arena, (struct settings_tables){tables, 1},
                                         (struct settings_sources){path, environment}, out,
                                         &problem);
    remove(path);
    return loaded;
}

static void environment_wins_over_file_over_default(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct settings *settings = NULL;
    char *environment[] = {(char[]){"TRUC_PORT=99"}, NULL};
    assert_true(result_ok(load(arena, "# remark\nport = 80\n\n demo=yes\n", environment,
                               &settings)));
    assert_int_equal(settings_int(settings, "port"), 99);
    assert_true(settings_bool(settings, "demo"));
    assert_true(str_is(settings_text(settings, "site.origin"), "http://localhost"));
    arena_free(arena);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct settings *settings = NULL;
    assert_string_equal(load(arena, "prot = 80\n", NULL, &settings).code, "settings.unknown");
    assert_string_equal(load(arena, "port = 70000\n", NULL, &settings).code, "settings.value");
    assert_string_equal(load(arena, "demo = maybe\n", NULL, &settings).code, "settings.value");
    assert_string_equal(load(arena, "port\n", NULL, &settings).code, "settings.line");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(environment_wins_over_file_over_default),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
