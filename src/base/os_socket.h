#ifndef TRUC_BASE_OS_SOCKET_H
#define TRUC_BASE_OS_SOCKET_H

/*
 * Sockets between our own processes: local only, message-preserving, able to
 * carry descriptors. Descriptors are close-on-exec. Deadlines are
 * clock_monotonic_us values.
 */
#include <sys/types.h>

#include "base/result.h"
#include "base/str.h"

enum { OS_SOCKET_DESCRIPTORS_MAX = 4, OS_SOCKET_MESSAGE_MAX = 65536 };

enum os_socket_kind {
    OS_SOCKET_MESSAGES, /* SOCK_SEQPACKET: one send is one receive */
    OS_SOCKET_STREAM    /* SOCK_STREAM */
};

/* Two connected ends. */
struct result os_socket_pair(enum os_socket_kind kind, int ends[2]);

/* A listening socket at a path (an old one is removed first) with these permission bits. */
struct result os_socket_listen(enum os_socket_kind kind, const char *path, mode_t mode, int *fd);

/* Connects; UNAVAILABLE "os.no_listener" when nobody listens there. */
struct result os_socket_connect(enum os_socket_kind kind, const char *path, int *fd);

/* The next connection; UNAVAILABLE "os.would_wait" on a non-blocking socket without one. */
struct result os_socket_accept(int listener, int *fd);

/* Who is at the other end, as the kernel saw it at connect time (SO_PEERCRED). */
struct os_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};
struct result os_socket_peer(int fd, struct os_peer *peer);

/* One message and up to OS_SOCKET_DESCRIPTORS_MAX descriptors, which stay the caller's to close.
 * Never waits: UNAVAILABLE "os.would_wait" when the other side is not keeping up. */
struct result os_socket_send(int fd, struct str message, const int *descriptors, size_t count);

/* A message received; descriptors are the caller's to close. */
struct os_message {
    struct str bytes; /* in the arena; empty: the other side has closed */
    int descriptors[OS_SOCKET_DESCRIPTORS_MAX];
    size_t descriptor_count;
};

/* Waits for one message of at most OS_SOCKET_MESSAGE_MAX bytes; a longer one or one with too many
 * descriptors is refused (LIMIT "os.message_too_large") and its descriptors are closed. */
struct result os_socket_receive(struct arena *arena, int fd, int64_t deadline_us,
                                struct os_message *message);

#endif
