/* Xin xem: asking to see one thing, and what it gives. */
#include "tests/unit/rights_world.h"

#include "core/access.h"
#include "tests/support/second.h"

static struct result ask_access(struct world *w, enum who who, struct access_ask what)
{
    struct fixture *f = w->f;
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, access_ask(f->db, f->arena, f->clock.fixed_us, actor_of(w, who),
                                       &what));
}

static struct result answer_access(struct world *w, enum who who, struct access_answer what)
{
    struct fixture *f = w->f;
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, access_answer(f->db, f->arena, f->clock.fixed_us, actor_of(w, who),
                                          what));
}

static struct result end_access(struct world *w, enum who who, int64_t id)
{
    struct fixture *f = w->f;
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, access_end(f->db, f->arena, f->clock.fixed_us, actor_of(w, who), id));
}

/* Whether who may see dossier 12, or another one, of the commune; nothing else is ever asked. */
static bool sees(struct world *w, enum who who, const char *permission, const char *object)
{
    struct permission_object thing = {.name = str_from_c(object), .procedure = S("2.000635")};
    return authority(w, who, permission, &thing) != NULL;
}

static struct access_ask of_dossier(struct world *w, const char *reason)
{
    return (struct access_ask){.code = S("H19.62-261123-0001"), .object = S("dossier:12"),
                               .agency_id = w->commune, .reason = str_from_c(reason)};
}

static void access_is_asked_given_and_ends(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct access_rows rows;
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_fails(ask_access(w, STRANGER, of_dossier(w, "  ")), "access.reason");
    assert_fails(ask_access(w, ADMIN, of_dossier(w, "Cần")), "access.nothing");
    assert_ok(ask_access(w, STRANGER, of_dossier(w, "Đối chiếu nơi cư trú")));
    assert_fails(ask_access(w, STRANGER, of_dossier(w, "Hỏi lại")), "access.open");
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_ok(access_to_answer(f->db, f->arena, actor_of(w, STRANGER), &rows));
    assert_int_equal(rows.count, 0);
    assert_ok(access_to_answer(f->db, f->arena, actor_of(w, CHAIR), &rows));
    assert_int_equal(rows.count, 1);
    int64_t id = rows.items[0].id;
    assert_fails(answer_access(w, CLERK, (struct access_answer){.id = id, .days = 7}),
                 "access.unknown");
    assert_fails(answer_access(w, CHAIR, (struct access_answer){.id = id, .days = 31}),
                 "access.days");
    assert_fails(answer_access(w, CHAIR, (struct access_answer){.id = id}), "access.text");
    assert_ok(answer_access(w, CHAIR, (struct access_answer){.id = id, .days = 3}));
    assert_fails(answer_access(w, CHAIR, (struct access_answer){.id = id, .days = 3}),
                 "access.answered");
    assert_true(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_true(sees(w, STRANGER, "result.read", "dossier:12"));
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:13"));
    assert_false(sees(w, STRANGER, "dossier.ask", "dossier:12"));
    fixture_advance(f, 2 * MICROS_PER_DAY);
    assert_true(sees(w, STRANGER, "dossier.read", "dossier:12"));
    fixture_advance(f, MICROS_PER_DAY);
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_fails(end_access(w, CHAIR, id), "access.over");
    struct evidence_row row;
    assert_ok(evidence_last(f->db, f->arena, S("access.given"), S("dossier:12"), &row));
    assert_true(str_find(row.record, S("\"before\":{\"valid_from\":\"\"")) < row.record.len);
}

static void access_is_refused_or_taken_back(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct access_rows rows;
    assert_ok(ask_access(w, STRANGER, of_dossier(w, "Đối chiếu")));
    assert_ok(access_asked(f->db, f->arena, actor_of(w, STRANGER), &rows));
    int64_t id = rows.items[0].id;
    assert_ok(answer_access(w, CHAIR,
                            (struct access_answer){.id = id, .text = S("Không liên quan")}));
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_ok(access_asked(f->db, f->arena, actor_of(w, STRANGER), &rows));
    assert_int_equal(rows.items[0].state, ACCESS_REFUSED);
    assert_ok(ask_access(w, STRANGER, of_dossier(w, "Có thêm văn bản")));
    assert_ok(answer_access(w, CHAIR, (struct access_answer){.id = id + 1, .days = 30}));
    assert_true(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_fails(end_access(w, STRANGER, id + 1), "access.unknown");
    assert_ok(end_access(w, CHAIR, id + 1));
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
}

static struct result give_too(struct fixture *f, void *context)
{
    struct world *w = context;
    w->f = f;
    return answer_access(w, DEPUTY, (struct access_answer){.id = 1, .days = 30});
}

/* Two leaders at the same moment: one answer stands, and only one is in the log. */
static void one_answer_counts(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_ok(ask_access(w, STRANGER, of_dossier(w, "Đối chiếu")));
    struct second second = second_begin(f, "access.answered", give_too, w);
    assert_ok(db_write_begin(f->db));
    assert_ok(access_answer(f->db, f->arena, f->clock.fixed_us, actor_of(w, CHAIR),
                            (struct access_answer){.id = 1, .text = S("Không liên quan")}));
    second_go(&second);
    assert_ok(db_commit(f->db));
    assert_true(second_ended(&second));
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence"
                                       " WHERE kind = 'access.given'"), 0);
}

/* Whoever was let see it, and reads no dossiers any more, sees this one no more either. */
static void a_new_duty_ends_what_was_given(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_ok(ask_access(w, STRANGER, of_dossier(w, "Đối chiếu")));
    assert_ok(answer_access(w, CHAIR, (struct access_answer){.id = 1, .days = 30}));
    assert_true(sees(w, STRANGER, "dossier.read", "dossier:12"));
    fixture_script(f, str_printf(f->arena,
                                 "UPDATE position SET role = 'quan_tri' WHERE id ="
                                 " (SELECT position_id FROM appointment WHERE id = %lld)",
                                 (long long)w->appointment[STRANGER]).ptr);
    assert_false(sees(w, STRANGER, "dossier.read", "dossier:12"));
    assert_false(sees(w, STRANGER, "result.read", "dossier:12"));
}

/* A code that nobody has is taken like any other, and nobody sees it. */
static void asking_tells_nothing(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct access_rows rows;
    struct access_ask what = {.code = S("H19.62-261123-9999"), .reason = S("Tìm")};
    assert_ok(ask_access(w, STRANGER, what));
    assert_fails(ask_access(w, STRANGER, what), "access.open");
    assert_ok(access_asked(f->db, f->arena, actor_of(w, STRANGER), &rows));
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.items[0].state, ACCESS_OPEN);
    assert_ok(access_to_answer(f->db, f->arena, actor_of(w, CHAIR), &rows));
    assert_int_equal(rows.count, 0);
    assert_fails(answer_access(w, CHAIR, (struct access_answer){.id = 1, .days = 7}),
                 "access.unknown");
    fixture_advance(f, 11 * MICROS_PER_DAY);
    assert_ok(ask_access(w, STRANGER, what));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(access_is_asked_given_and_ends),
        FIXTURE_TESTS(access_is_refused_or_taken_back),
        FIXTURE_TESTS(one_answer_counts),
        FIXTURE_TESTS(a_new_duty_ends_what_was_given),
        FIXTURE_TESTS(asking_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
