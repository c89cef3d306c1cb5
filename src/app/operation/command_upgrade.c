/* `truc upgrade --rehearse [DIR]`: what the new program would do to the node, on a copy. */
#include <stdio.h>

#include "app/operation/commands.h"
#include "app/operation/shared.h"
#include "db/migrate.h"
#include "modules/operation/drill.h"
#include "modules/operation/rules.h"

struct rehearsal {
    const struct config *config;
    size_t applied;
    int64_t took_us;
};

/* Migrates the restored copy and looks that nothing of it was lost. */
static struct result migrate_copy(void *context, struct node_place copy,
                                  const struct manifest *manifest, struct faults *faults)
{
    struct rehearsal *r = context;
    struct arena *arena = r->config->arena;
    struct db *db = NULL;
    int64_t began_us = clock_monotonic_us();
    TRY(db_open(copy.database, (struct db_options){0}, &db));
    struct result done =
        db_migrate(db, arena, clock_now_us(clock_system()), db_migrations, &r->applied);
    r->took_us = clock_monotonic_us() - began_us;
    if (!result_ok(done))
        faults_add(faults, arena, "thay đổi lược đồ thứ %zu: %s", r->applied, db_last_error(db));
    struct node_check check = {.db = db, .data = copy.data, .manifest = manifest, .grown = true};
    if (result_ok(done))
        done = db_migrate_check(db, arena, db_migrations);
    if (result_ok(done))
        done = node_verify(arena, &check, faults);
    db_close(db);
    return done;
}

static int rehearse(const struct config *config, struct db *db, const char *folder)
{
    struct arena *arena = config->arena;
    struct rehearsal rehearsal = {.config = config};
    struct shown shown;
    struct drill_report report;
    struct drill_request request = {
        .node = node_place_of(config), .folder = folder,
        .scratch = str_printf(arena, "%s-nang-cap", scratch_folder_of(config, folder)).ptr,
        .program = program_version(arena), .now_us = clock_now_us(&config->clock),
        .progress = progress_on_stderr(&shown, config), .then = migrate_copy,
        .context = &rehearsal};
    drill_run(db, arena, &request, &report);
    progress_end(&shown);
    report.run.kind = S("rehearsal");
    if (report.run.good)
        report.run.detail =
            str_printf(arena, "%.*s; %zu thay đổi lược đồ trong %.*s", STR_ARG(report.run.detail),
                       rehearsal.applied, STR_ARG(say_duration(arena, rehearsal.took_us)));
    run_ended(config, db, &report.run, !report.run.good);
    printf(tr(config->locale, N_("Diễn tập nâng cấp lên %.*s\n")), STR_ARG(request.program));
    printf("%.*s\n", STR_ARG(report.run.detail));
    if (!report.run.good)
        print_faults(&report.faults);
    return report.run.good ? EXIT_OK : EXIT_FAILED;
}

int command_upgrade(int argc, char **argv)
{
    struct config config;
    struct db *db = NULL;
    const char *folder = NULL;
    int status = EXIT_OK;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    if (!option_taken(&config, "--rehearse")) {
        fprintf(stderr, "%s\n",
                tr(config.locale, N_("Nâng cấp thật: apt install ./truc_….deb. Trước đó diễn tập "
                                     "bằng chương trình mới: truc upgrade --rehearse.")));
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    if (!options_end(&config, 1) || (folder = backup_folder_of(&config, 1)) == NULL) {
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    struct result ready = become_owner(&config, folder);
    if (result_ok(ready))
        ready = open_node(&config, &db);
    status = result_ok(ready) ? rehearse(&config, db, folder)
                              : config_failed(&config, "truc upgrade", ready);
    db_close(db);
    config_free(&config);
    return status;
}
