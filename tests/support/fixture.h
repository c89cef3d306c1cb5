#ifndef TRUC_TESTS_FIXTURE_H
#define TRUC_TESTS_FIXTURE_H

/*
 * A fresh database of either engine with every migration applied, a clock that
 * stands until the test moves it, a file store and a folder, all gone at the
 * end. Every test of stored data runs on both engines:
 *
 *     static void test_x(void **state)
 *     {
 *         struct fixture *f = *state;
 *         …
 *     }
 *     const struct CMUnitTest tests[] = {FIXTURE_TESTS(test_x)};
 *     return cmocka_run_group_tests(tests, NULL, NULL);
 *
 * PostgreSQL is the server that TRUC_TEST_POSTGRES names; without it the
 * PostgreSQL half fails (`tests/support/with-postgres COMMAND` starts one).
 */
#include "tests/unit/cmocka_all.h"

#include "base/clock.h"
#include "core/files.h"
#include "core/service.h"
#include "db/db.h"
#include "db/lock.h"

/* Monday 2026-11-23 09:00 in Ha Noi. */
#define FIXTURE_START_US INT64_C(1795399200000000)

struct fixture {
    struct db *db;
    struct arena *arena;  /* 64 MiB */
    struct clock clock;   /* at FIXTURE_START_US; write clock.fixed_us */
    struct files *files;
    struct service_context service; /* of the four above, nobody acting */
    struct db_lock *lock; /* shared with forked children */
    enum db_engine engine;
    struct str url;       /* for more connections, e.g. in a forked child */
    struct str folder;    /* absolute path; removed at the end */
};

int fixture_sqlite(void **state);
int fixture_postgres(void **state);
int fixture_end(void **state);

/* One more connection to the same database; the caller closes it. */
struct db *fixture_connect(struct fixture *f);

/* For a forked child: opens a connection of its own and forgets the parent's. */
void fixture_after_fork(struct fixture *f);

/* Moves the clock on. */
void fixture_advance(struct fixture *f, int64_t by_us);

/* One number from the database: "SELECT COUNT(*) FROM job". */
int64_t fixture_number(struct fixture *f, const char *sql);
/* Founds an agency that stands under none. In a database without agencies its id is 1. */
int64_t fixture_top_agency(struct fixture *f);

/* Statements without parameters, in a transaction of their own. */
void fixture_script(struct fixture *f, const char *sql);

/* Asserts on outcomes; the failure's code is printed. */
#define assert_ok(result) fixture_assert(f, (result), NULL, __FILE__, __LINE__)
#define assert_fails(result, code) fixture_assert(f, (result), (code), __FILE__, __LINE__)
void fixture_assert(struct fixture *f, struct result result, const char *code, const char *file,
                    int line);

/* clang-format off */
#define FIXTURE_TESTS(test)                                                    \
    {#test " sqlite", test, fixture_sqlite, fixture_end, NULL},                \
    {#test " postgres", test, fixture_postgres, fixture_end, NULL}
/* clang-format on */

#endif
