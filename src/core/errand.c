#include "core/errand.h"

#include "base/clock.h"
#include "base/os_file.h"

static struct result busy(const char *code)
{
    return result_fail(ERROR_UNAVAILABLE, code,
                       N_("Máy chủ đang bận. Những gì bạn nhập vẫn còn, thử lại sau một phút."));
}

struct result errand_channel_open(struct errand_channel *channel)
{
    int ends[2];
    TRY(os_socket_pair(OS_SOCKET_MESSAGES, ends));
    *channel = (struct errand_channel){.requests = ends[0], .work = ends[1]};
    return RESULT_OK;
}

static void end_call(void *argument)
{
    struct errand_call *call = argument;
    os_close(call->wait);
    call->wait = -1;
}

struct result errand_start(struct arena *arena, int requests, struct str message,
                           struct errand_call **call)
{
    int ends[2];
    if (!result_ok(os_socket_pair(OS_SOCKET_MESSAGES, ends)))
        return busy("errand.busy");
    struct result sent = os_socket_send(requests, message, &ends[1], 1);
    os_close(ends[1]);
    *call = ARENA_NEW(arena, struct errand_call);
    (*call)->wait = ends[0];
    arena_on_free(arena, end_call, *call); /* a browser may leave while it waits */
    if (result_ok(sent))
        return RESULT_OK;
    end_call(*call);
    return busy("errand.busy");
}

struct result errand_finish(struct arena *arena, struct errand_call *call, struct str *answer)
{
    struct os_message message;
    struct result got = os_socket_receive(arena, call->wait, clock_monotonic_us(), &message);
    end_call(call);
    if (!result_ok(got) || str_empty(message.bytes))
        return busy("errand.away");
    *answer = message.bytes;
    return RESULT_OK;
}

struct result errand_take(struct arena *arena, int work, int64_t deadline_us, struct errand *out)
{
    struct os_message message;
    struct result got = os_socket_receive(arena, work, deadline_us, &message);
    if (got.kind == ERROR_TIMEOUT)
        return result_fail(ERROR_NOT_FOUND, "errand.none", NULL);
    TRY(got);
    if (str_empty(message.bytes) && message.descriptor_count == 0)
        return result_fail(ERROR_FORBIDDEN, "errand.closed", NULL);
    if (message.descriptor_count != 1) {
        for (size_t i = 0; i < message.descriptor_count; i++)
            os_close(message.descriptors[i]);
        return result_fail(ERROR_INVALID, "errand.message", NULL);
    }
    *out = (struct errand){.message = message.bytes, .answer = message.descriptors[0]};
    return RESULT_OK;
}

void errand_answer(struct errand *errand, struct str answer)
{
    /* Who asked may have gone: then nobody is told. */
    result_ignore(os_socket_send(errand->answer, answer, NULL, 0));
    os_close(errand->answer);
    errand->answer = -1;
}
