/* The signer as a process, asked by one that is held like a web worker. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/signer/grants.h"
#include "app/signer/record.h"
#include "app/signer/statements.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/merkle.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "base/os_sandbox.h"
#include "cmocka_all.h"
#include "sign/backup_statement.h"
#include "sign/cms.h"
#include "sign/key_setup.h"
#include "sign/signer_client.h"
#include "sign/validate.h"
#include "tests/support/sign_fixture.h"

struct world {
    struct arena *arena;
    char folder[64];
    const char *keys;
    const char *socket;
    struct key_setup setup;
    struct key_holder holders[5];
    struct os_process signer;
    struct certificate_trust trust;
    struct str roots[1];
    struct str others[1];
};

enum { CHAIR, OTHER_CHAIR, SEAL, OTHER_SEAL, REPORTS };

static void must(struct result r)
{
    if (!result_ok(r))
        fail_msg("%s", r.code);
}

static void start_signer(struct world *w)
{
    const char *program = getenv("TRUC_SIGNER");
    assert_non_null(program);
    const char *arguments[] = {program, w->folder, NULL};
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = 2};
    must(os_process_start(&spawn, &w->signer));
    for (int i = 0; i < 500; i++) {
        const struct signer_request hello = {.operation = SIGNER_PUBLIC_KEY, .key = S("nhat-ky"),
                                             .file = -1};
        struct signer_answer answer;
        if (result_ok(signer_ask(w->arena, w->socket, &hello, 1000, &answer)))
            return;
        usleep(10000);
    }
    fail_msg("the signer does not answer");
}

static int begin(void **state)
{
    struct arena *arena = arena_new(512 << 20);
    struct world *w = ARENA_NEW(arena, struct world);
    w->arena = arena;
    memcpy(w->folder, "/tmp/truc-signer-XXXXXX", sizeof "/tmp/truc-signer-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    w->keys = str_printf(arena, "%s/keys", w->folder).ptr;
    w->socket = str_printf(arena, "%s/run/signer.sock", w->folder).ptr;
    must(os_dir_make(str_printf(arena, "%s/run", w->folder).ptr, 0700));
    w->holders[CHAIR] = (struct key_holder){
        .id = S("nguoi-1"), .name = S("Nguyễn Thị Thu Hà"), .organisation = S("UBND xã Phú Hoà"),
        .agencies = S("3"), .pin = S("246810")};
    w->holders[OTHER_CHAIR] = (struct key_holder){
        .id = S("nguoi-2"), .name = S("Trần Văn Bình"), .organisation = S("UBND xã Thanh Sơn"),
        .agencies = S("4"), .pin = S("135790")};
    w->holders[SEAL] = (struct key_holder){.agency = true, .id = S("dau-3"),
                                           .name = S("UBND xã Phú Hoà"), .agencies = S("3")};
    w->holders[OTHER_SEAL] = (struct key_holder){.agency = true, .id = S("dau-4"),
                                                 .name = S("UBND xã Thanh Sơn"),
                                                 .agencies = S("4")};
    w->holders[REPORTS] = (struct key_holder){.report = true, .id = S("kiem-tra"),
                                              .name = S("Báo cáo kiểm tra chữ ký số")};
    w->setup = (struct key_setup){.folder = w->keys, .origin = S("thu.vn/log"),
                                  .now_us = clock_now_us(clock_system()), .holders = w->holders,
                                  .holder_count = 5};
    must(key_setup_make(arena, &w->setup));
    w->roots[0] = w->setup.root;
    w->others[0] = w->setup.authority;
    w->trust = (struct certificate_trust){
        .roots = {w->roots, 1}, .others = {w->others, 1}, .at_us = w->setup.now_us};
    start_signer(w);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;
    os_process_kill(&w->signer);
    must(os_tree_remove(w->folder));
    arena_free(w->arena);
    return 0;
}

/* ---- asking ---- */

static const char *ask(struct world *w, const struct signer_request *request, struct str *payload)
{
    struct signer_answer answer = {0};
    struct result r = signer_ask(w->arena, w->socket, request, 5000, &answer);
    if (payload != NULL)
        *payload = answer.payload;
    return result_ok(r) ? "ok" : r.code;
}

static struct str grant(struct world *w, int who, struct str hashes)
{
    const struct signer_request request = {.operation = SIGNER_GRANT, .key = w->holders[who].id,
                                           .actor = S("account:7"), .pin = w->holders[who].pin,
                                           .hashes = hashes, .file = -1};
    struct str id;
    assert_string_equal(ask(w, &request, &id), "ok");
    return id;
}

static struct pdf_prepared prepare(struct world *w, struct str base, const char *name)
{
    const struct pdf_signature wanted = {.name = str_from_c(name), .at_us = w->setup.now_us};
    struct pdf_prepared out;
    must(pdf_sign_prepare(w->arena, base, &wanted, &out));
    return out;
}

static struct str attributes_of(struct world *w, const struct sha256 *document, int who)
{
    const struct signed_attributes said = {*document, sha256(w->holders[who].certificate)};
    return signed_attributes_make(w->arena, &said);
}

static struct signer_request person(struct world *w, int who, struct str id,
                                    const struct sha256 *document)
{
    return (struct signer_request){.operation = SIGNER_PERSON, .key = w->holders[who].id,
                                   .actor = S("account:7"), .grant = id,
                                   .bytes = attributes_of(w, document, who), .file = -1};
}

static struct str finish(struct world *w, const struct pdf_prepared *prepared, int who,
                         struct str raw)
{
    const struct cms_parts parts = {.attributes = attributes_of(w, &prepared->digest, who),
                                    .signature = raw};
    struct certificate certificate;
    struct cms_identity signer;
    struct str out;
    must(certificate_read(w->arena, w->holders[who].certificate, &certificate));
    must(cms_identity_make(w->arena, certificate.der, certificate.key, w->trust.others, &signer));
    must(pdf_sign_finish(w->arena, prepared->bytes, prepared->range,
                         cms_build(w->arena, &signer, &parts), &out));
    return out;
}

/* A document signed by a person through the signer. */
static struct str signed_by(struct world *w, int who, unsigned variant, struct signer_range *range)
{
    struct pdf_prepared prepared =
        prepare(w, sign_base(w->arena, variant),
                str_printf(w->arena, "văn bản %u", variant).ptr);
    struct str id = grant(w, who, sha256_str(&prepared.digest));
    struct signer_request request = person(w, who, id, &prepared.digest);
    struct str raw;
    assert_string_equal(ask(w, &request, &raw), "ok");
    *range = prepared.range;
    return finish(w, &prepared, who, raw);
}

static struct signer_request seal(struct world *w, int which, const struct pdf_prepared *prepared,
                                  struct signer_range leader)
{
    struct signer_request request = {.operation = SIGNER_SEAL, .key = w->holders[which].id,
                                     .actor = S("system"),
                                     .bytes = attributes_of(w, &prepared->digest, which),
                                     .range = prepared->range, .leader_range = leader};
    must(os_memory_file("seal", prepared->bytes, &request.file));
    return request;
}

/* ---- the record ---- */

/* How many lines of the record have this operation and outcome; the chain must hold. */
static size_t recorded(struct world *w, const char *operation, const char *outcome)
{
    struct record *record;
    struct str text;
    struct str line;
    size_t count = 0;
    must(record_open(w->arena, w->keys, &record));
    must(os_file_read(w->arena, str_printf(w->arena, "%s/record.log", w->keys).ptr, 1 << 24,
                      &text));
    struct str wanted = str_printf(w->arena, "\t%s\t%s\t", operation, outcome);
    while (str_split(text, '\n', &line, &text))
        count += str_find(line, wanted) < line.len;
    return count;
}

static void refused(struct world *w, const struct signer_request *request, const char *operation,
                    const char *code)
{
    size_t before = recorded(w, operation, code);
    assert_string_equal(ask(w, request, NULL), code);
    assert_int_equal(recorded(w, operation, code), before + 1);
}

/* ---- tests ---- */

static void leader_signs_then_agency_seals(void **state)
{
    struct world *w = *state;
    struct signer_range leader;
    struct str once = signed_by(w, CHAIR, 0, &leader);
    struct pdf_prepared prepared = prepare(w, once, "UBND xã Phú Hoà");
    struct signer_request request = seal(w, SEAL, &prepared, leader);
    struct str raw;
    assert_string_equal(ask(w, &request, &raw), "ok");
    struct str twice = finish(w, &prepared, SEAL, raw);
    struct validation v;
    must(validate_pdf(w->arena, twice, &w->trust, &v));
    if (!v.valid)
        fail_msg("%s", v.problem);
    assert_int_equal(v.signature_count, 2);
    assert_true(str_is(v.signatures[0].signer.name, "Nguyễn Thị Thu Hà"));
    assert_true(str_is(v.signatures[1].signer.name, "UBND xã Phú Hoà"));
    assert_string_equal(ask(w, &request, NULL), "ok"); /* the same once more, after a crash */
    close(request.file);
    struct pdf_prepared another = prepare(w, once, "UBND xã Phú Hoà, lần nữa");
    request = seal(w, SEAL, &another, leader);
    refused(w, &request, "seal", "signer.sealed");
    close(request.file);
}

static struct signer_request batch(struct world *w, struct str id, const struct sha256 *documents,
                                   size_t count)
{
    struct str *texts = ARENA_ARRAY(w->arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        texts[i] = attributes_of(w, &documents[i], CHAIR);
    struct signer_request request = person(w, CHAIR, id, &documents[0]);
    request.operation = SIGNER_BATCH;
    request.bytes = signer_list_join(w->arena, texts, count);
    return request;
}

/* One statement for many papers: all that were allowed or none, a line of the record for each. */
static void a_batch_is_signed_whole_or_not_at_all(void **state)
{
    enum { PAPERS = 5 };
    struct world *w = *state;
    struct sha256 documents[PAPERS + 1];
    struct str signatures[SIGNER_BATCH_MAX];
    struct buf hashes;
    struct str payload;
    size_t count;
    buf_init(&hashes, w->arena, PAPERS * SHA256_SIZE);
    for (size_t i = 0; i < PAPERS + 1; i++) {
        documents[i] = sha256(str_printf(w->arena, "loạt %zu", i));
        if (i < PAPERS)
            buf_add(&hashes, sha256_str(&documents[i]));
    }
    struct str id = grant(w, CHAIR, buf_str(&hashes));
    size_t before = recorded(w, "person", "ok");
    struct signer_request request = batch(w, id, documents, PAPERS + 1);
    refused(w, &request, "batch", "signer.document"); /* one was never allowed */
    const struct sha256 twice[] = {documents[0], documents[0]};
    request = batch(w, id, twice, 2);
    refused(w, &request, "batch", "signer.document");
    assert_int_equal(recorded(w, "person", "ok"), before);
    request = batch(w, id, documents, PAPERS);
    assert_string_equal(ask(w, &request, &payload), "ok");
    assert_true(signer_list_split(payload, SIGNER_BATCH_MAX, signatures, &count));
    assert_int_equal(count, PAPERS);
    for (size_t i = 0; i < PAPERS; i++)
        assert_true(certificate_verifies(w->arena, w->holders[CHAIR].certificate,
                                         attributes_of(w, &documents[i], CHAIR), signatures[i]));
    assert_int_equal(recorded(w, "person", "ok"), before + PAPERS);
    refused(w, &request, "batch", "signer.grant_unknown"); /* used up */
    request.bytes = S("\xff\xff\xff\xff");
    refused(w, &request, "batch", "signer.message");
}

static void persons_are_asked(void **state)
{
    struct world *w = *state;
    struct pdf_prepared good = prepare(w, sign_base(w->arena, 1), "một");
    struct pdf_prepared other = prepare(w, sign_base(w->arena, 1), "hai");
    struct str hash = sha256_str(&good.digest);
    struct signer_request request = {.operation = SIGNER_GRANT, .key = S("nguoi-1"),
                                     .actor = S("account:7"), .hashes = hash, .file = -1};
    refused(w, &request, "grant", "signer.pin_missing");
    request.pin = S("000000");
    refused(w, &request, "grant", "signer.pin_wrong");
    request.pin = w->holders[SEAL].pin;
    request.key = S("dau-3");
    refused(w, &request, "grant", "signer.purpose");

    struct str id = grant(w, CHAIR, hash);
    request = person(w, CHAIR, id, &other.digest);
    refused(w, &request, "person", "signer.document");
    request = person(w, OTHER_CHAIR, id, &good.digest);
    refused(w, &request, "person", "signer.grant_key");
    request = person(w, CHAIR, id, &good.digest);
    request.actor = S("account:8");
    refused(w, &request, "person", "signer.grant_key");
    request = person(w, CHAIR, S("00112233445566778899aabbccddeeff"), &good.digest);
    refused(w, &request, "person", "signer.grant_unknown");
    request = person(w, CHAIR, id, &good.digest);
    request.bytes = attributes_of(w, &good.digest, OTHER_CHAIR);
    refused(w, &request, "person", "signer.certificate");
    request.bytes = hash; /* a digest is no statement */
    refused(w, &request, "person", "signer.attributes");
    request = person(w, CHAIR, id, &good.digest);
    request.key = S("nguoi-9");
    refused(w, &request, "person", "signer.key_unknown");

    request = person(w, CHAIR, id, &good.digest);
    struct str raw;
    assert_string_equal(ask(w, &request, &raw), "ok");
    assert_true(certificate_verifies(w->arena, w->holders[CHAIR].certificate, request.bytes, raw));
    refused(w, &request, "person", "signer.grant_unknown"); /* replayed: the grant is used up */
}

static void grants_end_early_and_by_wrong_pin(void **state)
{
    struct world *w = *state;
    struct pdf_prepared one = prepare(w, sign_base(w->arena, 2), "một");
    struct pdf_prepared two = prepare(w, sign_base(w->arena, 2), "hai");
    struct str both = str_concat(w->arena, sha256_str(&one.digest), sha256_str(&two.digest));
    struct str id = grant(w, CHAIR, both);
    struct signer_request request = person(w, CHAIR, id, &one.digest);
    assert_string_equal(ask(w, &request, NULL), "ok");
    refused(w, &request, "person", "signer.document"); /* each once */
    const struct signer_request over = {.operation = SIGNER_GRANT_END, .key = S("nguoi-1"),
                                        .grant = id, .file = -1};
    assert_string_equal(ask(w, &over, NULL), "ok");
    request = person(w, CHAIR, id, &two.digest);
    refused(w, &request, "person", "signer.grant_unknown");

    id = grant(w, CHAIR, both);
    struct signer_request guess = {.operation = SIGNER_GRANT, .key = S("nguoi-1"),
                                   .actor = S("account:7"), .pin = S("111111"), .hashes = both,
                                   .file = -1};
    refused(w, &guess, "grant", "signer.pin_wrong");
    request = person(w, CHAIR, id, &two.digest);
    refused(w, &request, "person", "signer.grant_unknown");
    id = grant(w, CHAIR, both);
    struct str second = grant(w, CHAIR, sha256_str(&two.digest)); /* two grants beside each other */
    request = person(w, CHAIR, second, &two.digest);
    assert_string_equal(ask(w, &request, NULL), "ok");
    request = person(w, CHAIR, id, &one.digest);
    assert_string_equal(ask(w, &request, NULL), "ok");
}

static void seals_follow_leaders(void **state)
{
    struct world *w = *state;
    struct signer_range leader;
    struct str unsigned_file = sign_base(w->arena, 3);
    struct pdf_prepared bare = prepare(w, unsigned_file, "UBND xã Phú Hoà");
    struct signer_request request = seal(w, SEAL, &bare, (struct signer_range){1, 2, 3});
    refused(w, &request, "seal", "signer.no_leader");
    close(request.file);

    struct str by_other = signed_by(w, OTHER_CHAIR, 4, &leader);
    struct pdf_prepared wrong = prepare(w, by_other, "UBND xã Phú Hoà");
    request = seal(w, SEAL, &wrong, leader);
    refused(w, &request, "seal", "signer.other_agency");
    close(request.file);

    struct str once = signed_by(w, CHAIR, 5, &leader);
    struct pdf_prepared good = prepare(w, once, "UBND xã Phú Hoà");
    request = seal(w, SEAL, &good, leader);
    request.bytes = attributes_of(w, &bare.digest, SEAL);
    refused(w, &request, "seal", "signer.digest");
    close(request.file);

    /* the leader's bytes, one changed */
    char *bent = arena_copy(w->arena, good.bytes.ptr, good.bytes.len);
    bent[20] ^= 1;
    struct pdf_prepared changed = good;
    changed.bytes = str_of(bent, good.bytes.len);
    const struct str parts[] = {str_slice(changed.bytes, 0, good.range.before),
                                str_slice(changed.bytes, good.range.after_at, good.bytes.len)};
    changed.digest = sha256_joined(parts, 2);
    request = seal(w, SEAL, &changed, leader);
    refused(w, &request, "seal", "signer.no_leader");
    close(request.file);

    /* a person's key does not seal, a seal does not sign for a person */
    request = seal(w, SEAL, &good, leader);
    request.key = S("nguoi-1");
    request.bytes = attributes_of(w, &good.digest, CHAIR);
    refused(w, &request, "seal", "signer.purpose");
    close(request.file);
    int pipe_ends[2];
    assert_int_equal(pipe(pipe_ends), 0);
    request = seal(w, SEAL, &good, leader);
    close(request.file);
    request.file = pipe_ends[0];
    refused(w, &request, "seal", "signer.file");
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static struct str checkpoint(struct world *w, uint64_t size, const struct sha256 *root)
{
    return str_printf(w->arena, "thu.vn/log\n%llu\n%.*s\n", (unsigned long long)size,
                      STR_ARG(str_base64(w->arena, sha256_str(root))));
}

static void log_only_grows(void **state)
{
    struct world *w = *state;
    struct sha256 a = merkle_leaf(S("a"));
    struct sha256 b = merkle_leaf(S("b"));
    struct sha256 two = merkle_node(&a, &b);
    struct signer_request request = {.operation = SIGNER_CHECKPOINT, .key = S("nhat-ky"),
                                     .actor = S("system"), .bytes = checkpoint(w, 1, &a),
                                     .file = -1};
    struct str signature;
    assert_string_equal(ask(w, &request, &signature), "ok");
    assert_true(ed25519_verify(&w->setup.log_key, request.bytes, signature));
    assert_string_equal(ask(w, &request, &signature), "ok"); /* the same again is no harm */
    request.bytes = checkpoint(w, 1, &b);
    refused(w, &request, "checkpoint", "signer.inconsistent");
    request.bytes = checkpoint(w, 2, &two);
    refused(w, &request, "checkpoint", "signer.inconsistent"); /* no proof */
    request.hashes = sha256_str(&b);
    assert_string_equal(ask(w, &request, &signature), "ok");
    request.bytes = checkpoint(w, 1, &a);
    refused(w, &request, "checkpoint", "signer.checkpoint"); /* smaller */
    request.bytes = S("khac.vn/log\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    refused(w, &request, "checkpoint", "signer.checkpoint"); /* another log */
    request.key = S("nguoi-1");
    refused(w, &request, "checkpoint", "signer.purpose");
}

/* Of a backup the log's key says just that, and nothing that looks like a checkpoint. */
static void a_backup_is_said_in_its_own_words(void **state)
{
    struct world *w = *state;
    struct str hash = sha256_hex(w->arena, S("manifest"));
    struct signer_request request = {
        .operation = SIGNER_BACKUP, .key = S("nhat-ky"), .actor = S("system"), .file = -1,
        .bytes = backup_statement(w->arena, S("thu.vn/log"), 1795399200000000, hash)};
    struct str signature;
    assert_string_equal(ask(w, &request, &signature), "ok");
    assert_true(ed25519_verify(&w->setup.log_key, request.bytes, signature));
    request.key = S("nguoi-1");
    refused(w, &request, "backup", "signer.purpose");
    request.key = S("nhat-ky");
    struct str bad[] = {
        checkpoint(w, 9, &(struct sha256){{0}}),
        backup_statement(w->arena, S("khac.vn/log"), 1795399200000000, hash),
        backup_statement(w->arena, S("thu.vn/log"), 1795399200000000, S("00")),
        str_concat(w->arena, request.bytes, S("x")),
        S("")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        request.bytes = bad[i];
        refused(w, &request, "backup", "signer.backup");
    }
}

static void messages_are_read_strictly(void **state)
{
    struct world *w = *state;
    char *big = arena_alloc(w->arena, SIGNER_BYTES_MAX + 1);
    struct signer_request request = {.operation = SIGNER_PERSON, .key = S("nguoi-1"),
                                     .bytes = str_of(big, SIGNER_BYTES_MAX + 1), .file = -1};
    struct str message;
    assert_string_equal(signer_request_encode(w->arena, &request, &message).code,
                        "signer.too_large");
    request.bytes = S("x");
    must(signer_request_encode(w->arena, &request, &message));
    struct signer_request read;
    assert_true(result_ok(signer_request_decode(message, &read)));
    for (size_t len = 0; len < message.len; len++)
        assert_false(result_ok(signer_request_decode(str_slice(message, 0, len), &read)));
    struct str longer = str_concat(w->arena, message, S("x"));
    assert_false(result_ok(signer_request_decode(longer, &read)));
}

/* The same asked from a process that Landlock holds like a web worker: it reaches the socket, and
 * no key. */
static void worker_reaches_no_key(void **state)
{
    struct world *w = *state;
    size_t before = recorded(w, "person", "signer.grant_unknown");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct os_worker_paths paths = {.data_folder = w->folder};
        struct str bytes;
        struct sha256 digest = sha256(S("x"));
        struct signer_request request = person(w, CHAIR, S("0"), &digest);
        bool held = result_ok(os_worker_confine(&paths)) &&
                    !result_ok(os_file_read(w->arena,
                                            str_printf(w->arena, "%s/keys.conf", w->keys).ptr,
                                            1 << 20, &bytes)) &&
                    strcmp(ask(w, &request, NULL), "signer.grant_unknown") == 0;
        _exit(held ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(recorded(w, "person", "signer.grant_unknown"), before + 1);
}

/* After a restart nothing is granted any more, what was signed is still known, and a record with
 * one byte changed stops the signer. */
static void restart_keeps_the_record(void **state)
{
    struct world *w = *state;
    struct signer_range leader;
    struct str once = signed_by(w, CHAIR, 6, &leader);
    struct pdf_prepared waiting = prepare(w, sign_base(w->arena, 7), "chờ");
    struct str id = grant(w, CHAIR, sha256_str(&waiting.digest));
    os_process_kill(&w->signer);
    start_signer(w);
    struct signer_request request = person(w, CHAIR, id, &waiting.digest);
    refused(w, &request, "person", "signer.grant_unknown");
    struct pdf_prepared good = prepare(w, once, "UBND xã Phú Hoà");
    request = seal(w, SEAL, &good, leader);
    assert_string_equal(ask(w, &request, NULL), "ok");
    close(request.file);

    const char *path = str_printf(w->arena, "%s/record.log", w->keys).ptr;
    struct str text;
    must(os_file_read(w->arena, path, 1 << 24, &text));
    char *bent = arena_copy(w->arena, text.ptr, text.len);
    bent[text.len / 2] ^= 1;
    os_process_kill(&w->signer);
    must(os_file_write(path, str_of(bent, text.len), 0600));
    struct record *record;
    assert_string_equal(record_open(w->arena, w->keys, &record).code, "signer.record_broken");
    must(os_file_write(path, str_slice(text, 0, text.len - 1), 0600));
    assert_string_equal(record_open(w->arena, w->keys, &record).code, "signer.record_broken");
    must(os_file_write(path, text, 0600));
    start_signer(w);
}

static void grants_last_fifteen_minutes(void **state)
{
    struct world *w = *state;
    struct keys keys;
    struct token_module *tokens;
    struct token_session *session;
    struct str id;
    struct sha256 document = sha256(S("một"));
    must(keys_load(w->arena, w->keys, &keys));
    must(token_module_load(str_c(w->arena, keys.module), &tokens));
    struct grants *grants = grants_new(w->arena, &keys, tokens);
    const struct key *key = keys_find(&keys, S("nguoi-1"));
    const struct signer_request request = {.operation = SIGNER_GRANT, .key = key->id,
                                           .pin = w->holders[CHAIR].pin,
                                           .hashes = sha256_str(&document), .file = -1};
    const int64_t minute_us = 60 * MICROS_PER_SECOND;
    must(grants_open(grants, w->arena, key, &request, &id));
    struct grants_use use = {id, key, S(""), &document, 1,
                             clock_monotonic_us() + 14 * minute_us};
    must(grants_take(grants, &use, &session));
    must(grants_open(grants, w->arena, key, &request, &id));
    use.id = id;
    use.now_us = clock_monotonic_us() + 15 * minute_us;
    assert_string_equal(grants_take(grants, &use, &session).code, "signer.grant_unknown");
    token_module_free(tokens);
}

static void guessing_locks_the_key(void **state)
{
    struct world *w = *state;
    struct pdf_prepared one = prepare(w, sign_base(w->arena, 2), "một");
    struct signer_request guess = {.operation = SIGNER_GRANT, .key = S("nguoi-2"),
                                   .actor = S("account:7"), .pin = S("111111"),
                                   .hashes = sha256_str(&one.digest), .file = -1};
    for (int i = 0; i < 5; i++)
        refused(w, &guess, "grant", "signer.pin_wrong");
    guess.pin = w->holders[OTHER_CHAIR].pin;
    refused(w, &guess, "grant", "signer.pin_locked");
}

/* The key for reports signs what it is shown, no more than so many a minute; no other key does. */
static void reports_have_a_key_of_their_own(void **state)
{
    struct world *w = *state;
    struct pdf_prepared prepared = prepare(w, sign_base(w->arena, 0), "báo cáo");
    struct signer_request request = seal(w, REPORTS, &prepared, (struct signer_range){0});
    struct validation v;
    struct str raw;
    request.operation = SIGNER_REPORT;
    assert_string_equal(ask(w, &request, &raw), "ok");
    must(validate_pdf(w->arena, finish(w, &prepared, REPORTS, raw), &w->trust, &v));
    if (!v.valid)
        fail_msg("%s", v.problem);
    struct signer_request wrong = request;
    wrong.operation = SIGNER_SEAL;
    refused(w, &wrong, "seal", "signer.purpose");
    wrong = request;
    wrong.range.before--;
    refused(w, &wrong, "report", "signer.digest");
    wrong = request;
    wrong.bytes = attributes_of(w, &prepared.digest, SEAL);
    refused(w, &wrong, "report", "signer.certificate");
    wrong.key = w->holders[SEAL].id;
    refused(w, &wrong, "report", "signer.purpose");
    struct pdf_prepared other = prepare(w, sign_base(w->arena, 1), "báo cáo khác");
    wrong = request;
    wrong.bytes = attributes_of(w, &other.digest, REPORTS);
    refused(w, &wrong, "report", "signer.digest");
    for (int i = 1; i < STATEMENTS_REPORTS_A_MINUTE; i++)
        assert_string_equal(ask(w, &request, NULL), "ok");
    refused(w, &request, "report", "signer.pace");
    close(request.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leader_signs_then_agency_seals),
        cmocka_unit_test(a_batch_is_signed_whole_or_not_at_all),
        cmocka_unit_test(persons_are_asked),
        cmocka_unit_test(grants_end_early_and_by_wrong_pin),
        cmocka_unit_test(seals_follow_leaders),
        cmocka_unit_test(log_only_grows),
        cmocka_unit_test(a_backup_is_said_in_its_own_words),
        cmocka_unit_test(reports_have_a_key_of_their_own),
        cmocka_unit_test(messages_are_read_strictly),
        cmocka_unit_test(worker_reaches_no_key),
        cmocka_unit_test(restart_keeps_the_record),
        cmocka_unit_test(grants_last_fifteen_minutes),
        cmocka_unit_test(guessing_locks_the_key),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
