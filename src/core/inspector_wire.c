#include "core/inspector_wire.h"

#include <string.h>

#include "base/buf.h"
#include "base/reader.h"

static const char *const names[] = {
    [INSPECTOR_CHECK] = "check",
    [INSPECTOR_PAGE] = "page",
    [INSPECTOR_BPMN] = "bpmn",
    [INSPECTOR_CERTIFICATE] = "certificate",
    [INSPECTOR_CERTIFICATES] = "certificates",
    [INSPECTOR_PICTURE] = "picture",
    [INSPECTOR_SIGNATURES] = "signatures",
    [INSPECTOR_PIXELS] = "pixels",
};
enum { TASKS = sizeof names / sizeof names[0], REQUEST_BYTES = 9 };

const char *inspector_task_name(enum inspector_task task) { return names[task]; }

bool inspector_task_of(const char *name, enum inspector_task *task)
{
    for (unsigned i = 0; i < TASKS; i++) {
        if (strcmp(name, names[i]) == 0) {
            *task = (enum inspector_task)i;
            return true;
        }
    }
    return false;
}

size_t inspector_descriptors_of(enum inspector_task task)
{
    return task == INSPECTOR_SIGNATURES ? WIRE_DESCRIPTORS_MAX : WIRE_DESCRIPTORS;
}

struct str inspector_request_encode(struct arena *arena, const struct inspector_request *request)
{
    struct buf message;
    buf_init(&message, arena, REQUEST_BYTES);
    buf_byte(&message, (unsigned char)request->task);
    buf_u32(&message, request->page);
    buf_u32(&message, request->dpi);
    return buf_str(&message);
}

bool inspector_request_decode(struct str message, struct inspector_request *request)
{
    struct reader reader = reader_of(message);
    unsigned task = reader_u8(&reader);
    *request = (struct inspector_request){.file = -1};
    request->page = reader_u32(&reader);
    request->dpi = reader_u32(&reader);
    if (!reader_done(&reader) || task >= TASKS)
        return false;
    request->task = (enum inspector_task)task;
    if (request->task != INSPECTOR_PAGE && request->task != INSPECTOR_PIXELS)
        return request->page == 0 && request->dpi == 0;
    return request->page >= 1 && request->page <= INSPECTOR_PAGES_MAX &&
           request->dpi >= INSPECTOR_DPI_MIN && request->dpi <= INSPECTOR_DPI_MAX;
}
