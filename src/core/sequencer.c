#include "core/sequencer.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/os_file.h"
#include "core/evidence_queries.h"
#include "core/jobs.h"
#include "core/tlog/proof.h"
#include "core/tlog/writer.h"
#include "db/db.h"

enum { LEASE_US = 5 * MICROS_PER_SECOND, LEAVES_A_READ = 1024, BATCH_ARENA = 1 << 20 };

/* What was signed last; size 0 and the empty root where nothing was. */
struct last {
    uint64_t size;
    struct sha256 root;
    struct str note;
};

struct run {
    struct sequencer *sequencer;
    struct arena *arena;
    int64_t now_us;
    int64_t fence;
    struct last last;
    struct tlog_writer *writer;
};

static struct str lease_name(void)
{
    return S("evidence.sequencer");
}

static struct result load_last(struct db *db, struct arena *arena, struct last *last)
{
    struct q_checkpoint_last_out row;
    bool found;
    TRY(q_checkpoint_last(db, arena, &row, &found));
    *last = (struct last){.root = merkle_empty()};
    if (!found)
        return RESULT_OK;
    if (row.size < 0 || !sha256_from(row.root, &last->root))
        return result_fail(ERROR_CORRUPT, "evidence.checkpoint", NULL);
    last->size = (uint64_t)row.size;
    last->note = row.note;
    return RESULT_OK;
}

static struct result assigned(struct db *db, struct arena *arena, uint64_t *size)
{
    struct q_evidence_assigned_out out;
    TRY(q_evidence_assigned(db, arena, &out));
    *size = (uint64_t)out.size;
    return RESULT_OK;
}

static struct result waiting(struct db *db, struct arena *arena, bool *found)
{
    struct q_evidence_waiting_out out;
    return q_evidence_waiting(db, arena, &out, found);
}

static struct result assign_in_transaction(struct run *run, uint64_t base)
{
    TRY(lease_check(run->sequencer->db, run->arena, lease_name(), run->fence));
    struct q_evidence_assign_in in = {.base = (int64_t)base, .most = SEQUENCER_BATCH};
    return q_evidence_assign(run->sequencer->db, run->arena, in, NULL);
}

/* Step 1: fixes the order of what waits, unless an earlier order is still unpublished. */
static struct result assign(struct run *run, uint64_t *size)
{
    struct db *db = run->sequencer->db;
    TRY(assigned(db, run->arena, size));
    if (*size < run->last.size)
        return result_fail(ERROR_CORRUPT, "evidence.rolled_back",
                           N_("Cơ sở dữ liệu cũ hơn nhật ký đã ký. Phục hồi bản sao lưu mới hơn."));
    if (*size > run->last.size)
        return RESULT_OK;
    TRY(db_write_begin(db));
    TRY(db_finish(db, assign_in_transaction(run, *size)));
    return assigned(db, run->arena, size);
}

/* Step 2 for one read of leaves. */
static struct result append_some(struct run *run, struct arena *work, uint64_t size)
{
    struct q_evidence_leaves_rows rows;
    uint64_t at = tlog_size(run->writer);
    uint64_t most = size - at < LEAVES_A_READ ? size - at : LEAVES_A_READ;
    struct q_evidence_leaves_in in = {.first = (int64_t)at, .most = (int64_t)most};
    TRY(q_evidence_leaves(run->sequencer->db, work, in, &rows));
    if (rows.count != most)
        return result_fail(ERROR_CORRUPT, "evidence.gap", NULL);
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.items[i].leaf_index != (int64_t)(at + i) ||
            rows.items[i].leaf.len != SHA256_SIZE)
            return result_fail(ERROR_CORRUPT, "evidence.gap", NULL);
        TRY(tlog_append(run->writer, rows.items[i].leaf));
    }
    return RESULT_OK;
}

static struct result lay_down(struct run *run, uint64_t size)
{
    struct arena *work = arena_new(BATCH_ARENA);
    struct result done = RESULT_OK;
    while (result_ok(done) && tlog_size(run->writer) < size) {
        arena_reset(work);
        done = append_some(run, work, size);
    }
    arena_free(work);
    TRY(done);
    return tlog_flush(run->writer);
}

static struct result proof_between(struct run *run, uint64_t old_size, uint64_t new_size,
                                   struct str *bytes)
{
    *bytes = S("");
    if (old_size == 0)
        return RESULT_OK;
    struct tile_source tiles = {.arena = run->arena, .folder = run->sequencer->folder,
                                .size = new_size};
    struct merkle_source source = tile_source(&tiles);
    struct merkle_proof proof;
    TRY(merkle_prove_consistency(&source, old_size, new_size, &proof));
    *bytes = str_dup(run->arena, str_of((const char *)proof.items, proof.count * SHA256_SIZE));
    return RESULT_OK;
}

/* Step 3. A signer that signed this very text before a crash wants no proof. */
static struct result sign(struct run *run, const struct checkpoint *checkpoint, struct str *note)
{
    const struct log_signer *signer = run->sequencer->signer;
    struct str text = checkpoint_text(run->arena, checkpoint);
    struct str proof;
    struct ed25519_signature signature;
    TRY(proof_between(run, run->last.size, checkpoint->size, &proof));
    struct result signed_now = signer->sign(signer, run->arena, text, proof, &signature);
    if (!result_ok(signed_now) && !result_may_retry(signed_now.kind))
        signed_now = signer->sign(signer, run->arena, text, S(""), &signature);
    TRY(signed_now);
    struct str line = note_signature_line(run->arena, &signer->vkey, &signature);
    struct note parsed;
    *note = str_printf(run->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(line));
    TRY(note_parse(run->arena, *note, &parsed));
    return note_verify(&parsed, &signer->vkey); /* never publish what nobody can verify */
}

static struct result record(struct run *run, const struct checkpoint *checkpoint, struct str note)
{
    struct db *db = run->sequencer->db;
    TRY(lease_check(db, run->arena, lease_name(), run->fence));
    return q_checkpoint_add(db, run->arena,
                            (struct q_checkpoint_add_in){.size = (int64_t)checkpoint->size,
                                                         .root = sha256_str(&checkpoint->root),
                                                         .note = note, .fence = run->fence,
                                                         .now = run->now_us},
                            NULL);
}

/* Step 4, also for a checkpoint that a killed process had recorded but not put in place. */
static struct result publish(struct run *run, struct str note)
{
    struct str published;
    struct str path = str_printf(run->arena, "%s/checkpoint", run->sequencer->folder);
    struct result read =
        os_file_read(run->arena, str_c(run->arena, path), NOTE_SIZE_MAX, &published);
    if (result_ok(read) && str_equal(published, note))
        return RESULT_OK;
    return tlog_publish(run->sequencer->folder, note);
}

static struct result publish_up_to(struct run *run, uint64_t size)
{
    struct db *db = run->sequencer->db;
    struct checkpoint checkpoint = {.origin = run->sequencer->signer->vkey.name};
    struct str note;
    TRY(lay_down(run, size));
    fault_survive("log.tiles");
    checkpoint.size = tlog_size(run->writer);
    checkpoint.root = tlog_root(run->writer);
    TRY(sign(run, &checkpoint, &note));
    fault_survive("log.signed");
    TRY(db_write_begin(db));
    TRY(db_finish(db, record(run, &checkpoint, note)));
    fault_survive("log.recorded");
    return publish(run, note);
}

static struct result run_under_lease(struct run *run, struct sequencer_report *report)
{
    struct sequencer *s = run->sequencer;
    uint64_t size;
    TRY(load_last(s->db, run->arena, &run->last));
    TRY(tlog_writer_open(run->arena, s->folder, run->last.size, &run->last.root, &run->writer));
    if (run->last.size > 0)
        TRY(publish(run, run->last.note));
    report->size = run->last.size;
    TRY(assign(run, &size));
    if (size > run->last.size)
        TRY(publish_up_to(run, size));
    report->size = size;
    report->added = size - run->last.size;
    return waiting(s->db, run->arena, &report->more);
}

/* Whether anything is there to do: rows that wait, or an order that was not published. */
static struct result idle(struct run *run, bool *nothing)
{
    struct db *db = run->sequencer->db;
    uint64_t size;
    bool more;
    TRY(waiting(db, run->arena, &more));
    TRY(assigned(db, run->arena, &size));
    TRY(load_last(db, run->arena, &run->last));
    struct str path = str_printf(run->arena, "%s/checkpoint", run->sequencer->folder);
    struct str published = S("");
    result_ignore(os_file_read(run->arena, str_c(run->arena, path), NOTE_SIZE_MAX, &published));
    *nothing = !more && size == run->last.size && str_equal(published, run->last.note);
    return RESULT_OK;
}

struct result sequencer_run(struct sequencer *sequencer, struct arena *arena, int64_t now_us,
                            struct sequencer_report *report)
{
    struct run run = {.sequencer = sequencer, .arena = arena, .now_us = now_us};
    bool nothing;
    *report = (struct sequencer_report){0};
    TRY(idle(&run, &nothing));
    report->size = run.last.size;
    if (nothing)
        return RESULT_OK;
    struct lease_want want = {lease_name(), sequencer->holder, LEASE_US};
    TRY(lease_take(sequencer->db, arena, now_us, want, &run.fence));
    return run_under_lease(&run, report);
}

struct result sequencer_receipt(struct db *db, struct arena *arena, const char *folder,
                                uint64_t leaf_index, struct str *receipt)
{
    struct last last;
    struct merkle_proof proof;
    TRY(load_last(db, arena, &last));
    if (leaf_index >= last.size)
        return result_fail(ERROR_UNAVAILABLE, "evidence.not_yet",
                           N_("Việc này chưa vào nhật ký. Thử lại sau vài giây."));
    struct tile_source tiles = {.arena = arena, .folder = folder, .size = last.size};
    struct merkle_source source = tile_source(&tiles);
    TRY(merkle_prove_inclusion(&source, leaf_index, last.size, &proof));
    struct str *items = ARENA_ARRAY(arena, struct str, proof.count + 1);
    for (size_t i = 0; i < proof.count; i++)
        items[i] = sha256_str(&proof.items[i]);
    struct receipt made = {.index = leaf_index, .proof = items, .proof_count = proof.count,
                           .checkpoint = last.note};
    *receipt = receipt_text(arena, &made);
    return RESULT_OK;
}
