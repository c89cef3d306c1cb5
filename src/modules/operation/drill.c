#include "modules/operation/drill.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "modules/operation/queries.h"
#include "modules/operation/rules.h"

enum { FAULTS_TOLD = 5 };

struct drill {
    const struct drill_request *request;
    struct drill_report *report;
    struct db *db;
    struct arena *arena;
    struct str place;
    struct restore_report restored;
};

/* A backup that was exchanged as a whole is whole, yet not ours: the node remembers its hash. */
static struct result check_recorded(struct drill *drill)
{
    struct q_operation_run_of_place_out row;
    bool found;
    struct result asked =
        q_operation_run_of_place(drill->db, drill->arena,
                                 (struct q_operation_run_of_place_in){drill->place}, &row, &found);
    if (asked.kind == ERROR_INTERNAL) /* a node from before this table was */
        return RESULT_OK;
    TRY(asked);
    if (found && !str_equal(row.manifest, drill->restored.manifest_sha256))
        faults_add(&drill->report->faults, drill->arena,
                   "manifest.json: không phải bản mà nút đã ghi nhận lúc sao lưu");
    return RESULT_OK;
}

static struct result restore_here(struct drill *drill, struct node_place target)
{
    struct restore_request r = {.place = drill->place, .target = target,
                                .progress = drill->request->progress};
    struct result done = restore_run(drill->arena, &r, &drill->restored);
    drill->report->faults = drill->restored.faults;
    TRY(done);
    TRY(check_recorded(drill));
    if (drill->request->then == NULL)
        return RESULT_OK;
    return drill->request->then(drill->request->context, target, &drill->restored.manifest,
                                &drill->report->faults);
}

static struct result restore_scratch(struct drill *drill)
{
    struct arena *arena = drill->arena;
    const struct node_place *node = &drill->request->node;
    struct node_place target = {.data = str_printf(arena, "%s/data", drill->request->scratch),
                                .config = node->config};
    if (str_starts(node->database, S("sqlite:"))) {
        target.database = str_printf(arena, "sqlite:%.*s/truc.db", STR_ARG(target.data));
        return restore_here(drill, target);
    }
    struct str name = str_printf(arena, "truc_dien_tap_%ld", (long)getpid());
    TRY(db_scratch_make(node->database, arena, name, &target.database));
    struct result done = restore_here(drill, target);
    struct result dropped = db_scratch_drop(node->database, arena, name);
    TRY(done);
    return dropped;
}

static struct result run(struct drill *drill)
{
    const struct drill_request *r = drill->request;
    TRY(backup_newest(drill->arena, r->folder, NULL, &drill->place));
    TRY(os_tree_remove(r->scratch)); /* of a run that was killed */
    TRY(os_dir_make(r->scratch, 0700));
    struct result done = restore_scratch(drill);
    struct result removed = os_tree_remove(r->scratch);
    TRY(done);
    return removed;
}

static struct str say_faults(struct arena *arena, struct result done, const struct faults *faults)
{
    struct str text = str_printf(arena, "HỎNG: %s", done.message != NULL ? done.message
                                                    : done.code != NULL ? done.code : "khác nhau");
    for (size_t i = 0; i < faults->count && i < FAULTS_TOLD; i++)
        text = str_printf(arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(faults->items[i]));
    if (faults->count > FAULTS_TOLD)
        text = str_printf(arena, "%.*s\nvà %zu chỗ nữa", STR_ARG(text),
                          faults->count - FAULTS_TOLD);
    return text;
}

void drill_run(struct db *db, struct arena *arena, const struct drill_request *request,
               struct drill_report *report)
{
    struct drill drill = {.request = request, .report = report, .db = db, .arena = arena};
    int64_t began_us = clock_monotonic_us();
    *report = (struct drill_report){0};
    faults_begin(&report->faults, arena);
    struct result done = run(&drill);
    int64_t took_us = clock_monotonic_us() - began_us;
    const struct manifest *m = &drill.restored.manifest;
    report->run = (struct operation_run){
        .kind = S("drill"), .good = result_ok(done) && report->faults.count == 0,
        .began_us = request->now_us, .ended_us = request->now_us + took_us, .place = drill.place,
        .program = request->program, .rows = manifest_rows(m), .files = m->files,
        .bytes = m->bytes, .log_size = m->log_size,
        .manifest_sha256 = drill.restored.manifest_sha256,
    };
    struct run_figures figures = {report->run.rows, report->run.files, took_us};
    report->run.detail = report->run.good ? say_drill(arena, figures)
                                          : say_faults(arena, done, &report->faults);
}
