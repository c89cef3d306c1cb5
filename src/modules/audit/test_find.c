#include "tests/support/fixture.h"

#include "core/evidence.h"
#include "core/organisation.h"
#include "modules/audit/find.h"
#include "modules/audit/words.h"

enum { ROWS = 25 };

static struct audit_ask everything(int64_t most)
{
    return (struct audit_ask){.to_us = INT64_MAX, .before = AUDIT_NEWEST, .most = most};
}

static void act(struct fixture *f, const char *actor, const char *kind, const char *object,
                int64_t agency_id)
{
    struct evidence what = {.kind = str_from_c(kind), .object = str_from_c(object),
                            .actor = str_from_c(actor), .agency_id = agency_id};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, evidence_add(f->db, f->arena, f->clock.fixed_us, what)));
}

static void look(struct fixture *f, const char *actor, const char *one, const char *other)
{
    struct str objects[] = {str_from_c(one), str_from_c(other)};
    struct evidence_reading reading = {.actor = str_from_c(actor), .screen = S("/can-bo/viec"),
                                       .purpose = S("dossier.queue"), .agency_id = 3,
                                       .objects = objects, .object_count = 2};
    assert_ok(evidence_reading_add(f->db, f->arena, f->clock.fixed_us, reading));
}

/* Pages of any length give every row once, newest first, also those of one instant. */
static void test_pages(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < ROWS; i++) {
        act(f, "account:1", "dossier.received", "dossier:1", 3);
        if (i % 3 == 0)
            fixture_advance(f, 1);
    }
    for (int64_t most = 1; most <= ROWS + 1; most++) {
        struct audit_ask ask = everything(most);
        struct audit_entries page;
        int64_t last = INT64_MAX;
        size_t seen = 0;
        do {
            assert_ok(audit_find(f->db, f->arena, &ask, &page));
            for (size_t i = 0; i < page.count; i++, seen++) {
                assert_true(page.items[i].id < last);
                last = page.items[i].id;
                ask.before = (struct audit_cursor){page.items[i].recorded_us, last};
            }
        } while (page.more);
        assert_int_equal(seen, ROWS);
    }
}

static size_t count(struct fixture *f, struct audit_ask ask)
{
    struct audit_entries page;
    assert_ok(audit_find(f->db, f->arena, &ask, &page));
    return page.count;
}

/* A reading of two dossiers is found by each of them; every filter keeps out what it must. */
static void test_filters(void **state)
{
    struct fixture *f = *state;
    look(f, "account:1", "dossier:1", "dossier:2");
    act(f, "account:1", "dossier.received", "dossier:1", 3);
    fixture_advance(f, MICROS_PER_DAY);
    act(f, "account:2", "configuration.changed", "setting:a", 4);
    struct audit_ask ask = everything(10);
    assert_int_equal(count(f, ask), 3);
    ask.object = S("dossier:2");
    assert_int_equal(count(f, ask), 1);
    ask.object = S("dossier:1");
    assert_int_equal(count(f, ask), 2);
    ask.kind = S("read");
    assert_int_equal(count(f, ask), 1);
    ask.actor = S("account:2");
    assert_int_equal(count(f, ask), 0);
    ask = everything(10);
    ask.kind = S("configuration.changed");
    assert_int_equal(count(f, ask), 1);
    ask.actor = S("account:1");
    assert_int_equal(count(f, ask), 0);
    ask = everything(10);
    ask.agency_id = 4;
    assert_int_equal(count(f, ask), 1);
    ask.to_us = f->clock.fixed_us;
    assert_int_equal(count(f, ask), 0);
    ask = everything(10);
    ask.from_us = f->clock.fixed_us;
    assert_int_equal(count(f, ask), 1);
}

static int64_t appoint(struct fixture *f, const char *role, const char *from, const char *to)
{
    int64_t person;
    struct post_new post = {.agency_id = 1, .unit = S("Văn phòng"), .title = str_from_c(role),
                            .role = str_from_c(role), .valid_from = S("2020-01-01")};
    struct appointment_new what = {.decision = S("QĐ 1"), .valid_from = str_from_c(from)};
    assert_ok(db_write_begin(f->db));
    assert_ok(person_add(f->db, f->arena, 1, S("Trịnh Công Hậu"), &person));
    assert_ok(post_ensure(f->db, f->arena, post, &what.position_id));
    what.person_id = person;
    assert_ok(person_appoint(f->db, f->arena, what));
    assert_ok(db_commit(f->db));
    fixture_script(f, str_c(f->arena, str_printf(f->arena,
                                                 "UPDATE appointment SET valid_to = '%s' "
                                                 "WHERE person_id = %lld",
                                                 to, (long long)person)));
    fixture_script(f, str_c(f->arena, str_printf(f->arena,
        "INSERT INTO account (person_id, login, password_hash, totp_secret, totp_step, demo, "
        "created_us) SELECT %lld, 'u%lld', '', salt, 0, FALSE, 1 FROM evidence LIMIT 1",
        (long long)person, (long long)person)));
    return fixture_number(f, "SELECT MAX(id) FROM account");
}

/* Of an administrator only what they did while they were one. */
static void test_role(void **state)
{
    struct fixture *f = *state;
    act(f, "system", "seed", "", 0);
    struct agency_new agency = {.agency = {.code = S("H19"), .area_code = S("75"), .name = S("a"),
                                           .place = S("a"), .kind = S("xã"), .level = 2},
                                .act = S("a"), .valid_from = S("2020-01-01")};
    int64_t id;
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, 1, agency, &id));
    assert_ok(db_commit(f->db));
    int64_t admin = appoint(f, "quan_tri", "2026-11-24", "2026-11-25");
    int64_t clerk = appoint(f, "mot_cua", "2026-01-01", "2027-01-01");
    const char *mark = str_c(f->arena, str_printf(f->arena, "account:%lld", (long long)admin));
    const char *other = str_c(f->arena, str_printf(f->arena, "account:%lld", (long long)clerk));
    for (int day = 0; day < 3; day++) {
        act(f, mark, "configuration.changed", "setting:a", 1);
        act(f, other, "dossier.received", "dossier:1", 1);
        fixture_advance(f, MICROS_PER_DAY);
    }
    struct audit_ask ask = everything(10);
    struct audit_entries page;
    ask.to_us = f->clock.fixed_us;
    assert_ok(audit_find_role(f->db, f->arena, &ask, ROLE_ADMINISTRATOR, &page));
    assert_int_equal(page.count, 1);
    assert_int_equal(page.items[0].recorded_us, FIXTURE_START_US + MICROS_PER_DAY);
}

/* The table of a record: plain values, members of two objects, and instants as dates. */
static void test_fields(void **state)
{
    struct fixture *f = *state;
    struct str record = S("{\"data\":{\"before\":{\"due_us\":1795399200000000,\"a\":1},"
                          "\"after\":{\"due_us\":1795399200000000,\"b\":[\"x\",\"y\"]},"
                          "\"reason\":\"vì bão\"}}");
    struct audit_fields fields = audit_fields_of(f->arena, LOCALE_VI, record);
    assert_int_equal(fields.count, 4);
    assert_true(fields.has_before);
    assert_false(fields.items[0].changed);
    assert_true(str_is(fields.items[0].before, "23/11/2026 09:00"));
    assert_true(fields.items[1].changed);
    assert_true(str_is(fields.items[2].after, "x, y"));
    assert_true(str_is(audit_why(f->arena, LOCALE_VI, record), "vì bão"));
    assert_int_equal(audit_fields_of(f->arena, LOCALE_VI, S("")).count, 0);
    assert_int_equal(audit_fields_of(f->arena, LOCALE_VI, S("{\"data\":{\"be")).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_pages),
        FIXTURE_TESTS(test_filters),
        FIXTURE_TESTS(test_role),
        FIXTURE_TESTS(test_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
