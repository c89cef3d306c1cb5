#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "db/postgres_internal.h"

enum { OPTIONS_MAX = 96, LOOK_US = 200 * 1000, ADDRESS_MAX = 8192 };
#define RESTORE_US (INT64_C(24) * 3600 * MICROS_PER_SECOND)

/* The same connection for a program beside us: by its environment, so that no password stands on a
 * command line. Ends with NULL. */
static const char **environment_of(PGconn *handle, struct arena *arena)
{
    const char **environment = ARENA_ARRAY(arena, const char *, OPTIONS_MAX + 2);
    PQconninfoOption *options = PQconninfo(handle);
    size_t count = 0;
    environment[count++] = "PATH=/usr/bin:/bin";
    for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++) {
        if (o->envvar == NULL || o->val == NULL || o->val[0] == '\0' || count > OPTIONS_MAX)
            continue;
        environment[count++] = str_printf(arena, "%s=%s", o->envvar, o->val).ptr;
    }
    PQconninfoFree(options);
    return environment;
}

static struct result no_tool(void)
{
    return result_fail(ERROR_UNAVAILABLE, "db.no_tool",
                       N_("Thiếu pg_dump và pg_restore: cài gói postgresql-client."));
}

/* Waits for a program; meanwhile tells how large its file has become. */
static struct result watch(struct os_process *process, const char *path,
                           struct db_progress progress)
{
    for (;;) {
        struct os_exit ended;
        struct result done = os_process_wait(process, clock_monotonic_us() + LOOK_US, &ended);
        if (progress.show != NULL && path != NULL && os_file_size(path) > 0)
            progress.show(progress.context, (uint64_t)os_file_size(path), 0);
        if (done.kind == ERROR_TIMEOUT)
            continue;
        TRY(done);
        return ended.exited && ended.status == 0
                   ? RESULT_OK
                   : result_fail(ERROR_UNAVAILABLE, "db.tool",
                                 N_("Công cụ của PostgreSQL báo lỗi. Xem dòng trên."));
    }
}

static struct result one_text(struct db_connection *c, struct arena *arena, const char *sql,
                              struct str *text)
{
    struct str *texts;
    size_t count;
    TRY(postgres_texts(c, arena, sql, &texts, &count));
    *text = count == 1 ? texts[0] : S("");
    return RESULT_OK;
}

struct result postgres_copy(struct db_connection *c, struct arena *arena, const char *path,
                            struct db_progress progress)
{
    struct str snapshot;
    struct str schema;
    struct str unused;
    TRY(one_text(c, arena, "SET LOCAL idle_in_transaction_session_timeout = 0", &unused));
    TRY(one_text(c, arena, "SELECT current_schema()", &schema));
    TRY(one_text(c, arena, "SELECT pg_export_snapshot()", &snapshot));
    if (!os_file_exists("/usr/bin/pg_dump"))
        return no_tool();
    const char *const arguments[] = {
        "/usr/bin/pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-sync",
        str_printf(arena, "--snapshot=%.*s", STR_ARG(snapshot)).ptr,
        str_printf(arena, "--schema=\"%.*s\"", STR_ARG(schema)).ptr,
        str_printf(arena, "--file=%s", path).ptr, NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = 2,
                             .environment = environment_of(postgres_handle(c), arena)};
    struct os_process process;
    TRY(os_process_start(&spawn, &process));
    return watch(&process, path, progress);
}

struct result postgres_tables(struct db_connection *c, struct arena *arena,
                              struct db_tables *tables)
{
    struct str *names;
    TRY(postgres_texts(c, arena,
                       "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
                       "ORDER BY tablename COLLATE \"C\"",
                       &names, &tables->count));
    tables->items = ARENA_ARRAY(arena, struct db_table, tables->count + 1);
    for (size_t i = 0; i < tables->count; i++) {
        struct str text;
        struct str rows;
        const char *sql =
            str_printf(arena,
                       "SELECT COUNT(*) || ' ' || COALESCE(SUM(hashtextextended(t::text, 0)"
                       "::numeric), 0) FROM \"%.*s\" t",
                       STR_ARG(names[i]))
                .ptr;
        TRY(one_text(c, arena, sql, &text));
        struct db_table *table = &tables->items[i];
        table->name = names[i];
        if (!str_split(text, ' ', &rows, &table->sum) || !str_to_i64(rows, &table->rows))
            return result_fail(ERROR_INTERNAL, "db.postgres", NULL);
    }
    return RESULT_OK;
}

struct result postgres_size(struct db_connection *c, uint64_t *bytes)
{
    struct arena *arena = arena_new(64 * 1024);
    struct str text;
    int64_t number = 0;
    struct result done =
        one_text(c, arena, "SELECT pg_database_size(current_database())", &text);
    if (result_ok(done) && !str_to_i64(text, &number))
        done = result_fail(ERROR_INTERNAL, "db.postgres", NULL);
    *bytes = (uint64_t)number;
    arena_free(arena);
    return done;
}

struct result postgres_check(struct db_connection *c)
{
    (void)c;
    return RESULT_OK;
}

static struct result restore_through(PGconn *handle, struct arena *arena, const char *schema,
                                     const char *path)
{
    const char *const arguments[] = {
        "/usr/bin/pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
        "--no-privileges", str_printf(arena, "--schema=%s", schema).ptr,
        str_printf(arena, "--dbname=%s", PQdb(handle)).ptr, path, NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = 2,
                             .environment = environment_of(handle, arena)};
    struct os_process process;
    if (!os_file_exists(arguments[0]))
        return no_tool();
    TRY(os_process_start(&spawn, &process));
    return watch(&process, NULL, (struct db_progress){0});
}

/* The answer of a statement in the arena, "" where it failed. */
static struct str ask(PGconn *handle, struct arena *arena, const char *sql)
{
    PGresult *result = PQexec(handle, sql);
    bool row = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    struct str text = row ? str_dup(arena, str_from_c(PQgetvalue(result, 0, 0))) : S("");
    PQclear(result);
    return text;
}

static struct result unreachable(PGconn *handle)
{
    fprintf(stderr, "%s", PQerrorMessage(handle));
    return result_fail(ERROR_UNAVAILABLE, "db.lost", N_("Không nối được với PostgreSQL."));
}

static struct result check_empty(PGconn *handle, struct arena *arena)
{
    struct str tables = ask(handle, arena, "SELECT COUNT(*) FROM pg_tables "
                                           "WHERE schemaname = current_schema()");
    if (str_is(tables, "0"))
        return RESULT_OK;
    return result_fail(ERROR_CONFLICT, "db.not_empty",
                       N_("Cơ sở dữ liệu đích đã có bảng. Chọn một cơ sở dữ liệu trống."));
}

struct result postgres_target(struct str address, struct arena *arena)
{
    PGconn *handle = PQconnectdb(str_c(arena, address));
    struct result done = PQstatus(handle) == CONNECTION_OK ? check_empty(handle, arena)
                                                           : unreachable(handle);
    PQfinish(handle);
    return done;
}

struct result postgres_copy_back(struct str address, struct arena *arena, const char *path)
{
    TRY(postgres_target(address, arena));
    PGconn *handle = PQconnectdb(str_c(arena, address));
    struct str schema = ask(handle, arena, "SELECT current_schema()");
    struct result done = PQstatus(handle) == CONNECTION_OK
                             ? restore_through(handle, arena, str_c(arena, schema), path)
                             : unreachable(handle);
    PQfinish(handle);
    return done;
}

static void put_escaped(struct buf *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || strchr("-._~", *c) != NULL;
        if (plain)
            buf_byte(out, (unsigned char)*c);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)*c);
    }
}

/* The address of another database on the same server. */
static struct str address_of(PGconn *handle, struct arena *arena, struct str name)
{
    static const char *const kept[] = {"host", "hostaddr", "port", "user", "password", "options",
                                       "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile"};
    struct buf out;
    buf_init(&out, arena, ADDRESS_MAX);
    buf_printf(&out, "postgresql:///%.*s?connect_timeout=10", STR_ARG(name));
    PQconninfoOption *options = PQconninfo(handle);
    for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++)
        for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
            if (strcmp(o->keyword, kept[i]) != 0 || o->val == NULL || o->val[0] == '\0')
                continue;
            buf_printf(&out, "&%s=", o->keyword);
            put_escaped(&out, o->val);
        }
    PQconninfoFree(options);
    return buf_str(&out);
}

static struct result command(PGconn *handle, const char *sql)
{
    PGresult *result = PQexec(handle, sql);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (good)
        return RESULT_OK;
    fprintf(stderr, "%s", PQerrorMessage(handle));
    return result_fail(ERROR_UNAVAILABLE, "db.scratch",
                       N_("Không lập được cơ sở dữ liệu nháp: cấp quyền CREATEDB cho người dùng."));
}

static struct result prepare_schema(struct arena *arena, struct str address, struct str schema)
{
    PGconn *handle = PQconnectdb(str_c(arena, address));
    struct result done =
        PQstatus(handle) != CONNECTION_OK
            ? unreachable(handle)
            : command(handle, str_printf(arena,
                                         "SET client_min_messages = warning;"
                                         "CREATE SCHEMA IF NOT EXISTS \"%.*s\"",
                                         STR_ARG(schema)).ptr);
    PQfinish(handle);
    return done;
}

struct result db_scratch_make(struct str url, struct arena *arena, struct str name,
                              struct str *scratch_url)
{
    PGconn *handle = PQconnectdb(str_c(arena, url));
    struct result done = RESULT_OK;
    if (PQstatus(handle) != CONNECTION_OK)
        done = unreachable(handle);
    struct str schema = ask(handle, arena, "SELECT current_schema()");
    if (result_ok(done))
        done = command(handle, str_printf(arena, "CREATE DATABASE \"%.*s\" TEMPLATE template0",
                                          STR_ARG(name)).ptr);
    *scratch_url = address_of(handle, arena, name);
    PQfinish(handle);
    if (result_ok(done))
        done = prepare_schema(arena, *scratch_url, schema);
    return done;
}

struct result db_scratch_drop(struct str url, struct arena *arena, struct str name)
{
    PGconn *handle = PQconnectdb(str_c(arena, url));
    struct result done =
        PQstatus(handle) != CONNECTION_OK
            ? unreachable(handle)
            : command(handle, str_printf(arena, "DROP DATABASE IF EXISTS \"%.*s\" WITH (FORCE)",
                                         STR_ARG(name)).ptr);
    PQfinish(handle);
    return done;
}
