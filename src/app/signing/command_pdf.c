/* truc pdf diff A B [--json]; truc pdf diff FILE [--json] */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/confined.h"
#include "app/signing/options.h"
#include "base/json.h"
#include "sign/report.h"

enum {
    EXIT_USE = 2,
    FILE_LIMIT = 64 << 20,
    ARENA_MOST = 512 << 20,
    STATUS_SAME = 'p', /* nothing but what is permitted */
    STATUS_CHANGED = 'c',
};

const char pdf_usage[] =
    "Usage: truc pdf diff A B [--json]    what B, which is A with revisions, changes\n"
    "       truc pdf diff FILE [--json]   what each revision of FILE changes\n"
    "\n"
    "Exit status: 0 nothing but signatures, timestamps, validation data and other permitted\n"
    "             changes; 1 something else; 2 wrong use, unreadable, B is not A with revisions.\n";

struct comparing {
    struct str before; /* empty: compare all revisions */
    struct str bytes;
    bool json;
};

/* The revision whose end is the end of the older file; its line end may be missing there. */
static struct result find_first(const struct pdf_file *file, struct str before, size_t *first)
{
    *first = 0;
    if (str_empty(before))
        return RESULT_OK;
    for (size_t i = 0; i < file->section_count; i++) {
        struct str whole = str_slice(file->bytes, 0, file->sections[i].end);
        if (str_starts(whole, before) && whole.len - before.len <= 2 &&
            str_empty(str_trim(str_slice(whole, before.len, whole.len)))) {
            *first = i;
            return RESULT_OK;
        }
    }
    return result_fail(ERROR_INVALID, "pdf.not_extended",
                       N_("Tệp sau không phải là tệp trước thêm bản sửa."));
}

static void put_json(struct arena *arena, const struct revision_change *change,
                     struct json_writer *json)
{
    json_open_object(json, NULL);
    report_put_change(json, arena, change);
    json_put_bool(json, "permitted", change->harmless);
    json_close_object(json);
}

static void put_line(const struct revision_change *change, struct buf *out)
{
    buf_printf(out, "%zu  %-22s", change->revision + 1, revision_kind_name(change->kind));
    if (change->object != 0)
        buf_printf(out, "  %u 0", change->object);
    if (change->page != 0)
        buf_printf(out, "  page %zu", change->page);
    if (change->has_rect && change->page != 0)
        buf_printf(out, " [%.2f %.2f %.2f %.2f]", change->rect[0], change->rect[1],
                   change->rect[2], change->rect[3]);
    buf_text(out, change->harmless ? "\n" : "  NOT PERMITTED\n");
}

static void put_all(struct arena *arena, const struct comparing *task, size_t revisions,
                    const struct revision_changes *changes, struct buf *out)
{
    if (!task->json) {
        for (size_t i = 0; i < changes->count; i++)
            put_line(&changes->items[i], out);
        return;
    }
    struct json_writer json = json_writer_of(out);
    json_open_object(&json, NULL);
    json_put_int(&json, "revisions", (int64_t)revisions);
    json_open_array(&json, "changes");
    for (size_t i = 0; i < changes->count; i++)
        put_json(arena, &changes->items[i], &json);
    json_close_array(&json);
    json_put_bool(&json, "more", changes->more);
    json_close_object(&json);
    buf_byte(out, '\n');
}

static struct result compare(void *self, struct arena *arena, struct buf *out)
{
    const struct comparing *task = self;
    struct pdf_file *file = NULL;
    struct revision_changes changes = {0};
    size_t first = 0;
    bool permitted = true;
    TRY(pdf_open(arena, task->bytes, &file));
    TRY(find_first(file, task->before, &first));
    for (size_t i = first + 1; i < file->section_count; i++)
        if (!result_ok(revision_compare(file, i, &changes)))
            revision_unreadable(file, i, &changes);
    for (size_t i = 0; i < changes.count; i++)
        permitted = permitted && changes.items[i].harmless;
    buf_byte(out, permitted && !changes.more ? STATUS_SAME : STATUS_CHANGED);
    put_all(arena, task, file->section_count, &changes, out);
    return RESULT_OK;
}

static struct result diff(struct arena *arena, const char *const files[2], bool json,
                          int *status)
{
    struct comparing task = {.json = json};
    struct str said;
    TRY(options_input(arena, files[files[1] != NULL], FILE_LIMIT, &task.bytes));
    if (files[1] != NULL)
        TRY(options_input(arena, files[0], FILE_LIMIT, &task.before));
    const struct confined_work work = {compare, &task, CONFINED_TIME_US};
    TRY(confined_run(arena, &work, &said));
    if (str_empty(said))
        return result_fail(ERROR_LIMIT, "confined.limit", NULL);
    fwrite(said.ptr + 1, 1, said.len - 1, stdout);
    *status = said.ptr[0] == STATUS_SAME ? 0 : 1;
    return fflush(stdout) == 0 ? RESULT_OK : result_fail(ERROR_INTERNAL, "os.file", NULL);
}

int command_pdf(int argc, char **argv)
{
    const char *files[3] = {NULL, NULL, NULL};
    bool json = false;
    int status = EXIT_USE;
    const struct option_word options[] = {{"--json", NULL, &json}};
    struct option_words words = {options, 1, files, 3, 0};
    if (!options_read(argc, argv, &words) || words.file_count < 2 ||
        strcmp(files[0], "diff") != 0) {
        fputs(pdf_usage, stderr);
        return EXIT_USE;
    }
    struct arena *arena = arena_new(ARENA_MOST);
    struct result done = diff(arena, files + 1, json, &status);
    if (!result_ok(done)) {
        options_failed("truc pdf diff", done);
        status = EXIT_USE;
    }
    arena_free(arena);
    return status;
}
