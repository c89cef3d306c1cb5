#include "base/os_socket.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os_file.h"

enum { BACKLOG = 128 };

static struct result failure(int error)
{
    switch (error) {
    case EAGAIN:
        return result_fail(ERROR_UNAVAILABLE, "os.would_wait", NULL);
    case ENOENT:
    case ECONNREFUSED:
    case EPIPE:
    case ECONNRESET:
        return result_fail(ERROR_UNAVAILABLE, "os.no_listener", NULL);
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
        return result_fail(ERROR_UNAVAILABLE, "os.no_descriptor", NULL);
    default:
        return result_fail(ERROR_INTERNAL, "os.socket", NULL);
    }
}

static int type_of(enum os_socket_kind kind)
{
    return (kind == OS_SOCKET_MESSAGES ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC;
}

struct result os_socket_pair(enum os_socket_kind kind, int ends[2])
{
    return socketpair(AF_UNIX, type_of(kind), 0, ends) == 0 ? RESULT_OK : failure(errno);
}

static bool address_of(const char *path, struct sockaddr_un *address)
{
    size_t len = strlen(path);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (len == 0 || len >= sizeof address->sun_path)
        return false;
    memcpy(address->sun_path, path, len + 1);
    return true;
}

struct result os_socket_listen(enum os_socket_kind kind, const char *path, mode_t mode, int *fd)
{
    struct sockaddr_un address;
    if (!address_of(path, &address))
        return result_fail(ERROR_LIMIT, "os.socket_path_too_long",
                           N_("Đường dẫn thư mục dữ liệu quá dài. Chọn đường dẫn ngắn hơn."));
    int made = socket(AF_UNIX, type_of(kind), 0);
    if (made < 0)
        return failure(errno);
    (void)unlink(path);
    if (bind(made, (const struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, mode) != 0 || listen(made, BACKLOG) != 0) {
        int error = errno;
        os_close(made);
        return failure(error);
    }
    *fd = made;
    return RESULT_OK;
}

struct result os_socket_connect(enum os_socket_kind kind, const char *path, int *fd)
{
    struct sockaddr_un address;
    if (!address_of(path, &address))
        return failure(ENAMETOOLONG);
    int made = socket(AF_UNIX, type_of(kind), 0);
    if (made < 0)
        return failure(errno);
    if (connect(made, (const struct sockaddr *)&address, sizeof address) != 0) {
        int error = errno;
        os_close(made);
        return failure(error);
    }
    *fd = made;
    return RESULT_OK;
}

struct result os_socket_accept(int listener, int *fd)
{
    int made;
    do
        made = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    while (made < 0 && errno == EINTR);
    if (made < 0)
        return failure(errno);
    *fd = made;
    return RESULT_OK;
}

struct result os_socket_peer(int fd, struct os_peer *peer)
{
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return failure(errno);
    *peer = (struct os_peer){credentials.pid, credentials.uid, credentials.gid};
    return RESULT_OK;
}

/* Room for the descriptors of one message, aligned as the kernel wants it. */
union control {
    char bytes[CMSG_SPACE(OS_SOCKET_DESCRIPTORS_MAX * sizeof(int))];
    struct cmsghdr align;
};

struct result os_socket_send(int fd, struct str message, const int *descriptors, size_t count)
{
    if (count > OS_SOCKET_DESCRIPTORS_MAX || message.len > OS_SOCKET_MESSAGE_MAX)
        return result_fail(ERROR_LIMIT, "os.message_too_large", NULL);
    union {
        const char *from;
        void *to;
    } bytes = {.from = message.ptr};
    struct iovec part = {.iov_base = bytes.to, .iov_len = message.len};
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *first = CMSG_FIRSTHDR(&header);
        first->cmsg_level = SOL_SOCKET;
        first->cmsg_type = SCM_RIGHTS;
        first->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(first), descriptors, count * sizeof(int));
    }
    ssize_t sent;
    do
        sent = sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? failure(errno) : RESULT_OK;
}

static void take_descriptors(struct msghdr *header, struct os_message *message)
{
    for (struct cmsghdr *one = CMSG_FIRSTHDR(header); one != NULL; one = CMSG_NXTHDR(header, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(one) + i * sizeof(int), sizeof fd);
            if (message->descriptor_count < OS_SOCKET_DESCRIPTORS_MAX)
                message->descriptors[message->descriptor_count++] = fd;
            else
                os_close(fd);
        }
    }
}

static struct result wait_readable(int fd, int64_t deadline_us)
{
    for (;;) {
        int64_t left = (deadline_us - clock_monotonic_us() + 999) / 1000;
        int wait_ms = left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
        struct pollfd readable = {.fd = fd, .events = POLLIN};
        int ready = poll(&readable, 1, wait_ms);
        if (ready > 0)
            return RESULT_OK;
        if (ready == 0)
            return result_fail(ERROR_TIMEOUT, "os.deadline", NULL);
        if (errno != EINTR)
            return failure(errno);
    }
}

struct result os_socket_receive(struct arena *arena, int fd, int64_t deadline_us,
                                struct os_message *message)
{
    TRY(wait_readable(fd, deadline_us));
    *message = (struct os_message){.descriptor_count = 0};
    char *bytes = arena_alloc(arena, OS_SOCKET_MESSAGE_MAX);
    struct iovec part = {.iov_base = bytes, .iov_len = OS_SOCKET_MESSAGE_MAX};
    union control control;
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do
        got = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return failure(errno);
    take_descriptors(&header, message);
    if ((header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        for (size_t i = 0; i < message->descriptor_count; i++)
            os_close(message->descriptors[i]);
        return result_fail(ERROR_LIMIT, "os.message_too_large", NULL);
    }
    message->bytes = str_of(bytes, (size_t)got);
    return RESULT_OK;
}
