#include "modules/evidence/handlers.h"

#include "base/os_file.h"
#include "core/services.h"
#include "core/tlog/note.h"
#include "core/tlog/tile.h"

enum { CHECKPOINT_AGE_S = 1, TILE_AGE_S = 365 * 24 * 3600, VKEY_AGE_S = 3600 };

static struct result read_log(struct request *request, struct str path, size_t limit,
                              struct str *bytes)
{
    struct arena *arena = request->arena;
    struct str whole = str_printf(arena, "%.*s/log/%.*s", STR_ARG(request->services->data_dir),
                                  STR_ARG(path));
    return os_file_read(arena, str_c(arena, whole), limit, bytes);
}

static struct result show_text(struct request *request, struct str path, int age_s)
{
    struct str bytes;
    TRY(read_log(request, path, NOTE_SIZE_MAX, &bytes));
    respond_public(request, age_s);
    return respond_bytes(request, 200, "text/plain; charset=utf-8", bytes);
}

struct result evidence_show_checkpoint(struct request *request)
{
    return show_text(request, S("checkpoint"), CHECKPOINT_AGE_S);
}

struct result evidence_show_vkey(struct request *request)
{
    return show_text(request, S("vkey"), VKEY_AGE_S);
}

struct result evidence_show_tile(struct request *request)
{
    struct tile_id id;
    struct str bytes;
    struct str prefix = S("/log/");
    struct str path = str_slice(request->path, prefix.len, request->path.len);
    if (!tile_path_parse(path, &id))
        return result_fail(ERROR_NOT_FOUND, "evidence.no_tile", NULL);
    TRY(read_log(request, path, id.level == TILE_ENTRIES ? BUNDLE_MAX : TILE_BYTES, &bytes));
    respond_public(request, TILE_AGE_S);
    return respond_bytes(request, 200, "application/octet-stream", bytes);
}
