/*
 * How fast evidence becomes a signed, published log: one process writes rows in
 * durable transactions of BATCH, another sequences them as the node does.
 *
 *   append DATABASE FOLDER LEAVES BATCH
 *
 * The clock stops when the last leaf stands under a published checkpoint. Then
 * the whole log is verified.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "core/evidence.h"
#include "core/sequencer.h"
#include "core/tlog/verify.h"
#include "db/db.h"
#include "db/lock.h"
#include "db/migrate.h"

enum { ARENA_BYTES = 256 * 1024 * 1024, IDLE_US = 1000 };

struct bench {
    struct str url;
    const char *folder;
    int64_t leaves;
    int64_t batch;
    struct arena *arena;
    struct ed25519_key key;
    struct log_signer signer;
    struct db_lock *lock;
};

static void need(struct db *db, struct result result)
{
    if (result_ok(result))
        return;
    fprintf(stderr, "append: %s: %s\n", result.code, db == NULL ? "" : db_last_error(db));
    exit(2);
}

static struct result sign(const struct log_signer *signer, struct arena *arena, struct str text,
                          struct str proof, struct ed25519_signature *out)
{
    (void)arena;
    (void)proof;
    *out = ed25519_sign(signer->context, text);
    return RESULT_OK;
}

static struct db *connect_to(const struct bench *bench)
{
    struct db *db = NULL;
    need(NULL, db_open(bench->url, (struct db_options){.create = true, .lock = bench->lock}, &db));
    return db;
}

/* The sequencer's process: until every leaf is published. Answers the checkpoints it signed. */
static int sequence(struct bench *bench)
{
    struct db *db = connect_to(bench);
    struct sequencer sequencer = {
        .db = db, .folder = bench->folder, .holder = S("append"), .signer = &bench->signer};
    struct sequencer_report report = {0};
    int checkpoints = 0;
    while (report.size < (uint64_t)bench->leaves) {
        arena_reset(bench->arena);
        need(db, sequencer_run(&sequencer, bench->arena, clock_now_us(clock_system()), &report));
        checkpoints += report.added > 0 ? 1 : 0;
        if (!report.more)
            usleep(IDLE_US);
    }
    db_close(db);
    return checkpoints;
}

static void write_rows(struct bench *bench, struct db *db)
{
    for (int64_t done = 0; done < bench->leaves;) {
        arena_reset(bench->arena);
        need(db, db_write_begin(db));
        for (int64_t i = 0; i < bench->batch && done < bench->leaves; i++, done++) {
            struct evidence row = {.kind = S("dossier.submitted"),
                                   .object = str_printf(bench->arena, "dossier:%lld",
                                                        (long long)done),
                                   .actor = S("citizen"),
                                   .agency_id = 1,
                                   .data = S("{\"code\":\"H19.62-261123-0027\",\"files\":0}")};
            need(db, evidence_add(db, bench->arena, clock_now_us(clock_system()), row));
        }
        need(db, db_commit(db));
    }
}

static void prepare(struct bench *bench)
{
    size_t applied = 0;
    bench->arena = arena_new(ARENA_BYTES);
    bench->lock = mmap(NULL, sizeof *bench->lock, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (bench->lock == MAP_FAILED)
        exit(2);
    need(NULL, db_lock_init(bench->lock));
    bench->key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&bench->key);
    struct arena *lasting = arena_new(ARENA_BYTES); /* the key's name lives as long as we */
    bench->signer = (struct log_signer){.vkey = vkey_of(lasting, S("gov.vn/perf"), &public),
                                        .sign = sign,
                                        .context = &bench->key};
    struct db *db = connect_to(bench);
    need(db, db_migrate(db, bench->arena, 1, db_migrations, &applied));
    db_close(db);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "append DATABASE FOLDER LEAVES BATCH\n");
        return 2;
    }
    struct bench bench = {.url = str_from_c(argv[1]),
                          .folder = argv[2],
                          .leaves = strtoll(argv[3], NULL, 10),
                          .batch = strtoll(argv[4], NULL, 10)};
    prepare(&bench);
    int64_t started_us = clock_monotonic_us();
    pid_t writer = fork();
    if (writer == 0) {
        struct db *db = connect_to(&bench);
        write_rows(&bench, db);
        db_close(db);
        _exit(0);
    }
    int checkpoints = sequence(&bench);
    double seconds = (double)(clock_monotonic_us() - started_us) / 1e6;
    waitpid(writer, NULL, 0);
    struct tlog_report report;
    arena_reset(bench.arena);
    need(NULL, tlog_verify(bench.arena, bench.folder, &bench.signer.vkey, NULL, &report));
    printf("{\"leaves\":%lld,\"seconds\":%.3f,\"per_second\":%.0f,\"checkpoints\":%d}\n",
           (long long)report.checkpoint.size, seconds, (double)bench.leaves / seconds, checkpoints);
    return 0;
}
