/*
 * truc-inspect TASK [PAGE DPI]: looks into the file on descriptor 0, answers on
 * descriptor 1 and ends. It gives its rights up before it reads a byte.
 */
#include <unistd.h>

#include "app/inspect/bpmn_file.h"
#include "app/inspect/certificate_file.h"
#include "app/inspect/confine.h"
#include "app/inspect/image.h"
#include "app/inspect/pdf.h"
#include "app/inspect/signatures.h"
#include "app/inspect/verdict.h"
#include "base/os_file.h"
#include "core/inspector_wire.h"
#include "core/media.h"

enum { ARENA_BYTES = 160 * 1024 * 1024, BAD_ARGUMENTS = 2 };

static _Noreturn void check(struct arena *arena, struct str bytes, struct pdf_tools *tools)
{
    if (str_empty(bytes))
        verdict_refuse("file.empty");
    switch (media_sniff(bytes)) {
    case MEDIA_PDF:
        pdf_check(arena, bytes, tools);
    case MEDIA_PNG:
        image_check_png(bytes);
    case MEDIA_JPEG:
        image_check_jpeg(bytes);
    case MEDIA_HEIC:
        verdict_refuse("file.heic");
    case MEDIA_OFFICE:
        verdict_refuse("file.office");
    case MEDIA_UNKNOWN:
        break;
    }
    verdict_refuse("file.type");
}

static struct str read_input(struct arena *arena)
{
    struct str bytes;
    struct result r = os_fd_read_all(arena, STDIN_FILENO, INSPECTOR_FILE_MAX, &bytes);
    if (r.kind == ERROR_LIMIT)
        verdict_refuse("file.too_large");
    if (!result_ok(r))
        verdict_refuse("file.too_complex");
    return bytes;
}

int main(int argc, char **argv)
{
    enum inspector_task task;
    struct pdf_tools tools;
    struct tool page;
    if (argc != 4 || !inspector_task_of(argv[1], &task))
        return BAD_ARGUMENTS;
    if (!result_ok(confine_paths()))
        return INSPECT_NO_SANDBOX;
    bool ready = true;
    if (task == INSPECTOR_CHECK)
        ready = pdf_prepare_check(&tools);
    if (task == INSPECTOR_PAGE || task == INSPECTOR_PIXELS)
        ready = pdf_prepare_page(argv[2], argv[3], task == INSPECTOR_PIXELS, &page);
    if (!ready || !result_ok(confine_parser()))
        return INSPECT_NO_SANDBOX;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct str bytes = read_input(arena);
    switch (task) {
    case INSPECTOR_CHECK:
        check(arena, bytes, &tools);
    case INSPECTOR_PAGE:
    case INSPECTOR_PIXELS:
        pdf_draw(arena, bytes, task == INSPECTOR_PIXELS, &page);
    case INSPECTOR_CERTIFICATE:
        certificate_file_read(arena, bytes);
    case INSPECTOR_CERTIFICATES:
        certificate_bundle_look(arena, bytes);
    case INSPECTOR_BPMN:
        bpmn_file_to_json(arena, bytes);
    case INSPECTOR_PICTURE:
        picture_read(arena, bytes);
    case INSPECTOR_SIGNATURES:
        signatures_report(arena, bytes);
    }
    verdict_refuse("file.too_complex");
}
