/* A verification package: whole, it says the same again without us; with anything changed, it does
 * not. Also the archive it comes in. */
#include <string.h>

#include "base/zip_format.h"
#include "core/package.h"
#include "core/tlog/proof.h"
#include "sign/report_wire.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 256 << 20, ROOM = 1 << 20 };

static const struct package_trust brought = {.own_roots = false};

/* A log with one entry, signed by a key of its own. */
static struct package_log log_of(struct arena *arena, struct str document)
{
    static const struct ed25519_key key = {{9}};
    struct ed25519_public public = ed25519_public_of(&key);
    struct vkey vkey = vkey_of(arena, S("test.vn"), &public);
    struct package_log log = {
        .record = str_printf(arena, "{\"kind\":\"result.signed\",\"data\":{\"sha256\":\"%.*s\"}}",
                             STR_ARG(sha256_hex(arena, document))),
        .salt = S("0123456789abcdef"),
        .vkey = vkey_text(arena, &vkey)};
    struct str parts[] = {log.salt, log.record};
    struct sha256 entry = sha256_joined(parts, 2);
    char leaf[1 + sizeof entry.bytes] = {0};
    memcpy(leaf + 1, entry.bytes, sizeof entry.bytes);
    struct checkpoint checkpoint = {S("test.vn"), 1, sha256(str_of(leaf, sizeof leaf))};
    struct str text = checkpoint_text(arena, &checkpoint);
    struct ed25519_signature signature = ed25519_sign(&key, text);
    struct str line = note_signature_line(arena, &vkey, &signature);
    struct receipt receipt = {.checkpoint = str_printf(arena, "%.*s\n%.*s", STR_ARG(text),
                                                       STR_ARG(line))};
    log.receipt = receipt_text(arena, &receipt);
    return log;
}

static struct str pack(struct arena *arena, const struct sign_fixture *f, struct str document,
                       bool logged)
{
    struct evidence_set evidence = {.arena = arena, .at_us = SIGN_NOW_US};
    struct package package = {.input = {.bytes = document}, .evidence = &evidence};
    struct package_log log = log_of(arena, document);
    struct report *made = ARENA_NEW(arena, struct report);
    struct report *told = ARENA_NEW(arena, struct report);
    struct str wire;
    struct str zip;
    evidence_list_add(arena, &evidence.roots, f->root);
    evidence_list_add(arena, &evidence.certificates, f->authority);
    package.log = logged ? &log : NULL;
    struct evidence_set used = evidence;
    assert_true(result_ok(report_make(&used, &package.input, made)));
    assert_true(result_ok(report_wire_write(arena, made, &wire)));
    assert_true(result_ok(report_wire_read(arena, wire, told)));
    assert_true(result_ok(package_make(arena, &package, told, &zip)));
    return zip;
}

static struct str paper(struct arena *arena, struct sign_fixture *f)
{
    struct str once = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    return sign_as(arena, f, once, &f->agency, true);
}

static void a_whole_package_says_the_same(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct package_check check;
    struct str zip = pack(arena, f, paper(arena, f), true);
    assert_true(result_ok(package_check(arena, zip, &brought, &check)));
    assert_int_equal(check.report.indication, INDICATION_PASSED);
    assert_true(check.same_report);
    assert_int_equal(check.log, PACKAGE_LOG_HOLDS);
    assert_true(str_is(check.log_name, "test.vn"));
    assert_int_equal(check.evidence.roots.count, 1);
    zip = pack(arena, f, sign_as(arena, f, sign_base(arena, 0), &f->stranger, false), false);
    assert_true(result_ok(package_check(arena, zip, &brought, &check)));
    assert_int_equal(check.report.indication, INDICATION_INDETERMINATE);
    assert_true(check.same_report);
    assert_int_equal(check.log, PACKAGE_LOG_NONE);
    arena_free(arena);
}

/* The package brings its own roots; a checker who brings others does not believe them. */
static void whom_to_trust_is_the_checkers_own(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str zip = pack(arena, f, paper(arena, f), true);
    struct package_check check;
    struct package_trust own = {.own_roots = true};
    assert_true(result_ok(package_check(arena, zip, &own, &check)));
    assert_int_equal(check.report.indication, INDICATION_INDETERMINATE);
    assert_int_equal(check.evidence.roots.count, 0);
    evidence_list_add(arena, &own.roots, f->root);
    assert_true(result_ok(package_check(arena, zip, &own, &check)));
    assert_int_equal(check.report.indication, INDICATION_PASSED);
    static const struct ed25519_key key = {{8}};
    struct ed25519_public public = ed25519_public_of(&key);
    struct vkey vkey = vkey_of(arena, S("test.vn"), &public);
    own.vkey = vkey_text(arena, &vkey);
    assert_true(result_ok(package_check(arena, zip, &own, &check)));
    assert_int_equal(check.log, PACKAGE_LOG_BROKEN);
    arena_free(arena);
}

/* Every byte of the archive belongs to something that is compared. */
static void one_changed_byte_is_told(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str zip = pack(arena, f, paper(arena, f), true);
    for (size_t at = 0; at < zip.len; at += 257) {
        struct arena *one = arena_new(ARENA_MOST);
        struct package_check check;
        char *copy = arena_copy(one, zip.ptr, zip.len);
        copy[at] ^= 1;
        struct result done = package_check(one, str_of(copy, zip.len), &brought, &check);
        if (result_ok(done))
            fail_msg("byte %zu may change", at);
        arena_free(one);
    }
    arena_free(arena);
}

/* One file changed and the manifest and archive made anew around it, as a forger would. */
static struct package_check forged(struct arena *arena, struct str zip, const char *name,
                                   struct str bytes)
{
    struct zip_entry *entries;
    struct package_check check;
    size_t count;
    struct str out;
    struct buf manifest;
    assert_true(result_ok(zip_unpack(arena, zip, &entries, &count)));
    buf_init(&manifest, arena, ROOM);
    buf_printf(&manifest, "{\"format\":\"truc-package-1\",\"at_us\":%lld,\"files\":[",
               (long long)SIGN_NOW_US);
    for (size_t i = 0; i + 1 < count; i++) {
        if (str_is(entries[i].name, name))
            entries[i].bytes = bytes;
        buf_printf(&manifest, "%s{\"name\":\"%.*s\",\"sha256\":\"%.*s\"}", i == 0 ? "" : ",",
                   STR_ARG(entries[i].name), STR_ARG(sha256_hex(arena, entries[i].bytes)));
    }
    buf_text(&manifest, "]}");
    entries[count - 1].bytes = buf_str(&manifest);
    assert_true(result_ok(zip_pack(arena, entries, count, PACKAGE_MAX, &out)));
    assert_true(result_ok(package_check(arena, out, &brought, &check)));
    return check;
}

static void a_forger_who_mends_the_manifest_is_told(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str document = paper(arena, f);
    struct str zip = pack(arena, f, document, true);
    char *changed = arena_copy(arena, document.ptr, document.len);
    changed[document.len / 4] ^= 1;
    struct package_check check =
        forged(arena, zip, "document", str_of(changed, document.len));
    assert_false(check.same_report && check.report.indication == INDICATION_PASSED);
    assert_int_equal(check.log, PACKAGE_LOG_BROKEN);
    assert_false(forged(arena, zip, "report.json", S("{}")).same_report);
    assert_false(forged(arena, zip, "evidence/root-001.cer", S("x")).same_report);
    assert_int_equal(forged(arena, zip, "log/salt", S("fedcba9876543210")).log,
                     PACKAGE_LOG_BROKEN);
    assert_int_equal(forged(arena, zip, "log/record.json", S("{\"data\":{}}")).log,
                     PACKAGE_LOG_BROKEN);
    assert_int_equal(forged(arena, zip, "log/receipt.tlog-proof", S("x")).log,
                     PACKAGE_LOG_BROKEN);
    check = forged(arena, zip, "README.txt", S("x")); /* nobody goes by it */
    assert_true(check.same_report && check.log == PACKAGE_LOG_HOLDS);
    arena_free(arena);
}

/* Each file in turn is changed, taken away, added to under the old manifest; the manifest too. */
static void the_changed_file_is_named(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct zip_entry *entries;
    size_t count;
    struct str zip = pack(arena, f, paper(arena, f), true);
    assert_true(result_ok(zip_unpack(arena, zip, &entries, &count)));
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        struct zip_entry was = entries[i];
        struct package_check check;
        entries[i].bytes = str_concat(arena, was.bytes, S(" "));
        if (i + 1 == count)
            entries[i].bytes = S("{}");
        assert_true(result_ok(zip_pack(arena, entries, count, PACKAGE_MAX, &zip)));
        struct result told = package_check(arena, zip, &brought, &check);
        assert_string_equal(told.code, "package.changed");
        assert_true(str_equal(check.changed, was.name));
        entries[i] = (struct zip_entry){S("evidence/root-777.cer"), was.bytes, 0, 33};
        assert_true(result_ok(zip_pack(arena, entries, count, PACKAGE_MAX, &zip)));
        told = package_check(arena, zip, &brought, &check);
        assert_false(result_ok(told));
        assert_true(i + 1 == count || str_equal(check.changed, was.name));
        entries[i] = was;
    }
    struct zip_entry *more = ARENA_ARRAY(arena, struct zip_entry, count + 1);
    memcpy(more, entries, count * sizeof *entries);
    more[count] = (struct zip_entry){S("evidence/root-777.cer"), S("x"), 0, 33};
    struct package_check check;
    assert_true(result_ok(zip_pack(arena, more, count + 1, PACKAGE_MAX, &zip)));
    assert_string_equal(package_check(arena, zip, &brought, &check).code, "package.changed");
    assert_true(str_is(check.changed, "evidence/root-777.cer"));
    arena_free(arena);
}

/* One file named twice does not stand for another that is not named. */
static void a_file_named_twice_is_told(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct zip_entry *entries;
    struct package_check check;
    size_t count;
    struct str zip = pack(arena, f, paper(arena, f), false);
    assert_true(result_ok(zip_unpack(arena, zip, &entries, &count)));
    struct str manifest = entries[count - 1].bytes;
    size_t row = str_find(manifest, S("{\"name\":"));
    struct str rows = str_slice(manifest, row, manifest.len);
    size_t end = str_find(rows, S("}")) + 1;
    entries[count - 1].bytes =
        str_printf(arena, "%.*s%.*s,%.*s", STR_ARG(str_slice(manifest, 0, row)),
                   STR_ARG(str_slice(rows, 0, end)), STR_ARG(rows));
    assert_true(result_ok(zip_pack(arena, entries, count, PACKAGE_MAX, &zip)));
    assert_string_equal(package_check(arena, zip, &brought, &check).code, "package.changed");
    assert_true(str_is(check.changed, "README.txt"));
    arena_free(arena);
}

/* Unpacked and packed again, its files stand in another order. */
static void the_order_of_files_does_not_matter(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct zip_entry *entries;
    struct package_check check;
    size_t count;
    struct str zip = pack(arena, f, paper(arena, f), true);
    assert_true(result_ok(zip_unpack(arena, zip, &entries, &count)));
    for (size_t i = 0; i < count / 2; i++) {
        struct zip_entry one = entries[i];
        entries[i] = entries[count - 1 - i];
        entries[count - 1 - i] = one;
    }
    assert_true(result_ok(zip_pack(arena, entries, count, PACKAGE_MAX, &zip)));
    assert_true(result_ok(package_check(arena, zip, &brought, &check)));
    assert_true(check.same_report && check.log == PACKAGE_LOG_HOLDS);
    arena_free(arena);
}

static void archives_of_another_form_are_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct zip_entry *back;
    struct str zip;
    size_t count;
    static const char *const names[] = {"../x", "/x", "a\\b", "", "a\nb"};
    const struct zip_entry good[] = {{S("a"), S("1"), 0, 33}, {S("b/c"), S(""), 0, 33}};
    assert_true(result_ok(zip_pack(arena, good, 2, ROOM, &zip)));
    assert_true(result_ok(zip_unpack(arena, zip, &back, &count)));
    assert_int_equal(count, 2);
    assert_true(str_equal(back[0].bytes, S("1")) && str_equal(back[1].name, S("b/c")));
    assert_false(result_ok(zip_unpack(arena, str_concat(arena, zip, S("x")), &back, &count)));
    assert_false(result_ok(zip_unpack(arena, str_concat(arena, S("x"), zip), &back, &count)));
    for (size_t len = 0; len < zip.len; len++)
        assert_false(result_ok(zip_unpack(arena, str_slice(zip, 0, len), &back, &count)));
    const struct zip_entry twice[] = {good[0], good[0]};
    assert_true(result_ok(zip_pack(arena, twice, 2, ROOM, &zip)));
    assert_false(result_ok(zip_unpack(arena, zip, &back, &count)));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct zip_entry bad = {str_from_c(names[i]), S("1"), 0, 33};
        assert_true(result_ok(zip_pack(arena, &bad, 1, ROOM, &zip)));
        assert_false(result_ok(zip_unpack(arena, zip, &back, &count)));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_package_says_the_same),
        cmocka_unit_test(whom_to_trust_is_the_checkers_own),
        cmocka_unit_test(one_changed_byte_is_told),
        cmocka_unit_test(a_forger_who_mends_the_manifest_is_told),
        cmocka_unit_test(the_changed_file_is_named),
        cmocka_unit_test(a_file_named_twice_is_told),
        cmocka_unit_test(the_order_of_files_does_not_matter),
        cmocka_unit_test(archives_of_another_form_are_refused),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
