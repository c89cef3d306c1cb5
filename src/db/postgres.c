#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/postgres_internal.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };
enum { PARAMS_MAX = 64, NAME_BYTES = 16, SENT_MAX = 32 };

struct db_connection {
    struct db *db;
    PGconn *handle;
    PGresult *result; /* kept here so that a siglongjmp out of a row loses nothing */
    struct db_cache cache;
    unsigned prepared;
    const char *sent[SENT_MAX]; /* names of statements on their way, in libpq's pipeline */
    unsigned sent_count;
};

struct params {
    Oid types[PARAMS_MAX];
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX];
    int formats[PARAMS_MAX];
    int64_t numbers[PARAMS_MAX];
};

static struct result unavailable(const char *code)
{
    return result_fail(ERROR_UNAVAILABLE, code,
                       N_("Hệ thống đang bận hoặc tạm dừng. Hãy thử lại sau ít phút."));
}

static void forget(struct db_connection *c)
{
    PQclear(c->result);
    c->result = NULL;
}

/* SQLSTATE classes: PostgreSQL 15 documentation, appendix A. */
static struct result by_state(const char *state)
{
    static const struct {
        const char *prefix;
        enum error_kind kind;
        const char *code;
    } kinds[] = {
        {"23505", ERROR_CONFLICT, "db.unique"},      {"23503", ERROR_CONFLICT, "db.foreign_key"},
        {"23", ERROR_INTERNAL, "db.constraint"},     {"40", ERROR_UNAVAILABLE, "db.busy"},
        {"55P03", ERROR_UNAVAILABLE, "db.busy"},     {"57014", ERROR_UNAVAILABLE, "db.busy"},
        {"53100", ERROR_UNAVAILABLE, "db.full"},     {"53", ERROR_UNAVAILABLE, "db.busy"},
        {"57P", ERROR_UNAVAILABLE, "db.lost"},       {"08", ERROR_UNAVAILABLE, "db.lost"},
        {"25006", ERROR_FORBIDDEN, "db.read_only"},  {"22021", ERROR_INVALID, "db.text"},
        {"25P02", ERROR_CONFLICT, "db.transaction_failed"},
        {"58", ERROR_UNAVAILABLE, "db.io"},          {"XX00", ERROR_CORRUPT, "db.corrupt"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strncmp(state, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return kinds[i].kind == ERROR_UNAVAILABLE
                       ? unavailable(kinds[i].code)
                       : result_fail(kinds[i].kind, kinds[i].code, NULL);
    return result_fail(ERROR_INTERNAL, "db.postgres", NULL);
}

static struct result failure(struct db_connection *c, const char *what)
{
    const char *state = PQresultErrorField(c->result, PG_DIAG_SQLSTATE);
    db_set_error(c->db, "%s: %s", what, PQerrorMessage(c->handle));
    struct result answer = PQstatus(c->handle) != CONNECTION_OK || state == NULL
                               ? unavailable("db.lost")
                               : by_state(state);
    forget(c);
    return answer;
}

/* Takes over `result`; a failure of it is mapped. */
static struct result keep(struct db_connection *c, PGresult *result, const char *what)
{
    forget(c);
    c->result = result;
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? RESULT_OK : failure(c, what);
}

PGconn *postgres_handle(struct db_connection *c) { return c->handle; }

struct result postgres_texts(struct db_connection *c, struct arena *arena, const char *sql,
                             struct str **texts, size_t *count)
{
    TRY(keep(c, PQexec(c->handle, sql), sql));
    *count = (size_t)PQntuples(c->result);
    *texts = ARENA_ARRAY(arena, struct str, *count + 1);
    for (size_t i = 0; i < *count; i++)
        (*texts)[i] = str_dup(arena, str_from_c(PQgetvalue(c->result, (int)i, 0)));
    forget(c);
    return RESULT_OK;
}

/*
 * Waits for all that is on its way. With `last` one more was sent, and its result is left in
 * c->result. The first failure is the answer: the server carries out nothing behind it.
 */
static struct result receive(struct db_connection *c, const char *last)
{
    struct result first = RESULT_OK;
    unsigned count = c->sent_count + (last != NULL ? 1 : 0);
    bool there = PQpipelineSync(c->handle) == 1;
    c->sent_count = 0;
    for (unsigned i = 0; there && i < count; i++) {
        PGresult *result = PQgetResult(c->handle);
        if (result_ok(first))
            first = keep(c, result, last != NULL && i == count - 1 ? last : c->sent[i]);
        else
            PQclear(result);
        PQclear(PQgetResult(c->handle)); /* NULL: the end of the statement */
    }
    PQclear(PQgetResult(c->handle)); /* the sync */
    if (!there || PQexitPipelineMode(c->handle) != 1) {
        forget(c);
        return result_ok(first) ? unavailable("db.lost") : first;
    }
    return first;
}

/* Nothing is on its way any more. */
static struct result settle(struct db_connection *c)
{
    if (c->sent_count == 0)
        return RESULT_OK;
    struct result done = receive(c, NULL);
    forget(c);
    return done;
}

static struct result simple(struct db_connection *c, const char *sql)
{
    TRY(settle(c));
    struct result done = keep(c, PQexec(c->handle, sql), sql);
    if (result_ok(done))
        forget(c);
    return done;
}

static void pg_close(struct db_connection *c)
{
    forget(c);
    db_cache_clear(&c->cache, free);
    PQfinish(c->handle);
    free(c);
}

static void quiet(void *unused, const char *message)
{
    (void)unused;
    (void)message;
}

static struct result set_up(struct db_connection *c, struct db_options options)
{
    PQsetNoticeProcessor(c->handle, quiet, NULL);
    TRY(simple(c, "SET lock_timeout='5s'; SET idle_in_transaction_session_timeout='60s';"
                  "SET bytea_output='hex'; SET timezone='UTC'; SET client_min_messages='warning';"
                  "SET jit=off; SET random_page_cost=1.1")); /* short questions, solid disks */
    if (options.filling)
        TRY(simple(c, "SET synchronous_commit=off"));
    return options.read_only ? simple(c, "SET default_transaction_read_only=on") : RESULT_OK;
}

static struct result pg_open(struct db *db, struct str address, struct db_connection **out)
{
    /* Before the address: it may say otherwise. */
    const char *names[] = {"connect_timeout", "tcp_user_timeout", "application_name", "dbname",
                           "client_encoding", NULL};
    const char *values[] = {"2", "10000", "truc", address.ptr, "UTF8", NULL};
    struct db_connection *c = calloc(1, sizeof *c);
    if (c == NULL)
        abort(); /* a few bytes at start */
    c->db = db;
    c->handle = PQconnectdbParams(names, values, 1);
    struct result opened = RESULT_OK;
    if (PQstatus(c->handle) != CONNECTION_OK) {
        db_set_error(db, "connect: %s", PQerrorMessage(c->handle));
        opened = unavailable("db.lost");
    } else {
        opened = set_up(c, db_options_of(db));
    }
    if (!result_ok(opened)) {
        pg_close(c);
        return opened;
    }
    *out = c;
    return RESULT_OK;
}

static struct result pg_begin(struct db_connection *c, bool write)
{
    return simple(c, write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* Together with what is still on its way, which it takes along. */
static struct result commit(struct db_connection *c)
{
    if (c->sent_count == 0)
        return keep(c, PQexec(c->handle, "COMMIT"), "commit");
    if (PQsendQueryParams(c->handle, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) != 1)
        return unavailable("db.lost");
    return receive(c, "commit");
}

static struct result pg_commit(struct db_connection *c)
{
    struct result done = commit(c);
    if (!result_ok(done) && PQstatus(c->handle) != CONNECTION_OK)
        return result_fail(ERROR_UNCERTAIN, "db.commit_uncertain",
                           N_("Chưa rõ việc đã ghi xong hay chưa. Hãy tải lại trang để xem."));
    TRY(done);
    bool committed = strcmp(PQcmdStatus(c->result), "COMMIT") == 0;
    forget(c);
    return committed ? RESULT_OK : result_fail(ERROR_CONFLICT, "db.transaction_failed", NULL);
}

static void pg_rollback(struct db_connection *c)
{
    forget(c);
    result_ignore(settle(c)); /* what it failed with has been answered, or nobody asks any more */
    if (PQtransactionStatus(c->handle) != PQTRANS_IDLE)
        result_ignore(simple(c, "ROLLBACK")); /* fails only with the connection, which ends it */
}

static Oid oid_of(enum db_type type)
{
    static const Oid oids[] = {
        [DB_I64] = OID_INT8, [DB_BOOL] = OID_BOOL, [DB_TEXT] = OID_TEXT, [DB_BYTES] = OID_BYTEA};
    return oids[type];
}

static void types_of(const struct db_query *query, Oid types[PARAMS_MAX])
{
    for (int i = 0; i < query->in_count; i++)
        types[i] = oid_of(query->in[i].type);
}

static struct result pg_prepare(struct db_connection *c, const struct db_query *query)
{
    void **place = db_cache_at(&c->cache, query);
    if (*place != NULL)
        return RESULT_OK;
    TRY(settle(c));
    Oid types[PARAMS_MAX];
    int count = query->in == NULL ? 0 : query->in_count;
    if (count > 0)
        types_of(query, types);
    char *name = malloc(NAME_BYTES);
    if (name == NULL)
        abort(); /* sixteen bytes */
    snprintf(name, NAME_BYTES, "q%u", c->prepared++);
    struct result done =
        keep(c, PQprepare(c->handle, name, query->postgres, count, types), query->name);
    if (result_ok(done))
        done = keep(c, PQdescribePrepared(c->handle, name), query->name);
    if (result_ok(done) && (PQnfields(c->result) != query->out_count ||
                            PQnparams(c->result) != query->in_count)) {
        db_set_error(c->db, "%s: %d columns, %d declared", query->name, PQnfields(c->result),
                     query->out_count);
        done = result_fail(ERROR_INTERNAL, "db.columns", NULL);
    }
    forget(c);
    if (result_ok(done))
        *place = name;
    else
        free(name);
    return done;
}

static struct result collect(const struct db_query *query, const void *in, struct params *p)
{
    for (size_t i = 0; i < query->in_count; i++) {
        const struct db_field *field = &query->in[i];
        struct db_value value;
        TRY(db_param(in, field, &value));
        p->formats[i] = 1;
        if (field->type == DB_TEXT || field->type == DB_BYTES) {
            if (value.text.len > INT32_MAX)
                return result_fail(ERROR_LIMIT, "db.too_big", NULL);
            p->values[i] = value.text.ptr;
            p->lengths[i] = (int)value.text.len;
        } else if (field->type == DB_BOOL) {
            static const char bytes[] = {0, 1};
            p->values[i] = &bytes[value.number];
            p->lengths[i] = 1;
        } else {
            p->numbers[i] = (int64_t)htobe64((uint64_t)value.number);
            p->values[i] = (const char *)&p->numbers[i];
            p->lengths[i] = (int)sizeof p->numbers[i];
        }
        if (value.null)
            p->values[i] = NULL;
    }
    return RESULT_OK;
}

static struct result value_of(struct db_sink *sink, PGresult *from, int row, int column,
                              struct db_value *value)
{
    *value = (struct db_value){.null = PQgetisnull(from, row, column) != 0};
    if (value->null)
        return RESULT_OK;
    struct str text = str_of(PQgetvalue(from, row, column), (size_t)PQgetlength(from, row, column));
    enum db_type type = sink->query->out[column].type;
    bool good = true;
    if (type == DB_BYTES) {
        good = str_starts(text, S("\\x")) &&
               str_unhex(sink->arena, str_slice(text, 2, text.len), &value->text);
    } else if (type == DB_TEXT) {
        value->text = text;
    } else if (PQftype(from, column) == OID_BOOL) {
        value->number = text.ptr[0] == 't' ? 1 : 0;
    } else {
        good = str_to_i64(text, &value->number);
    }
    return good ? RESULT_OK : result_fail(ERROR_INTERNAL, "db.column_type", NULL);
}

static struct result take_rows(struct db_connection *c, struct db_sink *sink)
{
    int rows = PQntuples(c->result);
    if (sink->single && rows > 1)
        rows = 1;
    for (int row = 0; row < rows; row++) {
        void *at = db_sink_row(sink);
        for (int column = 0; column < sink->query->out_count; column++) {
            struct db_value value;
            TRY(value_of(sink, c->result, row, column, &value));
            TRY(db_sink_put(sink, at, (size_t)column, value));
        }
    }
    return RESULT_OK;
}

/* One more on its way; the first opens the pipeline. */
static struct result send(struct db_connection *c, const struct db_query *query,
                          const struct params *p)
{
    const char *name = *db_cache_at(&c->cache, query);
    if ((c->sent_count == 0 && PQenterPipelineMode(c->handle) != 1) ||
        PQsendQueryPrepared(c->handle, name, query->in_count, p->values, p->lengths, p->formats,
                            0) != 1) {
        db_set_error(c->db, "%s: %s", query->name, PQerrorMessage(c->handle));
        return unavailable("db.lost");
    }
    return RESULT_OK;
}

static struct result send_later(struct db_connection *c, const struct db_query *query,
                                const struct params *p)
{
    TRY(send(c, query, p));
    c->sent[c->sent_count++] = query->name;
    return c->sent_count == SENT_MAX ? settle(c) : RESULT_OK;
}

/* A prepared statement is soon planned without its values: PostgreSQL then expects so few rows that
 * it fetches and sorts all of a list for its first page. */
static struct result ask_with_values(struct db_connection *c, const struct db_query *query,
                                     const struct params *p)
{
    Oid types[PARAMS_MAX];
    types_of(query, types);
    return keep(c,
                PQexecParams(c->handle, query->postgres, query->in_count, types, p->values,
                             p->lengths, p->formats, 0),
                query->name);
}

static struct result ask(struct db_connection *c, const struct db_query *query,
                         const struct params *p)
{
    if (c->sent_count > 0) {
        TRY(send(c, query, p));
        return receive(c, query->name);
    }
    if (query->page)
        return ask_with_values(c, query, p);
    const char *name = *db_cache_at(&c->cache, query);
    return keep(c,
                PQexecPrepared(c->handle, name, query->in_count, p->values, p->lengths, p->formats,
                               0),
                query->name);
}

static struct result pg_run(struct db_connection *c, const struct db_query *query, const void *in,
                            struct db_sink *sink)
{
    TRY(pg_prepare(c, query));
    struct params p;
    TRY(collect(query, in, &p));
    if (sink->later)
        return send_later(c, query, &p);
    TRY(ask(c, query, &p));
    struct str changed = str_from_c(PQcmdTuples(c->result));
    if (!query->writes || !str_to_i64(changed, &sink->changed))
        sink->changed = 0;
    struct result taken = take_rows(c, sink);
    forget(c);
    return taken;
}

static struct result pg_script(struct db_connection *c, const char *sql) { return simple(c, sql); }

/* autovacuum does it */
static struct result pg_maintain(struct db_connection *c)
{
    (void)c;
    return RESULT_OK;
}

static bool pg_usable(struct db_connection *c) { return PQstatus(c->handle) == CONNECTION_OK; }

const struct db_driver db_postgres_driver = {
    .open = pg_open,
    .close = pg_close,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .run = pg_run,
    .prepare = pg_prepare,
    .script = pg_script,
    .maintain = pg_maintain,
    .usable = pg_usable,
    .copy = postgres_copy,
    .tables = postgres_tables,
    .check = postgres_check,
    .size = postgres_size,
};
