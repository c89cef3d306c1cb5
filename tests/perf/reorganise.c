/*
 * Lays the work for the row `reorganisation` into the database of a running node: communes with
 * open dossiers, and an approved decision that merges them three by three. The node's own worker
 * applies it; `apply` does so here.
 *
 *   reorganise URL COMMUNES DOSSIERS [apply]
 *
 * Prints the id of the decision when all lies ready, and approves it when a line comes in.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/organisation.h"
#include "modules/reorganisation/test_world.h"

enum { ARENA_BYTES = 512 << 20, TOGETHER = 3 };

static struct reorganisation_operation founding(struct world *w, size_t i)
{
    struct str code = str_printf(w->f->arena, "N.%zu", i);
    struct str place = str_printf(w->f->arena, "xã Mới %zu", i);
    return (struct reorganisation_operation){.kind = REORGANISATION_FOUND,
                                             .new_code = code,
                                             .name = place,
                                             .place = place,
                                             .unit_kind = S("xã"),
                                             .level = 4,
                                             .parent_code = S("P")};
}

/* Every commune ends, so that every dossier moves. */
static int64_t decide(struct world *w)
{
    struct arena *arena = w->f->arena;
    size_t count = w->commune_count / TOGETHER;
    struct reorganisation_operation *operations =
        ARENA_ARRAY(arena, struct reorganisation_operation, 2 * count);
    for (size_t i = 0; i < count; i++) {
        struct reorganisation_part *parts =
            ARENA_ARRAY(arena, struct reorganisation_part, TOGETHER);
        for (size_t k = 0; k < TOGETHER; k++)
            parts[k].code = world_code(w, i * TOGETHER + k);
        operations[2 * i] = founding(w, i);
        operations[2 * i + 1] =
            (struct reorganisation_operation){.kind = REORGANISATION_MERGE,
                                              .code = operations[2 * i].new_code,
                                              .parts = parts,
                                              .part_count = TOGETHER};
    }
    return world_decision(w, str_c(arena, organisation_today(arena, &w->f->clock)), operations,
                          2 * count);
}

int main(int argc, char **argv)
{
    int64_t communes;
    int64_t dossiers;
    if (argc < 4 || !str_to_i64(str_from_c(argv[2]), &communes) || communes < TOGETHER ||
        !str_to_i64(str_from_c(argv[3]), &dossiers))
        return 2;
    struct fixture fixture = {.arena = arena_new(ARENA_BYTES),
                              .clock = clock_fixed(clock_now_us(clock_system()))};
    struct fixture *f = &fixture;
    struct db_options options = {.wait_us = 60 * MICROS_PER_SECOND};
    assert_ok(db_open(str_from_c(argv[1]), options, &f->db));
    f->service = (struct service_context){.db = f->db, .arena = f->arena, .clock = &f->clock};
    struct world *w = world_new(f, (size_t)communes);
    for (size_t i = 0; i < w->commune_count; i++)
        world_dossiers(w, i, (size_t)(dossiers / communes), 0);
    int64_t id = decide(w);
    printf("%lld\n", (long long)id);
    fflush(stdout);
    for (int c = 0; c != '\n' && c != EOF;)
        c = getchar();
    w->engine.service = world_as(w, &w->leader);
    assert_ok(world_approve(w, id));
    w->engine.service.actor = NULL;
    if (argc > 4)
        assert_ok(reorganisation_apply(&w->engine, id));
    db_close(f->db);
    arena_free(f->arena);
    return 0;
}
