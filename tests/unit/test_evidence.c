#include "tests/support/fixture.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/merkle.h"
#include "base/os_file.h"
#include "core/evidence.h"
#include "core/facts.h"
#include "core/sequencer.h"
#include "core/tlog/proof.h"
#include "core/tlog/verify.h"

/* A signer that, like the real one, signs only what extends its last word, and that outlives the
 * processes that ask it: its memory is shared. */
struct memory {
    uint64_t size;
    struct sha256 root;
    uint64_t signatures;
};

struct soft_signer {
    struct ed25519_key key;
    struct memory *memory;
};

static struct result soft_sign(const struct log_signer *signer, struct arena *arena,
                               struct str text, struct str proof, struct ed25519_signature *out)
{
    const struct soft_signer *soft = signer->context;
    struct checkpoint c;
    struct str items[2 * MERKLE_PROOF_MAX];
    TRY(checkpoint_parse(arena, text, &c));
    for (size_t i = 0; i < proof.len / SHA256_SIZE; i++)
        items[i] = str_slice(proof, i * SHA256_SIZE, (i + 1) * SHA256_SIZE);
    struct merkle_consistency claim = {.old_size = soft->memory->size, .new_size = c.size,
                                       .old_root = sha256_str(&soft->memory->root),
                                       .new_root = sha256_str(&c.root), .proof = items,
                                       .proof_count = proof.len / SHA256_SIZE};
    if (soft->memory->size > 0 && !result_ok(merkle_check_consistency(&claim)))
        return result_fail(ERROR_FORBIDDEN, "signer.checkpoint", NULL);
    soft->memory->size = c.size;
    soft->memory->root = c.root;
    soft->memory->signatures++;
    *out = ed25519_sign(&soft->key, text);
    return RESULT_OK;
}

struct bench {
    struct soft_signer soft;
    struct log_signer signer;
    struct sequencer sequencer;
    char folder[256];
};

static struct bench *bench_of(struct fixture *f)
{
    struct bench *b = ARENA_NEW(f->arena, struct bench);
    b->soft.key = ed25519_generate();
    b->soft.memory = mmap(NULL, sizeof *b->soft.memory, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct ed25519_public public = ed25519_public_of(&b->soft.key);
    b->signer = (struct log_signer){.vkey = vkey_of(f->arena, S("gov.vn/dong-nai/test"), &public),
                                    .sign = soft_sign, .context = &b->soft};
    snprintf(b->folder, sizeof b->folder, "%.*s/log", STR_ARG(f->folder));
    b->sequencer = (struct sequencer){.db = f->db, .folder = b->folder, .holder = S("test"),
                                      .signer = &b->signer};
    return b;
}

static struct evidence about(struct arena *arena, int i)
{
    return (struct evidence){.kind = S("dossier.submitted"),
                             .object = str_printf(arena, "dossier:%d", i), .actor = S("citizen"),
                             .agency_id = 1,
                             .data = S("{\"code\":\"H19.62-261123-0027\",\"hash\":\"00ff\"}")};
}

static void add_rows(struct fixture *f, int from, int to)
{
    assert_ok(db_write_begin(f->db));
    for (int i = from; i < to; i++)
        assert_ok(evidence_add(f->db, f->arena, f->clock.fixed_us, about(f->arena, i)));
    assert_ok(db_commit(f->db));
}

static void sequence(struct fixture *f, struct bench *b, uint64_t expect)
{
    struct sequencer_report report;
    assert_ok(sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report));
    assert_int_equal(report.size, expect);
}

static void assert_log_holds(struct fixture *f, struct bench *b, uint64_t size)
{
    struct tlog_report report;
    struct result r = tlog_verify(f->arena, b->folder, &b->signer.vkey, NULL, &report);
    if (!result_ok(r))
        print_error("%.*s: %.*s\n", STR_ARG(report.bad), STR_ARG(report.reason));
    assert_ok(r);
    assert_int_equal(report.checkpoint.size, size);
}

static void a_rolled_back_change_leaves_no_evidence(void **state)
{
    struct fixture *f = *state;
    assert_ok(db_write_begin(f->db));
    assert_ok(evidence_add(f->db, f->arena, 1, about(f->arena, 1)));
    db_rollback(f->db);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence"), 0);
    struct evidence wrong = about(f->arena, 1);
    wrong.data = S("[1]");
    assert_ok(db_write_begin(f->db));
    assert_fails(evidence_add(f->db, f->arena, 1, wrong), "evidence.data");
    db_rollback(f->db);
}

static void rows_become_a_log_that_verifies(void **state)
{
    struct fixture *f = *state;
    struct bench *b = bench_of(f);
    struct sequencer_report report;
    sequence(f, b, 0);
    assert_false(os_file_exists(b->folder)); /* nothing to say, nothing signed */
    add_rows(f, 0, 300);
    sequence(f, b, 300);
    assert_log_holds(f, b, 300);
    add_rows(f, 300, 301);
    fixture_advance(f, MICROS_PER_SECOND);
    sequence(f, b, 301);
    assert_log_holds(f, b, 301);
    assert_ok(sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report));
    assert_int_equal(report.added, 0);
    assert_int_equal(b->soft.memory->signatures, 2);
}

static void the_row_is_proved_and_says_nothing_in_public(void **state)
{
    struct fixture *f = *state;
    struct bench *b = bench_of(f);
    struct evidence_row row;
    struct receipt receipt;
    struct str text;
    add_rows(f, 0, 5);
    assert_ok(evidence_last(f->db, f->arena, S("dossier.submitted"), S("dossier:3"), &row));
    assert_false(row.has_leaf_index);
    assert_fails(sequencer_receipt(f->db, f->arena, b->folder, 3, &text), "evidence.not_yet");
    sequence(f, b, 5);
    assert_ok(evidence_last(f->db, f->arena, S("dossier.submitted"), S("dossier:3"), &row));
    assert_int_equal(row.leaf_index, 3);
    assert_int_equal(row.salt.len, EVIDENCE_SALT);
    struct sha256 leaf = evidence_leaf(row.salt, row.record);
    assert_true(str_equal(sha256_str(&leaf), row.leaf));
    assert_ok(sequencer_receipt(f->db, f->arena, b->folder, 3, &text));
    assert_ok(receipt_parse(f->arena, text, &receipt));
    assert_ok(receipt_check(f->arena, &receipt, &b->signer.vkey, row.leaf));
    /* the red twin: the record with one letter changed is not what was logged */
    char *changed = arena_copy(f->arena, row.record.ptr, row.record.len);
    changed[10] ^= 1;
    leaf = evidence_leaf(row.salt, str_of(changed, row.record.len));
    assert_fails(receipt_check(f->arena, &receipt, &b->signer.vkey, sha256_str(&leaf)),
                 "merkle.root");
    struct str bundle;
    char *path = str_c(f->arena, str_printf(f->arena, "%s/tile/entries/000.p/5", b->folder));
    assert_ok(os_file_read(f->arena, path, 1 << 20, &bundle));
    assert_int_equal(bundle.len, 5 * (2 + SHA256_SIZE));
    assert_int_equal(str_find(bundle, S("dossier")), bundle.len);
    assert_fails(evidence_last(f->db, f->arena, S("none"), S("dossier:3"), &row), "evidence.none");
}

static void erased_rows_leave_the_log_whole(void **state)
{
    struct fixture *f = *state;
    struct bench *b = bench_of(f);
    struct evidence_row *rows;
    size_t count;
    int64_t erased;
    add_rows(f, 0, 4);
    sequence(f, b, 4);
    assert_ok(db_write_begin(f->db));
    assert_ok(evidence_erase(f->db, f->arena, S("dossier:2"), &erased));
    assert_ok(db_commit(f->db));
    assert_int_equal(erased, 1);
    assert_ok(evidence_of(f->db, f->arena, S("dossier:2"), &rows, &count));
    assert_int_equal(count, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE record = ''"), 1);
    add_rows(f, 4, 6);
    sequence(f, b, 6);
    assert_log_holds(f, b, 6);
}

static void a_reading_is_durable_or_the_page_is_not_shown(void **state)
{
    struct fixture *f = *state;
    struct str one[] = {S("dossier:7")};
    struct evidence_reading reading = {.actor = S("account:1"), .screen = S("dossier.view"),
                                       .purpose = S("xử lý hồ sơ"), .agency_id = 2,
                                       .objects = one, .object_count = 1};
    struct evidence_row row;
    assert_ok(evidence_reading_add(f->db, f->arena, f->clock.fixed_us, reading));
    assert_ok(evidence_last(f->db, f->arena, S("read"), S("dossier:7"), &row));
    assert_true(str_find(row.record, S("\"objects\":[\"dossier:7\"]")) < row.record.len);
    assert_ok(fault_arm("db.commit:1"));
    struct result r = evidence_reading_add(f->db, f->arena, f->clock.fixed_us, reading);
    assert_ok(fault_arm(NULL));
    assert_false(result_ok(r));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence"), 1);
}

static void one_sequencer_at_a_time(void **state)
{
    struct fixture *f = *state;
    struct bench *b = bench_of(f);
    struct sequencer_report report;
    add_rows(f, 0, 3);
    sequence(f, b, 3);
    add_rows(f, 3, 4);
    struct sequencer other = b->sequencer;
    other.holder = S("another process");
    assert_fails(sequencer_run(&other, f->arena, f->clock.fixed_us, &report), "job.lease_held");
    fixture_advance(f, 6 * MICROS_PER_SECOND);
    assert_ok(sequencer_run(&other, f->arena, f->clock.fixed_us, &report));
    assert_int_equal(report.size, 4);
}

static void a_log_is_never_rewritten(void **state)
{
    struct fixture *f = *state;
    struct bench *b = bench_of(f);
    struct sequencer_report report;
    add_rows(f, 0, 10);
    sequence(f, b, 10);
    fixture_script(f, "DELETE FROM evidence WHERE leaf_index >= 8");
    add_rows(f, 20, 21);
    assert_fails(sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report),
                 "evidence.rolled_back");
    assert_log_holds(f, b, 10);
    /* the database forgets the checkpoint too: then the signer refuses */
    fixture_script(f, "DELETE FROM evidence_checkpoint");
    assert_fails(sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report),
                 "signer.checkpoint");
    assert_int_equal(b->soft.memory->size, 10);
}

/* A process that adds and publishes until the armed fault kills it. */
static void work_in_child(struct fixture *f, struct bench *b, const char *fault)
{
    fixture_after_fork(f);
    b->sequencer.db = f->db;
    b->sequencer.holder = S("child");
    if (!result_ok(fault_arm(fault)))
        _exit(2);
    struct sequencer_report report;
    struct result r = sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report);
    _exit(result_ok(r) ? 0 : 1);
}

static bool strike(struct fixture *f, struct bench *b, int n)
{
    char fault[64];
    snprintf(fault, sizeof fault, "kill@any:%d", n);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        work_in_child(f, b, fault);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    assert_true(killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return killed;
}

static void a_kill_at_any_point_is_recovered(void **state)
{
    struct fixture *f = *state;
    struct bench *b = bench_of(f);
    int rows = 0;
    int points = 0;
    for (bool killed = true; killed; points += killed) {
        add_rows(f, rows, rows + 130); /* so that full tiles come and go */
        rows += 130;
        killed = strike(f, b, points + 1);
        fixture_advance(f, 6 * MICROS_PER_SECOND);
        struct sequencer_report report;
        assert_ok(sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report));
        if (report.more || report.size < (uint64_t)rows)
            assert_ok(sequencer_run(&b->sequencer, f->arena, f->clock.fixed_us, &report));
        assert_int_equal(report.size, rows);
        assert_log_holds(f, b, (uint64_t)rows);
        fixture_advance(f, 6 * MICROS_PER_SECOND);
    }
    print_message("# killed at %d points\n", points);
    assert_true(points >= 10);
}

static void facts_stand_once_and_carry_their_day(void **state)
{
    struct fixture *f = *state;
    struct fact fact = {.kind = FACT_DOSSIER_FINISHED, .object = fact_dossier(f->arena, 12),
                        .subject = S("2.000635"), .detail = FINISHED_WITH_RESULT, .agency_id = 3,
                        .happened_us = FIXTURE_START_US + 15 * 3600 * MICROS_PER_SECOND,
                        .recorded_us = FIXTURE_START_US, .due_us = FIXTURE_START_US};
    assert_ok(db_write_begin(f->db));
    assert_ok(fact_add(f->db, f->arena, fact));
    assert_ok(db_commit(f->db));
    /* 00:00 of the next day in Ha Noi */
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM fact WHERE day = '2026-11-24' "
                                       "AND object = 'dossier:12' AND due_us IS NOT NULL"), 1);
    assert_ok(db_write_begin(f->db));
    assert_fails(fact_add(f->db, f->arena, fact), "db.unique");
    db_rollback(f->db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_rolled_back_change_leaves_no_evidence),
        FIXTURE_TESTS(rows_become_a_log_that_verifies),
        FIXTURE_TESTS(the_row_is_proved_and_says_nothing_in_public),
        FIXTURE_TESTS(erased_rows_leave_the_log_whole),
        FIXTURE_TESTS(a_reading_is_durable_or_the_page_is_not_shown),
        FIXTURE_TESTS(one_sequencer_at_a_time),
        FIXTURE_TESTS(a_log_is_never_rewritten),
        FIXTURE_TESTS(a_kill_at_any_point_is_recovered),
        FIXTURE_TESTS(facts_stand_once_and_carry_their_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
