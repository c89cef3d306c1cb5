/*
 * An HTTP/1.1 client for the measurements. In a closed loop every client has
 * one connection and sends its next request when the answer to the last is
 * whole. With RATE the loop is open: so many requests a second arrive whatever
 * the server does, each goes out on the first connection that is free, and its
 * time counts from when it arrived, so that waiting for a slow server is part
 * of it.
 *
 *   load PORT CLIENTS SECONDS REQUESTS RESULTS [RATE]
 *
 * REQUESTS: one request a line, five fields between tabs: method, path, cookie,
 * body type, body ("@FILE" reads it). SECONDS 0: each request once; else they
 * go round until the time is over. RESULTS gets a line for each answer:
 * request number, status (0: connection lost), microseconds, Location or "-".
 * Standard output gets one JSON object.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 16384, CLIENTS_MAX = 2048, FIELDS = 5, STALL_MS = 30000 };

struct request {
    char *bytes;
    size_t len;
};

struct client {
    int fd;
    size_t request; /* number of the one under way */
    size_t sent;
    size_t got; /* bytes of head and body so far */
    size_t head; /* bytes of the head, 0 while it is not whole */
    size_t body; /* Content-Length */
    bool close;  /* the server said so */
    bool idle;   /* open loop: waits for an arrival */
    int64_t started_us;
    char buffer[HEAD_MAX + 1];
};

struct load {
    int epoll;
    struct sockaddr_in server;
    struct request *requests;
    size_t request_count;
    size_t next;
    bool round;
    int64_t gap_us; /* open loop: between two arrivals; 0: closed */
    int64_t start_us;
    int64_t end_us;
    FILE *results;
    uint32_t *latencies;
    size_t done;
    size_t failed; /* lost, or status 400 and above */
};

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static int64_t now_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die(path);
    fseek(file, 0, SEEK_END);
    *len = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*len + 1);
    if (bytes == NULL || fread(bytes, 1, *len, file) != *len)
        die(path);
    bytes[*len] = '\0';
    fclose(file);
    return bytes;
}

static struct request make_request(char *line, int port)
{
    char *field[FIELDS] = {0};
    for (int i = 0; i < FIELDS; i++) {
        field[i] = strsep(&line, "\t");
        if (field[i] == NULL)
            die("a request line needs five fields");
    }
    char *body = field[4];
    size_t body_len = strlen(body);
    if (body[0] == '@')
        body = read_file(field[4] + 1, &body_len);
    struct request request = {malloc(HEAD_MAX + body_len), 0};
    if (request.bytes == NULL)
        die("malloc");
    int head = snprintf(request.bytes, HEAD_MAX, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n",
                        field[0], field[1], port);
    if (field[2][0] != '\0')
        head += snprintf(request.bytes + head, HEAD_MAX, "Cookie: %s\r\n", field[2]);
    if (strcmp(field[0], "GET") != 0)
        head += snprintf(request.bytes + head, HEAD_MAX,
                         "Origin: http://127.0.0.1:%d\r\nContent-Type: %s\r\n"
                         "Content-Length: %zu\r\n",
                         port, field[3], body_len);
    head += snprintf(request.bytes + head, HEAD_MAX, "\r\n");
    memcpy(request.bytes + head, body, body_len);
    request.len = (size_t)head + body_len;
    return request;
}

static void read_requests(struct load *load, const char *path, int port)
{
    size_t len = 0;
    char *text = read_file(path, &len);
    size_t lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n' ? 1U : 0U;
    load->requests = calloc(lines, sizeof *load->requests);
    if (load->requests == NULL)
        die("calloc");
    for (char *line = strsep(&text, "\n"); line != NULL; line = strsep(&text, "\n"))
        if (*line != '\0')
            load->requests[load->request_count++] = make_request(line, port);
    if (load->request_count == 0)
        die("no requests");
}

static void watch(struct load *load, struct client *client, uint32_t events, int how)
{
    struct epoll_event event = {.events = events, .data.ptr = client};
    if (epoll_ctl(load->epoll, how, client->fd, &event) != 0)
        die("epoll_ctl");
}

static void dial(struct load *load, struct client *client)
{
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (client->fd < 0)
        die("socket");
    if (connect(client->fd, (struct sockaddr *)&load->server, sizeof load->server) != 0 &&
        errno != EINPROGRESS)
        die("connect");
    watch(load, client, EPOLLOUT, EPOLL_CTL_ADD);
}

static void end(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
}

/* When the next request arrives. */
static int64_t arrival_us(const struct load *load)
{
    return load->start_us + (int64_t)load->next * load->gap_us;
}

/* False when there is nothing more to ask. */
static bool begin(struct load *load, struct client *client)
{
    int64_t now = now_us();
    int64_t arrived = load->gap_us > 0 ? arrival_us(load) : now;
    bool over = load->round ? arrived >= load->end_us : load->next >= load->request_count;
    if (over) {
        end(client);
        return false;
    }
    client->idle = arrived > now;
    if (client->idle)
        return true;
    client->request = load->next++ % load->request_count;
    client->sent = client->got = client->head = client->body = 0;
    client->close = false;
    client->started_us = arrived;
    if (client->fd < 0)
        dial(load, client);
    else
        watch(load, client, EPOLLOUT, EPOLL_CTL_MOD);
    return true;
}

static void note(struct load *load, struct client *client)
{
    long status = 0;
    const char *place = "-";
    int place_len = 1;
    if (client->head > 0) {
        status = strtol(client->buffer + strlen("HTTP/1.1 "), NULL, 10);
        const char *location = strcasestr(client->buffer, "\r\nlocation:");
        if (location != NULL) {
            place = location + strlen("\r\nlocation:");
            place += strspn(place, " ");
            place_len = (int)strcspn(place, "\r");
        }
    }
    uint32_t took = (uint32_t)(now_us() - client->started_us);
    fprintf(load->results, "%zu %ld %u %.*s\n", client->request, status, took, place_len, place);
    if ((load->done & (load->done + 1)) == 0 || load->latencies == NULL) {
        load->latencies = realloc(load->latencies, (load->done + 1) * 2 * sizeof *load->latencies);
        if (load->latencies == NULL)
            die("realloc");
    }
    load->latencies[load->done++] = took;
    load->failed += status == 0 || status >= 400 ? 1U : 0U;
}

/* The answer is whole, or the connection is lost. */
static bool finish(struct load *load, struct client *client)
{
    note(load, client);
    if (client->close || client->head == 0) {
        close(client->fd);
        client->fd = -1;
    }
    return begin(load, client);
}

static void parse_head(struct client *client)
{
    char *end = strstr(client->buffer, "\r\n\r\n");
    if (end == NULL)
        return;
    end[2] = '\0'; /* searches stay inside the head */
    client->head = (size_t)(end - client->buffer) + 4;
    const char *length = strcasestr(client->buffer, "\r\ncontent-length:");
    client->body = length == NULL ? 0 : strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
    client->close = strcasestr(client->buffer, "\r\nconnection: close") != NULL;
}

/* One step of a client; false when it has ended. */
static bool receive(struct load *load, struct client *client)
{
    static char waste[65536];
    for (;;) {
        bool in_head = client->head == 0;
        size_t room = in_head ? HEAD_MAX - client->got : sizeof waste;
        ssize_t got = recv(client->fd, in_head ? client->buffer + client->got : waste, room, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (got <= 0) {
            client->head = 0;
            return finish(load, client);
        }
        client->got += (size_t)got;
        if (in_head) {
            client->buffer[client->got] = '\0';
            parse_head(client);
        }
        if (client->head > 0 && client->got >= client->head + client->body)
            return finish(load, client);
    }
}

static bool step(struct load *load, struct client *client)
{
    if (client->idle) { /* the server closed it meanwhile */
        end(client);
        return true;
    }
    const struct request *request = &load->requests[client->request];
    if (client->sent == request->len)
        return receive(load, client);
    ssize_t sent = send(client->fd, request->bytes + client->sent, request->len - client->sent,
                        MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (sent < 0)
        return finish(load, client);
    client->sent += (size_t)sent;
    if (client->sent == request->len)
        watch(load, client, EPOLLIN, EPOLL_CTL_MOD);
    return true;
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t percentile(const struct load *load, size_t per_mille)
{
    return load->done == 0 ? 0 : load->latencies[(load->done - 1) * per_mille / 1000];
}

/* Hands what has arrived to those that are free. */
static size_t begin_arrived(struct load *load, struct client *clients, size_t count)
{
    size_t ended = 0;
    for (size_t i = 0; i < count && load->gap_us > 0; i++)
        if (clients[i].idle && (arrival_us(load) <= now_us() || arrival_us(load) >= load->end_us)) {
            clients[i].idle = false;
            ended += begin(load, &clients[i]) ? 0U : 1U;
        }
    return ended;
}

/* Until the next arrival, or as long as an answer may take. */
static struct timespec pause_of(const struct load *load)
{
    int64_t us = (int64_t)STALL_MS * 1000;
    if (load->gap_us > 0) {
        int64_t left = arrival_us(load) - now_us();
        us = left < 1 ? 1000 : left; /* all are busy: look again soon */
    }
    return (struct timespec){us / 1000000, (long)(us % 1000000) * 1000};
}

static void run(struct load *load, size_t client_count)
{
    struct client *clients = calloc(client_count, sizeof *clients);
    struct epoll_event events[64];
    size_t alive = 0;
    int64_t heard_us = now_us();
    if (clients == NULL)
        die("calloc");
    for (size_t i = 0; i < client_count; i++) {
        clients[i].fd = -1;
        alive += begin(load, &clients[i]) ? 1U : 0U;
    }
    while (alive > 0) {
        struct timespec pause = pause_of(load);
        int ready = epoll_pwait2(load->epoll, events, 64, &pause, NULL);
        if (ready < 0 && errno != EINTR)
            die("epoll_pwait2");
        heard_us = ready > 0 ? now_us() : heard_us;
        if (now_us() - heard_us > (int64_t)STALL_MS * 1000) {
            fprintf(stderr, "load: no answer for %d s\n", STALL_MS / 1000);
            exit(3);
        }
        for (int i = 0; i < ready; i++)
            alive -= step(load, events[i].data.ptr) ? 0U : 1U;
        alive -= begin_arrived(load, clients, client_count);
    }
    free(clients);
}

int main(int argc, char **argv)
{
    if (argc != 6 && argc != 7) {
        fprintf(stderr, "load PORT CLIENTS SECONDS REQUESTS RESULTS [RATE]\n");
        return 2;
    }
    int port = (int)strtol(argv[1], NULL, 10);
    size_t clients = strtoul(argv[2], NULL, 10);
    double seconds = strtod(argv[3], NULL);
    struct load load = {.epoll = epoll_create1(EPOLL_CLOEXEC), .round = seconds > 0};
    load.server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    load.server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    read_requests(&load, argv[4], port);
    load.results = fopen(argv[5], "w");
    if (load.results == NULL || clients == 0 || clients > CLIENTS_MAX)
        die(argv[5]);
    int64_t started = now_us();
    double rate = argc == 7 ? strtod(argv[6], NULL) : 0;
    if (rate > 0 && seconds <= 0)
        die("an open loop needs seconds");
    load.gap_us = rate > 0 ? (int64_t)(1e6 / rate) : 0;
    load.start_us = started;
    load.end_us = started + (int64_t)(seconds * 1e6);
    run(&load, clients);
    double took = (double)(now_us() - started) / 1e6;
    qsort(load.latencies, load.done, sizeof *load.latencies, compare);
    printf("{\"requests\":%zu,\"failed\":%zu,\"seconds\":%.3f,\"per_second\":%.1f,"
           "\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u}\n",
           load.done, load.failed, took, (double)load.done / took, percentile(&load, 500),
           percentile(&load, 990), percentile(&load, 1000));
    return fclose(load.results) == 0 ? 0 : 2;
}
