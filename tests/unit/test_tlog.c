#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os_file.h"
#include "core/tlog/proof.h"
#include "core/tlog/tile.h"
#include "core/tlog/verify.h"
#include "core/tlog/writer.h"

/* A log in a folder of its own, signed with a key made for the test. */
struct log {
    struct arena *arena;
    char folder[64];
    struct ed25519_key key;
    struct vkey vkey;
    struct tlog_writer *writer;
};

static void log_open(struct log *log, uint64_t size, const struct sha256 *root)
{
    struct result opened =
        tlog_writer_open(log->arena, log->folder, size, root, &log->writer);
    assert_true(result_ok(opened));
}

static struct log *log_new(void)
{
    struct arena *arena = arena_new(512 << 20);
    struct log *log = ARENA_NEW(arena, struct log);
    log->arena = arena;
    memcpy(log->folder, "/tmp/tlog-test-XXXXXX", sizeof "/tmp/tlog-test-XXXXXX");
    assert_non_null(mkdtemp(log->folder));
    log->key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&log->key);
    log->vkey = vkey_of(arena, S("example.vn/nhat-ky"), &public);
    struct sha256 empty = merkle_empty();
    log_open(log, 0, &empty);
    return log;
}

static void log_free(struct log *log)
{
    assert_true(result_ok(os_tree_remove(log->folder)));
    arena_free(log->arena);
}

/* Entries of many lengths, 0 bytes among them. */
static struct str entry_at(struct log *log, uint64_t i)
{
    return str_slice(str_printf(log->arena, "%llu:%0*d", (unsigned long long)i, (int)(i % 50), 0),
                     0, i % 41 == 0 ? 0 : 60);
}

static struct str signed_checkpoint(struct log *log)
{
    struct checkpoint checkpoint = {.origin = log->vkey.name, .size = tlog_size(log->writer),
                                    .root = tlog_root(log->writer)};
    struct str text = checkpoint_text(log->arena, &checkpoint);
    struct ed25519_signature signature = ed25519_sign(&log->key, text);
    struct str line = note_signature_line(log->arena, &log->vkey, &signature);
    return str_printf(log->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(line));
}

static void log_grow(struct log *log, uint64_t to)
{
    for (uint64_t i = tlog_size(log->writer); i < to; i++)
        assert_true(result_ok(tlog_append(log->writer, entry_at(log, i))));
    assert_true(result_ok(tlog_flush(log->writer)));
    assert_true(result_ok(tlog_publish(log->folder, signed_checkpoint(log))));
}

static struct result verify(struct log *log, struct tlog_report *report)
{
    return tlog_verify(log->arena, log->folder, &log->vkey, NULL, report);
}

static char *path_in(struct log *log, const char *name)
{
    return str_c(log->arena, str_printf(log->arena, "%s/%s", log->folder, name));
}

static void flip(struct log *log, const char *name, size_t at)
{
    struct str bytes;
    assert_true(result_ok(os_file_read(log->arena, path_in(log, name), 1 << 24, &bytes)));
    assert_true(at < bytes.len);
    char *copy = arena_copy(log->arena, bytes.ptr, bytes.len);
    copy[at] ^= 1;
    assert_true(result_ok(os_file_write(path_in(log, name), str_of(copy, bytes.len), 0644)));
}

static void assert_bad(struct log *log, const char *what)
{
    struct tlog_report report;
    assert_false(result_ok(verify(log, &report)));
    assert_string_equal(str_c(log->arena, report.bad), what);
}

/* c2sp.org/tlog-tiles gives these three spellings. */
static void paths_are_spelt_as_the_standard_says(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct tile_id id = {.level = 0, .index = 1234067, .width = 256};
    assert_string_equal(str_c(arena, tile_path(arena, id)), "tile/0/x001/x234/067");
    id = (struct tile_id){.level = TILE_ENTRIES, .index = 273, .width = 112};
    assert_string_equal(str_c(arena, tile_path(arena, id)), "tile/entries/273.p/112");
    struct tile_id back;
    assert_true(tile_path_parse(S("tile/0/x001/x234/067"), &back));
    assert_int_equal(back.index, 1234067);
    assert_true(tile_path_parse(S("tile/entries/273.p/112"), &back));
    assert_int_equal(back.width, 112);
    static const char *const wrong[] = {
        "tile/0/1", "tile/00/001", "tile/64/001", "tile/0/x000/001", "tile/0/001.p/0",
        "tile/0/001.p/256", "tile/0/001.p/01", "tile/0/../001", "tile/0/", "tile/0", "tile/-1/001",
        "tile/0/x1/001", "tile/0/-01", "tile/entries/001/", "checkpoint", "",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(tile_path_parse(str_from_c(wrong[i]), &back));
    arena_free(arena);
}

static void widths_follow_the_size(void **state)
{
    (void)state;
    assert_int_equal(tile_width_at(70000, 0, 272), 256);
    assert_int_equal(tile_width_at(70000, 0, 273), 112);
    assert_int_equal(tile_width_at(70000, 0, 274), 0);
    assert_int_equal(tile_width_at(70000, 1, 1), 17);
    assert_int_equal(tile_width_at(70000, 2, 0), 1);
    assert_int_equal(tile_width_at(70000, 3, 0), 0);
    assert_int_equal(tile_width_at(256, 1, 0), 1);
    assert_int_equal(tile_width_at(UINT64_MAX, 9, 0), 0);
}

static void a_log_of_every_shape_verifies(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 511, 512, 700, 66000};
    struct log *log = log_new();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct tlog_report report;
        log_grow(log, sizes[i]);
        assert_true(result_ok(verify(log, &report)));
        assert_int_equal(report.checkpoint.size, sizes[i]);
        assert_false(report.origin_differs);
        struct sha256 root = tlog_root(log->writer);
        log_open(log, sizes[i], &root); /* goes on from the disk, as after a restart */
    }
    log_free(log);
}

static void every_kind_of_damage_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t at;
        const char *named;
    } damage[] = {
        {"tile/0/000", 3 * 32, "tile/0/000"},
        {"tile/0/002.p/188", 32, "tile/0/002.p/188"},
        {"tile/1/000.p/2", 40, "tile/1/000.p/2"},
        {"tile/entries/001", 4, "entry 256"},
        {"tile/entries/000", 0, "tile/entries/000"},
        {"tile/entries/002.p/188", 5, "entry 512"},
        {"checkpoint", 19, "checkpoint"},
        {"checkpoint", 40, "checkpoint"},
        {"checkpoint", 150, "checkpoint"},
    };
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        struct log *log = log_new();
        struct tlog_report report;
        log_grow(log, 700);
        assert_true(result_ok(verify(log, &report)));
        flip(log, damage[i].file, damage[i].at);
        assert_bad(log, damage[i].named);
        flip(log, damage[i].file, damage[i].at);
        assert_true(result_ok(verify(log, &report)));
        log_free(log);
    }
}

static void a_cut_tail_and_a_missing_tile_are_named(void **state)
{
    (void)state;
    struct log *log = log_new();
    struct str bytes;
    log_grow(log, 300);
    const char *bundle = path_in(log, "tile/entries/001.p/44");
    assert_true(result_ok(os_file_read(log->arena, bundle, 1 << 20, &bytes)));
    struct str cut = str_slice(bytes, 0, bytes.len - 1);
    assert_true(result_ok(os_file_write(bundle, cut, 0644)));
    assert_bad(log, "tile/entries/001.p/44");
    assert_true(result_ok(os_file_write(bundle, str_concat(log->arena, bytes, S("x")), 0644)));
    assert_bad(log, "tile/entries/001.p/44");
    assert_int_equal(unlink(bundle), 0);
    assert_bad(log, "tile/entries/001.p/44");
    assert_true(result_ok(os_file_write(bundle, bytes, 0644)));
    assert_int_equal(unlink(path_in(log, "tile/1/000.p/1")), 0);
    assert_bad(log, "tile/1/000.p/1");
    log_free(log);
}

static void a_dropped_entry_is_noticed(void **state)
{
    (void)state;
    struct log *log = log_new();
    struct str bytes;
    log_grow(log, 256);
    const char *bundle = path_in(log, "tile/entries/000");
    assert_true(result_ok(os_file_read(log->arena, bundle, 1 << 20, &bytes)));
    size_t first = 2 + (size_t)(unsigned char)bytes.ptr[1];
    struct str dropped = str_slice(bytes, first, bytes.len);
    assert_true(result_ok(os_file_write(bundle, dropped, 0644)));
    assert_bad(log, "tile/entries/000");
    log_free(log);
}

static void an_old_checkpoint_holds_after_growth(void **state)
{
    (void)state;
    struct log *log = log_new();
    struct tlog_report report;
    log_grow(log, 100);
    const char *old = path_in(log, "old");
    assert_true(result_ok(os_file_write(old, signed_checkpoint(log), 0644)));
    log_grow(log, 300); /* the tile of 100 is gone, the full one stands */
    assert_false(os_file_exists(path_in(log, "tile/0/000.p")));
    assert_true(result_ok(tlog_verify(log->arena, log->folder, &log->vkey, old, &report)));
    assert_int_equal(report.checkpoint.size, 100);
    log_free(log);
}

static void a_writer_refuses_a_damaged_tail(void **state)
{
    (void)state;
    struct log *log = log_new();
    struct tlog_writer *writer;
    log_grow(log, 300);
    struct sha256 root = tlog_root(log->writer);
    struct sha256 other = merkle_empty();
    assert_int_equal(tlog_writer_open(log->arena, log->folder, 300, &other, &writer).kind,
                     ERROR_CORRUPT);
    assert_int_equal(tlog_writer_open(log->arena, log->folder, 301, &root, &writer).kind,
                     ERROR_CORRUPT);
    flip(log, "tile/0/001.p/44", 8);
    assert_int_equal(tlog_writer_open(log->arena, log->folder, 300, &root, &writer).kind,
                     ERROR_CORRUPT);
    log_free(log);
}

/* ---- notes ---- */

/* c2sp.org/tlog-checkpoint's example with a key of our own. */
static void notes_follow_the_standard(void **state)
{
    (void)state;
    struct log *log = log_new();
    struct arena *arena = log->arena;
    struct note note;
    struct vkey back;
    log_grow(log, 5);
    struct str good = signed_checkpoint(log);
    assert_true(result_ok(vkey_parse(arena, vkey_text(arena, &log->vkey), &back)));
    assert_int_equal(back.id, log->vkey.id);
    assert_true(result_ok(note_parse(arena, good, &note)));
    assert_true(result_ok(note_verify(&note, &back)));

    /* another key's line is ignored, before and behind ours */
    struct ed25519_key key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&key);
    struct vkey stranger = vkey_of(arena, S("witness.example/w1"), &public);
    struct ed25519_signature signature = ed25519_sign(&key, S("anything"));
    struct str line = note_signature_line(arena, &stranger, &signature);
    struct str both = str_concat(arena, good, line);
    assert_true(result_ok(note_parse(arena, both, &note)));
    assert_int_equal(note.count, 2);
    assert_true(result_ok(note_verify(&note, &log->vkey)));
    assert_string_equal(note_verify(&note, &stranger).code, "note.signature");
    stranger.name = log->vkey.name; /* same name, other id: unknown */
    assert_string_equal(note_verify(&note, &stranger).code, "note.unknown_key");

    /* a second line of ours that does not hold spoils the note */
    struct str wrong = note_signature_line(arena, &log->vkey, &signature);
    assert_true(result_ok(note_parse(arena, str_concat(arena, good, wrong), &note)));
    assert_string_equal(note_verify(&note, &log->vkey).code, "note.signature");
    log_free(log);
}

static void malformed_notes_are_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct note note;
    static const char *const bad[] = {
        "", "\n", "\n\n", "a\n", "a\n\n", "a\n\nb\n", "a\n\n\xe2\x80\x94 n AAAAAAE=",
        "a\n\n\xe2\x80\x94 n AAAAAAE\n", "a\n\n\xe2\x80\x94 n+m AAAAAAE=\n",
        "a\n\n\xe2\x80\x94  AAAAAAE=\n", "a\n\n\xe2\x80\x94 n AAAAAA==\n",
        "a\n\n- n AAAAAAE=\n", "a\r\n\n\xe2\x80\x94 n AAAAAAE=\n",
        "a\xff\n\n\xe2\x80\x94 n AAAAAAE=\n",
        "a\n\n\xe2\x80\x94 n AAAAAAE=\n\xe2\x80\x94 m\n",
        "a\n\n\xe2\x80\x94 n\xc2\xa0m AAAAAAE=\n"};
    assert_true(result_ok(note_parse(arena, S("a\n\n\xe2\x80\x94 n AAAAAAE=\n"), &note)));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(note_parse(arena, str_from_c(bad[i]), &note).kind, ERROR_UNTRUSTED);
    struct checkpoint c;
    static const char *const texts[] = {
        "o\n1\n", "o\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "o\n1\nAAAA\n",
        "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n1 \nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(checkpoint_parse(arena, str_from_c(texts[i]), &c).kind, ERROR_UNTRUSTED);
    assert_true(result_ok(checkpoint_parse(
        arena, S("o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n"), &c)));
    arena_free(arena);
}

static void vkeys_are_strict(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct vkey key;
    /* golang.org/x/mod/sumdb/note documents this one */
    assert_true(result_ok(vkey_parse(
        arena, S("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &key)));
    static const char *const bad[] = {
        "", "a", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
        "PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(vkey_parse(arena, str_from_c(bad[i]), &key).kind, ERROR_UNTRUSTED);
    arena_free(arena);
}

/* ---- proofs ---- */

#define R1 "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
#define R8 "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
#define P0 "\"lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=\""
#define P1 "\"Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=\""
#define P2 "\"a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=\""

static void proofs_in_json_hold_or_not(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{\"size1\":1,\"size2\":8,\"root1\":\"" R1 "\",\"root2\":\"" R8 "\",\"proof\":[" P0 "," P1
        "," P2 "],\"desc\":\"happy\",\"wantErr\":false}",
        "{\"size1\":1,\"size2\":1,\"root1\":\"" R1 "\",\"root2\":\"" R1 "\",\"proof\":null}",
        "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1 "\",\"proof\":[]}",
        "{\"leafIdx\":0,\"treeSize\":8,\"root\":\"" R8 "\",\"leafHash\":\"" R1 "\",\"proof\":[" P0
        "," P1 "," P2 "]}"};
    static const char *const bad[] = {
        "", "[]", "{}", "{\"proof\":[]}",
        "{\"size1\":0,\"size2\":0,\"root1\":\"" R1 "\",\"root2\":\"" R1 "\",\"proof\":[]}",
        "{\"size1\":0,\"size2\":8,\"root1\":\"" R1 "\",\"root2\":\"" R8 "\",\"proof\":[]}",
        "{\"size1\":1,\"size2\":1,\"root1\":\"\",\"root2\":\"\",\"proof\":[]}",
        "{\"size1\":1,\"size2\":1,\"root1\":\"" R1 "\",\"root2\":\"" R8 "\",\"proof\":[]}",
        "{\"size1\":1,\"size2\":1,\"root1\":\"" R1 "\",\"root2\":\"" R1 "\",\"proof\":[" P0 "]}",
        "{\"size1\":8,\"size2\":1,\"root1\":\"" R8 "\",\"root2\":\"" R1 "\",\"proof\":[" P0 "]}",
        "{\"size1\":1,\"size2\":8,\"root1\":\"" R1 "\",\"root2\":\"" R8 "\",\"proof\":[]}",
        "{\"size1\":1,\"size2\":8,\"root1\":\"" R1 "\",\"root2\":\"" R8 "\",\"proof\":[" P0 "," P1
        "]}",
        "{\"size1\":1,\"size2\":8,\"root1\":\"" R1 "\",\"root2\":\"" R8 "\",\"proof\":[" P0 "," P1
        "," P2 ",\"\"]}",
        "{\"leafIdx\":1,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1 "\",\"proof\":[]}",
        "{\"leafIdx\":0,\"treeSize\":0,\"root\":\"" R1 "\",\"leafHash\":\"" R1 "\",\"proof\":[]}",
        "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"\",\"leafHash\":\"\",\"proof\":[]}",
        "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R8 "\",\"proof\":[]}",
        "{\"leafIdx\":-1,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1 "\",\"proof\":[]}",
        "{\"leafIdx\":0.0,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1 "\",\"proof\":[]}",
        "{\"leafIdx\":\"0\",\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1
        "\",\"proof\":[]}",
        "{\"leafIdx\":18446744073709551615,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1
        "\",\"proof\":[]}",
        "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" R1 "\",\"proof\":[]}",
        "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1 "\",\"proof\":{}}",
        "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" R1 "\",\"leafHash\":\"" R1
        "\",\"proof\":[],\"size1\":1}"};
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(result_ok(proof_check_json(arena, str_from_c(good[i]))));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (result_ok(proof_check_json(arena, str_from_c(bad[i]))))
            fail_msg("accepted: %s", bad[i]);
    arena_free(arena);
}

static void receipts_prove_one_entry(void **state)
{
    (void)state;
    struct log *log = log_new();
    struct arena *arena = log->arena;
    log_grow(log, 700);
    struct tile_source tiles = {.arena = arena, .folder = log->folder, .size = 700};
    struct merkle_source source = tile_source(&tiles);
    for (uint64_t index = 0; index < 700; index += 53) {
        struct merkle_proof proof;
        struct str items[2 * MERKLE_PROOF_MAX];
        assert_true(result_ok(merkle_prove_inclusion(&source, index, 700, &proof)));
        for (size_t i = 0; i < proof.count; i++)
            items[i] = sha256_str(&proof.items[i]);
        struct receipt made = {.index = index, .extra = index % 2 ? S("extra") : S(""),
                               .proof = items, .proof_count = proof.count,
                               .checkpoint = signed_checkpoint(log)};
        struct str text = receipt_text(arena, &made);
        struct receipt back;
        assert_true(result_ok(receipt_parse(arena, text, &back)));
        assert_true(str_equal(back.extra, made.extra));
        assert_true(result_ok(receipt_check(arena, &back, &log->vkey, entry_at(log, index))));
        assert_false(result_ok(receipt_check(arena, &back, &log->vkey, entry_at(log, 699))));
        back.index ^= 1;
        assert_false(
            result_ok(receipt_check(arena, &back, &log->vkey, entry_at(log, back.index ^ 1))));
        assert_false(result_ok(receipt_parse(arena, str_slice(text, 1, text.len), &back)));
    }
    log_free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_spelt_as_the_standard_says),
        cmocka_unit_test(widths_follow_the_size),
        cmocka_unit_test(a_log_of_every_shape_verifies),
        cmocka_unit_test(every_kind_of_damage_is_named),
        cmocka_unit_test(a_cut_tail_and_a_missing_tile_are_named),
        cmocka_unit_test(a_dropped_entry_is_noticed),
        cmocka_unit_test(an_old_checkpoint_holds_after_growth),
        cmocka_unit_test(a_writer_refuses_a_damaged_tail),
        cmocka_unit_test(notes_follow_the_standard),
        cmocka_unit_test(malformed_notes_are_refused),
        cmocka_unit_test(vkeys_are_strict),
        cmocka_unit_test(proofs_in_json_hold_or_not),
        cmocka_unit_test(receipts_prove_one_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
