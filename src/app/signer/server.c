#include "app/signer/server.h"

#include <poll.h>

#include "base/os_file.h"
#include "base/os_socket.h"

enum {
    CALLERS_MAX = 128,
    PATIENCE_S = 5,
    REQUEST_ARENA = 80 << 20, /* a file to be sealed is at most 64 MiB */
    TICK_MS = 1000,           /* grants expire also when nobody calls */
};

struct caller {
    int fd; /* -1: free */
    int64_t until_us;
};

struct server {
    struct statements *statements;
    struct arena *arena;
    const unsigned *allowed;
    size_t allowed_count;
    struct caller callers[CALLERS_MAX];
};

static bool may_ask(const struct server *server, const struct os_peer *peer)
{
    bool allowed = peer->uid == 0;
    for (size_t i = 0; i < server->allowed_count; i++)
        allowed = allowed || peer->uid == server->allowed[i];
    return allowed;
}

static struct signer_answer answer_message(struct server *server, int fd,
                                           const struct os_message *message)
{
    struct os_peer peer;
    struct signer_request request;
    if (!result_ok(os_socket_peer(fd, &peer)))
        return statements_refuse(server->statements, server->arena, signer_refusal("signer.peer"),
                                 S(""));
    struct str who = str_printf(server->arena, "pid %d uid %u", (int)peer.pid, peer.uid);
    if (!may_ask(server, &peer))
        return statements_refuse(server->statements, server->arena, signer_refusal("signer.peer"),
                                 who);
    struct result read = signer_request_decode(message->bytes, &request);
    if (!result_ok(read))
        return statements_refuse(server->statements, server->arena, read, who);
    if (message->descriptor_count == 1)
        request.file = message->descriptors[0];
    return statements_answer(server->statements, server->arena, &request, who);
}

/* The message may hold a PIN: the arena wipes its first block at reset, this wipes it at once. */
static void wipe(struct str bytes)
{
    union {
        const char *from;
        char *to;
    } secret = {.from = bytes.ptr};
    if (bytes.len > 0)
        crypto_wipe(secret.to, bytes.len);
}

static void serve_caller(struct server *server, struct caller *caller)
{
    struct os_message message = {0};
    struct result got = os_socket_receive(server->arena, caller->fd, 0, &message);
    if (result_ok(got) && !str_empty(message.bytes)) {
        struct signer_answer answer = answer_message(server, caller->fd, &message);
        struct str bytes = signer_answer_encode(server->arena, &answer);
        /* A caller that is gone by now loses its answer; the record has it. */
        result_ignore(os_socket_send(caller->fd, bytes, NULL, 0));
        wipe(message.bytes);
    } else if (!result_ok(got) && got.kind == ERROR_LIMIT) {
        struct signer_answer answer = statements_refuse(
            server->statements, server->arena, signer_refusal("signer.too_large"), S(""));
        struct str bytes = signer_answer_encode(server->arena, &answer);
        result_ignore(os_socket_send(caller->fd, bytes, NULL, 0));
    }
    for (size_t i = 0; i < message.descriptor_count; i++)
        os_close(message.descriptors[i]);
    os_close(caller->fd);
    caller->fd = -1;
    arena_reset(server->arena);
}

static void accept_caller(struct server *server, int listener)
{
    int fd;
    if (!result_ok(os_socket_accept(listener, &fd)))
        return;
    for (size_t i = 0; i < CALLERS_MAX; i++)
        if (server->callers[i].fd < 0) {
            server->callers[i] = (struct caller){
                fd, clock_monotonic_us() + PATIENCE_S * MICROS_PER_SECOND};
            return;
        }
    os_close(fd);
}

static void drop_silent(struct server *server)
{
    int64_t now_us = clock_monotonic_us();
    for (size_t i = 0; i < CALLERS_MAX; i++)
        if (server->callers[i].fd >= 0 && server->callers[i].until_us < now_us) {
            os_close(server->callers[i].fd);
            server->callers[i].fd = -1;
        }
}

struct result signer_serve(struct statements *statements, int listener, const unsigned *allowed,
                           size_t allowed_count)
{
    struct arena *arena = arena_new(1 << 20);
    struct server *server = ARENA_NEW(arena, struct server);
    *server = (struct server){statements, arena_new(REQUEST_ARENA), allowed, allowed_count, {{0}}};
    for (size_t i = 0; i < CALLERS_MAX; i++)
        server->callers[i].fd = -1;
    TRY(os_fd_nonblocking(listener));
    for (;;) {
        struct pollfd waits[CALLERS_MAX + 1];
        for (size_t i = 0; i < CALLERS_MAX; i++)
            waits[i] = (struct pollfd){.fd = server->callers[i].fd, .events = POLLIN};
        waits[CALLERS_MAX] = (struct pollfd){.fd = listener, .events = POLLIN};
        if (poll(waits, CALLERS_MAX + 1, TICK_MS) > 0) {
            for (size_t i = 0; i < CALLERS_MAX; i++)
                if (waits[i].revents != 0)
                    serve_caller(server, &server->callers[i]);
            if (waits[CALLERS_MAX].revents != 0)
                accept_caller(server, listener);
        }
        drop_silent(server);
        grants_expire(statements->grants, clock_monotonic_us());
    }
}
