#include "app/demo/demo_sign.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/demo_tsa.h"
#include "app/node_keys.h"
#include "base/os_file.h"
#include "modules/outbox/outbox.h"
#include "modules/result/service.h"
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

struct result demo_sign_result(struct service_context *ctx, struct str signer_path,
                               int64_t dossier_id)
{
    struct issued issued;
    struct desk_document document;
    struct desk_allowance allowance;
    struct signer_answer answer;
    int64_t batch_id;
    struct result found = issued_of_dossier(ctx, dossier_id, &issued);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    TRY(desk_open(ctx, issued.id, &document));
    if (issued.state != ISSUED_WAITING || !document.mine)
        return RESULT_OK;
    const struct desk_order order = {&issued.id, &document.row.base_sha256, 1};
    TRY(desk_prepare(ctx, &order, &allowance));
    const struct signer_request request = {.operation = SIGNER_GRANT, .key = allowance.key_id,
                                           .actor = allowance.actor, .pin = S(OUTBOX_DEMO_PIN),
                                           .hashes = allowance.hashes, .file = -1};
    TRY(signer_ask(ctx->arena, str_c(ctx->arena, signer_path), &request, SIGNER_LIMIT_MS,
                   &answer));
    return desk_allow(ctx, &allowance, answer.payload, &batch_id);
}

struct result demo_return_result(struct service_context *ctx, int64_t dossier_id)
{
    struct issued issued;
    struct desk_document document;
    struct result found = issued_of_dossier(ctx, dossier_id, &issued);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    TRY(desk_open(ctx, issued.id, &document));
    if (issued.state != ISSUED_WAITING)
        return RESULT_OK;
    return desk_return(ctx, issued.id, document.row.revision,
                       S("Ngày sinh chưa khớp sổ gốc. Xem lại quyển sổ rồi lập lại."));
}
