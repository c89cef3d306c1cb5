#ifndef TRUC_BASE_ZIP_FORMAT_H
#define TRUC_BASE_ZIP_FORMAT_H

/*
 * The records of an archive (PKWARE APPNOTE 6.3) with stored entries and UTF-8 names, and a strict
 * reader of archives of just this form: no compression, no encryption, no comments, nothing
 * between the parts, every name once, and both directories saying the same.
 */
#include "base/buf.h"
#include "base/result.h"

struct zip_entry {
    struct str name;
    struct str bytes;
    uint16_t time; /* as MS-DOS wrote it */
    uint16_t date;
};

enum { ZIP_ENTRY_NAME_MAX = 1024, ZIP_ENTRIES_MAX = 4096 };

void zip_stamp(int64_t at_us, uint16_t *time, uint16_t *date);
/* What stands before an entry's bytes. */
void zip_put_head(struct buf *out, const struct zip_entry *entry);
/* Its row of the directory. */
void zip_put_row(struct buf *out, const struct zip_entry *entry, uint32_t offset);
void zip_put_end(struct buf *out, uint32_t count, uint32_t directory_at, uint32_t directory_len);

/* An archive in memory. LIMIT "zip.full" beyond `most` bytes. */
struct result zip_pack(struct arena *arena, const struct zip_entry *entries, size_t count,
                       size_t most, struct str *out);
/* INVALID "zip.form". Names are relative, without "..", '\\' and control characters; the entries
 * borrow from `bytes`. */
struct result zip_unpack(struct arena *arena, struct str bytes, struct zip_entry **entries,
                         size_t *count);

#endif
