#include "sign/signer_client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct result away(void)
{
    return result_fail(ERROR_UNAVAILABLE, "signer.away",
                       N_("Bộ phận ký số đang tạm dừng. Thử lại sau ít phút."));
}

static int connect_to(const char *socket_path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(socket_path) >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, socket_path, strlen(socket_path) + 1);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool send_message(int fd, struct str message, int file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    memset(&control, 0, sizeof control);
    union {
        const char *from;
        void *to;
    } base = {.from = message.ptr};
    struct iovec part = {.iov_base = base.to, .iov_len = message.len};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
    if (file >= 0) {
        header.msg_control = control.bytes;
        header.msg_controllen = sizeof control.bytes;
        struct cmsghdr *item = CMSG_FIRSTHDR(&header);
        item->cmsg_level = SOL_SOCKET;
        item->cmsg_type = SCM_RIGHTS;
        item->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(item), &file, sizeof file);
    }
    return sendmsg(fd, &header, MSG_NOSIGNAL) == (ssize_t)message.len;
}

struct result signer_start(struct arena *arena, const char *socket_path,
                           const struct signer_request *request, int *fd)
{
    struct str message;
    TRY(signer_request_encode(arena, request, &message));
    *fd = connect_to(socket_path);
    if (*fd < 0)
        return away();
    bool shown = request->operation == SIGNER_SEAL || request->operation == SIGNER_REPORT;
    int file = shown ? request->file : -1;
    if (send_message(*fd, message, file))
        return RESULT_OK;
    close(*fd);
    *fd = -1;
    return away();
}

struct result signer_finish(struct arena *arena, int fd, struct signer_answer *answer)
{
    char *bytes = arena_alloc(arena, SIGNER_MESSAGE_MAX);
    ssize_t got = recv(fd, bytes, SIGNER_MESSAGE_MAX, 0);
    close(fd);
    if (got <= 0)
        return away();
    TRY(signer_answer_decode(arena, str_of(bytes, (size_t)got), answer));
    return answer->outcome;
}

void signer_cancel(int fd)
{
    close(fd);
}

struct result signer_ask(struct arena *arena, const char *socket_path,
                         const struct signer_request *request, int limit_ms,
                         struct signer_answer *answer)
{
    int fd = -1;
    TRY(signer_start(arena, socket_path, request, &fd));
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int ready = poll(&wait, 1, limit_ms);
    if (ready > 0)
        return signer_finish(arena, fd, answer);
    close(fd);
    return result_fail(ERROR_TIMEOUT, "signer.slow",
                       N_("Bộ phận ký số trả lời quá chậm. Thử lại sau ít phút."));
}
