/*
 * How long a page of each question to the evidence log takes, over a million rows.
 *
 *   tests/support/with-postgres audit [ROWS]     both engines; prints milliseconds as JSON
 *
 * Four of five rows are readings by one of 400 people at one of 95 agencies, each of one dossier of
 * 200,000. `deep` is a page from the middle of the log: it costs what the first one does.
 */
#include "tests/support/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "modules/audit/find.h"

enum { ROUNDS = 40, PAGE = 50 };

static void fill(struct fixture *f, int64_t rows)
{
    const char *bytes = f->engine == DB_SQLITE ? "x''" : "''";
    struct str sql = str_printf(
        f->arena,
        "INSERT INTO evidence (kind, object, actor, agency_id, recorded_us, salt, record, leaf) "
        "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n "
        "WHERE i < %lld) "
        "SELECT CASE WHEN i %% 5 <> 0 THEN 'read' WHEN i %% 1000 = 0 THEN 'configuration.changed' "
        "ELSE 'dossier.received' END, 'dossier:' || (i * 7919 %% 200000), "
        "'account:' || (i * 31 %% 400), i * 17 %% 95, 1000000 * CAST(i AS BIGINT), %s, "
        "'{\"data\":{\"purpose\":\"dossier.view\"}}', %s FROM n;"
        "INSERT INTO evidence_subject (object, evidence_id) "
        "SELECT object, id FROM evidence WHERE kind = 'read';",
        (long long)rows, bytes, bytes);
    fixture_script(f, str_c(f->arena, sql));
    fixture_script(f, "ANALYZE;");
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(struct fixture *f, const char *name, struct audit_ask ask)
{
    int64_t took[ROUNDS];
    size_t found = 0;
    struct arena *arena = arena_new(64 << 20);
    for (int i = 0; i < ROUNDS; i++) {
        struct audit_entries entries;
        int64_t begin_us = clock_monotonic_us();
        assert_ok(audit_find(f->db, arena, &ask, &entries));
        took[i] = clock_monotonic_us() - begin_us;
        found = entries.count;
        arena_reset(arena);
    }
    arena_free(arena);
    qsort(took, ROUNDS, sizeof took[0], by_value);
    printf("{\"engine\":\"%s\",\"question\":\"%s\",\"rows\":%zu,\"p50_ms\":%.2f,\"max_ms\":%.2f}\n",
           f->engine == DB_SQLITE ? "sqlite" : "postgres", name, found,
           (double)took[ROUNDS / 2] / 1000, (double)took[ROUNDS - 1] / 1000);
}

static void ask_all(struct fixture *f, int64_t rows)
{
    struct audit_ask all = {.from_us = 0, .to_us = INT64_MAX, .before = AUDIT_NEWEST,
                            .most = PAGE};
    struct audit_ask ask = all;
    measure(f, "newest", ask);
    ask.before = (struct audit_cursor){rows / 2 * 1000000, rows / 2};
    measure(f, "deep", ask);
    ask = all;
    ask.object = S("dossier:4711");
    ask.kind = S("read");
    measure(f, "who read", ask);
    ask = all;
    ask.actor = S("account:31");
    measure(f, "account", ask);
    ask.kind = S("configuration.changed");
    measure(f, "account and rare kind", ask);
    ask = all;
    ask.kind = S("configuration.changed");
    measure(f, "rare kind", ask);
    ask.agency_id = 94;
    measure(f, "agency and rare kind", ask);
}

int main(int argc, char **argv)
{
    int64_t rows = argc > 1 ? atoll(argv[1]) : 1000000;
    int (*const starts[])(void **) = {fixture_sqlite, fixture_postgres};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        void *state = NULL;
        starts[i](&state);
        fill(state, rows);
        ask_all(state, rows);
        fixture_end(&state);
    }
    return 0;
}
