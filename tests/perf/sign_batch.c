/*
 * The row `sign-batch`: papers on a leader's desk, allowed with one PIN and signed by the product's
 * own jobs through the signer and SoftHSM; and what the parts can do at best in the same run.
 *
 *   sign_batch PAPERS WORKERS [PROGRAM]
 *
 * With the path of the product's program every signature is dated by its demonstration's authority.
 *
 * Prints one JSON object with rates a second. TRUC_SIGNER names the signer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os_file.h"
#include "core/certificates.h"
#include "core/signature.h"
#include "modules/result/test_world.h"
#include "sign/signer_client.h"
#include "sign/token.h"

enum { SAMPLES = 300, JOB_ARENA = 128 << 20, WORKERS_MAX = 8 };

static double per_second(size_t count, int64_t from_us)
{
    return (double)count * 1e6 / (double)(clock_monotonic_us() - from_us);
}

/* Copies of the one paper that was really printed, told apart by their titles. */
static void lay(struct desk_world *w, int64_t papers)
{
    struct fixture *f = w->f;
    fixture_script(
        f, str_printf(f->arena,
                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                      "%lld) INSERT INTO issued_document (dossier_id, prepare_task_id, agency_id, "
                      "state, revision, code, title, applicant_name, agency_name, place, due_us, "
                      "prepared_us, signer_person_id, signer_name, signer_title, number_mark, "
                      "base_sha256, hand_sha256, places, batch_id, grant_id, draft_digest, "
                      "draft_us, signature, leader_before, leader_after_at, leader_after_len, "
                      "number, symbol, dated_us, sha256, level, signed_us, reason) SELECT "
                      "dossier_id, prepare_task_id + i, agency_id, 1, 1, code, title || ' ' || i, "
                      "applicant_name, agency_name, place, due_us, prepared_us, signer_person_id, "
                      "signer_name, signer_title, number_mark, base_sha256, hand_sha256, places, "
                      "0, '', '', 0, '', 0, 0, 0, 0, '', 0, base_sha256, '', 0, '' "
                      "FROM issued_document, n WHERE id = 1",
                      (long long)papers)
               .ptr);
}

/* Prepares the batch as the job does and gives the PIN once. */
static int64_t allow(struct desk_world *w, double *prepared)
{
    struct fixture *f = w->f;
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    const struct desk_context desk = desk_world_desk(&leader);
    struct desk_list list;
    struct batch_allowance allowance;
    int64_t batch_id;
    bool left = true;
    leader.arena = arena_new((size_t)4 << 30);
    assert_ok(desk_load(&desk, &(struct desk_filter){.tab = DESK_WAITING}, &list));
    struct batch_choice *choices = ARENA_ARRAY(f->arena, struct batch_choice, list.count);
    for (size_t i = 0; i < list.count; i++)
        choices[i] = (struct batch_choice){&list.things[i], list.things[i].version};
    size_t count = list.count > BATCH_MAX ? BATCH_MAX : list.count;
    assert_ok(batch_start(&desk, choices, count, &batch_id));
    fixture_script(f, "UPDATE job SET state = 'done' WHERE kind = 'signing.prepare'");
    int64_t from_us = clock_monotonic_us();
    while (left)
        assert_ok(batch_prepare(&desk, batch_id, BATCH_SLICE, &left));
    *prepared = per_second(count, from_us);
    assert_ok(batch_allowance(&leader, batch_id, &allowance));
    for (size_t i = 0; i < allowance.count; i++) {
        struct signer_answer answer;
        const struct signer_request request = {
            .operation = SIGNER_GRANT, .key = allowance.key_id, .actor = allowance.actor,
            .pin = S("246810"), .hashes = allowance.parts[i].hashes, .file = -1};
        assert_ok(signer_ask(f->arena, str_c(f->arena, w->job.signer_path), &request, 5000,
                             &answer));
        allowance.parts[i].grant = answer.payload;
    }
    assert_ok(batch_allow(&leader, &allowance));
    arena_free(leader.arena);
    return batch_id;
}

/* The seals that follow each signature wait in the same queue: they are another row's work. */
static bool is_left(struct desk_world *w)
{
    return fixture_number(w->f, "SELECT COUNT(*) FROM job WHERE kind = 'signing.run' AND "
                                "state = 'waiting'") > 0;
}

/* The jobs of `WORKERS` processes until nothing of the batch is left. */
static void work(struct desk_world *w, int workers)
{
    struct fixture *f = w->f;
    pid_t children[WORKERS_MAX];
    for (int i = 0; i < workers; i++)
        if ((children[i] = fork()) == 0) {
            bool ran = true;
            fixture_after_fork(f);
            w->job.service = f->service;
            w->job.service.arena = arena_new(JOB_ARENA);
            while (ran && is_left(w)) {
                assert_ok(job_run_next(&w->job, w->kinds, S("perf"), &ran));
                arena_reset(w->job.service.arena);
            }
            _exit(0);
        }
    for (int i = 0; i < workers; i++) {
        int status;
        if (waitpid(children[i], &status, 0) != children[i] || status != 0)
            exit(1);
    }
}

static double bare_sign(struct desk_world *w)
{
    struct fixture *f = w->f;
    struct token_module *module;
    struct token_session session;
    struct certificate certificate;
    struct str signature;
    setenv("SOFTHSM2_CONF", desk_world_path(w, "keys/softhsm2.conf"), 1);
    assert_ok(token_module_load(key_setup_softhsm_module(), &module));
    assert_ok(token_login(module, S("nguoi-1"), S("246810"), &session));
    assert_ok(certificate_read(f->arena, w->holders[0].certificate, &certificate));
    int64_t from_us = clock_monotonic_us();
    for (size_t i = 0; i < SAMPLES; i++)
        assert_ok(token_sign(f->arena, &session, certificate.key,
                             str_printf(f->arena, "%zu", i), &signature));
    double rate = per_second(SAMPLES, from_us);
    token_logout(&session);
    token_module_free(module);
    return rate;
}

/* Files as large as a signed paper, each durable before the next. */
static double bare_commit(struct desk_world *w)
{
    struct fixture *f = w->f;
    struct str hash;
    struct issued issued;
    struct str bytes;
    assert_ok(issued_of_dossier(&f->service, w->dossier_id, &issued));
    assert_ok(files_get(f->files, f->arena, issued.sha256, &bytes));
    struct arena *scratch = arena_new(JOB_ARENA);
    int64_t from_us = clock_monotonic_us();
    for (size_t i = 0; i < SAMPLES; i++) {
        struct str unique = str_printf(scratch, "%zu", i);
        struct str file = str_concat(scratch, bytes, unique);
        assert_ok(files_put(f->files, scratch, file, &hash));
        arena_reset(scratch);
    }
    double rate = per_second(SAMPLES, from_us);
    arena_free(scratch);
    return rate;
}

static double bare_timestamp(struct desk_world *w, const char *url)
{
    struct fixture *f = w->f;
    struct certificate_trust trust;
    struct str token;
    assert_ok(certificates_trust(f->db, f->arena, clock_now_us(&f->clock), &trust));
    int64_t from_us = clock_monotonic_us();
    for (size_t i = 0; i < SAMPLES; i++) {
        struct sha256 imprint = sha256(str_printf(f->arena, "%zu", i));
        assert_ok(certificates_timestamp(f->arena, str_from_c(url), &imprint, &trust, &token));
    }
    return per_second(SAMPLES, from_us);
}

/* The authority of the demonstration over the keys of this folder; gives its address. */
static const char *start_authority(struct desk_world *w, const char *program,
                                   struct os_process *authority)
{
    struct fixture *f = w->f;
    const char *config = desk_world_path(w, "truc.conf");
    struct str text = str_printf(f->arena, "data = %.*s\ndemo = yes\n", STR_ARG(f->folder));
    const char *arguments[] = {program, "demo-tsa", "--config", config, NULL};
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = 2};
    struct str address = S("");
    assert_ok(os_file_write(config, text, 0600));
    assert_ok(os_file_write(desk_world_path(w, "demo"), S(""), 0600));
    assert_ok(os_process_start(&spawn, authority));
    for (int i = 0; i < 500 && str_empty(address); i++) {
        usleep(20000);
        result_ignore(os_file_read(f->arena, desk_world_path(w, "run/tsa.url"), 200, &address));
    }
    return str_c(f->arena, str_trim(address));
}

int main(int argc, char **argv)
{
    void *state;
    int64_t papers;
    int64_t workers;
    double prepared;
    double stamps = 0;
    if (argc < 3 || !str_to_i64(str_from_c(argv[1]), &papers) || papers > BATCH_MAX ||
        !str_to_i64(str_from_c(argv[2]), &workers) || workers > WORKERS_MAX ||
        fixture_sqlite(&state) != 0)
        return 2;
    struct fixture *f = state;
    struct desk_world *w = desk_world_new(f);
    f->clock = *clock_system(); /* as the authority's */
    lay(w, papers - 1);
    struct os_process authority = {0};
    const char *url = argc > 3 ? start_authority(w, argv[3], &authority) : NULL;
    double signs = bare_sign(w);
    double commits = bare_commit(w);
    if (argc > 3)
        stamps = bare_timestamp(w, url);
    allow(w, &prepared);
    int64_t from_us = clock_monotonic_us();
    work(w, (int)workers);
    double rate = per_second((size_t)papers, from_us);
    int64_t done = fixture_number(f, "SELECT COUNT(*) FROM signing_item WHERE state = 4");
    int64_t dated = fixture_number(f, "SELECT COUNT(*) FROM issued_document WHERE level = 'T'");
    printf("{\"signed\":%lld,\"dated\":%lld,\"per_second\":%.1f,\"prepared_per_second\":%.1f,"
           "\"bare_sign\":%.1f,\"bare_commit\":%.1f,\"bare_timestamp\":%.1f}\n",
           (long long)done, (long long)dated, rate, prepared, signs, commits, stamps);
    os_process_kill(&w->signer);
    if (argc > 3)
        os_process_kill(&authority);
    return done == papers ? fixture_end(&state) : 1;
}
