#ifndef TRUC_CORE_TLOG_TILE_H
#define TRUC_CORE_TLOG_TILE_H

/*
 * Tiles and entry bundles of c2sp.org/tlog-tiles: 256 hashes or entries each,
 * the last of a level partial. Paths are relative to the folder of the log.
 */
#include "base/merkle.h"
#include "base/result.h"
#include "base/str.h"

enum {
    TILE_WIDTH = 256,
    TILE_BYTES = TILE_WIDTH * SHA256_SIZE,
    TILE_LEVELS = 8, /* 256^8 leaves */
    TILE_ENTRIES = -1, /* as a level: the entry bundles */
    ENTRY_MAX = 65535,
    BUNDLE_MAX = TILE_WIDTH * (ENTRY_MAX + 2)
};

struct tile_id {
    int level; /* 0..63 or TILE_ENTRIES */
    uint64_t index;
    unsigned width; /* 1..TILE_WIDTH */
};

/* "tile/0/x001/x234/067", "tile/entries/273.p/112" */
struct str tile_path(struct arena *arena, struct tile_id id);
/* Exactly what tile_path writes; false for any other spelling. */
bool tile_path_parse(struct str path, struct tile_id *id);

/* How many hashes the level has in a tree of `size` leaves: floor(size / 256^level). */
uint64_t tile_level_size(uint64_t size, int level);
/* The tile of a level in a tree of `size`: its width there, 0 where it does not exist. */
unsigned tile_width_at(uint64_t size, int level, uint64_t index);

/* Reads the tile or bundle from the log's folder: the file of this width or, where that is gone,
 * the full one. A tile is cut to id.width; *stands is the width of the file that was read. Files of
 * another length are ERROR_CORRUPT "tile.length", a missing one ERROR_NOT_FOUND. */
struct result tile_read(struct arena *arena, const char *folder, struct tile_id id,
                        struct str *bytes, unsigned *stands);

/* The `count` entries of a bundle, borrowed: exactly so many, with nothing behind the last.
 * ERROR_CORRUPT "bundle.form". */
struct result bundle_parse(struct str bytes, unsigned count, struct str *entries);

/* Perfect subtrees of a tree of `size` leaves, from its tiles: for proofs and for going on.
 * Keeps the last tile that it read. */
struct tile_source {
    struct arena *arena;
    const char *folder;
    uint64_t size;
    struct tile_id last_id;
    struct str last;
};
struct merkle_source tile_source(struct tile_source *source);

#endif
