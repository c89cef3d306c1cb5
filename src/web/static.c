#include "web/assets.h"
#include "web/exchange.h"

enum { FOR_EVER_S = 365 * 86400 };

static bool accepts(struct str accepted, const char *coding)
{
    return str_find(accepted, str_from_c(coding)) != accepted.len;
}

static struct result static_show(struct request *request)
{
    const struct asset *asset = asset_at(request->path);
    if (asset == NULL)
        return result_fail(ERROR_NOT_FOUND, "web.no_file", NULL);
    struct str accepted = request_header(request, "Accept-Encoding");
    struct str bytes = asset->plain;
    const char *coding = NULL;
    if (!str_empty(asset->brotli) && accepts(accepted, "br")) {
        bytes = asset->brotli;
        coding = "br";
    } else if (!str_empty(asset->gzip) && accepts(accepted, "gzip")) {
        bytes = asset->gzip;
        coding = "gzip";
    }
    if (coding != NULL)
        respond_header(request, "Content-Encoding", str_from_c(coding));
    respond_public(request, FOR_EVER_S);
    struct result done = respond_bytes(request, 200, asset->media_type, bytes);
    request->exchange->answer.encoded = true;
    return done;
}

const struct route web_routes[] = {
    {.method = "GET", .pattern = "/static/{name}", .handle = static_show, .rate = RATE_NONE},
    {0},
};
