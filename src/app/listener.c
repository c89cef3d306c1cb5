#include "app/listener.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os_service.h"

enum { BACKLOG = 1024 };

static struct result bind_one(const struct addrinfo *to, int *descriptor)
{
    int one = 1;
    int off = 0;
    *descriptor = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*descriptor < 0)
        return result_fail(ERROR_INTERNAL, "listen.socket", NULL);
    setsockopt(*descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (to->ai_family == AF_INET6)
        setsockopt(*descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(*descriptor, to->ai_addr, to->ai_addrlen) == 0 && listen(*descriptor, BACKLOG) == 0)
        return RESULT_OK;
    int why = errno;
    close(*descriptor);
    if (why == EADDRINUSE)
        return result_fail(ERROR_CONFLICT, "listen.taken",
                           N_("Cổng này đã có chương trình khác dùng. Đổi mục listen."));
    if (why == EACCES)
        return result_fail(ERROR_FORBIDDEN, "listen.denied",
                           N_("Không được mở cổng này. Chạy bằng root hoặc đổi mục listen."));
    return result_fail(ERROR_INVALID, "listen.address", N_("Địa chỉ này không có trên máy."));
}

static struct result bad_address(void)
{
    return result_fail(ERROR_INVALID, "listen.address",
                       N_("Viết địa chỉ:cổng, ví dụ 127.0.0.1:8080."));
}

struct result listener_open(struct arena *arena, struct str address, int *descriptor)
{
    *descriptor = os_service_socket();
    if (*descriptor >= 0)
        return RESULT_OK;
    size_t colon = address.len;
    while (colon > 0 && address.ptr[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return bad_address();
    struct str host = str_slice(address, 0, colon - 1);
    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = str_slice(host, 1, host.len - 1);
    struct addrinfo hints = {.ai_family = str_empty(host) ? AF_INET6 : AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found;
    const char *port = str_c(arena, str_slice(address, colon, address.len));
    if (getaddrinfo(str_empty(host) ? NULL : str_c(arena, host), port, &hints, &found) != 0)
        return bad_address();
    struct result done = bind_one(found, descriptor);
    freeaddrinfo(found);
    return done;
}

struct result privileges_drop(const char *folder)
{
    struct stat status;
    if (geteuid() != 0)
        return RESULT_OK;
    if (stat(folder, &status) != 0)
        return result_fail(ERROR_NOT_FOUND, "node.no_data", N_("Chưa có thư mục dữ liệu."));
    if (status.st_uid == 0)
        return result_fail(ERROR_FORBIDDEN, "node.root_owner",
                           N_("Thư mục dữ liệu thuộc root. Giao nó cho một người dùng riêng."));
    if (setgroups(0, NULL) != 0 || setgid(status.st_gid) != 0 || setuid(status.st_uid) != 0 ||
        setuid(0) == 0)
        return result_fail(ERROR_INTERNAL, "node.privileges", NULL);
    return RESULT_OK;
}
