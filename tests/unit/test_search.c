/* Finding by typing: how words are read, who finds what, and that the index can be made again. */
#include "tests/support/fixture.h"

#include <string.h>

#include "base/utf8.h"
#include "core/search_words.h"

static struct arena *arena_of_test(void)
{
    return arena_new(8 << 20);
}

static void words_with_their_tones(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Hoà", "hoa=2"},          {"Hòa", "hoa=2"},         {"HOÀ", "hoa=2"},
        {"Hoa\xcc\x80", "hoa=2"},  {"quý", "quy=5"},         {"qúy", "quy=5"},
        {"thuỷ", "thuy=3"},        {"thủy", "thuy=3"},       {"Nguyễn", "nguyên=4"},
        {"Đường", "đương=2"},      {"Trần Thị Ấm", "trân=2 thi=6 âm=5"},
        {"a", "a=1"},              {"", ""},                 {"-- ?!", ""},
        {"Tân Phú, Đồng-Nai", "tân=1 phu=5 đông=2 nai=1"},   {"\xcc\x81" "ab", "ab=1"},
        {"Bình Phước", "binh=2 phươc=5"}, {"Ơ Ư", "ơ=1 ư=1"}, {"x\xff\xc3y", "xy=1"},
    };
    struct arena *arena = arena_of_test();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = utf8_toned(arena, str_from_c(cases[i][0]));
        if (!str_is(got, cases[i][1]))
            fail_msg("%s: %.*s", cases[i][0], STR_ARG(got));
    }
    arena_free(arena);
}

/* What people type with the input method off, and what must stay as it is. */
static void keys_read_as_words(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        /* Telex */
        {"hoof", "ho"},         {"sow", "so"},        {"soj", "so"},         {"dda", "da"},
        {"ddoongf", "dong"},    {"nguyeenx", "nguyen"}, {"tieesng", "tieng"}, {"trichs", "trich"},
        {"lujc", "luc"},        {"khai", "khai"},     {"sinh", "sinh"},      {"chuwsng", "chung"},
        {"thuwcj", "thuc"},     {"ddatas", "data"},   {"truwowngf", "truong"}, {"tw", "tu"},
        {"dduwowngf", "duong"}, {"phuocws", "phuoc"}, {"hoaf", "hoa"},       {"hofa", "hoa"},
        {"quys", "quy"},        {"quis", "qui"},      {"gif", "gi"},         {"giaays", "giay"},
        {"xuaan", "xuan"},      {"sawcs", "sac"},     {"rax", "ra"},         {"ghees", "ghe"},
        {"nghieemj", "nghiem"}, {"huyeenj", "huyen"}, {"ysz", "y"},          {"leex", "le"},
        {"traanf", "tran"},     {"kees", "ke"},       {"hoon", "hon"},       {"wowng", "uong"},
        {"binhf", "binh"},      {"minhf", "minh"},    {"thijz", "thi"},      {"dangd", "dang"},
        /* VNI */
        {"ho62", "ho"},         {"so7", "so"},        {"d9ang2", "dang"},    {"nguye6n4", "nguyen"},
        {"tru7o7ng2", "truong"}, {"la1", "la"},       {"d9o6ng2", "dong"},   {"phu7o71c", "phuoc"},
        /* a letter struck twice */
        {"nguyyen", "nguyen"},  {"vvan", "van"},      {"annh", "anh"},       {"xoong", "xong"},
        /* no slip */
        {"nguyen", "nguyen"},   {"tran", "tran"},     {"xa", "xa"},          {"so", "so"},
        {"h19", "h19"},         {"075085001234", "075085001234"},            {"62", "62"},
        {"", ""},               {"w", "u"},           {"bcd", "bcd"},
    };
    struct arena *arena = arena_of_test();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str got = search_slip(arena, str_from_c(cases[i][0]));
        if (!str_is(got, cases[i][1]))
            fail_msg("%s: %.*s, not %s", cases[i][0], STR_ARG(got), cases[i][1]);
    }
    arena_free(arena);
}

static void tokens_of_a_text(void **state)
{
    (void)state;
    struct arena *arena = arena_of_test();
    assert_true(str_is(search_tokens(arena, S("Lê An 0751")), " l le le. lê=1 a an an. 0751"));
    assert_true(str_is(search_tokens(arena, S("?")), ""));
    char longest[4000];
    memset(longest, 'a', sizeof longest);
    struct str tokens = search_tokens(arena, str_of(longest, sizeof longest));
    assert_true(str_ends(tokens, S("aaaaaaaaaaaaaaaaaaaaaaaa.")));
    memset(longest, ' ', sizeof longest);
    for (size_t i = 0; i < sizeof longest; i += 2)
        longest[i] = 'b';
    assert_true(str_starts(search_tokens(arena, str_of(longest, sizeof longest)), S(" b b. b b.")));
    arena_free(arena);
}

/* Nothing that is typed can become a word of the query's language. */
static void an_expression_is_only_terms(void **state)
{
    (void)state;
    struct arena *arena = arena_of_test();
    struct search_typed typed;
    search_read(arena, S("Hoà \"OR\" v* NEAR( 075085' & !x"), &typed);
    struct str fts = search_expression(arena, DB_SQLITE, &typed, SEARCH_MARKED, S("#3 @12"));
    assert_true(str_is(fts, "\"hoa=2\" AND \"or.\" AND \"v.\" AND \"near.\" AND \"075085\" AND "
                            "\"x.\" AND \"#3\" AND \"@12\""));
    struct str pg = search_expression(arena, DB_POSTGRES, &typed, SEARCH_BEGUN, S(""));
    assert_true(str_is(pg, "'hoa' & 'or' & 'v' & 'near' & '075085':* & 'x'"));
    search_read(arena, S("hoa"), &typed);
    fts = search_expression(arena, DB_SQLITE, &typed, SEARCH_WHOLE, S("#3 @12|@13"));
    assert_true(str_is(fts, "\"hoa.\" AND \"#3\" AND (\"@12\" OR \"@13\")"));
    pg = search_expression(arena, DB_POSTGRES, &typed, SEARCH_WHOLE, S("@12|@13 #3"));
    assert_true(str_is(pg, "'hoa.' & ('@12' | '@13') & '#3'"));
    search_read(arena, S("a b c d e f g h i j"), &typed);
    assert_int_equal(typed.count, SEARCH_WORDS_MAX);
    arena_free(arena);
}

/* ---- over a database ---- */

/* Agency 1 above 2 and 3; 4 beside them; 3 leaves 1 on 1 January 2027. */
static void add_agencies(struct fixture *f)
{
    fixture_script(f, "INSERT INTO agency (id, created_us) VALUES (1,1),(2,1),(3,1),(4,1);"
                      "INSERT INTO agency_closure (ancestor_id, descendant_id, depth, valid_from,"
                      " valid_to) VALUES (1,1,0,'2020-01-01',NULL),(2,2,0,'2020-01-01',NULL),"
                      "(3,3,0,'2020-01-01',NULL),(4,4,0,'2020-01-01',NULL),"
                      "(1,2,1,'2020-01-01',NULL),(1,3,1,'2020-01-01','2027-01-01')");
}

static void put_entry(struct fixture *f, struct search_entry entry)
{
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, search_put(f->db, f->arena, &entry)));
}

#define put(f, what, id, agency, name, others)                                                     \
    put_entry(f, (struct search_entry){.kind = (what), .object_id = (id), .agency_id = (agency),   \
                                       .title = S(name), .also = S(others)})

/* "1+ 4": agency 1 with what stands below it, and agency 4. */
static struct str grants_of(struct arena *arena, const char *words)
{
    struct str out = S("[");
    struct str rest = str_from_c(words);
    while (rest.len > 0) {
        struct str word;
        if (!str_split(rest, ' ', &word, &rest))
            rest = S("");
        bool below = str_ends(word, S("+"));
        out = str_printf(arena,
                         "%.*s%s{\"agency\":%.*s,\"below\":%d,\"procedures\":\"\","
                         "\"procedures_too\":\"\",\"role\":\"\"}",
                         STR_ARG(out), out.len > 1 ? "," : "",
                         STR_ARG(str_slice(word, 0, word.len - below)), below);
    }
    return str_concat(arena, out, S("]"));
}

/* The ids found, in order, as "3 1 2". */
static struct str found(struct fixture *f, enum search_kind kind, const char *typed,
                        const char *grants, const char *day)
{
    struct search_ask ask = {.kind = kind, .typed = str_from_c(typed), .limit = 10,
                             .places = {.grants = grants_of(f->arena, grants), .below = true,
                                        .day = str_from_c(day)}};
    struct search_hits hits;
    struct str out = S("");
    assert_ok(search_find(f->db, f->arena, &ask, &hits));
    for (size_t i = 0; i < hits.count; i++)
        out = str_printf(f->arena, "%.*s%s%lld", STR_ARG(out), i == 0 ? "" : " ",
                         (long long)hits.items[i].object_id);
    return out;
}

#define assert_found(kind, typed, grants, day, ids)                                                \
    do {                                                                                           \
        struct str got_ids = found(f, kind, typed, grants, day);                                   \
        if (!str_is(got_ids, ids))                                                                 \
            fail_msg("%s %s: %.*s, not %s", typed, grants, STR_ARG(got_ids), ids);                 \
    } while (0)

static void only_what_the_scope_reaches(void **state)
{
    struct fixture *f = *state;
    add_agencies(f);
    put(f, SEARCH_DOSSIER, 1, 1, "Trần Văn Một", "075085000001");
    put(f, SEARCH_DOSSIER, 2, 2, "Trần Văn Hai", "075085000002");
    put(f, SEARCH_DOSSIER, 3, 3, "Trần Văn Ba", "075085000003");
    put(f, SEARCH_DOSSIER, 4, 4, "Trần Văn Bốn", "075085000004");
    assert_found(SEARCH_DOSSIER, "tran", "", "2026-11-23", "");
    assert_found(SEARCH_DOSSIER, "tran", "2", "2026-11-23", "2");
    assert_found(SEARCH_DOSSIER, "tran", "1", "2026-11-23", "1");
    assert_found(SEARCH_DOSSIER, "tran", "1+", "2026-11-23", "3 2 1");
    assert_found(SEARCH_DOSSIER, "tran", "1+", "2027-01-01", "2 1");
    assert_found(SEARCH_DOSSIER, "tran", "1 4", "2026-11-23", "4 1");
    assert_found(SEARCH_DOSSIER, "tran", "9+", "2026-11-23", "");
    assert_found(SEARCH_DOSSIER, "07508500", "2+", "2026-11-23", "2");
    assert_found(SEARCH_DOSSIER, "07508", "2+", "2026-11-23", "");
    assert_found(SEARCH_AGENCY, "tran", "1+", "2026-11-23", "");
}

/* One place, asked by its token, finds exactly what the scope would. */
static void one_place_is_asked_by_its_token(void **state)
{
    struct fixture *f = *state;
    add_agencies(f);
    for (int i = 1; i <= 30; i++)
        put(f, SEARCH_DOSSIER, i, i % 4 + 1, "Lê Thị Hoà", "");
    struct search_ask ask = {.kind = SEARCH_DOSSIER, .typed = S("hoa"), .limit = 5,
                             .places = {.grants = grants_of(f->arena, "2"), .day = S("2026-11-23"),
                                       .agency_id = 2}};
    struct search_hits hits;
    assert_ok(search_find(f->db, f->arena, &ask, &hits));
    assert_int_equal(hits.count, 5);
    assert_true(hits.more);
    for (size_t i = 0; i < hits.count; i++)
        assert_int_equal(hits.items[i].agency_id, 2);
    assert_int_equal(hits.items[0].object_id, 29);
    ask.places.day = S("2019-12-31"); /* no agency was there yet: the token alone gives nothing */
    assert_ok(search_find(f->db, f->arena, &ask, &hits));
    assert_int_equal(hits.count, 0);
}

static void stricter_readings_come_first(void **state)
{
    struct fixture *f = *state;
    put(f, SEARCH_PERSON, 1, 0, "Trần Văn Hoa", "");
    put(f, SEARCH_PERSON, 2, 0, "Trần Văn Hoà", "");
    put(f, SEARCH_PERSON, 3, 0, "Trần Văn Hóa", "");
    put(f, SEARCH_PERSON, 4, 0, "Trần Văn Hoan", "");
    assert_found(SEARCH_PERSON, "Hoà", "", "", "2 1 3 4");
    assert_found(SEARCH_PERSON, "Hòa", "", "", "2 1 3 4");
    assert_found(SEARCH_PERSON, "hoá", "", "", "3 1 2 4");
    assert_found(SEARCH_PERSON, "hoa", "", "", "1 2 3 4");
    assert_found(SEARCH_PERSON, "hoan", "", "", "4");
    assert_found(SEARCH_PERSON, "trans ho", "", "", "1 2 3 4");
    assert_found(SEARCH_PERSON, "traanf hoaf", "", "", "1 2 3 4");
    assert_found(SEARCH_PERSON, "tra6n2 van hoan", "", "", "4");
    assert_found(SEARCH_PERSON, "h v t", "", "", "1 2 3 4");
    assert_found(SEARCH_PERSON, "?!", "", "", "");
    assert_found(SEARCH_PERSON, "", "", "", "");
    assert_found(SEARCH_PERSON, "zzz", "", "", "");
}

/* "phu" begins "phuong": units that have the word itself come first. */
static void whole_words_come_before_beginnings(void **state)
{
    struct fixture *f = *state;
    put(f, SEARCH_AGENCY, 1, 0, "UBND phường An Hòa", "");
    put(f, SEARCH_AGENCY, 2, 0, "UBND xã Phú Hoà", "");
    put(f, SEARCH_AGENCY, 3, 0, "UBND phường Hoà Bình", "");
    assert_found(SEARCH_AGENCY, "phu hoa", "", "", "2 1 3");
    assert_found(SEARCH_AGENCY, "phu hoaf", "", "", "2 1 3");
    assert_found(SEARCH_AGENCY, "phu ho", "", "", "2 1 3");
}

static void an_entry_changes_and_goes(void **state)
{
    struct fixture *f = *state;
    put(f, SEARCH_AGENCY, 7, 0, "UBND xã Tân Phú", "H19.62");
    put(f, SEARCH_AGENCY, 8, 0, "UBND xã Tân Phú Đông", "H19.63");
    assert_found(SEARCH_AGENCY, "tan phu", "", "", "7 8");
    assert_found(SEARCH_AGENCY, "h19 63", "", "", "8");
    put(f, SEARCH_AGENCY, 8, 0, "UBND phường Bình Lộc", "H19.63");
    assert_found(SEARCH_AGENCY, "tan phu", "", "", "7");
    assert_found(SEARCH_AGENCY, "binh loc", "", "", "8");
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, search_drop(f->db, f->arena, SEARCH_AGENCY, 7)));
    assert_found(SEARCH_AGENCY, "tan phu", "", "", "");
    assert_ok(db_write_begin(f->db));
    struct search_entry entry = {.kind = SEARCH_AGENCY, .object_id = 9, .title = S("Sở Nội vụ")};
    assert_ok(search_put(f->db, f->arena, &entry));
    db_rollback(f->db);
    assert_found(SEARCH_AGENCY, "noi vu", "", "", "");
}

/* ---- making it again ---- */

enum { THINGS = 1201 };

static struct result things(struct db *db, struct arena *arena, struct search_page *page)
{
    (void)db;
    page->items = ARENA_ARRAY(arena, struct search_entry, (size_t)page->most);
    for (int64_t id = page->after + 1; id <= THINGS && (int64_t)page->count < page->most; id++)
        page->items[page->count++] =
            (struct search_entry){.kind = SEARCH_DOSSIER, .object_id = id, .agency_id = 1 + id % 4,
                                  .title = str_printf(arena, "Người Thứ %lld", (long long)id)};
    return RESULT_OK;
}

static void the_index_is_compared_and_mended(void **state)
{
    struct fixture *f = *state;
    const struct search_source source = {SEARCH_DOSSIER, things};
    struct search_report report;
    add_agencies(f);
    assert_ok(search_mend(f->db, &source, false, &report));
    assert_int_equal(report.seen, THINGS);
    assert_int_equal(report.missing, THINGS);
    assert_ok(search_mend(f->db, &source, false, &report));
    assert_int_equal(report.missing + report.wrong + report.left, 0);
    put(f, SEARCH_DOSSIER, THINGS + 5, 1, "Không Còn", "");
    put(f, SEARCH_DOSSIER, 17, 2, "Người Sai", "");
    fixture_script(f, "DELETE FROM search_entry WHERE object_id = 900;"
                      "UPDATE search_entry SET agency_id = 4 WHERE object_id = 600");
    assert_found(SEARCH_DOSSIER, "nguoi sai", "1+", "2026-11-23", "17");
    assert_ok(search_mend(f->db, &source, false, &report));
    assert_int_equal(report.missing, 1);
    assert_int_equal(report.wrong, 2);
    assert_int_equal(report.left, 1);
    assert_found(SEARCH_DOSSIER, "nguoi sai", "1+", "2026-11-23", "");
    assert_found(SEARCH_DOSSIER, "khong con", "1+", "2026-11-23", "");
    assert_found(SEARCH_DOSSIER, "nguoi 900", "1", "2026-11-23", "900");
    assert_ok(search_mend(f->db, &source, true, &report));
    assert_int_equal(report.missing, THINGS);
    assert_found(SEARCH_DOSSIER, "nguoi 600", "1", "2026-11-23", "600");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_with_their_tones),
        cmocka_unit_test(keys_read_as_words),
        cmocka_unit_test(tokens_of_a_text),
        cmocka_unit_test(an_expression_is_only_terms),
        FIXTURE_TESTS(only_what_the_scope_reaches),
        FIXTURE_TESTS(one_place_is_asked_by_its_token),
        FIXTURE_TESTS(stricter_readings_come_first),
        FIXTURE_TESTS(whole_words_come_before_beginnings),
        FIXTURE_TESTS(an_entry_changes_and_goes),
        FIXTURE_TESTS(the_index_is_compared_and_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
