/*
 * `truc measure list | show ID | rows ID --part PART`: the figures of core/measures.h and the rows
 * behind them, read-only. Exit status: 0 good, 1 failed, 2 wrong use.
 */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/modules.h"
#include "app/signing/options.h"
#include "base/clock.h"
#include "base/json.h"
#include "core/measures.h"
#include "core/organisation.h"

enum { LIST_MAX = 1 << 20, ROWS_A_READ = 2000, PER_CENT = 100 };

static const char usage_text[] =
    "Usage: truc measure list [--json]\n"
    "       truc measure show ID [--as-of T] [--scope AGENCY] [--json]\n"
    "       truc measure rows ID --part numerator|denominator|difference [--as-of T]\n"
    "                    [--scope AGENCY] [--csv]\n"
    "\n"
    "T is a day (2026-11-23: its end) or an instant (2026-11-23T15:00:00+07:00); now otherwise.\n"
    "AGENCY is an agency's code with all that stands below it. --config FILE as everywhere.\n";

struct options {
    const char *verb;
    const char *id;
    const char *as_of;
    const char *scope;
    const char *part;
};

static bool read_options(const struct config *config, struct options *out)
{
    const char *given[2] = {NULL, NULL};
    bool csv; /* the only form that rows have */
    const struct option_word options[] = {
        {"--as-of", &out->as_of, NULL},
        {"--scope", &out->scope, NULL},
        {"--part", &out->part, NULL},
        {"--csv", NULL, &csv},
    };
    struct option_words words = {options, sizeof options / sizeof options[0], given, 2, 0};
    if (!options_read(config->count, config->rest, &words))
        return false;
    out->verb = given[0];
    out->id = given[1];
    return out->verb != NULL && (strcmp(out->verb, "list") == 0) == (out->id == NULL);
}

static void print_str(struct str text)
{
    fwrite(text.ptr, 1, text.len, stdout);
}

static void list_json(const struct config *config)
{
    struct buf out;
    buf_init(&out, config->arena, LIST_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < module_count; i++)
        for (const struct measure *m = modules[i]->measures; m != NULL && m->id != NULL; m++) {
            json_open_object(&json, NULL);
            json_put_text(&json, "id", str_from_c(m->id));
            json_put_int(&json, "version", m->version);
            json_put_bool(&json, "live", measure_is_live(m));
            json_put_text(&json, "name_vi", str_from_c(m->name.vi));
            json_put_text(&json, "name_en", str_from_c(m->name.en));
            json_put_text(&json, "goal_vi", str_from_c(m->goal.vi));
            json_put_text(&json, "law_vi", str_from_c(m->law.vi));
            json_close_object(&json);
        }
    json_close_array(&json);
    print_str(buf_str(&out));
    putchar('\n');
}

static int list(const struct config *config)
{
    if (config->json) {
        list_json(config);
        return EXIT_OK;
    }
    for (size_t i = 0; i < module_count; i++)
        for (const struct measure *m = modules[i]->measures; m != NULL && m->id != NULL; m++)
            printf("%-5s %-16s %s\n", m->id,
                   measure_is_live(m) ? "" : tr(config->locale, N_("chưa có số liệu")),
                   measure_words(m->name, config->locale));
    return EXIT_OK;
}

static const struct measure *find(const char *id)
{
    for (size_t i = 0; i < module_count; i++) {
        const struct measure *found =
            modules[i]->measures == NULL ? NULL
                                         : measure_find(modules[i]->measures, str_from_c(id));
        if (found != NULL)
            return found;
    }
    return NULL;
}

static struct result scope_of(const struct config *config, const struct options *options,
                              struct db *db, struct measure_scope *scope)
{
    struct agency agency;
    int64_t now_us = clock_now_us(clock_system());
    *scope = (struct measure_scope){.as_of_us = now_us};
    if (options->as_of != NULL &&
        !measure_parse_as_of(str_from_c(options->as_of), &scope->as_of_us))
        return result_fail(ERROR_INVALID, "measure.as_of",
                           N_("--as-of cần ngày (2026-11-23) hoặc thời điểm RFC 3339."));
    if (scope->as_of_us > now_us)
        scope->as_of_us = now_us; /* nothing is overdue ahead of time */
    if (options->scope == NULL)
        return RESULT_OK;
    struct str day = civil_date_text(config->arena, civil_day_of_us(scope->as_of_us));
    TRY(agency_by_code(db, config->arena, str_from_c(options->scope), day, &agency));
    scope->agency_id = agency.id;
    return RESULT_OK;
}

static void show_text(const struct config *config, const struct measure *measure,
                      const struct measure_figure *f)
{
    printf("%s  %s\n%lld / %lld", measure->id, measure_words(measure->name, config->locale),
           (long long)f->numerator, (long long)f->denominator);
    if (f->has_value)
        printf(" = %lld.%02lld %%\n", (long long)(f->hundredths / PER_CENT),
               (long long)(f->hundredths % PER_CENT));
    else
        printf(": %s\n", tr(config->locale, N_("không có số liệu, mẫu số bằng 0")));
    if (f->has_value && f->has_target)
        printf("%s %s\n", measure_words(measure->goal, config->locale),
               tr(config->locale, f->met ? N_("(đạt)") : N_("(chưa đạt)")));
}

static struct result show(const struct config *config, const struct options *options,
                          const struct measure *measure, struct db *db)
{
    struct measure_scope scope;
    struct measure_report report;
    TRY(scope_of(config, options, db, &scope));
    TRY(measure_show(db, config->arena, measure, scope, &report));
    if (config->json) {
        print_str(measure_json(config->arena, measure, &report));
        putchar('\n');
    } else {
        show_text(config, measure, &report.figure);
    }
    return RESULT_OK;
}

/* In pieces, so that a year of a province needs no more memory than a village. */
static struct result rows(const struct config *config, const struct options *options,
                          const struct measure *measure, struct db *db)
{
    struct measure_ask ask = {.most = ROWS_A_READ};
    struct measure_rows found = {.count = ROWS_A_READ};
    if (options->part == NULL || !measure_part_parse(str_from_c(options->part), &ask.part))
        return result_fail(ERROR_INVALID, "measure.part",
                           N_("--part là numerator, denominator hoặc difference."));
    TRY(scope_of(config, options, db, &ask.scope));
    TRY(db_read_begin(db));
    struct arena *piece = arena_new(CONFIG_ARENA);
    struct result done = RESULT_OK;
    for (; found.count == ROWS_A_READ; ask.skip += ROWS_A_READ) {
        arena_reset(piece);
        done = measure_rows_of(db, piece, measure, ask, &found);
        if (!result_ok(done))
            break;
        struct str csv = measure_csv(piece, &found);
        size_t head = ask.skip == 0 ? 0 : str_find_byte(csv, '\n') + 1;
        print_str(str_slice(csv, head, csv.len));
    }
    arena_free(piece);
    db_rollback(db);
    return done;
}

static int figure(const struct config *config, const struct options *options)
{
    struct db *db = NULL;
    const struct measure *measure = find(options->id);
    if (measure == NULL)
        return config_failed(config, options->id,
                             result_fail(ERROR_NOT_FOUND, "measure.unknown",
                                         N_("Không có chỉ tiêu này. Xem truc measure list.")));
    struct result done = config_open(config, false, &db);
    if (result_ok(done))
        done = strcmp(options->verb, "show") == 0 ? show(config, options, measure, db)
                                                  : rows(config, options, measure, db);
    db_close(db);
    return result_ok(done) ? EXIT_OK : config_failed(config, options->id, done);
}

int command_measure(int argc, char **argv)
{
    struct config config;
    struct options options = {0};
    int status = EXIT_WRONG_USE;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    if (!read_options(&config, &options))
        fputs(usage_text, stderr);
    else if (strcmp(options.verb, "list") == 0)
        status = list(&config);
    else if (strcmp(options.verb, "show") == 0 || strcmp(options.verb, "rows") == 0)
        status = figure(&config, &options);
    else
        fputs(usage_text, stderr);
    config_free(&config);
    return status;
}
