#ifndef TRUC_CORE_TLOG_WRITER_H
#define TRUC_CORE_TLOG_WRITER_H

/*
 * Lays entries down as a C2SP tlog-tiles folder. Full tiles are written as they
 * fill, partial ones by tlog_flush; every file appears whole or not at all and
 * survives a power cut before the next step. The same entries give the same
 * bytes, so a writer that was killed anywhere begins again at the size of the
 * last checkpoint.
 */
#include "core/tlog/tile.h"

/* Our entries are hashes; a bound keeps the bundle in memory small. */
enum { TLOG_ENTRY_MAX = 1024 };

struct tlog_writer;

/* Opens the folder (made when missing) at `size` leaves, which its tiles must hold: CORRUPT
 * "tlog.tail" when they do not, or do not give `root`. The writer lives in the arena. */
struct result tlog_writer_open(struct arena *arena, const char *folder, uint64_t size,
                               const struct sha256 *root, struct tlog_writer **out);
/* The next entry, at most TLOG_ENTRY_MAX bytes. After a failure the writer must be opened again. */
struct result tlog_append(struct tlog_writer *writer, struct str entry);
/* Writes what has no full tile yet. After this a checkpoint of tlog_size may be published. */
struct result tlog_flush(struct tlog_writer *writer);

uint64_t tlog_size(const struct tlog_writer *writer);
struct sha256 tlog_root(const struct tlog_writer *writer);

/* Puts the signed note in place of the folder's checkpoint. */
struct result tlog_publish(const char *folder, struct str note);

#endif
