#include "tests/support/authority.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "sign/issue.h"
#include "sign/key_setup.h"
#include "sign/revocation_authority.h"
#include "sign/timestamp.h"
#include "sign/timestamp_authority.h"
#include "tests/unit/cmocka_all.h"

enum { REQUEST_MAX = 64 * 1024, HUGE_BYTES = 20 << 20, SLOW_SECONDS = 6 };
#define OLD_US (30 * MICROS_PER_DAY)

struct office {
    struct authority_state *state;
    struct timestamp_authority stamps;
    struct timestamp_authority strange_stamps;
    struct revocation_authority issuing;
    struct revocation_authority strange;
    struct str root_crl;
};

static void must(struct result done)
{
    if (!result_ok(done))
        fail_msg("%s", done.code);
}

struct authority *authority_place(struct arena *arena)
{
    struct authority *a = ARENA_NEW(arena, struct authority);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    const int how = MAP_SHARED | MAP_ANONYMOUS;
    a->state = mmap(NULL, sizeof *a->state, PROT_READ | PROT_WRITE, how, -1, 0);
    assert_ptr_not_equal(a->state, MAP_FAILED);
    a->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(a->listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(a->listener, 16), 0);
    assert_int_equal(getsockname(a->listener, (struct sockaddr *)&at, &len), 0);
    a->url = str_printf(arena, "http://127.0.0.1:%u", ntohs(at.sin_port));
    return a;
}

/* A root of their own for those whom nobody trusts. */
static void make_strangers(struct arena *arena, struct office *o, int64_t now_us)
{
    struct issue_key root;
    struct issue_key clock;
    struct str *certificates = ARENA_ARRAY(arena, struct str, 2);
    must(issue_key_make(arena, CERTIFICATE_P256, &root));
    must(issue_key_make(arena, CERTIFICATE_P256, &clock));
    struct issue_order order = {.profile = ISSUE_ROOT, .name = S("Gốc lạ"),
                                .organisation = S("Lạ"), .public_info = root.public_info,
                                .issuer_secret = root.secret,
                                .from_us = now_us - MICROS_PER_DAY,
                                .to_us = now_us + 900 * MICROS_PER_DAY};
    must(issue_certificate(arena, &order, &certificates[0]));
    order.profile = ISSUE_TIMESTAMP;
    order.name = S("Dấu thời gian lạ");
    order.issuer = certificates[0];
    order.public_info = clock.public_info;
    must(issue_certificate(arena, &order, &certificates[1]));
    o->strange_stamps =
        (struct timestamp_authority){certificates[1], {certificates, 1}, clock.secret};
    o->strange = (struct revocation_authority){.certificate = certificates[0],
                                               .secret = root.secret};
}

/* The whole request; its body in *body. False where the peer went. */
static bool receive(struct arena *arena, int fd, struct str *line, struct str *body)
{
    char *bytes = ARENA_ARRAY(arena, char, REQUEST_MAX);
    size_t len = 0;
    while (len < REQUEST_MAX) {
        ssize_t got = recv(fd, bytes + len, REQUEST_MAX - len, 0);
        if (got <= 0)
            return false;
        len += (size_t)got;
        struct str all = str_of(bytes, len);
        size_t end = str_find(all, S("\r\n\r\n"));
        size_t at = str_find(all, S("Content-Length: "));
        if (end == len)
            continue;
        size_t wanted = at < end ? (size_t)atoll(bytes + at + 16) : 0;
        if (len < end + 4 + wanted)
            continue;
        *line = str_slice(all, 0, str_find(all, S("\r\n")));
        *body = str_slice(all, end + 4, end + 4 + wanted);
        return true;
    }
    return false;
}

/* Of the same length, about another number: the last byte of a serial or an imprint differs. */
static struct str about_another(struct arena *arena, struct str request)
{
    char *copy = arena_copy(arena, request.ptr, request.len);
    size_t digest = str_find(request, S("\x04\x20"));
    if (digest + 34 <= request.len)
        copy[digest + 20] = (char)(copy[digest + 20] ^ 1);
    else if (request.len > 0)
        copy[request.len - 1] = (char)(copy[request.len - 1] ^ 1);
    return str_of(copy, request.len);
}

/* A question of our own about the same imprint. */
static struct str another_nonce(struct arena *arena, struct str request)
{
    struct timestamp_request own;
    struct sha256 imprint = {.bytes = {0}};
    size_t digest = str_find(request, S("\x04\x20"));
    if (digest + 34 <= request.len)
        memcpy(imprint.bytes, request.ptr + digest + 2, SHA256_SIZE);
    must(timestamp_ask(arena, &imprint, &own));
    return own.der;
}

static struct result stamp(struct arena *arena, const struct office *o, enum authority_mood mood,
                           struct str body, struct str *out)
{
    int64_t now_us = o->state->now_us - (mood == MOOD_OLD ? OLD_US : 0);
    const struct clock clock = clock_fixed(now_us);
    if (mood == MOOD_OTHER)
        body = about_another(arena, body);
    if (mood == MOOD_NONCE)
        body = another_nonce(arena, body);
    const struct timestamp_authority *who =
        mood == MOOD_STRANGER ? &o->strange_stamps : &o->stamps;
    return timestamp_authority_answer(arena, who, &clock, body, out);
}

static struct result status(struct arena *arena, const struct office *o, enum authority_office at,
                            struct str body, struct str *out)
{
    enum authority_mood mood = (enum authority_mood)o->state->mood[at];
    struct revocation_authority who = mood == MOOD_STRANGER ? o->strange : o->issuing;
    who.now_us = o->state->now_us - (mood == MOOD_OLD ? OLD_US : 0);
    who.valid_us = 2 * MICROS_PER_DAY;
    if (at == OFFICE_CRL && mood == MOOD_OTHER) {
        *out = o->root_crl;
        return RESULT_OK;
    }
    if (at == OFFICE_CRL)
        return revocation_crl_make(arena, &who, out);
    if (mood == MOOD_OTHER)
        body = about_another(arena, body);
    return revocation_ocsp_answer(arena, &who, body, out);
}

static void send_all(int fd, struct str bytes)
{
    result_ignore(os_fd_write_all(fd, bytes));
}

static void cut(int fd)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void reply(struct arena *arena, int fd, const char *first, struct str body, size_t sent)
{
    send_all(fd, str_printf(arena,
                            "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                            first, body.len));
    send_all(fd, str_slice(body, 0, sent));
}

static void misbehave(struct arena *arena, int fd, enum authority_mood mood, struct str good)
{
    static const struct str nothing = STR("\x30\x82\x7f\xff nothing of the kind");
    if (mood == MOOD_RESET) {
        cut(fd);
    } else if (mood == MOOD_CUT) {
        reply(arena, fd, "200 OK", good, good.len / 2);
        cut(fd);
    } else if (mood == MOOD_SLOW) {
        sleep(SLOW_SECONDS);
    } else if (mood == MOOD_ERROR) {
        reply(arena, fd, "500 No", good, good.len);
    } else if (mood == MOOD_REDIRECT) {
        reply(arena, fd, "302 Found\r\nLocation: /elsewhere", good, good.len);
    } else if (mood == MOOD_HUGE) {
        char *huge = calloc(1, HUGE_BYTES);
        reply(arena, fd, "200 OK", str_of(huge, HUGE_BYTES), HUGE_BYTES);
        free(huge);
    } else {
        struct str body = mood == MOOD_GARBAGE ? nothing : S("");
        reply(arena, fd, "200 OK", body, body.len);
    }
}

static void answer(struct arena *arena, int fd, const struct office *o)
{
    struct str line;
    struct str body;
    struct str out = S("");
    if (!receive(arena, fd, &line, &body))
        return;
    bool root = str_starts(line, S("GET /root.crl"));
    enum authority_office at = root || str_starts(line, S("GET /issuing.crl")) ? OFFICE_CRL
                               : str_starts(line, S("POST /ocsp"))             ? OFFICE_OCSP
                                                                               : OFFICE_STAMP;
    enum authority_mood mood = (enum authority_mood)o->state->mood[at];
    o->state->asked[at]++;
    if (root)
        out = o->root_crl;
    else if (at == OFFICE_STAMP)
        must(stamp(arena, o, mood, body, &out));
    else
        must(status(arena, o, at, body, &out));
    if (mood == MOOD_GOOD || mood >= MOOD_OLD)
        reply(arena, fd, "200 OK", out, out.len);
    else
        misbehave(arena, fd, mood, out);
}

static void serve(const struct authority *a, const char *folder)
{
    struct arena *keys = arena_new(16 << 20);
    struct arena *arena = arena_new(64 << 20);
    struct office o = {.state = a->state};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGCHLD, &ignore, NULL);
    must(key_setup_timestamps(keys, folder, &o.stamps));
    must(key_setup_revocation(keys, folder, &o.issuing, &o.root_crl));
    make_strangers(keys, &o, a->state->now_us);
    must(os_file_write(str_printf(keys, "%s/strange.der", folder).ptr,
                       o.strange_stamps.issuers.items[0], 0600));
    for (;;) {
        int fd = accept(a->listener, NULL, NULL);
        if (fd >= 0 && fork() == 0) { /* nobody waits behind one that is slow */
            answer(arena, fd, &o);
            close(fd);
            _exit(0);
        }
        close(fd);
    }
}

void authority_start(struct authority *a, const char *folder)
{
    pid_t parent = getpid();
    a->pid = fork();
    assert_int_not_equal(a->pid, -1);
    if (a->pid != 0)
        return;
    setenv("CMOCKA_TEST_ABORT", "1", 1);
    os_die_with_parent(parent);
    serve(a, folder);
}

void authority_mood(struct authority *a, enum authority_mood mood)
{
    for (int i = 0; i < OFFICES; i++)
        a->state->mood[i] = (int)mood;
}

void authority_stop(struct authority *a)
{
    kill(a->pid, SIGKILL);
    waitpid(a->pid, NULL, 0);
    close(a->listener);
    munmap(a->state, sizeof *a->state);
}
