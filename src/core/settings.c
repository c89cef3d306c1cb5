#include "core/settings.h"

#include <assert.h>

#include "base/os_file.h"

enum { CONFIG_MAX_BYTES = 64 * 1024 };

struct settings {
    struct setting_value *values;
    size_t count;
};

static struct setting_value *find(const struct settings *settings, struct str name)
{
    for (size_t i = 0; i < settings->count; i++)
        if (str_is(name, settings->values[i].row->name))
            return &settings->values[i];
    return NULL;
}

bool setting_fits(const struct setting *row, struct str value)
{
    int64_t number = 0;
    switch (row->kind) {
    case SETTING_TEXT:
        return !str_has_nul(value) && (row->check == NULL || row->check(value));
    case SETTING_INT:
        return str_to_i64(value, &number) && number >= row->min && number <= row->max;
    case SETTING_BOOL:
        return str_is(value, "yes") || str_is(value, "no");
    }
    return false;
}

static struct result put(struct arena *arena, struct setting_value *target, struct str value,
                         struct str from, struct str *problem)
{
    if (!setting_fits(target->row, value)) {
        const struct setting *row = target->row;
        bool boolean = row->kind == SETTING_BOOL;
        *problem = row->kind == SETTING_INT
                       ? str_printf(arena, "%.*s: %s takes a whole number from %lld to %lld",
                                    STR_ARG(from), row->name, (long long)row->min,
                                    (long long)row->max)
                       : str_printf(arena, "%.*s: %s takes %s", STR_ARG(from), row->name,
                                    boolean ? "yes or no" : "another text");
        return result_fail(ERROR_INVALID, "settings.value", NULL);
    }
    target->value = target->below = str_dup(arena, value);
    target->from = target->below_from = from;
    return RESULT_OK;
}

static void fill_defaults(struct arena *arena, struct settings_tables tables,
                          struct settings *settings)
{
    size_t count = 0;
    for (size_t t = 0; t < tables.count; t++)
        for (const struct setting *row = tables.items[t]; row->name != NULL; row++)
            count++;
    settings->values = ARENA_ARRAY(arena, struct setting_value, count);
    for (size_t t = 0; t < tables.count; t++)
        for (const struct setting *row = tables.items[t]; row->name != NULL; row++) {
            assert(find(settings, str_from_c(row->name)) == NULL);
            assert(setting_fits(row, str_from_c(row->otherwise)));
            assert(!row->secret || row->reach == SETTING_FILE); /* no evidence tells a secret */
            settings->values[settings->count++] = (struct setting_value){
                .row = row,
                .value = str_from_c(row->otherwise),
                .from = S("default"),
                .below = str_from_c(row->otherwise),
                .below_from = S("default")};
        }
}

static struct result read_line(struct arena *arena, struct settings *settings, struct str line,
                               struct str from, struct str *problem)
{
    struct str name;
    struct str value;
    line = str_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return RESULT_OK;
    if (!str_split(line, '=', &name, &value)) {
        *problem = str_printf(arena, "%.*s: not `name = value`", STR_ARG(from));
        return result_fail(ERROR_INVALID, "settings.line", NULL);
    }
    struct setting_value *target = find(settings, str_trim(name));
    if (target == NULL) {
        *problem = str_printf(arena, "%.*s: no setting \"%.*s\"", STR_ARG(from),
                              STR_ARG(str_trim(name)));
        return result_fail(ERROR_INVALID, "settings.unknown", NULL);
    }
    return put(arena, target, str_trim(value), from, problem);
}

static struct result read_config(struct arena *arena, struct settings *settings, const char *config,
                                 struct str *problem)
{
    struct str rest;
    struct str line;
    struct result read = os_file_read(arena, config, CONFIG_MAX_BYTES, &rest);
    if (!result_ok(read)) {
        *problem = str_printf(arena, "cannot read %s", config);
        return read;
    }
    for (int number = 1; rest.len != 0; number++) {
        str_split(rest, '\n', &line, &rest);
        TRY(read_line(arena, settings, line, str_printf(arena, "%s:%d", config, number), problem));
    }
    return RESULT_OK;
}

/* "TRUC_SITE_ORIGIN" for "site.origin". */
static struct str environment_name(struct arena *arena, const char *name)
{
    struct str text = str_printf(arena, "TRUC_%s", name);
    char *upper = str_c(arena, text);
    for (char *c = upper; *c != '\0'; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        else if (*c == '.')
            *c = '_';
    return str_of(upper, text.len);
}

static struct result read_environment(struct arena *arena, struct settings *settings,
                                      char *const *environment, struct str *problem)
{
    for (size_t i = 0; i < settings->count; i++) {
        struct str wanted = environment_name(arena, settings->values[i].row->name);
        for (char *const *entry = environment; entry != NULL && *entry != NULL; entry++) {
            struct str name;
            struct str value;
            if (str_split(str_from_c(*entry), '=', &name, &value) && str_equal(name, wanted))
                TRY(put(arena, &settings->values[i], value, wanted, problem));
        }
    }
    return RESULT_OK;
}

struct result settings_load(struct arena *arena, struct settings_tables tables,
                            struct settings_sources from, struct settings **out,
                            struct str *problem)
{
    struct settings *settings = ARENA_NEW(arena, struct settings);
    fill_defaults(arena, tables, settings);
    if (from.config != NULL)
        TRY(read_config(arena, settings, from.config, problem));
    TRY(read_environment(arena, settings, from.environment, problem));
    *out = settings;
    return RESULT_OK;
}

static const struct setting_value *value_of(const struct settings *settings, const char *name,
                                            enum setting_kind kind)
{
    const struct setting_value *value = find(settings, str_from_c(name));
    assert(value != NULL && value->row->kind == kind);
    (void)kind;
    return value;
}

struct str settings_text(const struct settings *settings, const char *name)
{
    return value_of(settings, name, SETTING_TEXT)->value;
}

int64_t settings_int(const struct settings *settings, const char *name)
{
    int64_t number = 0;
    bool whole = str_to_i64(value_of(settings, name, SETTING_INT)->value, &number);
    assert(whole);
    (void)whole;
    return number;
}

bool settings_bool(const struct settings *settings, const char *name)
{
    return str_is(value_of(settings, name, SETTING_BOOL)->value, "yes");
}

const struct setting_value *settings_all(const struct settings *settings, size_t *count)
{
    *count = settings->count;
    return settings->values;
}

const struct setting_value *settings_find(const struct settings *settings, struct str name)
{
    return find(settings, name);
}

void settings_clear(struct settings *settings, enum setting_reach reach)
{
    for (size_t i = 0; i < settings->count; i++) {
        if (settings->values[i].row->reach != reach)
            continue;
        settings->values[i].value = settings->values[i].below;
        settings->values[i].from = settings->values[i].below_from;
    }
}

bool settings_put(struct settings *settings, struct arena *arena, struct str name,
                  struct str value)
{
    struct setting_value *target = find(settings, name);
    if (target == NULL || target->row->reach == SETTING_FILE || !setting_fits(target->row, value))
        return false;
    target->value = str_dup(arena, value);
    target->from = S("database");
    return true;
}
