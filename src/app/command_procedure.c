/* `truc procedure import DIR`: a version from procedure.json, form.json and process.bpmn. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/reference_data.h"
#include "base/clock.h"
#include "base/os_file.h"
#include "core/reference.h"

enum { FILE_MAX = 2 * 1024 * 1024 };

static struct result read_files(struct arena *arena, const char *folder,
                                struct procedure_files *files)
{
    const struct {
        const char *name;
        struct str *to;
    } all[] = {{"procedure.json", &files->procedure_json},
               {"form.json", &files->form_json},
               {"process.bpmn", &files->process_bpmn}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct str path = str_printf(arena, "%s/%s", folder, all[i].name);
        TRY(os_file_read(arena, path.ptr, FILE_MAX, all[i].to));
    }
    return RESULT_OK;
}

static struct result bring_in(const struct config *config, const char *folder,
                              struct procedure_import *import)
{
    struct procedure_files *files = ARENA_NEW(config->arena, struct procedure_files);
    struct inspector inspector;
    struct db *db = NULL;
    import->files = files;
    TRY(read_files(config->arena, folder, files));
    TRY(own_inspector(config->arena, &inspector));
    struct result done = config_open(config, true, &db);
    if (result_ok(done))
        done = procedure_bring_in(db, config->arena, clock_now_us(clock_system()), &inspector,
                                  import);
    db_close(db);
    return done;
}

int command_procedure(int argc, char **argv)
{
    struct config config;
    struct procedure_import import = {.problem = S("")};
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    if (config.count != 3 || strcmp(config.rest[1], "import") != 0) {
        fprintf(stderr, "truc procedure import DIR\n");
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    struct result done = bring_in(&config, config.rest[2], &import);
    if (!str_empty(import.problem))
        fprintf(stderr, "%.*s\n", STR_ARG(import.problem));
    if (result_ok(done))
        printf(import.added ? tr(config.locale, N_("Đã nạp phiên bản thủ tục số %lld.\n"))
                            : tr(config.locale, N_("Phiên bản này đã có, số %lld.\n")),
               (long long)import.version_id);
    int status = result_ok(done) ? EXIT_OK
                                 : config_failed(&config, "truc procedure import", done);
    config_free(&config);
    return status;
}
