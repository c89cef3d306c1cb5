#include "app/inspect/verdict.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/os_file.h"
#include "core/inspector_wire.h"

enum { VERDICT_BYTES = 512, ARENA_BYTES = 4096, CANNOT_WRITE = 1 };

static _Noreturn void end_with(struct str bytes, enum inspector_exit status)
{
    bool written = result_ok(os_fd_write_all(STDOUT_FILENO, bytes));
    _exit(written ? (int)status : CANNOT_WRITE);
}

_Noreturn void verdict_refuse(const char *code)
{
    struct buf out;
    buf_init(&out, arena_new(ARENA_BYTES), VERDICT_BYTES);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "code", str_from_c(code));
    json_close_object(&json);
    end_with(buf_str(&out), INSPECT_REFUSED);
}

_Noreturn void verdict_accept(const struct verdict *verdict)
{
    struct buf out;
    buf_init(&out, arena_new(ARENA_BYTES), VERDICT_BYTES);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "type", str_from_c(verdict->type));
    json_put_int(&json, "pages", verdict->pages);
    json_put_int(&json, "width", verdict->width);
    json_put_int(&json, "height", verdict->height);
    json_close_object(&json);
    end_with(buf_str(&out), INSPECT_GOOD);
}

_Noreturn void verdict_bytes(struct str bytes) { end_with(bytes, INSPECT_GOOD); }
