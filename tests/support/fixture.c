#include "tests/support/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/os_file.h"
#include "core/organisation.h"
#include "core/rights.h"
#include "db/migrate.h"
#include "db/query.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };
/* Sanitizers on a busy machine are slow; a test of waiting opens its own connection. */
#define LOCK_WAIT_US (60 * MICROS_PER_SECOND)

void fixture_assert(struct fixture *f, struct result result, const char *code, const char *file,
                    int line)
{
    const char *got = result.kind == ERROR_NONE ? NULL : result.code;
    if (got == NULL && code == NULL)
        return;
    if (got != NULL && code != NULL && strcmp(got, code) == 0)
        return;
    print_error("%s:%d: expected %s, got %s (%s; %s)\n", file, line, code == NULL ? "ok" : code,
                got == NULL ? "ok" : got, result_kind_name(result.kind),
                f->db == NULL ? "no database" : db_last_error(f->db));
    _fail(file, line);
}

static void set_service(struct fixture *f)
{
    f->service = (struct service_context){
        .db = f->db, .arena = f->arena, .clock = &f->clock, .files = f->files};
}

struct db *fixture_connect(struct fixture *f)
{
    struct db *db = NULL;
    struct db_options options = {.create = true, .lock = f->lock, .wait_us = LOCK_WAIT_US};
    assert_ok(db_open(f->url, options, &db));
    return db;
}

void fixture_after_fork(struct fixture *f)
{
    /* A failing assertion must end the child: it would go on with the parent's other tests. */
    setenv("CMOCKA_TEST_ABORT", "1", 1);
    f->db = fixture_connect(f); /* the inherited one is the parent's: not even closed */
    set_service(f);
}

void fixture_advance(struct fixture *f, int64_t by_us) { f->clock.fixed_us += by_us; }

static struct fixture *prepare(enum db_engine engine)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->engine = engine;
    f->arena = arena_new(ARENA_BYTES);
    f->clock = clock_fixed(FIXTURE_START_US);
    const char *tmp = getenv("TMPDIR");
    f->folder = str_printf(f->arena, "%s/truc-test.XXXXXX", tmp == NULL ? "/tmp" : tmp);
    char *folder = str_c(f->arena, f->folder);
    assert_non_null(mkdtemp(folder));
    f->folder = str_from_c(folder);
    const int how = MAP_SHARED | MAP_ANONYMOUS;
    f->lock = mmap(NULL, sizeof *f->lock, PROT_READ | PROT_WRITE, how, -1, 0);
    assert_ptr_not_equal(f->lock, MAP_FAILED);
    assert_ok(db_lock_init(f->lock));
    assert_ok(files_open(str_printf(f->arena, "%s/files", folder).ptr, &f->files));
    return f;
}

static int finish(struct fixture *f, void **state)
{
    size_t applied = 0;
    f->db = fixture_connect(f);
    if (f->engine == DB_POSTGRES) {
        const char *name = strrchr(f->folder.ptr, '.') + 1;
        fixture_script(f, str_printf(f->arena, "CREATE SCHEMA t_%s", name).ptr);
    }
    assert_ok(db_migrate(f->db, f->arena, f->clock.fixed_us, db_migrations, &applied));
    assert_int_equal(applied, db_migrations.count);
    int64_t roles;
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, rights_seed(f->db, f->arena, S("2000-01-01"), &roles)));
    set_service(f);
    *state = f;
    return 0;
}

int fixture_sqlite(void **state)
{
    struct fixture *f = prepare(DB_SQLITE);
    f->url = str_printf(f->arena, "sqlite:%.*s/truc.db", STR_ARG(f->folder));
    return finish(f, state);
}

int fixture_postgres(void **state)
{
    const char *server = getenv("TRUC_TEST_POSTGRES");
    if (server == NULL) {
        print_error("TRUC_TEST_POSTGRES is not set: use tests/support/with-postgres\n");
        return -1;
    }
    struct fixture *f = prepare(DB_POSTGRES);
    f->url = str_printf(f->arena, "%s%sconnect_timeout=60&options=-csearch_path%%3Dt_%s", server,
                        strchr(server, '?') == NULL ? "?" : "&", strrchr(f->folder.ptr, '.') + 1);
    return finish(f, state);
}

int fixture_end(void **state)
{
    struct fixture *f = *state;
    db_rollback(f->db);
    if (f->engine == DB_POSTGRES) {
        const char *name = strrchr(f->folder.ptr, '.') + 1;
        const char *sql = str_printf(f->arena, "DROP SCHEMA t_%s CASCADE", name).ptr;
        db_close(f->db); /* a test may have cut it off: drop through a new one */
        f->db = fixture_connect(f);
        fixture_script(f, sql);
    }
    db_close(f->db);
    files_close(f->files);
    assert_ok(os_tree_remove(f->folder.ptr));
    munmap(f->lock, sizeof *f->lock);
    arena_free(f->arena);
    free(f);
    return 0;
}

int64_t fixture_number(struct fixture *f, const char *sql)
{
    /* Each text is a query of its own: it lives as long as the connection's cache. */
    static const struct db_field out[] = {{DB_I64, 0, DB_NOT_NULL}};
    struct db_query *query = ARENA_NEW(f->arena, struct db_query);
    *query = (struct db_query){.name = "number",
                               .sqlite = sql,
                               .postgres = sql,
                               .out = out,
                               .out_count = 1,
                               .out_size = sizeof(int64_t)};
    int64_t number = 0;
    assert_ok(db_run_one(f->db, (struct db_call){f->arena, query, NULL}, &number));
    return number;
}

void fixture_script(struct fixture *f, const char *sql)
{
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, db_script(f->db, sql)));
}

int64_t fixture_top_agency(struct fixture *f)
{
    const struct agency_new agency = {.agency = {.code = S("H19"),
                                                 .area_code = S("75"),
                                                 .name = S("UBND thành phố Đồng Nai"),
                                                 .place = S("thành phố Đồng Nai"),
                                                 .kind = S("thành phố"),
                                                 .level = 2},
                                      .act = S("thử nghiệm"),
                                      .valid_from = S("2020-01-01")};
    int64_t id = 0;
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &id));
    assert_ok(db_commit(f->db));
    return id;
}
