#include "core/qr.h"

#include <qrencode.h>

#include "base/buf.h"

enum { TEXT_MAX = 1000, QUIET = 4, SVG_MAX = 512 * 1024 };

struct result qr_encode(struct arena *arena, struct str text, struct qr *qr)
{
    if (text.len == 0 || text.len > TEXT_MAX)
        return result_fail(ERROR_LIMIT, "qr.too_long", NULL);
    QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.ptr, 0,
                                     QR_ECLEVEL_M);
    if (code == NULL)
        return result_fail(ERROR_LIMIT, "qr.too_long", NULL);
    size_t count = (size_t)code->width * (size_t)code->width;
    unsigned char *modules = arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++)
        modules[i] = code->data[i] & 1; /* the lowest bit is the colour */
    *qr = (struct qr){.size = (unsigned)code->width, .modules = modules};
    QRcode_free(code);
    return RESULT_OK;
}

size_t qr_runs(struct arena *arena, const struct qr *qr, struct qr_run **runs)
{
    struct qr_run *all = ARENA_ARRAY(arena, struct qr_run, (size_t)qr->size * qr->size);
    size_t count = 0;
    for (unsigned y = 0; y < qr->size; y++) {
        const unsigned char *row = qr->modules + (size_t)y * qr->size;
        for (unsigned x = 0; x < qr->size; x++) {
            if (row[x] == 0)
                continue;
            if (x > 0 && row[x - 1] == 1)
                all[count - 1].length++;
            else
                all[count++] = (struct qr_run){.x = x, .y = y, .length = 1};
        }
    }
    *runs = all;
    return count;
}

struct result qr_svg(struct arena *arena, struct str text, struct str *svg)
{
    struct qr qr;
    TRY(qr_encode(arena, text, &qr));
    struct qr_run *runs;
    size_t count = qr_runs(arena, &qr, &runs);
    unsigned side = qr.size + 2 * QUIET;
    struct buf out;
    buf_init(&out, arena, SVG_MAX);
    buf_printf(&out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" "
               "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%uv%uH0z\"/>"
               "<path d=\"",
               side, side, side, side);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "M%u %uh%uv1h-%uz", runs[i].x + QUIET, runs[i].y + QUIET, runs[i].length,
                   runs[i].length);
    buf_text(&out, "\"/></svg>");
    *svg = buf_str(&out);
    return RESULT_OK;
}
