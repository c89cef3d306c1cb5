#include <stdint.h>
#include <stdlib.h>

#include "db/driver.h"

enum { FIRST_CAPACITY = 64 };

static struct db_cache_entry *slot(struct db_cache_entry *entries, size_t capacity,
                                   const struct db_query *query)
{
    size_t at = (size_t)(((uintptr_t)query >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
    for (;; at++) {
        struct db_cache_entry *entry = &entries[at & (capacity - 1)];
        if (entry->query == NULL || entry->query == query)
            return entry;
    }
}

static void grow(struct db_cache *cache)
{
    size_t capacity = cache->capacity == 0 ? FIRST_CAPACITY : cache->capacity * 2;
    struct db_cache_entry *entries = calloc(capacity, sizeof *entries);
    if (entries == NULL)
        abort(); /* a few kilobytes at start: nothing works without them */
    for (size_t i = 0; i < cache->capacity; i++)
        if (cache->entries[i].query != NULL)
            *slot(entries, capacity, cache->entries[i].query) = cache->entries[i];
    free(cache->entries);
    cache->entries = entries;
    cache->capacity = capacity;
}

void **db_cache_at(struct db_cache *cache, const struct db_query *query)
{
    if (cache->count * 2 >= cache->capacity)
        grow(cache);
    struct db_cache_entry *entry = slot(cache->entries, cache->capacity, query);
    if (entry->query == NULL) {
        entry->query = query;
        cache->count++;
    }
    return &entry->statement;
}

void db_cache_clear(struct db_cache *cache, void (*drop)(void *statement))
{
    for (size_t i = 0; drop != NULL && i < cache->capacity; i++)
        if (cache->entries[i].statement != NULL)
            drop(cache->entries[i].statement);
    free(cache->entries);
    *cache = (struct db_cache){0};
}
