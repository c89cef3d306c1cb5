#include "app/demo/demo_sign.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/demo_tsa.h"
#include "app/node_keys.h"
#include "base/os_file.h"
#include "modules/outbox/outbox.h"
#include "db/db.h"
#include "modules/result/result.h"
#include "modules/signing/desk.h"
#include "sign/signer_client.h"

enum { SIGNER_LIMIT_MS = 5000, START_TRIES = 500, START_PAUSE_US = 10000 };

/* Reads the shared instant: the authority lives in another process. */
struct shared_clock {
    struct clock clock;
    const _Atomic int64_t *now_us;
};

static int64_t read_shared(const struct clock *clock)
{
    return *((const struct shared_clock *)clock)->now_us;
}

static bool signer_answers(const struct config *config)
{
    const struct signer_request hello = {.operation = SIGNER_PUBLIC_KEY, .key = S("nhat-ky"),
                                         .actor = S("system"), .file = -1};
    struct signer_answer answer;
    return result_ok(signer_ask(config->arena, config_path(config, "run/signer.sock"), &hello,
                                SIGNER_LIMIT_MS, &answer));
}

static struct result start_signer(const struct config *config, struct os_process *signer)
{
    struct str folder;
    TRY(os_program_folder(config->arena, &folder));
    char *program = str_c(config->arena, str_concat(config->arena, folder, S("/truc-signer")));
    const char *arguments[] = {program, str_c(config->arena, config->data), NULL};
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = -1};
    TRY(os_process_start(&spawn, signer));
    for (int i = 0; i < START_TRIES; i++) {
        if (signer_answers(config))
            return RESULT_OK;
        usleep(START_PAUSE_US);
    }
    os_process_kill(signer);
    return result_fail(ERROR_UNAVAILABLE, "demo.signer", N_("Bộ phận ký số không khởi động được."));
}

static struct result start_authority(const struct config *config, struct demo_signing *out)
{
    int listener = -1;
    out->now_us = mmap(NULL, sizeof *out->now_us, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (out->now_us == MAP_FAILED)
        return result_fail(ERROR_UNAVAILABLE, "demo.memory", NULL);
    TRY(demo_tsa_listen(config, &listener));
    pid_t parent = getpid();
    out->authority.pid = fork();
    if (out->authority.pid == 0) {
        const struct shared_clock clock = {{.now = read_shared}, out->now_us};
        os_die_with_parent(parent);
        _exit(result_ok(demo_tsa_serve(config, listener, &clock.clock)) ? EXIT_OK : EXIT_FAILED);
    }
    close(listener);
    return out->authority.pid > 0 ? RESULT_OK
                                  : result_fail(ERROR_UNAVAILABLE, "demo.process", NULL);
}

struct result demo_signing_start(const struct config *config, struct db *db,
                                 struct demo_signing *out)
{
    *out = (struct demo_signing){0};
    TRY(node_keys_make_demo(config, db));
    TRY(os_dir_make(config_path(config, "run"), 0750));
    TRY(start_signer(config, &out->signer));
    return start_authority(config, out);
}

void demo_signing_at(struct demo_signing *signing, int64_t now_us)
{
    *signing->now_us = now_us;
}

void demo_signing_stop(struct demo_signing *signing)
{
    int status;
    if (signing->signer.pid > 0)
        os_process_kill(&signing->signer);
    if (signing->authority.pid > 0 && kill(signing->authority.pid, SIGKILL) == 0)
        waitpid(signing->authority.pid, &status, 0);
}

static const struct signable *const tables[] = {result_signables};
static const struct signable_list signables = {tables, 1};

/* The paper of a dossier that waits for the actor; *waits is false where there is none. */
static struct result find_paper(struct service_context *ctx, int64_t dossier_id,
                                struct signing_paper *out, bool *waits)
{
    struct issued issued;
    *waits = false;
    struct result found = issued_of_dossier(ctx, dossier_id, &issued);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    TRY(result_signables[0].open(ctx, issued.id, out));
    *waits = out->thing.stage == SIGNING_WAITING;
    return RESULT_OK;
}

struct result demo_sign_result(struct service_context *ctx, struct str signer_path,
                               int64_t dossier_id)
{
    const struct desk_context desk = {ctx, signables};
    struct signing_paper paper;
    struct batch_allowance allowance;
    struct signer_answer answer;
    int64_t batch_id;
    bool waits;
    bool left;
    TRY(find_paper(ctx, dossier_id, &paper, &waits));
    if (!waits || !paper.mine)
        return RESULT_OK;
    const struct batch_choice choice = {&paper.thing, paper.thing.version};
    TRY(batch_start(&desk, &choice, 1, &batch_id));
    TRY(batch_prepare(&desk, batch_id, 1, &left));
    TRY(batch_allowance(ctx, batch_id, &allowance));
    const struct signer_request request = {
        .operation = SIGNER_GRANT, .key = allowance.key_id, .actor = allowance.actor,
        .pin = S(OUTBOX_DEMO_PIN), .hashes = allowance.parts[0].hashes, .file = -1};
    TRY(signer_ask(ctx->arena, str_c(ctx->arena, signer_path), &request, SIGNER_LIMIT_MS,
                   &answer));
    allowance.parts[0].grant = answer.payload;
    return batch_allow(ctx, &allowance);
}

struct result demo_return_result(struct service_context *ctx, int64_t dossier_id)
{
    struct signing_paper paper;
    bool waits;
    TRY(find_paper(ctx, dossier_id, &paper, &waits));
    if (!waits)
        return RESULT_OK;
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, paper.thing.of->give_back(
                                  ctx, paper.thing.id, paper.revision,
                                  S("Ngày sinh chưa khớp sổ gốc. Xem lại quyển sổ rồi lập lại.")));
}

struct signable_list demo_signables(void)
{
    return signables;
}
