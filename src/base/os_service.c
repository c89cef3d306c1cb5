#include "base/os_service.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

enum { FIRST_SOCKET = 3 };

static int64_t number_of(const char *name)
{
    int64_t number;
    return str_to_i64(str_from_c(getenv(name)), &number) ? number : 0;
}

int os_service_socket(void)
{
    bool ours = number_of("LISTEN_PID") == (int64_t)getpid() && number_of("LISTEN_FDS") >= 1;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    if (!ours)
        return -1;
    int flags = fcntl(FIRST_SOCKET, F_GETFL);
    if (flags < 0 || fcntl(FIRST_SOCKET, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(FIRST_SOCKET, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return FIRST_SOCKET;
}

void os_service_tell(const char *word)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t len = path == NULL ? 0 : strlen(path);
    if (len < 2 || len >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(to.sun_path, path, len);
    if (path[0] == '@') /* a name without a file */
        to.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    (void)sendto(fd, word, strlen(word), MSG_NOSIGNAL, (const struct sockaddr *)&to, size);
    close(fd);
}

int64_t os_service_watchdog_us(void)
{
    const char *pid = getenv("WATCHDOG_PID");
    if (pid != NULL && number_of("WATCHDOG_PID") != (int64_t)getpid())
        return 0;
    int64_t limit_us = number_of("WATCHDOG_USEC");
    return limit_us > 0 ? limit_us / 3 : 0;
}
