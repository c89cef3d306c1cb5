/*
 * `truc reorganisation list | report ID [--csv]`: read-only. Exit status: 0 good, 1 failed, 2 wrong
 * use.
 */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/modules.h"
#include "modules/reorganisation/reorganisation.h"

static const char usage_text[] = "Usage: truc reorganisation list\n"
                                 "       truc reorganisation report ID [--csv]\n";

static struct result print(const struct config *config, struct db *db, int64_t id, bool csv)
{
    struct str text;
    struct reorganisation_engine engine = {
        .service = {.db = db, .arena = config->arena, .clock = &config->clock},
        .holdings = modules_holdings(config->arena)};
    if (id == 0)
        TRY(reorganisation_lines(&engine.service, &text));
    else
        TRY(reorganisation_report(&engine, id, csv ? REPORT_CSV : REPORT_TEXT, &text));
    fwrite(text.ptr, 1, text.len, stdout);
    return RESULT_OK;
}

int command_reorganisation(int argc, char **argv)
{
    struct config config;
    struct db *db = NULL;
    int64_t id = 0;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    bool list = config.count == 2 && strcmp(config.rest[1], "list") == 0;
    bool csv = config.count == 4 && strcmp(config.rest[3], "--csv") == 0;
    bool report = (config.count == 3 || csv) && strcmp(config.rest[1], "report") == 0 &&
                  str_to_i64(str_from_c(config.rest[2]), &id) && id > 0;
    if (!list && !report) {
        fputs(usage_text, stderr);
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    struct result done = config_open(&config, false, &db);
    if (result_ok(done))
        done = print(&config, db, id, csv);
    db_close(db);
    int status = result_ok(done) ? EXIT_OK
                                 : config_failed(&config, "truc reorganisation", done);
    config_free(&config);
    return status;
}
