/* Who may change the register and the trust list. */
#include "modules/certificate/service.h"

#include "core/certificates_queries.h"
#include "core/organisation.h"
#include "core/rights.h"
#include "tests/support/fixture.h"

enum { TOP = 1, COMMUNE = 2, OTHER = 3 };

static const char DER[] = "bytes of a certificate";

/* Lan has a post in the first commune, Minh one in both; Hoa left. Each holds a certificate. */
static void enter_people(struct fixture *f)
{
    fixture_script(
        f,
        "INSERT INTO person (id, name, name_folded, created_us) VALUES (1, 'Lan', 'lan', 0),"
        " (2, 'Minh', 'minh', 0), (3, 'Hoa', 'hoa', 0);"
        "INSERT INTO unit (id, agency_id, name, valid_from) VALUES (12, 2, 'A', '2020-01-01'),"
        " (13, 3, 'B', '2020-01-01');"
        "INSERT INTO position (id, unit_id, title, role, subtree, valid_from) VALUES"
        " (12, 12, 'A', 'lanh_dao', FALSE, '2020-01-01'),"
        " (13, 13, 'B', 'lanh_dao', FALSE, '2020-01-01');"
        "INSERT INTO appointment (person_id, position_id, decision, valid_from) VALUES"
        " (1, 12, '1', '2020-01-01'), (2, 12, '2', '2020-01-01'), (2, 13, '3', '2020-01-01');"
        "INSERT INTO certificate_holder (certificate_id, person_id, from_us, given_by, reason)"
        " VALUES (1, 1, 1, '', ''), (2, 2, 1, '', ''), (3, 3, 1, '', '');"
        "INSERT INTO certificate_holder (certificate_id, agency_id, from_us, given_by, reason)"
        " VALUES (4, 3, 1, '', '');");
}

static void enter_certificates(struct fixture *f)
{
    assert_ok(db_write_begin(f->db));
    for (int i = 1; i <= 5; i++) {
        struct q_certificate_add_out added;
        bool fresh;
        struct str hash = i == 5 ? sha256_hex(f->arena, str_from_c(DER))
                                 : str_printf(f->arena, "%d", i);
        const struct q_certificate_add_in row = {.kind = S("person"), .domain = S("test"),
                                                 .der = str_from_c(DER), .sha256 = hash};
        assert_ok(q_certificate_add(f->db, f->arena, row, &added, &fresh));
        assert_int_equal(added.id, i);
    }
    assert_ok(db_commit(f->db));
}

static void begin(struct fixture *f)
{
    assert_ok(rights_prepare(f->db, f->arena, f->clock.fixed_us));
    assert_int_equal(fixture_top_agency(f), TOP);
    for (int i = COMMUNE; i <= OTHER; i++) {
        const struct agency_new agency = {
            .agency = {.parent_id = TOP, .code = str_printf(f->arena, "H19.%d", i),
                       .area_code = S("75"), .name = str_printf(f->arena, "UBND xã %d", i),
                       .place = S("xã"), .kind = S("xã"), .level = 3},
            .act = S("thử nghiệm"), .valid_from = S("2020-01-01")};
        int64_t id = 0;
        assert_ok(db_write_begin(f->db));
        assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &id));
        assert_ok(db_commit(f->db));
        assert_int_equal(id, i);
    }
    enter_certificates(f);
    enter_people(f);
}

/* An administrator of that agency, with all below it where it is the highest. */
static struct service_context administrator(struct fixture *f, int64_t agency_id)
{
    struct grant *grant = ARENA_NEW(f->arena, struct grant);
    struct actor *actor = ARENA_NEW(f->arena, struct actor);
    *grant = (struct grant){.role = ROLE_ADMINISTRATOR, .agency_id = agency_id,
                            .subtree = agency_id == TOP};
    *actor = (struct actor){.account_id = 7, .agency_id = agency_id, .today = S("2026-11-23"),
                            .grants = grant, .grant_count = 1};
    struct service_context ctx = f->service;
    ctx.actor = actor;
    return ctx;
}

/* To an agency by its code, or to a person by their name. */
static struct result give(struct service_context ctx, const char *agency, const char *person)
{
    int64_t id = 0;
    const struct register_order order = {.der = str_from_c(DER), .name = str_from_c(person),
                                         .agency_code = str_from_c(agency), .reason = S("QĐ 1")};
    return register_add(&ctx, &order, &id);
}

static void certificates_are_given_where_one_administers(void **state)
{
    struct fixture *f = *state;
    begin(f);
    struct service_context commune = administrator(f, COMMUNE);
    assert_fails(give(commune, "H19.3", ""), "certificate.elsewhere");
    assert_fails(give(commune, "", "Minh"), "certificate.elsewhere"); /* of both */
    assert_fails(give(commune, "", "Hoa"), "certificate.holder");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM certificate_holder"), 4);
    assert_ok(give(commune, "", "Lan"));
    assert_fails(give(administrator(f, TOP), "", "Minh"), "certificate.held");
}

static void certificates_are_taken_back_where_one_administers(void **state)
{
    struct fixture *f = *state;
    begin(f);
    struct service_context commune = administrator(f, COMMUNE);
    struct service_context top = administrator(f, TOP);
    assert_fails(register_end(&commune, 2, S("x")), "certificate.elsewhere");
    assert_fails(register_end(&commune, 3, S("x")), "certificate.elsewhere");
    assert_fails(register_end(&commune, 4, S("x")), "certificate.elsewhere");
    assert_ok(register_end(&commune, 1, S("x")));
    assert_fails(register_end(&commune, 1, S("x")), "certificate.free");
    for (int64_t id = 2; id <= 4; id++)
        assert_ok(register_end(&top, id, S("x")));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence"
                                       " WHERE kind = 'certificate.ended'"), 4);
}

static void trust_is_the_highest_agencys(void **state)
{
    struct fixture *f = *state;
    begin(f);
    struct service_context commune = administrator(f, COMMUNE);
    struct service_context top = administrator(f, TOP);
    struct trust_order order = {.domain = TRUST_OFFICIAL, .der = S("no certificate"),
                                .fingerprint = S("x"), .source = S("x"), .reason = S("x")};
    int64_t id = 0;
    assert_fails(trust_list_add(&commune, &order, &id), "permission.whole");
    assert_fails(trust_list_add(&top, &order, &id), "certificate.broken");
    assert_fails(trust_list_withdraw(&commune, 1, S("x")), "permission.whole");
    assert_fails(trust_list_withdraw(&top, 1, S("x")), "trust.none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(certificates_are_given_where_one_administers),
        FIXTURE_TESTS(certificates_are_taken_back_where_one_administers),
        FIXTURE_TESTS(trust_is_the_highest_agencys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
