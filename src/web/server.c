#include "web/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <zlib.h>

#include "base/log.h"
#include "base/os_file.h"
#include "web/connections.h"
#include "web/exchange.h"
#include "web/gather.h"

enum {
    ARENA_BASE = 24 << 20, /* pages, forms and answers; a body in memory comes on top */
    BODY_DEFAULT = 64 * 1024,
    BODY_DISCARDED_MAX = 64 << 20, /* of one that is too large, read so that the answer arrives */
    EVENTS_MAX = 64,
    ACCEPTS_AT_ONCE = 16,
    YIELD_US = 2000, /* how long a worker with its share leaves newcomers to the others */
    DRAIN_US = 10 * 1000 * 1000,
    SPARE_ARENAS = 4,
    CONNECTION_MEMORY = 16 * 1024,
    QUIET_S = 60
};

struct server {
    const struct server_options *options;
    struct MHD_Daemon *daemon;
    int epoll;
    struct connections connections;
    struct kept *kept;
    z_stream deflater;
    struct exchange *waiting;
    struct gathering gathering;
    struct arena *spare[SPARE_ARENAS];
    size_t spare_count;
    size_t open_exchanges;
    bool draining;
    bool accepting;
    int64_t accept_again_us; /* while not accepting: newcomers go to the others until then */
    int64_t drain_until_us;
    int64_t next_sweep_us;
};

const struct server_options *server_options_of(const struct server *server)
{
    return server->options;
}

struct gathering *server_gathering(struct server *server)
{
    return &server->gathering;
}

struct kept *server_kept(const struct server *server)
{
    return server->kept;
}

struct z_stream_s *server_deflater(const struct server *server)
{
    union {
        const z_stream *in;
        z_stream *out;
    } alias = {.in = &server->deflater};
    return alias.out;
}

void server_drain(struct server *server)
{
    if (server->draining)
        return;
    server->draining = true;
    server->drain_until_us = clock_monotonic_us() + DRAIN_US;
    if (server->accepting)
        epoll_ctl(server->epoll, EPOLL_CTL_DEL, server->options->listener, NULL);
    server->accepting = false;
}

/* An arena of the pool: one that served a small request is ready for the next. */
static struct arena *take_arena(struct server *server)
{
    if (server->spare_count > 0)
        return server->spare[--server->spare_count];
    return arena_new(ARENA_BASE);
}

static void give_arena(struct server *server, struct arena *arena)
{
    arena_reset(arena);
    if (server->spare_count < SPARE_ARENAS)
        server->spare[server->spare_count++] = arena;
    else
        arena_free(arena);
}

/* libmicrohttpd calls it with the raw request target before anything else of a request. */
static void *exchange_new(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct server *server = cls;
    struct arena *arena = take_arena(server);
    struct exchange *x = ARENA_NEW(arena, struct exchange);
    struct str target = str_dup(arena, str_from_c(uri));
    struct str path;
    str_split(target, '?', &path, &x->raw_query);
    x->server = server;
    x->connection = connection;
    x->arena = arena;
    x->answer.file = -1;
    x->body = body_of(server->options->folder);
    x->request = (struct request){
        .arena = arena, .clock = server->options->clock, .db = server->options->db,
        .services = server->options->services, .site = server->options->site, .path = path,
        .params = &x->params, .exchange = x};
    server->open_exchanges++;
    return x;
}

static void exchange_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
                               enum MHD_RequestTerminationCode code)
{
    struct server *server = cls;
    struct exchange *x = *con_cls;
    (void)connection;
    (void)code;
    if (x == NULL)
        return;
    *con_cls = NULL;
    if (x->tracked != NULL) {
        x->tracked->state = CONNECTION_HEADERS;
        x->tracked->deadline_us = clock_monotonic_us() +
                                  HEADER_DEADLINE_S * MICROS_PER_SECOND;
    }
    if (x->answer.kind == ANSWER_FILE)
        os_close(x->answer.file);
    body_free(&x->body);
    server->open_exchanges--;
    struct arena *reached_limit = x->spare_arena;
    struct arena *arena = x->arena; /* without a limit reached, x itself lies in it */
    give_arena(server, arena);
    arena_free(reached_limit);
}

/* "7F22-D801": short enough to read over the telephone. */
static struct str new_request_id(struct arena *arena)
{
    unsigned char bytes[4];
    random_bytes(bytes, sizeof bytes);
    return str_printf(arena, "%02X%02X-%02X%02X", bytes[0], bytes[1], bytes[2], bytes[3]);
}

static bool is_address(struct str text)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    char whole[INET6_ADDRSTRLEN];
    if (text.len == 0 || text.len >= sizeof whole)
        return false;
    memcpy(whole, text.ptr, text.len);
    whole[text.len] = '\0';
    return inet_pton(AF_INET, whole, bytes) == 1 || inet_pton(AF_INET6, whole, bytes) == 1;
}

/* The last address in X-Forwarded-For is the one our own proxy saw. */
static struct str client_address(struct exchange *x)
{
    struct str peer = x->tracked == NULL ? (struct str){0} : str_from_c(x->tracked->address);
    if (!x->server->options->behind_proxy ||
        !(str_starts(peer, S("127.")) || str_is(peer, "::1")))
        return peer;
    struct str said = request_header(&x->request, "X-Forwarded-For");
    size_t from = said.len;
    while (from > 0 && said.ptr[from - 1] != ',')
        from--;
    struct str last = str_trim(str_slice(said, from, said.len));
    return is_address(last) ? str_dup(x->arena, last) : peer;
}

/* The size a body says it has; -1: none, -2: it does not say. */
static int64_t declared_length(const struct request *request)
{
    struct str length = request_header(request, "Content-Length");
    int64_t bytes;
    if (!str_empty(request_header(request, "Transfer-Encoding")))
        return -2;
    if (str_empty(length))
        return -1;
    return str_to_i64(length, &bytes) && bytes >= 0 ? bytes : -2;
}

static void refuse_body(struct exchange *x, int64_t length)
{
    const struct route *route = x->request.route;
    bool form = route != NULL && route->fields != NULL;
    size_t max = !form ? 0 : route->body_max == 0 ? BODY_DEFAULT : route->body_max;
    if (route != NULL && str_is(x->request.method, "POST") && max == 0)
        max = BODY_DEFAULT; /* a form with nothing but its token */
    if (length == -2)
        x->refused = result_fail(ERROR_INVALID, "web.length_required", NULL);
    else if (length > 0 && (uint64_t)length > max)
        x->refused = result_fail(ERROR_LIMIT, "web.body_too_large",
                                 route == NULL ? NULL : route->too_large);
}

/* All headers are here. False: answer now, the body is not worth reading. */
static bool begin(struct exchange *x, const char *method)
{
    struct server *server = x->server;
    x->started = true;
    x->tracked = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
                     ->socket_context;
    x->request.method = str_dup(x->arena, str_from_c(method));
    x->request.request_id = new_request_id(x->arena);
    x->request.address = client_address(x);
    x->content_type = request_header(&x->request, "Content-Type");
    struct router_match match;
    x->found = router_find(server->options->router, x->arena, x->request.method, x->request.path,
                           &match);
    x->request.route = match.route;
    x->params = match.params;
    if (str_is(x->request.method, "HEAD"))
        x->request.method = S("GET");
    int64_t length = declared_length(&x->request);
    refuse_body(x, length);
    if (x->tracked != NULL && length > 0) {
        x->tracked->state = CONNECTION_BODY;
        x->tracked->deadline_us = clock_monotonic_us() +
            (UPLOAD_BASE_S + length / UPLOAD_BYTES_PER_S) * MICROS_PER_SECOND;
    }
    return length != -2 && length <= BODY_DISCARDED_MAX;
}

static void run(struct exchange *x)
{
    if (x->tracked != NULL)
        x->tracked->state = CONNECTION_BUSY;
    if (x->started_us == 0)
        x->started_us = clock_monotonic_us();
    exchange_run(x);
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **con_cls)
{
    struct exchange *x = *con_cls;
    (void)cls;
    (void)connection;
    (void)url;
    (void)version;
    if (!x->started) {
        if (!begin(x, method))
            run(x);
        return MHD_YES;
    }
    if (*upload_size > 0) {
        if (result_ok(x->refused) && x->found == ROUTER_FOUND)
            x->refused = body_add(&x->body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    run(x);
    return MHD_YES;
}

static void count_connections(struct server *server)
{
    const struct server_options *options = server->options;
    options->metrics->connections[options->number % METRICS_WORKERS_MAX] =
        (int64_t)server->connections.count;
}

/* Paths and queries are decoded by us, with our rules. */
static size_t leave_escaped(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return strlen(text);
}

static void connection_changed(void *cls, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct server *server = cls;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                         ->connect_fd;
        *context = connections_of_socket(&server->connections, socket);
    } else if (*context != NULL) {
        connections_remove(&server->connections, *context);
        count_connections(server);
        *context = NULL;
    }
}

/* One connection from the queue of the listening socket; false when it is empty. */
static bool accept_one(struct server *server)
{
    struct sockaddr_storage peer = {0};
    socklen_t size = sizeof peer;
    const struct sockaddr *address = (const struct sockaddr *)&peer;
    int socket = accept4(server->options->listener, (struct sockaddr *)&peer, &size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0)
        return errno == EINTR || errno == ECONNABORTED;
    int one = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int64_t now_us = clock_monotonic_us();
    struct connection *tracked = connections_add(&server->connections, socket, address,
                                                 now_us + HEADER_DEADLINE_S * MICROS_PER_SECOND);
    if (tracked == NULL) {
        close(socket);
        return true;
    }
    bool local = strncmp(tracked->address, "127.", 4) == 0 || strcmp(tracked->address, "::1") == 0;
    bool crowd = !local && connections_from(&server->connections, tracked->address) >
                               server->options->connections_per_address;
    count_connections(server);
    if (crowd || MHD_add_connection(server->daemon, socket, address, size) != MHD_YES) {
        if (crowd)
            close(socket);
        tracked = connections_of_socket(&server->connections, socket);
        if (tracked != NULL) {
            connections_remove(&server->connections, tracked);
            count_connections(server);
        }
    }
    return true;
}

/* More than its part of all open connections: keep-alive would bind them to this worker for good
 * while the others idle. */
static bool has_its_share(const struct server *server)
{
    int64_t mine = (int64_t)server->connections.count;
    return mine * server->options->workers > metrics_connections(server->options->metrics) + 1;
}

/* The others hear of the newcomer too. */
static void leave_to_others(struct server *server)
{
    epoll_ctl(server->epoll, EPOLL_CTL_DEL, server->options->listener, NULL);
    server->accepting = false;
    server->accept_again_us = clock_monotonic_us() + YIELD_US;
}

static void accept_some(struct server *server)
{
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        if (has_its_share(server)) {
            leave_to_others(server);
            return;
        }
        if (server->connections.count >= server->options->connections_max) {
            struct connection *idlest = connections_idlest(&server->connections);
            if (idlest == NULL)
                return;
            shutdown(idlest->socket, SHUT_RDWR);
            idlest->state = CONNECTION_BUSY; /* not chosen again */
        }
        if (!accept_one(server))
            return;
    }
}

void server_wait(struct server *server, struct exchange *x)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = x};
    if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, x->wait_descriptor, &event) != 0)
        x->wait_until_us = 0; /* nothing to wait for: the handler finds out by itself */
    x->next_waiting = server->waiting;
    server->waiting = x;
    MHD_suspend_connection(x->connection);
}

static void wake(struct server *server, struct exchange *x, bool timed_out)
{
    struct exchange **link = &server->waiting;
    while (*link != NULL && *link != x)
        link = &(*link)->next_waiting;
    if (*link == NULL)
        return;
    *link = x->next_waiting;
    epoll_ctl(server->epoll, EPOLL_CTL_DEL, x->wait_descriptor, NULL);
    x->waiting = false;
    x->request.timed_out = timed_out;
    x->next_phase--; /* the handler's phase again, now with `resume` */
    MHD_resume_connection(x->connection);
}

static void wake_late(struct server *server, int64_t now_us)
{
    struct exchange *next;
    for (struct exchange *x = server->waiting; x != NULL; x = next) {
        next = x->next_waiting;
        if (now_us >= x->wait_until_us)
            wake(server, x, true);
    }
}

static int wait_ms(struct server *server, int64_t now_us)
{
    int64_t until_us = server->next_sweep_us;
    for (const struct exchange *x = server->waiting; x != NULL; x = x->next_waiting) {
        if (x->wait_until_us < until_us)
            until_us = x->wait_until_us;
    }
    if (!server->accepting && !server->draining && server->accept_again_us < until_us)
        until_us = server->accept_again_us;
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    int64_t ms = until_us <= now_us ? 0 : (until_us - now_us) / 1000 + 1;
    if (MHD_get_timeout(server->daemon, &daemon_ms) == MHD_YES && (int64_t)daemon_ms < ms)
        ms = (int64_t)daemon_ms;
    return (int)ms;
}

static void handle_event(struct server *server, void *whose)
{
    if (whose == &server->options->listener)
        accept_some(server);
    else if (whose == &server->options->stop)
        server_drain(server);
    else if (whose != server->daemon)
        wake(server, whose, false);
}

static void sweep(struct server *server, int64_t now_us)
{
    if (now_us < server->next_sweep_us)
        return;
    server->next_sweep_us = now_us + MICROS_PER_SECOND;
    server->options->metrics->deadlines += connections_expire(&server->connections, now_us);
}

static bool watch(struct server *server, int descriptor, uint32_t events, const void *whose);

/* After the pause of leave_to_others: who is still there has found them busy. */
static void look_again(struct server *server, int64_t now_us)
{
    if (server->accepting || server->draining || now_us < server->accept_again_us)
        return;
    const int *listener = &server->options->listener;
    server->accepting = watch(server, *listener, EPOLLIN, listener);
    (void)accept_one(server);
}

/* Those that waited together for one transaction answer at once. */
static bool run_daemon(struct server *server)
{
    bool good = MHD_run(server->daemon) == MHD_YES;
    while (good && gather_finish(&server->gathering, server->options))
        good = MHD_run(server->daemon) == MHD_YES;
    return good;
}

static void loop(struct server *server)
{
    struct epoll_event events[EVENTS_MAX];
    while (true) {
        int64_t now_us = clock_monotonic_us();
        bool over = server->open_exchanges == 0 || now_us > server->drain_until_us;
        if (server->draining && over)
            return;
        int ready = epoll_wait(server->epoll, events, EVENTS_MAX, wait_ms(server, now_us));
        for (int i = 0; i < ready; i++)
            handle_event(server, events[i].data.ptr);
        now_us = clock_monotonic_us();
        wake_late(server, now_us);
        look_again(server, now_us);
        sweep(server, now_us);
        if (!run_daemon(server)) {
            log_write(LOG_ERROR, "http.loop", log_int("errno", errno));
            return;
        }
    }
}

static bool watch(struct server *server, int descriptor, uint32_t events, const void *whose)
{
    union {
        const void *in;
        void *out;
    } alias = {.in = whose};
    struct epoll_event event = {.events = events, .data.ptr = alias.out};
    return epoll_ctl(server->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static bool start(struct server *server)
{
    const struct server_options *options = server->options;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer,
        server, MHD_OPTION_CONNECTION_LIMIT, (unsigned)options->connections_max + 64,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)QUIET_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, exchange_new, server,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        connection_changed, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, server,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (server->daemon == NULL)
        return false;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon,
                                                           MHD_DAEMON_INFO_EPOLL_FD);
    server->accepting = true;
    return info != NULL && watch(server, info->epoll_fd, EPOLLIN, server->daemon) &&
           watch(server, options->listener, EPOLLIN, &options->listener) &&
           watch(server, options->stop, EPOLLIN, &options->stop);
}

struct result server_run(const struct server_options *options)
{
    struct server server = {.options = options, .kept = kept_new(),
                            .epoll = epoll_create1(EPOLL_CLOEXEC)};
    bool packs = deflateInit2(&server.deflater, 5, Z_DEFLATED, 15 + 16, 8,
                              Z_DEFAULT_STRATEGY) == Z_OK;
    bool started = server.epoll >= 0 && packs && start(&server);
    count_connections(&server);
    if (started)
        loop(&server);
    while (server.waiting != NULL)
        wake(&server, server.waiting, true);
    if (server.daemon != NULL) {
        (void)run_daemon(&server); /* those just woken still answer */
        MHD_stop_daemon(server.daemon);
    }
    deflateEnd(&server.deflater);
    kept_free(server.kept);
    for (size_t i = 0; i < server.spare_count; i++)
        arena_free(server.spare[i]);
    os_close(server.epoll);
    return started ? RESULT_OK : result_fail(ERROR_UNAVAILABLE, "web.no_server", NULL);
}
