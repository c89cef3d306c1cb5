/* truc verify --package ZIP|FOLDER [--trust DIR] [--vkey VKEY] [--json], without network. */
#include <stdio.h>

#include "app/command_verify.h"
#include "app/confined.h"
#include "base/os_file.h"
#include "base/zip_format.h"
#include "core/package.h"
#include "sign/report_wire.h"

enum { EXIT_CHANGED = 1, EXIT_UNREADABLE = 4, EXITS = 5 };

struct checking {
    const struct verify_arguments *arguments;
    struct str bytes;
    struct package_trust trust;
};

static void put_roots(struct arena *arena, const struct package_check *check, struct buf *out)
{
    for (size_t i = 0; i < check->evidence.roots.count; i++) {
        struct certificate root;
        if (result_ok(certificate_read(arena, check->evidence.roots.items[i], &root)))
            buf_printf(out, "  gốc tin cậy / trust anchor: %.*s, SHA-256 %.*s\n",
                       STR_ARG(report_plain_text(arena, root.name)),
                       STR_ARG(str_hex(arena, root.sha256.bytes, sizeof root.sha256.bytes)));
    }
}

static void put_signatures(const struct report *report, struct buf *out)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct report_signature *one = &report->signatures[i];
        buf_printf(out, "  %.*s: %s%s%s, %s, %.*s%s\n", STR_ARG(one->id),
                   indication_name(one->indication), one->sub == SUB_NONE ? "" : " ",
                   one->sub == SUB_NONE ? "" : sub_indication_name(one->sub), one->level,
                   STR_ARG(one->signer.subject),
                   one->modified == MODIFIED_YES ? " (đã sửa sau khi ký / modified)" : "");
    }
}

static void put_text(struct arena *arena, const struct checking *self,
                     const struct package_check *check, struct buf *out)
{
    buf_printf(out, "%s: %s%s%s\n", self->arguments->package,
               indication_name(check->report.indication),
               check->report.sub == SUB_NONE ? "" : " ",
               check->report.sub == SUB_NONE ? "" : sub_indication_name(check->report.sub));
    put_signatures(&check->report, out);
    buf_printf(out, "  %zu tệp nguyên vẹn / files intact\n", check->files);
    if (check->same_report)
        buf_text(out, "  báo cáo trong gói đúng như kiểm lại / the report is the same\n");
    else
        buf_text(out, self->trust.own_roots
                          ? "  báo cáo khác báo cáo trong gói / the report differs\n"
                          : "  BÁO CÁO TRONG GÓI SAI / THE REPORT IN THE PACKAGE IS WRONG\n");
    if (check->log == PACKAGE_LOG_HOLDS)
        buf_printf(out, "  có trong nhật ký / stands in the log: %.*s\n",
                   STR_ARG(check->log_name));
    else if (check->log == PACKAGE_LOG_BROKEN)
        buf_text(out, "  NHẬT KÝ KHÔNG XÁC NHẬN / THE LOG DOES NOT CONFIRM IT\n");
    put_roots(arena, check, out);
    if (!self->trust.own_roots)
        buf_text(out, "  Các gốc trên lấy trong gói: so với gốc bạn tin, hoặc dùng --trust.\n"
                      "  These anchors come from the package: compare them, or use --trust.\n");
}

/* The name comes from the archive: shown as one plain line. */
static void put_changed(struct arena *arena, const struct checking *self, struct str name,
                        struct buf *out)
{
    buf_printf(out, "%s: package.changed\n  ĐÃ BỊ SỬA / CHANGED: %.*s\n", self->arguments->package,
               STR_ARG(report_plain_text(arena, name)));
}

/* In the child: one byte of status and one of whether it goes to standard error, then the text. */
static struct result check_package(void *self, struct arena *arena, struct buf *out)
{
    const struct checking *checking = self;
    struct package_check *check = ARENA_NEW(arena, struct package_check);
    struct result checked = package_check(arena, checking->bytes, &checking->trust, check);
    if (!result_ok(checked) && !str_empty(check->changed)) {
        buf_byte(out, EXIT_CHANGED);
        buf_byte(out, true);
        put_changed(arena, checking, check->changed, out);
        return RESULT_OK;
    }
    TRY(checked);
    int status = report_exit_code(&check->report);
    bool wrong = check->log == PACKAGE_LOG_BROKEN ||
                 (!check->same_report && !checking->trust.own_roots);
    if (wrong && status != EXIT_UNREADABLE)
        status = EXIT_CHANGED;
    buf_byte(out, (unsigned char)status);
    buf_byte(out, false);
    if (checking->arguments->json) {
        buf_add(out, check->json);
        buf_byte(out, '\n');
    } else {
        put_text(arena, checking, check, out);
    }
    return RESULT_OK;
}

/* Files of a folder that a package was unpacked into; nothing deeper than its own folders. */
struct unpacked {
    struct arena *arena;
    struct zip_entry *entries;
    size_t count;
};

static struct result read_folder(struct unpacked *to, const char *folder, const char *under)
{
    struct os_names names;
    TRY(os_dir_list(to->arena, folder, ZIP_ENTRIES_MAX, &names));
    for (size_t i = 0; i < names.count && to->count < ZIP_ENTRIES_MAX; i++) {
        struct zip_entry *entry = &to->entries[to->count];
        const char *path = str_printf(to->arena, "%s/%.*s", folder, STR_ARG(names.items[i])).ptr;
        bool inner = *under == '\0' &&
                     (str_is(names.items[i], "evidence") || str_is(names.items[i], "log"));
        if (inner) {
            TRY(read_folder(to, path, str_printf(to->arena, "%.*s/", STR_ARG(names.items[i])).ptr));
            continue;
        }
        TRY(os_file_read(to->arena, path, PACKAGE_MAX, &entry->bytes));
        entry->name = str_printf(to->arena, "%s%.*s", under, STR_ARG(names.items[i]));
        to->count++;
    }
    return RESULT_OK;
}

/* As the archive that the folder came from. */
static struct result pack_folder(struct arena *arena, const char *folder, struct str *bytes)
{
    struct unpacked all = {.arena = arena};
    all.entries = ARENA_ARRAY(arena, struct zip_entry, ZIP_ENTRIES_MAX);
    TRY(read_folder(&all, folder, ""));
    return zip_pack(arena, all.entries, all.count, PACKAGE_MAX, bytes);
}

static struct result read_all(struct arena *arena, struct checking *checking)
{
    const struct verify_arguments *arguments = checking->arguments;
    struct evidence_set own = {.arena = arena};
    if (!result_ok(pack_folder(arena, arguments->package, &checking->bytes)))
        TRY(os_file_read(arena, arguments->package, PACKAGE_MAX, &checking->bytes));
    checking->trust.vkey = str_from_c(arguments->vkey);
    checking->trust.own_roots = arguments->trust != NULL;
    if (checking->trust.own_roots)
        TRY(verify_read_trust(&own, arguments->trust));
    checking->trust.roots = own.roots;
    return RESULT_OK;
}

int verify_package(const struct verify_arguments *arguments)
{
    struct arena *arena = arena_new(2 * (size_t)PACKAGE_MAX + CONFINED_OUTPUT_MAX);
    struct checking checking = {.arguments = arguments};
    const struct confined_work work = {check_package, &checking, CONFINED_TIME_US};
    struct str said = S("");
    int status = EXIT_UNREADABLE;
    struct result done = read_all(arena, &checking);
    if (result_ok(done))
        done = confined_run(arena, &work, &said);
    if (!result_ok(done)) {
        fprintf(stderr, "%s: %s\n", arguments->package, done.code);
    } else if (said.len > 1 && (unsigned char)said.ptr[0] < EXITS) {
        status = (unsigned char)said.ptr[0];
        fprintf(said.ptr[1] ? stderr : stdout, "%.*s", STR_ARG(str_slice(said, 2, said.len)));
    }
    arena_free(arena);
    return fflush(stdout) == 0 ? status : EXIT_UNREADABLE;
}
