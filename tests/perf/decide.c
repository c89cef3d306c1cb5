/*
 * How long one permission decision takes: a city with 95 communes, a person of the city whose post
 * reaches all of them.
 *
 *   decide DATABASE ROUNDS       an empty database; prints microseconds as JSON
 *
 * warm: the process has asked about this agency since rights last changed; cold: it has not; words:
 * warm, with every step in words as the page "vì sao" shows them; load: the grants of a person from
 * the tables, once a request.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/grants.h"
#include "core/organisation.h"
#include "core/rights.h"
#include "db/db.h"
#include "db/migrate.h"

enum { ARENA_BYTES = 512 << 20, COMMUNES = 95 };
#define DAY S("2026-11-23")
#define SINCE S("2026-05-01")

struct bench {
    struct db *db;
    struct arena *arena; /* of the set-up */
    struct arena *round; /* emptied after each */
    int64_t city;
    int64_t communes[COMMUNES];
    int64_t person;
    struct actor actor;
};

static void need(struct bench *b, struct result result)
{
    if (result_ok(result))
        return;
    fprintf(stderr, "decide: %s: %s\n", result.code, b->db == NULL ? "" : db_last_error(b->db));
    exit(2);
}

static int64_t found(struct bench *b, struct str code, int64_t level, int64_t parent)
{
    int64_t id;
    struct agency_new agency = {.agency = {.code = code, .area_code = code, .name = code,
                                           .place = code, .kind = S("xã"), .level = level,
                                           .parent_id = parent},
                                .act = S("Nghị quyết"),
                                .valid_from = SINCE};
    need(b, agency_found(b->db, b->arena, 1, agency, &id));
    return id;
}

static void set_out(struct bench *b)
{
    int64_t added;
    struct appointment_new appointment = {.decision = S("Quyết định 1"), .valid_from = SINCE};
    need(b, db_write_begin(b->db));
    need(b, rights_seed(b->db, b->arena, SINCE, &added));
    b->city = found(b, S("H19"), 2, 0);
    for (int i = 0; i < COMMUNES; i++)
        b->communes[i] = found(b, str_printf(b->arena, "H19.%d", i + 1), 4, b->city);
    struct post_new post = {.agency_id = b->city, .unit = S("Lãnh đạo"), .title = S("Chủ tịch"),
                            .role = S("lanh_dao"), .subtree = true, .valid_from = SINCE};
    need(b, person_add(b->db, b->arena, 1, S("Lê Thị Sen"), &b->person));
    need(b, post_ensure(b->db, b->arena, post, &appointment.position_id));
    appointment.person_id = b->person;
    need(b, person_appoint(b->db, b->arena, appointment));
    need(b, rights_changed(b->db, b->arena,
                           (struct rights_change){.now_us = 1, .actor = S("system")}));
    need(b, db_commit(b->db));
}

static void load(struct bench *b, int64_t generation)
{
    struct grant_list grants;
    need(b, rights_at(b->db, b->arena, b->person, DAY, &grants));
    b->actor = (struct actor){.person_id = b->person, .name = S("Lê Thị Sen"), .today = DAY,
                              .grants = grants.items, .grant_count = grants.count,
                              .generation = generation};
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

enum way { WARM, COLD, WORDS, LOAD, WAYS };
static const char *const NAMES[WAYS] = {"warm", "cold", "words", "load"};

static void once(struct bench *b, enum way way, int64_t agency_id)
{
    struct permission_question question = {.permission = "dossier.read", .agency_id = agency_id};
    struct permission_decision decision;
    struct grant_list grants;
    if (way == LOAD)
        need(b, rights_at(b->db, b->round, b->person, DAY, &grants));
    else if (way == WORDS)
        need(b, permission_decide(b->db, b->round, &b->actor, question, &decision));
    else
        need(b, permission_check(b->db, b->round, &b->actor, question.permission, agency_id));
}

/* Median and 99 % of `rounds` single ones, over all communes in turn. */
static void measure(struct bench *b, enum way way, int64_t rounds)
{
    double *times = ARENA_ARRAY(b->arena, double, (size_t)rounds);
    for (int i = 0; i < COMMUNES; i++)
        once(b, way, b->communes[i]);
    for (int64_t i = 0; i < rounds; i++) {
        if (way == COLD)
            b->actor.generation++;
        struct timespec from;
        struct timespec to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        once(b, way, b->communes[i % COMMUNES]);
        clock_gettime(CLOCK_MONOTONIC, &to);
        times[i] = (double)(to.tv_sec - from.tv_sec) * 1e6 +
                   (double)(to.tv_nsec - from.tv_nsec) / 1e3;
        arena_reset(b->round);
    }
    qsort(times, (size_t)rounds, sizeof times[0], compare);
    printf("%s\"%s_p50\": %.2f, \"%s_p99\": %.2f", way == 0 ? "{" : ", ", NAMES[way],
           times[rounds / 2], NAMES[way], times[rounds * 99 / 100]);
}

int main(int argc, char **argv)
{
    int64_t rounds;
    size_t applied;
    if (argc != 3 || !str_to_i64(str_from_c(argv[2]), &rounds) || rounds < 100)
        return 2;
    struct bench b = {.arena = arena_new(ARENA_BYTES), .round = arena_new(ARENA_BYTES)};
    need(&b, db_open(str_from_c(argv[1]), (struct db_options){.create = true}, &b.db));
    need(&b, db_migrate(b.db, b.arena, 1, db_migrations, &applied));
    set_out(&b);
    load(&b, 1);
    for (unsigned way = 0; way < WAYS; way++)
        measure(&b, (enum way)way, rounds);
    printf("}\n");
    db_close(b.db);
    arena_free(b.arena);
    arena_free(b.round);
    return 0;
}
