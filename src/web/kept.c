#include <stdlib.h>

#include "web/exchange.h"

enum { KEPT_MAX = 32 };

struct kept_row {
    const struct route *route;
    enum locale locale;
    bool gzip;
    int64_t until_us;
    int status;
    struct MHD_Response *response;
};

struct kept {
    struct kept_row rows[KEPT_MAX];
    size_t next; /* the row to give up when all are taken */
};

struct kept *kept_new(void)
{
    struct kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        abort();
    return kept;
}

void kept_free(struct kept *kept)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        if (kept->rows[i].response != NULL)
            MHD_destroy_response(kept->rows[i].response);
    }
    free(kept);
}

static struct kept_row *row_of(struct kept *kept, const struct request *request, bool gzip)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct kept_row *row = &kept->rows[i];
        if (row->response != NULL && row->route == request->route &&
            row->locale == request->locale && row->gzip == gzip)
            return row;
    }
    return NULL;
}

bool kept_answer(struct exchange *x)
{
    const struct request *request = &x->request;
    if (request->route->shared_ms == 0 || !str_empty(x->raw_query))
        return false;
    const struct kept_row *row = row_of(server_kept(x->server), request,
                                        request_takes_gzip(request));
    if (row == NULL || clock_monotonic_us() >= row->until_us)
        return false;
    x->answer.kind = ANSWER_KEPT;
    x->answer.status = row->status;
    x->response = row->response;
    return true;
}

void kept_store(struct exchange *x)
{
    struct kept *kept = server_kept(x->server);
    bool gzip = request_takes_gzip(&x->request);
    struct kept_row *row = row_of(kept, &x->request, gzip);
    if (row == NULL)
        row = &kept->rows[kept->next++ % KEPT_MAX];
    if (row->response != NULL)
        MHD_destroy_response(row->response);
    *row = (struct kept_row){
        .route = x->request.route,
        .locale = x->request.locale,
        .gzip = gzip,
        .until_us = clock_monotonic_us() + (int64_t)x->request.route->shared_ms * 1000,
        .status = x->answer.status,
        .response = x->response,
    };
    x->answer.kind = ANSWER_KEPT;
}
