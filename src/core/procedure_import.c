#include "base/crypto.h"
#include "base/utf8.h"
#include "core/bpmn.h"
#include "core/procedure.h"
#include "core/procedure_queries.h"
#include "core/procedure_read.h"

enum { FILE_MAX = 512 * 1024, BPMN_MAX = 2 * 1024 * 1024 }; /* bytes */
enum { TERM_MIN = 1, TERM_MAX = 24 }; /* letters of a beginning that is stored */

/* Each file with its length before it, so that no text can pass from one into the next. */
static struct str fingerprint_of(struct arena *arena, const struct procedure_files *files)
{
    struct str all = str_printf(arena, "%zu %zu %zu\n%.*s%.*s%.*s", files->procedure_json.len,
                                files->form_json.len, files->process_bpmn.len,
                                STR_ARG(files->procedure_json), STR_ARG(files->form_json),
                                STR_ARG(files->process_bpmn));
    return sha256_hex(arena, all);
}

static struct result version_known(struct db *db, struct arena *arena, struct str fingerprint,
                                   int64_t *id, bool *known)
{
    struct q_procedure_version_by_fingerprint_out row = {0};
    TRY(q_procedure_version_by_fingerprint(
        db, arena, (struct q_procedure_version_by_fingerprint_in){fingerprint}, &row, known));
    *id = row.id;
    return RESULT_OK;
}

struct result procedure_is_known(struct db *db, struct arena *arena,
                                 const struct procedure_files *files, bool *known)
{
    int64_t id;
    return version_known(db, arena, fingerprint_of(arena, files), &id, known);
}

/* ---- search terms ---- */

/* Every beginning of every word of a folded text. */
static struct result add_terms(struct db *db, struct arena *arena, int64_t procedure_id,
                               struct str folded)
{
    struct str word;
    bool more = true;
    while (more) {
        more = str_split(folded, ' ', &word, &folded);
        size_t most = word.len < TERM_MAX ? word.len : TERM_MAX;
        for (size_t len = TERM_MIN; len <= most; len++) {
            struct str term = str_slice(word, 0, len);
            if (utf8_valid(term))
                TRY(q_procedure_term_add(
                    db, arena, (struct q_procedure_term_add_in){term, procedure_id}, NULL));
        }
    }
    return RESULT_OK;
}

static struct result write_terms(struct db *db, struct arena *arena, int64_t procedure_id,
                                 const struct procedure *procedure)
{
    const struct json *keywords = json_get(procedure->data, "keywords");
    TRY(q_procedure_term_clear(db, arena, (struct q_procedure_term_clear_in){procedure_id}, NULL));
    TRY(add_terms(db, arena, procedure_id, utf8_fold(arena, procedure->name)));
    TRY(add_terms(db, arena, procedure_id, utf8_fold(arena, procedure->name_en)));
    TRY(add_terms(db, arena, procedure_id, utf8_fold(arena, procedure->code)));
    for (size_t i = 0; i < json_count(keywords); i++)
        TRY(add_terms(db, arena, procedure_id, utf8_fold(arena, json_text(json_at(keywords, i)))));
    return RESULT_OK;
}

/* ---- the version ---- */

/* A form belongs to a user task of the process. */
static struct result check_tasks(struct arena *arena, const struct json *tasks,
                                 const struct bpmn *bpmn, struct str *problem)
{
    for (size_t i = 0; i < json_count(tasks); i++) {
        struct str id = json_key(tasks, i);
        const struct bpmn_node *node = bpmn_find(bpmn, id);
        if (node == NULL || node->kind != BPMN_USER_TASK) {
            *problem = str_printf(arena, "tasks.%.*s: no such user task", STR_ARG(id));
            return result_fail(ERROR_INVALID, "procedure.file",
                               N_("Sửa tệp thủ tục rồi nạp lại"));
        }
    }
    return RESULT_OK;
}

static struct result check_process(struct arena *arena, const struct procedure *procedure,
                                   struct procedure_import *import)
{
    const struct json *json = NULL;
    const struct bpmn *bpmn = NULL;
    struct str detail = S("");
    struct result read = json_parse(arena, import->process_json, &json);
    if (result_ok(read))
        read = bpmn_parse(arena, json, &bpmn, &detail);
    if (!result_ok(read))
        import->problem = str_printf(arena, "process.bpmn: %.*s", STR_ARG(detail));
    TRY(read);
    return check_tasks(arena, json_get(procedure->data, "tasks"), bpmn, &import->problem);
}

static struct result add_version(struct db *db, struct arena *arena,
                                 const struct procedure *procedure,
                                 struct q_procedure_version_add_in version, int64_t *id)
{
    struct q_procedure_put_out put;
    struct q_procedure_version_add_out added;
    TRY(q_procedure_put(db, arena,
                        (struct q_procedure_put_in){procedure->code, procedure->name,
                                                    procedure->name_en, version.imported_us},
                        &put));
    TRY(q_procedure_version_close(
        db, arena, (struct q_procedure_version_close_in){put.id, procedure->valid_from}, NULL));
    version.procedure_id = put.id;
    TRY(q_procedure_version_add(db, arena, version, &added));
    *id = added.id;
    return write_terms(db, arena, put.id, procedure);
}

static struct result check_sizes(struct procedure_import *import)
{
    const struct procedure_files *files = import->files;
    if (files->procedure_json.len <= FILE_MAX && files->form_json.len <= FILE_MAX &&
        import->process_json.len <= FILE_MAX && files->process_bpmn.len <= BPMN_MAX)
        return RESULT_OK;
    import->problem = S("procedure.json, form.json: 512 KB; process.bpmn: 2 MB");
    return result_fail(ERROR_LIMIT, "procedure.too_large", N_("Sửa tệp thủ tục rồi nạp lại"));
}

struct result procedure_import(struct db *db, struct arena *arena, int64_t now_us,
                               struct procedure_import *import)
{
    const struct procedure_files *files = import->files;
    struct str fingerprint = fingerprint_of(arena, files);
    bool known = false;
    TRY(version_known(db, arena, fingerprint, &import->version_id, &known));
    import->added = !known;
    if (known)
        return RESULT_OK;
    struct procedure procedure;
    TRY(check_sizes(import));
    TRY(procedure_read(arena, files->procedure_json, files->form_json, &procedure,
                       &import->problem));
    TRY(check_process(arena, &procedure, import));
    struct q_procedure_version_add_in version = {.valid_from = procedure.valid_from,
                                                 .law = procedure.law,
                                                 .definition = files->procedure_json,
                                                 .form = files->form_json,
                                                 .process = import->process_json,
                                                 .bpmn = files->process_bpmn,
                                                 .fingerprint = fingerprint,
                                                 .imported_us = now_us};
    return add_version(db, arena, &procedure, version, &import->version_id);
}
