#include "core/procedure_cache.h"

#include <stdlib.h>

#include "core/procedure_queries.h"
#include "core/procedure_read.h"

/* Bytes that one version may take when parsed; procedure_import holds the files small enough. */
enum { VERSION_MAX = 256 * 1024 * 1024 };

struct entry {
    struct arena *arena; /* holds all of it, this entry too */
    struct kept_procedure kept;
    unsigned users;
    uint64_t turn; /* of the last look-up */
    bool dropped;  /* out of the cache: the last user frees it */
};

struct cache {
    struct entry *entries[PROCEDURE_CACHE_MAX]; /* NULL: free */
    uint64_t turn;
};

static const char cache_key = 0;

static void entry_free(struct entry *entry)
{
    if (entry->users == 0)
        arena_free(entry->arena);
    else
        entry->dropped = true;
}

static void cache_drop(void *value)
{
    struct cache *cache = value;
    for (size_t i = 0; i < PROCEDURE_CACHE_MAX; i++)
        if (cache->entries[i] != NULL)
            entry_free(cache->entries[i]);
    free(cache);
}

static struct cache *cache_of(struct db *db)
{
    struct cache *cache = db_kept(db, &cache_key);
    if (cache != NULL)
        return cache;
    cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        abort(); /* some hundred bytes, once */
    db_keep(db, &cache_key, cache, cache_drop);
    return cache;
}

static void release(void *argument)
{
    struct entry *entry = argument;
    if (--entry->users == 0 && entry->dropped)
        arena_free(entry->arena);
}

static struct entry *find(const struct cache *cache, int64_t version_id)
{
    for (size_t i = 0; i < PROCEDURE_CACHE_MAX; i++)
        if (cache->entries[i] != NULL &&
            cache->entries[i]->kept.procedure.version_id == version_id)
            return cache->entries[i];
    return NULL;
}

/* A free place, or the one whose version was asked for longest ago. */
static struct entry **place(struct cache *cache)
{
    struct entry **oldest = &cache->entries[0];
    for (size_t i = 0; i < PROCEDURE_CACHE_MAX; i++) {
        if (cache->entries[i] == NULL)
            return &cache->entries[i];
        if (cache->entries[i]->turn < (*oldest)->turn)
            oldest = &cache->entries[i];
    }
    return oldest;
}

/* Parses a version; everything lives in `arena`. */
static struct result parse(struct arena *arena, const struct q_procedure_version_by_id_out *row,
                           struct kept_procedure *out)
{
    const struct json *process = NULL;
    struct str problem = S("");
    struct result read = procedure_read(arena, str_dup(arena, row->definition),
                                        str_dup(arena, row->form), &out->procedure, &problem);
    if (result_ok(read))
        read = json_parse(arena, row->process, &process);
    if (result_ok(read))
        read = bpmn_parse(arena, process, &out->bpmn, &problem);
    if (!result_ok(read)) /* it was good when it was imported */
        return result_fail(ERROR_CORRUPT, "procedure.stored", NULL);
    out->procedure.version_id = row->id;
    out->procedure.number = row->number;
    return RESULT_OK;
}

static struct result load(struct db *db, struct arena *arena, int64_t version_id,
                          struct entry **out)
{
    struct q_procedure_version_by_id_out row;
    bool found = false;
    TRY(q_procedure_version_by_id(db, arena, (struct q_procedure_version_by_id_in){version_id},
                                  &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "procedure.unknown", N_("Không có thủ tục này"));
    struct arena *own = arena_new(VERSION_MAX);
    struct entry *entry = ARENA_NEW(own, struct entry);
    entry->arena = own;
    struct result parsed = parse(own, &row, &entry->kept);
    if (result_ok(parsed))
        *out = entry;
    else
        arena_free(own);
    return parsed;
}

struct result procedure_kept(struct db *db, struct arena *arena, int64_t version_id,
                             const struct kept_procedure **out)
{
    struct cache *cache = cache_of(db);
    struct entry *entry = find(cache, version_id);
    if (entry == NULL) {
        TRY(load(db, arena, version_id, &entry));
        struct entry **where = place(cache);
        if (*where != NULL)
            entry_free(*where);
        *where = entry;
    }
    entry->turn = ++cache->turn;
    entry->users++;
    arena_on_free(arena, release, entry);
    *out = &entry->kept;
    return RESULT_OK;
}
