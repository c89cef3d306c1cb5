#include "core/reference.h"

#include <unistd.h>

#include "base/os_file.h"
#include "core/calendar_days.h"
#include "core/inspector.h"
#include "db/db.h"

#define PROCEDURES "procedures/"

static const struct embedded_file *file_at(struct str folder, const char *name)
{
    for (size_t i = 0; i < reference_files_count; i++) {
        struct str path = str_from_c(reference_files[i].path);
        if (str_starts(path, folder) &&
            str_is(str_slice(path, folder.len, path.len), name))
            return &reference_files[i];
    }
    return NULL;
}

/* What the inspector reads of a BPMN file. */
static struct result read_process(struct arena *arena, const struct inspector *inspector,
                                  struct procedure_import *import)
{
    struct inspector_request request = {.task = INSPECTOR_BPMN};
    TRY(os_memory_file("process", import->files->process_bpmn, &request.file));
    struct result read = inspector_bytes(arena, inspector, &request, &import->process_json);
    close(request.file);
    if (!result_ok(read))
        import->problem = str_printf(arena, "process.bpmn: %s", read.code);
    return read;
}

static struct result prepare(struct db *db, struct arena *arena, const struct inspector *inspector,
                             struct procedure_import *import)
{
    bool known = false;
    TRY(procedure_is_known(db, arena, import->files, &known));
    return known ? RESULT_OK : read_process(arena, inspector, import);
}

struct result procedure_bring_in(struct db *db, struct arena *arena, int64_t now_us,
                                 const struct inspector *inspector,
                                 struct procedure_import *import)
{
    TRY(prepare(db, arena, inspector, import));
    TRY(db_write_begin(db));
    return db_finish(db, procedure_import(db, arena, now_us, import));
}

/* The folders under data/procedures that hold a procedure. */
static size_t find_procedures(struct arena *arena, struct procedure_import *imports)
{
    size_t count = 0;
    for (size_t i = 0; i < reference_files_count; i++) {
        struct str path = str_from_c(reference_files[i].path);
        if (!str_starts(path, S(PROCEDURES)) || !str_ends(path, S("/procedure.json")))
            continue;
        struct str folder = str_slice(path, 0, path.len - sizeof "procedure.json" + 1);
        const struct embedded_file *form = file_at(folder, "form.json");
        const struct embedded_file *process = file_at(folder, "process.bpmn");
        if (form == NULL || process == NULL)
            continue;
        struct procedure_files *files = ARENA_NEW(arena, struct procedure_files);
        *files = (struct procedure_files){reference_files[i].bytes, form->bytes, process->bytes};
        imports[count++].files = files;
    }
    return count;
}

static struct result write_all(struct db *db, struct arena *arena, int64_t now_us,
                               struct procedure_import *imports, struct reference_report *report)
{
    const struct embedded_file *calendar = file_at(S(""), "calendar.json");
    if (calendar != NULL)
        TRY(calendar_import(db, arena, calendar->bytes, &report->days, &report->problem));
    for (; imports->files != NULL; imports++) {
        struct result done = procedure_import(db, arena, now_us, imports);
        report->problem = imports->problem;
        TRY(done);
        report->procedures += imports->added ? 1 : 0;
    }
    return RESULT_OK;
}

struct result reference_load(struct db *db, struct arena *arena, int64_t now_us,
                             const struct inspector *inspector, struct reference_report *report)
{
    struct procedure_import *imports =
        ARENA_ARRAY(arena, struct procedure_import, reference_files_count + 1);
    size_t count = find_procedures(arena, imports);
    *report = (struct reference_report){.problem = S("")};
    for (size_t i = 0; i < count; i++) {
        struct result prepared = prepare(db, arena, inspector, &imports[i]);
        report->problem = imports[i].problem;
        TRY(prepared);
    }
    TRY(db_write_begin(db));
    return db_finish(db, write_all(db, arena, now_us, imports, report));
}
