#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/reference_data.h"
#include "base/clock.h"
#include "base/os_file.h"
#include "db/migrate.h"

/* What this program can bring a database to: for the one that would go back to it. */
static int print_known(void)
{
    for (size_t i = 0; i < db_migrations.count; i++)
        puts(db_migrations.items[i].name);
    return EXIT_OK;
}

int command_migrate(int argc, char **argv)
{
    struct config config;
    if (argc == 2 && strcmp(argv[1], "--known") == 0)
        return print_known();
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    struct db *db = NULL;
    size_t applied = 0;
    struct inspector inspector;
    struct result done = os_dir_make(str_c(config.arena, config.data), 0750);
    if (result_ok(done))
        done = own_inspector(config.arena, &inspector);
    if (result_ok(done))
        done = config_open(&config, true, &db);
    if (result_ok(done))
        done = db_migrate(db, config.arena, clock_now_us(clock_system()), db_migrations, &applied);
    if (result_ok(done)) {
        printf(tr(config.locale, N_("Đã áp dụng %zu thay đổi lược đồ.\n")), applied);
        done = reference_data_load(&config, db, &inspector);
    }
    int status = result_ok(done) ? EXIT_OK : config_failed(&config, "truc migrate", done);
    if (!result_ok(done) && db != NULL)
        fprintf(stderr, "%s\n", db_last_error(db));
    db_close(db);
    config_free(&config);
    return status;
}
