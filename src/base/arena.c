#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct cleanup {
    struct cleanup *next;
    void (*run)(void *argument);
    void *argument;
};

struct arena {
    struct block *blocks;
    struct cleanup *cleanups;
    sigjmp_buf *escape;
    size_t limit;
    size_t used;
};

static struct block *block_new(size_t size)
{
    struct block *block = calloc(1, sizeof *block + size);
    if (block != NULL)
        block->size = size;
    return block;
}

struct arena *arena_new(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        abort();
    arena->limit = limit;
    return arena;
}

static void run_cleanups(struct arena *arena)
{
    while (arena->cleanups != NULL) {
        struct cleanup *cleanup = arena->cleanups;
        arena->cleanups = cleanup->next;
        cleanup->run(cleanup->argument);
    }
}

static void free_blocks(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    run_cleanups(arena);
    free_blocks(arena->blocks);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    run_cleanups(arena);
    struct block *kept = arena->blocks;
    if (kept != NULL && kept->size == BLOCK_BYTES) {
        free_blocks(kept->next);
        kept->next = NULL;
        memset(kept->bytes, 0, kept->used);
        kept->used = 0;
    } else {
        free_blocks(kept);
        arena->blocks = NULL;
    }
    arena->used = 0;
    arena->escape = NULL;
}

static _Noreturn void limit_reached(struct arena *arena, size_t wanted)
{
    if (arena->escape != NULL)
        siglongjmp(*arena->escape, 1);
    fprintf(stderr, "arena: %zu bytes wanted, %zu of %zu in use\n", wanted, arena->used,
            arena->limit);
    abort();
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        limit_reached(arena, size);
    size = size == 0 ? align : (size + align - 1) / align * align;
    if (size > arena->limit - arena->used)
        limit_reached(arena, size);
    struct block *block = arena->blocks;
    if (block == NULL || block->size - block->used < size) {
        size_t wanted = size > BLOCK_BYTES / 2 ? size : BLOCK_BYTES;
        struct block *fresh = block_new(wanted);
        if (fresh == NULL)
            limit_reached(arena, size);
        if (wanted != BLOCK_BYTES && block != NULL) { /* a large piece: keep filling the first */
            fresh->next = block->next;
            block->next = fresh;
        } else {
            fresh->next = block;
            arena->blocks = fresh;
        }
        block = fresh;
    }
    void *memory = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    assert(block->used <= block->size);
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        limit_reached(arena, SIZE_MAX);
    return arena_alloc(arena, count * size);
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
    void *copy = arena_alloc(arena, size);
    if (size != 0)
        memcpy(copy, from, size);
    return copy;
}

void arena_on_free(struct arena *arena, void (*run)(void *argument), void *argument)
{
    struct cleanup *cleanup = ARENA_NEW(arena, struct cleanup);
    *cleanup = (struct cleanup){.next = arena->cleanups, .run = run, .argument = argument};
    arena->cleanups = cleanup;
}

void arena_set_escape(struct arena *arena, sigjmp_buf *escape)
{
    arena->escape = escape;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
