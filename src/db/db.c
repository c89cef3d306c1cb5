#include "db/db.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "db/driver.h"
#include "db/lock.h"

enum { REOPEN_PAUSE_US = 200000, ERROR_TEXT_BYTES = 512, KEPT_MAX = 8 };
#define WAIT_US_DEFAULT (5 * MICROS_PER_SECOND)

enum state { IDLE, READING, WRITING, FAILED };

struct kept {
    const void *key; /* NULL: free */
    void *value;
    void (*drop)(void *value);
};

struct db {
    const struct db_driver *driver;
    struct db_connection *connection; /* NULL: lost, opened again at the next call */
    struct db_options options;
    char *address;
    enum state state;
    bool locked;          /* this process holds options.lock */
    int64_t reopen_at_us; /* monotonic: not before this, so that an outage costs little */
    int64_t commits;
    struct kept kept[KEPT_MAX];
    char error[ERROR_TEXT_BYTES];
};

struct db_options db_options_of(const struct db *db) { return db->options; }
enum db_engine db_engine_of(const struct db *db)
{
    return db->driver == &db_sqlite_driver ? DB_SQLITE : DB_POSTGRES;
}
const char *db_last_error(const struct db *db) { return db->error; }
int64_t db_commit_count(const struct db *db) { return db->commits; }

void *db_kept(const struct db *db, const void *key)
{
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (db->kept[i].key == key)
            return db->kept[i].value;
    return NULL;
}

void db_keep(struct db *db, const void *key, void *value, void (*drop)(void *value))
{
    size_t i = 0;
    while (i < KEPT_MAX && db->kept[i].key != NULL) {
        assert(db->kept[i].key != key);
        i++;
    }
    assert(i < KEPT_MAX);
    db->kept[i] = (struct kept){key, value, drop};
}

static void drop_kept(struct db *db)
{
    for (size_t i = 0; i < KEPT_MAX; i++)
        if (db->kept[i].key != NULL)
            db->kept[i].drop(db->kept[i].value);
}

bool db_in_transaction(const struct db *db) { return db->state != IDLE; }

void db_set_error(struct db *db, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(db->error, sizeof db->error, format, args);
    va_end(args);
}

static struct result unavailable(const char *code)
{
    return result_fail(ERROR_UNAVAILABLE, code,
                       N_("Hệ thống đang bận hoặc tạm dừng. Hãy thử lại sau ít phút."));
}

static void drop_connection(struct db *db)
{
    db->driver->close(db->connection);
    db->connection = NULL;
}

static struct result connect_now(struct db *db)
{
    if (db->connection != NULL)
        return RESULT_OK;
    if (clock_monotonic_us() < db->reopen_at_us)
        return unavailable("db.lost");
    struct result opened = db->driver->open(db, str_from_c(db->address), &db->connection);
    if (!result_ok(opened))
        db->reopen_at_us = clock_monotonic_us() + REOPEN_PAUSE_US;
    return opened;
}

struct result db_open(struct str url, struct db_options options, struct db **out)
{
    *out = NULL;
    const struct db_driver *driver = NULL;
    struct str address = url;
    if (str_starts(url, S("sqlite:"))) {
        driver = &db_sqlite_driver;
        address = str_slice(url, strlen("sqlite:"), url.len);
    } else if (str_starts(url, S("postgresql:")) || str_starts(url, S("postgres:"))) {
        driver = &db_postgres_driver;
    }
    if (driver == NULL || str_empty(address) || str_has_nul(url))
        return result_fail(
            ERROR_INVALID, "db.url",
            N_("Địa chỉ cơ sở dữ liệu phải là sqlite:ĐƯỜNG_DẪN hoặc postgresql://…"));
    struct db *db = calloc(1, sizeof *db);
    char *copy = strndup(address.ptr, address.len);
    if (db == NULL || copy == NULL)
        abort(); /* at start: nothing works without it */
    if (options.wait_us == 0)
        options.wait_us = WAIT_US_DEFAULT;
    *db = (struct db){.driver = driver, .options = options, .address = copy};
    struct result opened = connect_now(db);
    if (result_ok(opened))
        *out = db;
    else
        db_close(db);
    return opened;
}

static void give_lock(struct db *db)
{
    if (db->locked)
        db_lock_give(db->options.lock);
    db->locked = false;
}

void db_rollback(struct db *db)
{
    if (db->state != IDLE && db->connection != NULL) {
        db->driver->rollback(db->connection);
        if (!db->driver->usable(db->connection))
            drop_connection(db);
    }
    db->state = IDLE;
    give_lock(db);
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    db_rollback(db);
    if (db->connection != NULL)
        drop_connection(db);
    drop_kept(db);
    free(db->address);
    free(db);
}

/* A second try where the first found the connection dead: nothing was under way yet. */
static struct result begin(struct db *db, bool write)
{
    assert(db->state == IDLE);
    TRY(connect_now(db));
    struct result begun = db->driver->begin(db->connection, write);
    if (result_ok(begun) || db->driver->usable(db->connection))
        return begun;
    drop_connection(db);
    TRY(connect_now(db));
    begun = db->driver->begin(db->connection, write);
    if (!result_ok(begun) && !db->driver->usable(db->connection))
        drop_connection(db);
    return begun;
}

struct result db_read_begin(struct db *db)
{
    TRY(begin(db, false));
    db->state = READING;
    return RESULT_OK;
}

struct result db_write_begin(struct db *db)
{
    if (db->options.read_only)
        return result_fail(ERROR_FORBIDDEN, "db.read_only",
                           N_("Cơ sở dữ liệu đang mở để đọc, không ghi được."));
    assert(db->state == IDLE);
    if (db->options.lock != NULL && db->driver == &db_sqlite_driver) {
        TRY(db_lock_take(db->options.lock, db->options.wait_us));
        db->locked = true;
    }
    struct result begun = begin(db, true);
    if (result_ok(begun))
        db->state = WRITING;
    else
        give_lock(db);
    return begun;
}

struct result db_commit(struct db *db)
{
    assert(db->state != IDLE);
    bool wrote = db->state == WRITING;
    if (db->state == FAILED || db->connection == NULL) {
        db_rollback(db);
        return result_fail(ERROR_CONFLICT, "db.transaction_failed", NULL);
    }
    if (wrote && fault_point("db.commit")) {
        db_rollback(db);
        return unavailable("db.fault");
    }
    struct result committed = db->driver->commit(db->connection);
    if (!result_ok(committed)) {
        db_rollback(db);
        return committed;
    }
    db->state = IDLE;
    db->commits += wrote ? 1 : 0;
    give_lock(db);
    if (wrote)
        fault_survive("db.committed");
    return RESULT_OK;
}

struct result db_finish(struct db *db, struct result outcome)
{
    if (result_ok(outcome))
        return db_commit(db);
    db_rollback(db);
    return outcome;
}

/* What a failed statement leaves behind. */
static struct result after(struct db *db, struct result outcome)
{
    if (result_ok(outcome))
        return outcome;
    bool usable = db->driver->usable(db->connection);
    if (db->state == WRITING || db->state == READING)
        db->state = FAILED;
    if (!usable)
        drop_connection(db);
    return outcome;
}

static struct result run(struct db *db, struct db_call call, struct db_sink *sink)
{
    const struct db_query *query = call.query;
    if (db->state == FAILED)
        return result_fail(ERROR_CONFLICT, "db.transaction_failed", NULL);
    if (query->writes && db->state != WRITING) {
        db_set_error(db, "%s outside of a write transaction", query->name);
        return result_fail(ERROR_INTERNAL, "db.no_transaction", NULL);
    }
    if (db->connection == NULL && db->state != IDLE)
        return unavailable("db.lost");
    TRY(connect_now(db));
    sink->query = query;
    if (query->writes && fault_point("db.write")) {
        db->state = FAILED;
        return unavailable("db.fault");
    }
    struct result done = after(db, db->driver->run(db->connection, query, call.in, sink));
    if (!result_ok(done) && db->connection == NULL && db->state == IDLE && sink->count == 0) {
        /* A single read that found the connection dead may simply be asked again. */
        TRY(connect_now(db));
        done = after(db, db->driver->run(db->connection, query, call.in, sink));
    }
    return done;
}

struct result db_run_one(struct db *db, struct db_call call, void *out)
{
    bool found = false;
    TRY(db_run_opt(db, call, out, &found));
    return found ? RESULT_OK : result_fail(ERROR_NOT_FOUND, "db.no_row", NULL);
}

struct result db_run_opt(struct db *db, struct db_call call, void *out, bool *found)
{
    struct db_sink sink = {.arena = call.arena, .items = out, .single = true};
    memset(out, 0, call.query->out_size);
    TRY(run(db, call, &sink));
    *found = sink.count > 0;
    return RESULT_OK;
}

struct result db_run_many(struct db *db, struct db_call call, struct db_rows *rows)
{
    struct db_sink sink = {.arena = call.arena};
    TRY(run(db, call, &sink));
    *rows = (struct db_rows){.items = sink.items, .count = sink.count};
    return RESULT_OK;
}

struct result db_run_exec(struct db *db, struct db_call call, int64_t *changed)
{
    struct db_sink sink = {.arena = call.arena, .later = changed == NULL && db->state == WRITING};
    TRY(run(db, call, &sink));
    if (changed != NULL)
        *changed = sink.changed;
    return RESULT_OK;
}

struct result db_prepare(struct db *db, const struct db_query *query)
{
    TRY(connect_now(db));
    return after(db, db->driver->prepare(db->connection, query));
}

struct result db_script(struct db *db, const char *sql)
{
    if (db->state != WRITING)
        return result_fail(ERROR_INTERNAL, "db.no_transaction", NULL);
    return after(db, db->driver->script(db->connection, sql));
}

struct result db_copy(struct db *db, struct arena *arena, const char *path,
                      struct db_progress progress)
{
    assert(db->state == READING);
    return after(db, db->driver->copy(db->connection, arena, path, progress));
}

struct result db_tables_count(struct db *db, struct arena *arena, struct db_tables *tables)
{
    TRY(connect_now(db));
    return after(db, db->driver->tables(db->connection, arena, tables));
}

struct result db_check(struct db *db)
{
    TRY(connect_now(db));
    return after(db, db->driver->check(db->connection));
}

struct result db_size(struct db *db, uint64_t *bytes)
{
    TRY(connect_now(db));
    return after(db, db->driver->size(db->connection, bytes));
}

struct result db_maintain(struct db *db)
{
    assert(db->state == IDLE);
    TRY(connect_now(db));
    TRY(db->driver->maintain(db->connection));
    return RESULT_OK;
}

static const struct db_field ping_out[] = {{DB_I64, 0, DB_NOT_NULL}};
static const struct db_query ping_query = {.name = "ping",
                                           .sqlite = "SELECT COUNT(*) FROM sqlite_master",
                                           .postgres = "SELECT 1",
                                           .out = ping_out,
                                           .out_count = 1,
                                           .out_size = sizeof(int64_t)};

struct result db_ping(struct db *db)
{
    int64_t one = 0;
    /* Nothing of the row is text: no arena is touched. */
    return db_run_one(db, (struct db_call){.query = &ping_query}, &one);
}
