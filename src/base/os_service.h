#ifndef TRUC_BASE_OS_SERVICE_H
#define TRUC_BASE_OS_SERVICE_H

/*
 * What a service manager and its service tell each other (sd_notify(3), sd_listen_fds(3)), without
 * its library: a socket that was opened for us, and a word that we are ready or alive. Started by
 * hand, nothing of it is there and nothing happens.
 */
#include <stdbool.h>
#include <stdint.h>

/* The first socket that was handed to this process, non-blocking and close-on-exec; -1 where there
 * is none. Asked once: the children of this process do not find it again. */
int os_service_socket(void);

/* "READY=1", "STOPPING=1", "WATCHDOG=1". A manager that does not listen is no failure. */
void os_service_tell(const char *word);

/* How often "WATCHDOG=1" is wanted, in microseconds; 0: never. */
int64_t os_service_watchdog_us(void);

#endif
