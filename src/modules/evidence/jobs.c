#include "modules/evidence/jobs.h"

#include <unistd.h>

#include "base/os_file.h"
#include "core/sequencer.h"
#include "core/settings.h"
#include "sign/signer_client.h"

enum { SIGNER_LIMIT_MS = 5000, VKEY_MAX = 1024, FILE_MODE = 0644, FOLDER_MODE = 0755 };

static struct str log_key(void)
{
    return S("nhat-ky");
}

static struct result ask_signature(const struct log_signer *signer, struct arena *arena,
                                   struct str text, struct str proof,
                                   struct ed25519_signature *out)
{
    const struct job_context *job = signer->context;
    struct signer_request request = {.operation = SIGNER_CHECKPOINT, .key = log_key(),
                                     .actor = S("system"), .bytes = text, .hashes = proof,
                                     .file = -1};
    struct signer_answer answer;
    TRY(signer_ask(arena, str_c(arena, job->signer_path), &request, SIGNER_LIMIT_MS, &answer));
    if (answer.payload.len != ED25519_SIGNATURE_SIZE)
        return result_fail(ERROR_CORRUPT, "evidence.signature", NULL);
    for (size_t i = 0; i < ED25519_SIGNATURE_SIZE; i++)
        out->bytes[i] = (unsigned char)answer.payload.ptr[i];
    return RESULT_OK;
}

/* The first time: asks the signer for the key and gives the log the name that it keeps. */
static struct result found_log(struct job_context *job, const char *folder, const char *path,
                               struct vkey *vkey)
{
    struct arena *arena = job->service.arena;
    struct signer_request request = {.operation = SIGNER_PUBLIC_KEY, .key = log_key(),
                                     .actor = S("system"), .file = -1};
    struct signer_answer answer;
    struct ed25519_public public;
    struct str origin = settings_text(job->settings, "log.origin");
    if (!vkey_name_ok(origin))
        return result_fail(ERROR_INVALID, "evidence.origin", NULL);
    TRY(signer_ask(arena, str_c(arena, job->signer_path), &request, SIGNER_LIMIT_MS, &answer));
    if (!ed25519_public_from(answer.payload, &public))
        return result_fail(ERROR_CORRUPT, "evidence.key", NULL);
    *vkey = vkey_of(arena, origin, &public);
    TRY(os_dir_make(folder, FOLDER_MODE));
    return os_file_write(path, str_concat(arena, vkey_text(arena, vkey), S("\n")), FILE_MODE);
}

static struct result load_vkey(struct job_context *job, const char *folder, struct vkey *vkey)
{
    struct arena *arena = job->service.arena;
    const char *path = str_c(arena, str_printf(arena, "%s/vkey", folder));
    struct str text;
    struct result read = os_file_read(arena, path, VKEY_MAX, &text);
    if (read.kind == ERROR_NOT_FOUND)
        return found_log(job, folder, path, vkey);
    TRY(read);
    return vkey_parse(arena, str_trim(text), vkey);
}

struct result evidence_sequence(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    (void)payload;
    struct arena *arena = job->service.arena;
    char *folder = str_c(arena, str_printf(arena, "%.*s/log", STR_ARG(job->data_dir)));
    struct log_signer signer = {.sign = ask_signature, .context = job};
    TRY(load_vkey(job, folder, &signer.vkey));
    struct sequencer sequencer = {.db = job->service.db, .folder = folder, .signer = &signer,
                                  .holder = str_printf(arena, "worker %ld", (long)getpid())};
    struct sequencer_report report = {.more = true};
    while (report.more) {
        struct arena *batch = arena_new(64 << 20);
        struct result done = sequencer_run(&sequencer, batch,
                                           clock_now_us(job->service.clock), &report);
        arena_free(batch);
        if (done.kind == ERROR_CONFLICT)
            return RESULT_OK; /* another process is at it */
        TRY(done);
        if (report.more)
            TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}
