/* `truc demo-tsa`. */
#include "app/demo_tsa.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/demo_authority.h"
#include "base/buf.h"
#include "base/os_file.h"
#include "core/demo_marker.h"
#include "sign/key_setup.h"
#include "sign/timestamp_authority.h"

enum { REQUEST_MAX = 16 * 1024, REQUEST_ARENA = 4 << 20, PATIENCE_MS = 2000 };

static struct result listen_on_loopback(int *fd, unsigned *port)
{
    const int again = 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)*port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &again, sizeof again) != 0 ||
        bind(*fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
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

struct asked {
    bool post;
    struct str path;
    struct str body;
};

/* The first line: "POST /ocsp HTTP/1.1". */
static bool read_line(struct str head, struct asked *out)
{
    struct str line;
    struct str method;
    struct str rest;
    return str_split(head, '\r', &line, &rest) && str_split(line, ' ', &method, &rest) &&
           str_split(rest, ' ', &out->path, &rest) &&
           ((out->post = str_is(method, "POST")) || str_is(method, "GET"));
}

/* One request; false for anything else, or beyond the limits. */
static bool receive(struct arena *arena, int fd, struct asked *out)
{
    struct buf all;
    buf_init(&all, arena, REQUEST_MAX);
    while (!all.overflowed) {
        char chunk[2048];
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, PATIENCE_MS) <= 0)
            return false;
        ssize_t got = recv(fd, chunk, sizeof chunk, 0);
        if (got <= 0)
            return false;
        buf_bytes(&all, chunk, (size_t)got);
        struct str text = buf_str(&all);
        size_t end = str_find(text, S("\r\n\r\n"));
        if (end == text.len)
            continue;
        if (!read_line(text, out))
            return false;
        int64_t len = out->post ? content_length(str_slice(text, 0, end + 2)) : 0;
        if (len < 0 || len > REQUEST_MAX || (out->post && len == 0))
            return false;
        if (text.len < end + 4 + (size_t)len)
            continue;
        out->body = str_slice(text, end + 4, end + 4 + (size_t)len);
        return true;
    }
    return false;
}

struct office {
    struct timestamp_authority timestamps;
    struct demo_authority certificates;
};

static struct result find_answer(struct arena *arena, const struct office *office,
                                 const struct clock *clock, const struct asked *asked,
                                 struct demo_reply *out)
{
    if (!asked->post || !str_is(asked->path, "/")) {
        const struct demo_question question = {asked->path, asked->body, clock_now_us(clock)};
        return demo_authority_answer(arena, &office->certificates, &question, out);
    }
    out->type = "application/timestamp-reply";
    return timestamp_authority_answer(arena, &office->timestamps, clock, asked->body, &out->body);
}

static void answer(struct arena *arena, int fd, const struct office *office,
                   const struct clock *clock)
{
    struct demo_reply reply = {"text/plain", S("")};
    struct asked asked = {.post = false};
    bool good = receive(arena, fd, &asked) &&
                result_ok(find_answer(arena, office, clock, &asked, &reply));
    if (!good)
        reply = (struct demo_reply){"text/plain", S("")};
    struct str head = str_printf(arena,
                                 "HTTP/1.1 %s\r\nContent-Type: %s\r\n"
                                 "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                                 good ? "200 OK" : "400 Bad Request", reply.type, reply.body.len);
    /* A caller that has gone asks again. */
    result_ignore(os_fd_write_all(fd, str_concat(arena, head, reply.body)));
}

struct result demo_tsa_listen(const struct config *config, int *listener)
{
    unsigned named = demo_authority_port(config);
    unsigned port = named;
    struct result open = listen_on_loopback(listener, &port);
    if (!result_ok(open) && named != 0) { /* taken: timestamps go on, nobody tells a status */
        port = 0;
        open = listen_on_loopback(listener, &port);
    }
    TRY(open);
    TRY(os_dir_make(config_path(config, "run"), 0750));
    return os_file_write(config_path(config, "run/tsa.url"),
                         str_printf(config->arena, "http://127.0.0.1:%u/\n", port), 0640);
}

struct result demo_tsa_serve(const struct config *config, int listener, const struct clock *clock)
{
    struct office office;
    struct arena *arena = arena_new(REQUEST_ARENA);
    TRY(key_setup_timestamps(config->arena, config_path(config, "keys"), &office.timestamps));
    demo_authority_open(config, &office.certificates);
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer(arena, fd, &office, clock);
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
