/* `truc demo-tsa`. */
#include "app/demo_tsa.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/buf.h"
#include "base/os_file.h"
#include "core/demo_marker.h"
#include "sign/key_setup.h"
#include "sign/timestamp_authority.h"

enum { REQUEST_MAX = 16 * 1024, REQUEST_ARENA = 4 << 20, PATIENCE_MS = 2000 };

static struct result listen_on_loopback(int *fd, unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*fd < 0 || bind(*fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(*fd, 16) != 0 || getsockname(*fd, (struct sockaddr *)&address, &len) != 0)
        return result_fail(ERROR_UNAVAILABLE, "tsa.listen", NULL);
    *port = ntohs(address.sin_port);
    return RESULT_OK;
}

/* The number behind "Content-Length:", or -1. */
static int64_t content_length(struct str head)
{
    struct str line;
    int64_t number = -1;
    while (str_split(head, '\n', &line, &head)) {
        struct str name;
        struct str value;
        static const struct str wanted = STR("content-length");
        str_split(line, ':', &name, &value);
        bool same = name.len == wanted.len;
        for (size_t i = 0; same && i < name.len; i++)
            same = (name.ptr[i] | 0x20) == wanted.ptr[i];
        if (same && !str_to_i64(str_trim(value), &number))
            return -1;
    }
    return number;
}

/* Head and body of one request; empty body on anything that is not a POST within the limits. */
static struct str receive(struct arena *arena, int fd)
{
    struct buf all;
    buf_init(&all, arena, REQUEST_MAX);
    while (!all.overflowed) {
        char chunk[2048];
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, PATIENCE_MS) <= 0)
            return S("");
        ssize_t got = recv(fd, chunk, sizeof chunk, 0);
        if (got <= 0)
            return S("");
        buf_bytes(&all, chunk, (size_t)got);
        struct str text = buf_str(&all);
        size_t end = str_find(text, S("\r\n\r\n"));
        if (end == text.len)
            continue;
        int64_t len = content_length(str_slice(text, 0, end + 2));
        if (!str_starts(text, S("POST ")) || len <= 0 || len > REQUEST_MAX)
            return S("");
        if (text.len >= end + 4 + (size_t)len)
            return str_slice(text, end + 4, end + 4 + (size_t)len);
    }
    return S("");
}

static void answer(struct arena *arena, int fd, const struct timestamp_authority *authority,
                   const struct clock *clock)
{
    struct str response = S("");
    struct str request = receive(arena, fd);
    bool good = !str_empty(request) &&
                result_ok(timestamp_authority_answer(arena, authority, clock, request, &response));
    struct str head = str_printf(arena,
                                 "HTTP/1.1 %s\r\nContent-Type: application/timestamp-reply\r\n"
                                 "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                                 good ? "200 OK" : "400 Bad Request", response.len);
    /* A caller that has gone asks again. */
    result_ignore(os_fd_write_all(fd, str_concat(arena, head, response)));
}

struct result demo_tsa_listen(const struct config *config, int *listener)
{
    unsigned port = 0;
    TRY(listen_on_loopback(listener, &port));
    TRY(os_dir_make(config_path(config, "run"), 0750));
    return os_file_write(config_path(config, "run/tsa.url"),
                         str_printf(config->arena, "http://127.0.0.1:%u/\n", port), 0640);
}

struct result demo_tsa_serve(const struct config *config, int listener, const struct clock *clock)
{
    struct timestamp_authority authority;
    struct arena *arena = arena_new(REQUEST_ARENA);
    TRY(key_setup_timestamps(config->arena, config_path(config, "keys"), &authority));
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer(arena, fd, &authority, clock);
        close(fd);
        arena_reset(arena);
    }
}

static struct result run(const struct config *config)
{
    int listener = -1;
    if (!demo_marked(config->arena, config->data))
        return result_fail(ERROR_FORBIDDEN, "demo.not_marked",
                           N_("Chỉ chạy được trong thư mục dữ liệu chạy thử."));
    TRY(demo_tsa_listen(config, &listener));
    return demo_tsa_serve(config, listener, &config->clock);
}

int command_demo_tsa(int argc, char **argv)
{
    struct config config;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    return config_failed(&config, "truc demo-tsa", run(&config));
}
