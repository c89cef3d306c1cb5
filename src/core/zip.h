#ifndef TRUC_CORE_ZIP_H
#define TRUC_CORE_ZIP_H

/*
 * An archive being written (PKWARE APPNOTE 6.3, stored entries, UTF-8 names), one file after the
 * other, so that only one of them is in memory. Up to 4 GiB and 65535 files.
 */
#include "base/buf.h"
#include "base/result.h"

struct zip {
    struct arena *arena; /* holds the directory; not owned */
    const char *path;
    struct buf directory;
    uint64_t written;
    uint32_t count;
    uint16_t time; /* of every entry, as MS-DOS wrote it */
    uint16_t date;
};

/* A new archive at `path`, which only the owner may read; what stood there is replaced. */
struct result zip_begin(struct zip *zip, struct arena *arena, const char *path, int64_t now_us);
/* `name` with '/' between folders; any other byte below 0x20, '\\' and a leading '/' become '_'.
 * LIMIT "zip.full". */
struct result zip_add(struct zip *zip, struct str name, struct str bytes);
struct result zip_end(struct zip *zip);

#endif
