#ifndef TRUC_BASE_ARENA_H
#define TRUC_BASE_ARENA_H

/*
 * Memory of one request or job: taken piece by piece, given back at once.
 * An arena never answers NULL. When its limit is reached it leaves through its
 * escape (the dispatcher's sigsetjmp) or, where none is set, ends the process.
 */
#include <setjmp.h>
#include <stddef.h>

struct arena;

/* A new arena that may hold at most `limit` bytes in all. */
struct arena *arena_new(size_t limit);

/* Runs the clean-ups in reverse order and gives all memory back. NULL is allowed. */
void arena_free(struct arena *arena);

/* Runs the clean-ups and empties the arena for the next request; keeps a few blocks. */
void arena_reset(struct arena *arena);

/* Zeroed memory for `size` bytes, aligned for any type, alive until free or reset. */
__attribute__((returns_nonnull)) void *arena_alloc(struct arena *arena, size_t size);

/* The same for bytes that the caller writes before it reads any: not zeroed. */
__attribute__((returns_nonnull)) void *arena_bytes(struct arena *arena, size_t size);

/* As arena_alloc for `count` things of `size` bytes; an overflow counts as reaching the limit. */
__attribute__((returns_nonnull)) void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of `size` bytes. */
__attribute__((returns_nonnull))
void *arena_copy(struct arena *arena, const void *from, size_t size);

/* Calls run(argument) at free or reset, last registered first. */
void arena_on_free(struct arena *arena, void (*run)(void *argument), void *argument);

/* Where to leave to when the limit is reached; NULL means abort(). Not owned. */
void arena_set_escape(struct arena *arena, sigjmp_buf *escape);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
