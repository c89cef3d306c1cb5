#include "app/signer/statements.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/signer/checkpoint.h"
#include "app/signer/sealing.h"
#include "base/os_file.h"
#include "sign/backup_statement.h"
#include "sign/signed_attributes.h"

/* A request on its way to an answer, with the line that will be recorded of it. */
struct judging {
    struct statements *statements;
    struct arena *arena;
    const struct signer_request *request;
    const struct key *key;
    struct record_line line;
    struct record_line *lines; /* BATCH: one for each signature */
    size_t line_count;
    struct str payload;
    int64_t expires_us;
};

struct result statements_open(struct arena *arena, const char *folder, const struct clock *clock,
                              struct statements **out)
{
    struct statements *statements = ARENA_NEW(arena, struct statements);
    statements->folder = folder;
    statements->clock = clock;
    TRY(keys_load(arena, folder, &statements->keys));
    TRY(record_open(arena, folder, &statements->record));
    const char *config = str_printf(arena, "%s/softhsm2.conf", folder).ptr;
    if (os_file_exists(config) && setenv("SOFTHSM2_CONF", config, 1) != 0)
        return signer_refusal("signer.token");
    if (!str_empty(statements->keys.module))
        TRY(token_module_load(str_c(arena, statements->keys.module), &statements->tokens));
    statements->grants = grants_new(arena, &statements->keys, statements->tokens);
    statements->seals = ARENA_ARRAY(arena, struct token_session, statements->keys.count + 1);
    *out = statements;
    return RESULT_OK;
}

static const char *operation_name(enum signer_operation operation)
{
    switch (operation) {
    case SIGNER_GRANT:
        return "grant";
    case SIGNER_PERSON:
        return "person";
    case SIGNER_SEAL:
        return "seal";
    case SIGNER_CHECKPOINT:
        return "checkpoint";
    case SIGNER_PUBLIC_KEY:
        return "public_key";
    case SIGNER_GRANT_END:
        return "grant_end";
    case SIGNER_BACKUP:
        return "backup";
    case SIGNER_BATCH:
        return "batch";
    case SIGNER_REPORT:
        return "report";
    }
    return "unknown";
}

static struct str hex_of(struct arena *arena, const struct sha256 *digest)
{
    return str_hex(arena, digest->bytes, SHA256_SIZE);
}

/* The SignedAttributes, which must be for this key's certificate. */
static struct result read_attributes(struct judging *judging, struct str bytes,
                                     struct signed_attributes *out)
{
    TRY(signed_attributes_read(judging->arena, bytes, out));
    judging->line.document = hex_of(judging->arena, &out->document);
    return sha256_equal(&out->certificate, &judging->key->certificate.sha256)
               ? RESULT_OK
               : signer_refusal("signer.certificate");
}

/* Nothing is signed with a certificate that has run out (TT 15/2025, Art. 5). */
static struct result check_validity(const struct judging *judging)
{
    int64_t now_us = clock_now_us(judging->statements->clock);
    const struct certificate *certificate = &judging->key->certificate;
    return now_us >= certificate->not_before_us && now_us <= certificate->not_after_us
               ? RESULT_OK
               : signer_refusal("signer.certificate");
}

static struct result judge_grant(struct judging *judging)
{
    struct statements *statements = judging->statements;
    if (judging->key->kind != KEY_PERSON)
        return signer_refusal("signer.purpose");
    TRY(check_validity(judging));
    TRY(grants_open(statements->grants, judging->arena, judging->key, judging->request,
                    &judging->payload));
    judging->expires_us = clock_now_us(statements->clock) +
                          SIGNER_GRANT_MINUTES * 60 * MICROS_PER_SECOND;
    judging->line.authority =
        str_printf(judging->arena, "pin, %zu documents %.*s",
                   judging->request->hashes.len / SHA256_SIZE,
                   STR_ARG(sha256_hex(judging->arena, judging->request->hashes)));
    return RESULT_OK;
}

static struct result judge_person(struct judging *judging)
{
    struct statements *statements = judging->statements;
    const struct signer_request *request = judging->request;
    struct signed_attributes attributes;
    struct token_session *session;
    if (judging->key->kind != KEY_PERSON)
        return signer_refusal("signer.purpose");
    TRY(read_attributes(judging, judging->request->bytes, &attributes));
    TRY(check_validity(judging));
    const struct grants_use use = {request->grant, judging->key, request->actor,
                                   &attributes.document, 1, clock_monotonic_us()};
    TRY(grants_take(statements->grants, &use, &session));
    judging->line.authority = str_printf(judging->arena, "grant %.8s", request->grant.ptr);
    struct result signing = token_sign(judging->arena, session, judging->key->certificate.key,
                                       request->bytes, &judging->payload);
    grants_done(statements->grants, request->grant);
    return signing;
}

/* Several of one grant: each statement is read and recorded by itself, and none is signed unless
 * all may be. */
static struct result judge_batch(struct judging *judging)
{
    struct statements *statements = judging->statements;
    const struct signer_request *request = judging->request;
    struct str bytes[SIGNER_BATCH_MAX];
    struct str signatures[SIGNER_BATCH_MAX];
    struct sha256 documents[SIGNER_BATCH_MAX];
    struct token_session *session;
    struct result signing = RESULT_OK;
    size_t count;
    if (judging->key->kind != KEY_PERSON)
        return signer_refusal("signer.purpose");
    if (!signer_list_split(request->bytes, SIGNER_BATCH_MAX, bytes, &count))
        return signer_refusal("signer.message");
    TRY(check_validity(judging));
    struct record_line *lines = ARENA_ARRAY(judging->arena, struct record_line, count);
    for (size_t i = 0; i < count; i++) {
        struct signed_attributes attributes;
        TRY(read_attributes(judging, bytes[i], &attributes));
        documents[i] = attributes.document;
        lines[i] = judging->line;
        lines[i].operation = operation_name(SIGNER_PERSON);
        lines[i].bytes = sha256_hex(judging->arena, bytes[i]);
        lines[i].authority = str_printf(judging->arena, "grant %.*s",
                                        STR_ARG(str_slice(request->grant, 0, 8)));
    }
    const struct grants_use use = {request->grant, judging->key, request->actor, documents, count,
                                   clock_monotonic_us()};
    TRY(grants_take(statements->grants, &use, &session));
    for (size_t i = 0; i < count && result_ok(signing); i++)
        signing = token_sign(judging->arena, session, judging->key->certificate.key, bytes[i],
                             &signatures[i]);
    grants_done(statements->grants, request->grant);
    TRY(signing);
    judging->payload = signer_list_join(judging->arena, signatures, count);
    judging->lines = lines;
    judging->line_count = count;
    return RESULT_OK;
}

/* The agency's token, logged in with the PIN that stands beside its certificate. */
static struct result sign_with_seal(struct judging *judging)
{
    struct statements *statements = judging->statements;
    const struct key *key = judging->key;
    struct token_session *session = &statements->seals[key - statements->keys.items];
    if (statements->tokens == NULL)
        return signer_refusal("signer.token");
    if (session->handle == 0)
        TRY(token_login(statements->tokens, key->id, key->pin, session));
    struct result signing = token_sign(judging->arena, session, key->certificate.key,
                                       judging->request->bytes, &judging->payload);
    if (!result_ok(signing))
        token_logout(session); /* the next request tries afresh */
    return signing;
}

static struct result judge_seal(struct judging *judging)
{
    struct statements *statements = judging->statements;
    struct signed_attributes attributes;
    struct sealing sealing;
    if (judging->key->kind != KEY_SEAL)
        return signer_refusal("signer.purpose");
    TRY(read_attributes(judging, judging->request->bytes, &attributes));
    TRY(check_validity(judging));
    TRY(sealing_read(judging->arena, judging->request, &sealing));
    if (!sha256_equal(&sealing.document, &attributes.document))
        return signer_refusal("signer.digest");
    struct str leader_hex = hex_of(judging->arena, &sealing.leader);
    struct str leader = record_leader_of(statements->record, &sealing.leader);
    const struct key *leader_key = keys_find(&statements->keys, leader);
    if (str_empty(leader))
        return signer_refusal("signer.no_leader");
    if (leader_key == NULL || !key_serves(leader_key, judging->key->agencies[0]))
        return signer_refusal("signer.other_agency");
    if (record_is_sealed(statements->record, &sealing.leader, &sealing.document))
        return signer_refusal("signer.sealed");
    judging->line.leader = leader_hex;
    judging->line.authority = str_printf(judging->arena, "leader %.*s", STR_ARG(leader));
    return sign_with_seal(judging);
}

static bool within_pace(struct statements *statements)
{
    int64_t now_us = clock_monotonic_us();
    if (now_us - statements->reports_from_us >= 60 * MICROS_PER_SECOND) {
        statements->reports_from_us = now_us;
        statements->reports = 0;
    }
    return statements->reports++ < STATEMENTS_REPORTS_A_MINUTE;
}

/* A key whose certificate is for reports alone: what it signs passes for nothing else. */
static struct result judge_report(struct judging *judging)
{
    struct signed_attributes attributes;
    struct sha256 document;
    if (judging->key->kind != KEY_REPORT)
        return signer_refusal("signer.purpose");
    TRY(read_attributes(judging, judging->request->bytes, &attributes));
    TRY(check_validity(judging));
    TRY(sealing_read_report(judging->arena, judging->request, &document));
    if (!sha256_equal(&document, &attributes.document))
        return signer_refusal("signer.digest");
    if (!within_pace(judging->statements))
        return signer_refusal("signer.pace");
    return sign_with_seal(judging);
}

static void sign_with_log(struct judging *judging)
{
    struct ed25519_signature signature = ed25519_sign(&judging->key->seed, judging->request->bytes);
    judging->payload =
        str_dup(judging->arena, str_of((const char *)signature.bytes, ED25519_SIGNATURE_SIZE));
}

static struct result judge_checkpoint(struct judging *judging)
{
    const struct checkpoint_statement statement = {judging->key, judging->request->bytes,
                                                   judging->request->hashes};
    uint64_t from = 0;
    if (judging->key->kind != KEY_LOG)
        return signer_refusal("signer.purpose");
    TRY(checkpoint_accept(judging->arena, judging->statements->folder, &statement, &from));
    judging->line.authority = str_printf(judging->arena, "from %llu", (unsigned long long)from);
    sign_with_log(judging);
    return RESULT_OK;
}

static struct result judge_backup(struct judging *judging)
{
    if (judging->key->kind != KEY_LOG)
        return signer_refusal("signer.purpose");
    if (!backup_statement_ok(judging->arena, judging->request->bytes, judging->key->origin))
        return signer_refusal("signer.backup");
    sign_with_log(judging);
    return RESULT_OK;
}

static struct result judge_public_key(struct judging *judging)
{
    if (judging->key->kind != KEY_LOG) {
        judging->payload = judging->key->certificate.der;
        return RESULT_OK;
    }
    struct ed25519_public key = ed25519_public_of(&judging->key->seed);
    judging->payload =
        str_dup(judging->arena, str_of((const char *)key.bytes, ED25519_PUBLIC_SIZE));
    return RESULT_OK;
}

static struct result judge(struct judging *judging)
{
    judging->key = keys_find(&judging->statements->keys, judging->request->key);
    if (judging->key == NULL)
        return signer_refusal("signer.key_unknown");
    switch (judging->request->operation) {
    case SIGNER_GRANT:
        return judge_grant(judging);
    case SIGNER_PERSON:
        return judge_person(judging);
    case SIGNER_SEAL:
        return judge_seal(judging);
    case SIGNER_CHECKPOINT:
        return judge_checkpoint(judging);
    case SIGNER_PUBLIC_KEY:
        return judge_public_key(judging);
    case SIGNER_BACKUP:
        return judge_backup(judging);
    case SIGNER_GRANT_END:
        grants_end(judging->statements->grants, judging->request->grant, judging->key);
        return RESULT_OK;
    case SIGNER_BATCH:
        return judge_batch(judging);
    case SIGNER_REPORT:
        return judge_report(judging);
    }
    return signer_refusal("signer.message");
}

/* No signature leaves before its line is on the disk. */
static struct signer_answer answer_and_record(struct judging *judging, struct result outcome)
{
    bool many = result_ok(outcome) && judging->line_count > 0;
    struct record_line *lines = many ? judging->lines : &judging->line;
    size_t count = many ? judging->line_count : 1;
    for (size_t i = 0; i < count; i++) {
        lines[i].at_us = clock_now_us(judging->statements->clock);
        lines[i].outcome = result_ok(outcome) ? "ok" : outcome.code;
    }
    struct result recorded =
        record_add(judging->statements->record, judging->arena, lines, count);
    struct signer_answer answer = {.outcome = outcome};
    if (result_ok(outcome) && !result_ok(recorded))
        answer.outcome = recorded;
    if (!result_ok(answer.outcome))
        return answer;
    answer.payload = judging->payload;
    answer.expires_us = judging->expires_us;
    return answer;
}

struct signer_answer statements_answer(struct statements *statements, struct arena *arena,
                                       const struct signer_request *request, struct str peer)
{
    struct judging judging = {.statements = statements, .arena = arena, .request = request};
    judging.line = (struct record_line){
        .operation = operation_name(request->operation),
        .key = request->key,
        .actor = request->actor,
        .peer = peer,
        .bytes = str_empty(request->bytes) ? S("") : sha256_hex(arena, request->bytes),
    };
    grants_expire(statements->grants, clock_monotonic_us());
    return answer_and_record(&judging, judge(&judging));
}

struct signer_answer statements_refuse(struct statements *statements, struct arena *arena,
                                       struct result refusal, struct str peer)
{
    struct judging judging = {.statements = statements, .arena = arena};
    judging.line = (struct record_line){.operation = "unknown", .peer = peer};
    return answer_and_record(&judging, refusal);
}
