#include "app/reference_data.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/os_process.h"
#include "core/inspector_spawner.h"
#include "core/reference.h"
#include "core/rights.h"

struct result own_inspector(struct arena *arena, struct inspector *inspector)
{
    struct str folder;
    TRY(os_program_folder(arena, &folder));
    struct inspector_spawner spawner = {
        .program = str_c(arena, str_concat(arena, folder, S("/truc-inspect"))), .parallel = 1};
    return inspector_open_own(&spawner, inspector);
}

struct result reference_data_load(const struct config *config, struct db *db,
                                  const struct inspector *inspector)
{
    struct reference_report report;
    TRY(rights_prepare(db, config->arena, clock_now_us(clock_system())));
    struct result done = reference_load(db, config->arena, clock_now_us(clock_system()), inspector,
                                        &report);
    if (!result_ok(done) && !str_empty(report.problem))
        fprintf(stderr, "%.*s\n", STR_ARG(report.problem));
    if (result_ok(done) && report.procedures + report.days != 0)
        printf(tr(config->locale, N_("Đã nạp %lld phiên bản thủ tục, %lld ngày của lịch.\n")),
               (long long)report.procedures, (long long)report.days);
    return done;
}
