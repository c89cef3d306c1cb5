#include <zlib.h>

#include "web/exchange.h"

bool exchange_gzip(struct exchange *x, struct str bytes, struct str *out)
{
    z_stream *deflater = server_deflater(x->server);
    if (deflateReset(deflater) != Z_OK || bytes.len > UINT32_MAX / 2)
        return false;
    size_t room = deflateBound(deflater, bytes.len);
    unsigned char *packed = arena_alloc(x->arena, room);
    union { /* zlib reads through a plain pointer */
        const char *in;
        unsigned char *out;
    } alias = {.in = bytes.ptr};
    deflater->next_in = alias.out;
    deflater->avail_in = (uInt)bytes.len;
    deflater->next_out = packed;
    deflater->avail_out = (uInt)room;
    if (deflate(deflater, Z_FINISH) != Z_STREAM_END)
        return false;
    size_t len = room - deflater->avail_out;
    *out = str_of((const char *)packed, len);
    return len < bytes.len;
}
