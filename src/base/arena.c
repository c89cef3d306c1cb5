#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_BYTES = 16 * 1024,
    SPARES_MAX = 16, /* blocks that a reset keeps: who works on and on asks the system for few */
};

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
    struct block *spares;
    size_t spare_count;
    struct cleanup *cleanups;
    sigjmp_buf *escape;
    size_t limit;
    size_t used;
};

/* A large block comes zeroed from the system for nothing; a common one is zeroed piece by piece. */
static struct block *block_new(size_t size, bool zeroed)
{
    struct block *block = zeroed ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (block != NULL) {
        block->next = NULL;
        block->size = size;
        block->used = 0;
    }
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
    free_blocks(arena->spares);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    run_cleanups(arena);
    while (arena->blocks != NULL) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        if (block->size != BLOCK_BYTES || arena->spare_count == SPARES_MAX) {
            free(block);
            continue;
        }
        block->used = 0;
        block->next = arena->spares;
        arena->spares = block;
        arena->spare_count++;
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

static struct block *common_block(struct arena *arena)
{
    struct block *block = arena->spares;
    if (block == NULL)
        return block_new(BLOCK_BYTES, false);
    arena->spares = block->next;
    arena->spare_count--;
    return block;
}

static bool is_large(size_t size)
{
    return size > BLOCK_BYTES / 2;
}

/* A block with room for `size` bytes, which the first one has not. */
static struct block *add_block(struct arena *arena, size_t size, bool zeroed)
{
    struct block *first = arena->blocks;
    struct block *fresh = is_large(size) ? block_new(size, zeroed) : common_block(arena);
    if (fresh == NULL)
        limit_reached(arena, size);
    if (is_large(size) && first != NULL) { /* keep filling the first */
        fresh->next = first->next;
        first->next = fresh;
    } else {
        fresh->next = first;
        arena->blocks = fresh;
    }
    return fresh;
}

static void *take(struct arena *arena, size_t size, bool zeroed)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        limit_reached(arena, size);
    size = size == 0 ? align : (size + align - 1) / align * align;
    if (size > arena->limit - arena->used)
        limit_reached(arena, size);
    struct block *block = arena->blocks;
    if (is_large(size) || block == NULL || block->size - block->used < size)
        block = add_block(arena, size, zeroed);
    void *memory = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    assert(block->used <= block->size);
    return zeroed && !is_large(size) ? memset(memory, 0, size) : memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return take(arena, size, true);
}

void *arena_bytes(struct arena *arena, size_t size)
{
    return take(arena, size, false);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        limit_reached(arena, SIZE_MAX);
    return arena_alloc(arena, count * size);
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
    void *copy = arena_bytes(arena, size);
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
