/* `truc search rebuild | compare`: the index under which things are found. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/search_upkeep.h"
#include "db/db.h"

static int report(const struct config *config, const struct search_report *sum)
{
    printf(tr(config->locale, N_("Đã xem %lld mục: thiếu %lld, sai %lld, thừa %lld. Nay khớp.\n")),
           (long long)sum->seen, (long long)sum->missing, (long long)sum->wrong,
           (long long)sum->left);
    return EXIT_OK;
}

static int run(const struct config *config, bool anew)
{
    struct search_report sum;
    struct db *db = NULL;
    struct result done = config_open(config, true, &db);
    if (result_ok(done))
        done = search_upkeep(db, anew, &sum);
    db_close(db);
    return result_ok(done) ? report(config, &sum) : config_failed(config, "truc search", done);
}

int command_search(int argc, char **argv)
{
    struct config config;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    const char *verb = config.count == 2 ? config.rest[1] : "";
    bool anew = strcmp(verb, "rebuild") == 0;
    int status = EXIT_WRONG_USE;
    if (anew || strcmp(verb, "compare") == 0)
        status = run(&config, anew);
    else
        fputs("truc search rebuild | compare\n", stderr);
    config_free(&config);
    return status;
}
