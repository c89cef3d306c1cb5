#include "app/demo_authority.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "core/demo_marker.h"
#include "sign/key_setup.h"

/* Ports below those that the system gives away by itself. */
enum { PORT_FIRST = 20000, PORT_COUNT = 10000, PORT_TRIES = 200, LIST_MAX = 64 * 1024,
       REVOKED_MAX = 256, VALID_DAYS = 2 };

static bool port_is_free(unsigned port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool available =
        fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return available;
}

struct result demo_authority_place(struct arena *arena, struct str *url)
{
    for (int i = 0; i < PORT_TRIES; i++) {
        uint16_t any;
        random_bytes(&any, sizeof any);
        unsigned port = PORT_FIRST + any % PORT_COUNT;
        if (port_is_free(port)) {
            *url = str_printf(arena, "http://127.0.0.1:%u", port);
            return RESULT_OK;
        }
    }
    return result_fail(ERROR_UNAVAILABLE, "demo.port", NULL);
}

unsigned demo_authority_port(const struct config *config)
{
    struct str url;
    if (!result_ok(os_file_read(config->arena, config_path(config, "keys/authority.url"), LIST_MAX,
                                &url)))
        return 0;
    size_t colon = url.len;
    while (colon > 0 && url.ptr[colon - 1] != ':')
        colon--;
    int64_t port = 0;
    return str_to_i64(str_slice(url, colon, url.len), &port) && port > 0 && port < 65536
               ? (unsigned)port
               : 0;
}

void demo_authority_open(const struct config *config, struct demo_authority *out)
{
    *out = (struct demo_authority){.list = config_path(config, "keys/revoked")};
    out->known = result_ok(key_setup_revocation(config->arena, config_path(config, "keys"),
                                                &out->issuing, &out->root_crl));
    out->issuing.valid_us = VALID_DAYS * MICROS_PER_DAY;
}

/* Lines of serial number, microseconds, "revoked" or "suspended"; no file: nobody. One that cannot
 * be read is no reason to call anybody good. */
static struct result read_list(struct arena *arena, const char *path, struct revoked *out,
                               size_t *count)
{
    struct str text;
    struct str line;
    *count = 0;
    if (!os_file_exists(path))
        return RESULT_OK;
    TRY(os_file_read(arena, path, LIST_MAX, &text));
    while (*count < REVOKED_MAX && str_split(text, '\n', &line, &text)) {
        struct str rest;
        struct str at;
        struct revoked *one = &out[*count];
        if (str_split(line, '\t', &one->serial, &rest) && str_split(rest, '\t', &at, &rest) &&
            str_to_i64(at, &one->at_us)) {
            one->hold = str_is(rest, "suspended");
            (*count)++;
        }
    }
    return RESULT_OK;
}

struct result demo_authority_answer(struct arena *arena, const struct demo_authority *authority,
                                    const struct demo_question *question, struct demo_reply *out)
{
    struct revocation_authority issuing = authority->issuing;
    struct revoked *list = ARENA_ARRAY(arena, struct revoked, REVOKED_MAX);
    if (!authority->known)
        return result_fail(ERROR_NOT_FOUND, "demo.path", NULL);
    issuing.revoked = list;
    TRY(read_list(arena, authority->list, list, &issuing.count));
    issuing.now_us = question->now_us;
    if (str_is(question->path, "/ocsp")) {
        out->type = "application/ocsp-response";
        return revocation_ocsp_answer(arena, &issuing, question->body, &out->body);
    }
    out->type = "application/pkix-crl";
    if (str_is(question->path, "/issuing.crl"))
        return revocation_crl_make(arena, &issuing, &out->body);
    out->body = authority->root_crl;
    return str_is(question->path, "/root.crl") ? RESULT_OK
                                     : result_fail(ERROR_NOT_FOUND, "demo.path", NULL);
}

struct result demo_authority_set(const struct config *config, const char *key,
                                 enum demo_standing standing)
{
    struct arena *arena = config->arena;
    const char *path = config_path(config, "keys/revoked");
    struct revoked *list = ARENA_ARRAY(arena, struct revoked, REVOKED_MAX);
    struct certificate certificate;
    struct str der;
    struct buf out;
    size_t count;
    if (!demo_marked(arena, config->data))
        return result_fail(ERROR_FORBIDDEN, "demo.not_marked",
                           N_("Chỉ chạy được trong thư mục dữ liệu chạy thử."));
    const char *file = str_printf(arena, "%s/%s.der", config_path(config, "keys"), key).ptr;
    if (strchr(key, '/') != NULL || !os_file_exists(file))
        return result_fail(ERROR_NOT_FOUND, "demo.no_key", N_("Không có khóa này."));
    TRY(os_file_read(arena, file, LIST_MAX, &der));
    TRY(certificate_read(arena, der, &certificate));
    buf_init(&out, arena, LIST_MAX);
    TRY(read_list(arena, path, list, &count));
    for (size_t i = 0; i < count; i++)
        if (!str_equal(list[i].serial, certificate.serial))
            buf_printf(&out, "%.*s\t%lld\t%s\n", STR_ARG(list[i].serial),
                       (long long)list[i].at_us, list[i].hold ? "suspended" : "revoked");
    if (standing != DEMO_GOOD)
        buf_printf(&out, "%.*s\t%lld\t%s\n", STR_ARG(certificate.serial),
                   (long long)clock_now_us(&config->clock),
                   standing == DEMO_SUSPENDED ? "suspended" : "revoked");
    TRY(os_file_write(path, buf_str(&out), 0600));
    return os_tree_give(path, config_path(config, "keys")); /* the authority runs as its owner */
}
