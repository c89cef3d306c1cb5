#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "db/lock.h"
#include "db/sqlite_internal.h"

enum {
    BUSY_WAIT_MS = 5000,          /* for processes outside of the node's own lock */
    AUTOCHECKPOINT_PAGES = 16384, /* 64 MiB: only should the job worker be away */
    RESTART_FRAMES = 2048,        /* db_maintain then lets the log begin anew */
};

struct db_connection {
    struct db *db;
    sqlite3 *handle;
    struct db_cache cache;
    sqlite3_stmt *begin_read;
    sqlite3_stmt *begin_write;
    sqlite3_stmt *commit;
    sqlite3_stmt *running; /* left in the middle by a siglongjmp */
    bool gone;             /* open again before the next use */
};

static struct result unavailable(const char *code)
{
    return result_fail(ERROR_UNAVAILABLE, code,
                       N_("Hệ thống đang bận hoặc tạm dừng. Hãy thử lại sau ít phút."));
}

static struct result constraint(int extended)
{
    if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
        extended == SQLITE_CONSTRAINT_ROWID)
        return result_fail(ERROR_CONFLICT, "db.unique", NULL);
    if (extended == SQLITE_CONSTRAINT_FOREIGNKEY)
        return result_fail(ERROR_CONFLICT, "db.foreign_key", NULL);
    return result_fail(ERROR_INTERNAL, "db.constraint", NULL);
}

static struct result failure(struct db_connection *c, const char *what)
{
    int extended = sqlite3_extended_errcode(c->handle);
    db_set_error(c->db, "%s: %s (%d)", what, sqlite3_errmsg(c->handle), extended);
    switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
        return constraint(extended);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return unavailable("db.busy");
    case SQLITE_FULL:
        return unavailable("db.full");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return unavailable("db.io");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        c->gone = true; /* a fresh start may find the disk mended */
        return unavailable("db.io");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        c->gone = true;
        return result_fail(ERROR_CORRUPT, "db.corrupt", NULL);
    case SQLITE_TOOBIG:
        return result_fail(ERROR_LIMIT, "db.too_big", NULL);
    default:
        return result_fail(ERROR_INTERNAL, "db.sqlite", NULL);
    }
}

sqlite3 *sqlite_handle(struct db_connection *c) { return c->handle; }

struct result sqlite_failure(struct db_connection *c, const char *what) { return failure(c, what); }

void sqlite_say(struct db_connection *c, const char *text) { db_set_error(c->db, "%s", text); }

static void sqlite_close(struct db_connection *c)
{
    for (size_t i = 0; i < c->cache.capacity; i++)
        sqlite3_finalize(c->cache.entries[i].statement);
    db_cache_clear(&c->cache, NULL);
    sqlite3_finalize(c->begin_read);
    sqlite3_finalize(c->begin_write);
    sqlite3_finalize(c->commit);
    if (db_options_of(c->db).filling)
        sqlite3_exec(c->handle, "PRAGMA synchronous=FULL;PRAGMA wal_checkpoint(TRUNCATE)", NULL,
                     NULL, NULL);
    sqlite3_close_v2(c->handle);
    free(c);
}

static int compile(struct db_connection *c, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v3(c->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
}

/* The journal mode is kept in the file: a reader of a log that is there needs no write. */
static struct result set_up(struct db_connection *c, struct db_options options)
{
    sqlite3_extended_result_codes(c->handle, 1);
    sqlite3_busy_timeout(c->handle, BUSY_WAIT_MS);
    /* The schema is trusted: its triggers keep the search index (FTS5), and whoever could change
     * it could change every row as well. No SQL function is added and no extension is loaded. */
    const char *settings = "PRAGMA foreign_keys=ON;PRAGMA trusted_schema=ON;"
                           "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-2000;"
                           "PRAGMA synchronous=FULL;";
    if (sqlite3_exec(c->handle, settings, NULL, NULL, NULL) != SQLITE_OK)
        return failure(c, "set up");
    if (options.filling &&
        sqlite3_exec(c->handle, "PRAGMA synchronous=OFF", NULL, NULL, NULL) != SQLITE_OK)
        return failure(c, "filling");
    if (!options.read_only &&
        sqlite3_exec(c->handle, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) != SQLITE_OK)
        return failure(c, "journal");
    /* While filling, the log takes everything, so that the one checkpoint at the end syncs all. */
    sqlite3_wal_autocheckpoint(c->handle, options.filling ? 0 : AUTOCHECKPOINT_PAGES);
    /* The log stays with the last connection: closing never blocks on a whole checkpoint. */
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (compile(c, "BEGIN", &c->begin_read) != SQLITE_OK ||
        compile(c, "BEGIN IMMEDIATE", &c->begin_write) != SQLITE_OK ||
        compile(c, "COMMIT", &c->commit) != SQLITE_OK)
        return failure(c, "prepare");
    return RESULT_OK;
}

static struct result sqlite_open(struct db *db, struct str path, struct db_connection **out)
{
    struct db_options options = db_options_of(db);
    struct db_connection *c = calloc(1, sizeof *c);
    if (c == NULL)
        abort(); /* a few bytes at start */
    c->db = db;
    int flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= options.create && !options.read_only ? SQLITE_OPEN_CREATE : 0;
    int code = sqlite3_open_v2(path.ptr, &c->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    struct result opened = code == SQLITE_OK ? set_up(c, options) : failure(c, "open");
    if (!result_ok(opened)) {
        sqlite_close(c);
        return opened;
    }
    *out = c;
    return RESULT_OK;
}

/* Runs one of the three statements without parameters. */
static int step_plain(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    int reset = sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : (reset != SQLITE_OK ? reset : code);
}

/* A file moved or removed under an open connection would take writes that nobody finds again. */
static bool file_moved(struct db_connection *c)
{
    int moved = 0;
    sqlite3_file_control(c->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

static struct result sqlite_begin(struct db_connection *c, bool write)
{
    if (file_moved(c)) {
        c->gone = true;
        db_set_error(c->db, "the database file was moved or removed");
        return unavailable("db.gone");
    }
    if (step_plain(write ? c->begin_write : c->begin_read) != SQLITE_OK)
        return failure(c, "begin");
    return RESULT_OK;
}

static struct result sqlite_commit(struct db_connection *c)
{
    return step_plain(c->commit) == SQLITE_OK ? RESULT_OK : failure(c, "commit");
}

static void sqlite_rollback(struct db_connection *c)
{
    if (c->running != NULL)
        sqlite3_reset(c->running);
    c->running = NULL;
    /* A full disk or an I/O error may have rolled it back already. */
    if (sqlite3_get_autocommit(c->handle) == 0)
        sqlite3_exec(c->handle, "ROLLBACK", NULL, NULL, NULL);
}

static struct result sqlite_prepare(struct db_connection *c, const struct db_query *query)
{
    void **place = db_cache_at(&c->cache, query);
    if (*place != NULL)
        return RESULT_OK;
    sqlite3_stmt *statement = NULL;
    if (compile(c, query->sqlite, &statement) != SQLITE_OK)
        return failure(c, query->name);
    if (sqlite3_column_count(statement) != query->out_count ||
        sqlite3_bind_parameter_count(statement) != query->in_count) {
        db_set_error(c->db, "%s: %d columns, %d declared", query->name,
                     sqlite3_column_count(statement), query->out_count);
        sqlite3_finalize(statement);
        return result_fail(ERROR_INTERNAL, "db.columns", NULL);
    }
    *place = statement;
    return RESULT_OK;
}

static struct result bind(struct db_connection *c, sqlite3_stmt *statement,
                          const struct db_query *query, const void *in)
{
    for (int i = 0; i < query->in_count; i++) {
        const struct db_field *field = &query->in[i];
        struct db_value value;
        TRY(db_param(in, field, &value));
        int code = SQLITE_OK;
        if (value.null)
            code = sqlite3_bind_null(statement, i + 1);
        else if (field->type == DB_TEXT)
            code = sqlite3_bind_text64(statement, i + 1, value.text.ptr, value.text.len,
                                       SQLITE_STATIC, SQLITE_UTF8);
        else if (field->type == DB_BYTES)
            code = sqlite3_bind_blob64(statement, i + 1, value.text.ptr, value.text.len,
                                       SQLITE_STATIC);
        else
            code = sqlite3_bind_int64(statement, i + 1, value.number);
        if (code != SQLITE_OK)
            return failure(c, query->name);
    }
    return RESULT_OK;
}

static struct result take_row(sqlite3_stmt *statement, struct db_sink *sink)
{
    void *row = db_sink_row(sink);
    for (int i = 0; i < sink->query->out_count; i++) {
        struct db_value value = {.null = sqlite3_column_type(statement, i) == SQLITE_NULL};
        enum db_type type = sink->query->out[i].type;
        if (type == DB_TEXT || type == DB_BYTES) {
            const void *bytes = type == DB_TEXT ? (const void *)sqlite3_column_text(statement, i)
                                                : sqlite3_column_blob(statement, i);
            value.text = str_of(bytes, (size_t)sqlite3_column_bytes(statement, i));
        } else {
            value.number = sqlite3_column_int64(statement, i);
        }
        TRY(db_sink_put(sink, row, (size_t)i, value));
    }
    return RESULT_OK;
}

static struct result take_rows(struct db_connection *c, sqlite3_stmt *statement,
                               struct db_sink *sink)
{
    int code = SQLITE_OK;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (sink->single && sink->count == 1)
            return RESULT_OK;
        if (sink->query->out_count > 0)
            TRY(take_row(statement, sink));
    }
    return code == SQLITE_DONE ? RESULT_OK : failure(c, sink->query->name);
}

static struct result sqlite_run(struct db_connection *c, const struct db_query *query,
                                const void *in, struct db_sink *sink)
{
    TRY(sqlite_prepare(c, query));
    sqlite3_stmt *statement = *db_cache_at(&c->cache, query);
    if (c->running != NULL) /* a read outside of a transaction that was left by siglongjmp */
        sqlite3_reset(c->running);
    c->running = statement;
    struct result done = bind(c, statement, query, in);
    if (result_ok(done))
        done = take_rows(c, statement, sink);
    sink->changed = query->writes ? sqlite3_changes64(c->handle) : 0;
    sqlite3_reset(statement);
    c->running = NULL;
    return done;
}

static struct result sqlite_script(struct db_connection *c, const char *sql)
{
    return sqlite3_exec(c->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? RESULT_OK
                                                                      : failure(c, "script");
}

/* First what goes without disturbing anybody; then, when the log has grown, the little that is
 * left with the writer's turn in hand, so that the next writer starts the log anew. */
static struct result sqlite_maintain(struct db_connection *c)
{
    int frames = 0;
    int done = 0;
    int code =
        sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &done);
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        return failure(c, "checkpoint");
    struct db_options options = db_options_of(c->db);
    if (frames < RESTART_FRAMES || options.lock == NULL)
        return RESULT_OK;
    TRY(db_lock_take(options.lock, options.wait_us));
    sqlite3_busy_timeout(c->handle, 0);
    code = sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_RESTART, &frames, &done);
    sqlite3_busy_timeout(c->handle, BUSY_WAIT_MS);
    db_lock_give(options.lock);
    return code == SQLITE_OK || code == SQLITE_BUSY ? RESULT_OK : failure(c, "checkpoint");
}

static bool sqlite_usable(struct db_connection *c) { return !c->gone; }

const struct db_driver db_sqlite_driver = {
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .run = sqlite_run,
    .prepare = sqlite_prepare,
    .script = sqlite_script,
    .maintain = sqlite_maintain,
    .usable = sqlite_usable,
    .copy = sqlite_copy,
    .tables = sqlite_tables,
    .check = sqlite_check,
    .size = sqlite_size,
};
