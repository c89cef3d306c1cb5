/* `truc drill [DIR]`: docs/guide/operating.md. */
#include <stdio.h>

#include "app/operation/commands.h"
#include "app/operation/shared.h"
#include "modules/operation/drill.h"
#include "modules/operation/rules.h"

static bool is_due(const struct config *config, struct db *db)
{
    struct schedule schedule = {
        .weekday = (int)settings_int(config->settings, "drill.weekday"),
        .hour = (int)settings_int(config->settings, "drill.hour"), .again_us = MICROS_PER_DAY};
    struct operation_run good = {0};
    struct operation_run last = {0};
    bool found;
    if (!result_ok(operation_last_good(db, config->arena, S("drill"), &good, &found)) ||
        !result_ok(operation_last(db, config->arena, S("drill"), &last, &found)))
        return true;
    struct done_before before = {good.began_us, last.began_us};
    return schedule_is_due(schedule, before, clock_now_us(&config->clock));
}

static int drill(const struct config *config, struct db *db, const char *folder)
{
    struct shown shown;
    struct drill_report report;
    struct drill_request request = {
        .node = node_place_of(config), .folder = folder,
        .scratch = scratch_folder_of(config, folder), .program = program_version(config->arena),
        .now_us = clock_now_us(&config->clock),
        .progress = progress_on_stderr(&shown, config)};
    drill_run(db, config->arena, &request, &report);
    progress_end(&shown);
    run_ended(config, db, &report.run, true);
    printf(tr(config->locale, N_("Diễn tập khôi phục %.*s\n")), STR_ARG(report.run.place));
    printf("%.*s\n", STR_ARG(report.run.detail));
    if (!report.run.good)
        print_faults(&report.faults);
    return report.run.good ? EXIT_OK : EXIT_FAILED;
}

int command_drill(int argc, char **argv)
{
    struct config config;
    struct db *db = NULL;
    const char *folder = NULL;
    int status = EXIT_OK;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    bool due = option_taken(&config, "--due");
    if (!options_end(&config, 1) || (folder = backup_folder_of(&config, 1)) == NULL) {
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    struct result ready = become_owner(&config, folder);
    if (result_ok(ready))
        ready = open_node(&config, &db);
    if (!result_ok(ready))
        status = config_failed(&config, "truc drill", ready);
    else if (!due || is_due(&config, db))
        status = drill(&config, db, folder);
    db_close(db);
    config_free(&config);
    return status;
}
