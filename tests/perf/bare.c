/*
 * The least that the web library can do: answers every request with the same
 * kilobyte. The home page is measured against it.
 *
 *   bare PORT
 */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { REPLY_BYTES = 1024 };

/* As the library asks for it. */
static enum MHD_Result answer(void *reply, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    static int seen;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_size;
    if (*state == NULL) {
        *state = &seen;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, reply);
}

/* The same loop as a worker's: epoll from outside, no thread of the library. */
int main(int argc, char **argv)
{
    static char body[REPLY_BYTES];
    memset(body, 'x', sizeof body);
    struct MHD_Response *reply =
        MHD_create_response_from_buffer(sizeof body, body, MHD_RESPMEM_PERSISTENT);
    uint16_t port = argc == 2 ? (uint16_t)strtoul(argv[1], NULL, 10) : 0;
    struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL, port, NULL, NULL, answer, reply,
                                                 MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "bare PORT\n");
        return 2;
    }
    puts("ready");
    fflush(stdout);
    int inner = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    int outer = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    if (outer < 0 || epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event) != 0)
        return 2;
    for (;;) {
        MHD_UNSIGNED_LONG_LONG wait_ms = 1000;
        if (MHD_get_timeout(daemon, &wait_ms) != MHD_YES || wait_ms > 1000)
            wait_ms = 1000;
        (void)epoll_wait(outer, &event, 1, (int)wait_ms);
        MHD_run(daemon);
    }
}
