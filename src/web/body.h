#ifndef TRUC_WEB_BODY_H
#define TRUC_WEB_BODY_H

/* The body of a request while it comes in: small ones in memory, larger ones in an unnamed file
 * of the data folder, so that an upload costs disk and not memory. */
#include "base/result.h"
#include "base/str.h"

enum { BODY_MEMORY_MAX = 64 * 1024 };

struct body {
    const char *folder; /* for the file; not owned */
    char *memory;
    size_t memory_size;
    size_t len;
    int file; /* -1: none yet */
    void *mapping;
};

struct body body_of(const char *folder);
/* UNAVAILABLE "web.disk_full" where the file cannot take it. */
struct result body_add(struct body *body, const char *bytes, size_t len);
/* All of it, readable until body_free. */
struct result body_bytes(struct body *body, struct str *bytes);
void body_free(struct body *body);

/* An unnamed file in the folder, open for reading and writing. UNAVAILABLE "web.disk_full". */
struct result body_file(const char *folder, int *descriptor);

#endif
