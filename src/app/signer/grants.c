#include "app/signer/grants.h"

#include <string.h>

#include "base/clock.h"

#define MICROS_PER_MINUTE (60 * MICROS_PER_SECOND)

struct one_grant {
    bool open;
    char id[2 * GRANT_ID_SIZE];
    const struct key *key;
    char actor[SIGNER_TEXT_MAX];
    size_t actor_len;
    int64_t until_us; /* clock_monotonic_us */
    struct token_session session;
    struct sha256 documents[SIGNER_HASHES_MAX];
    size_t left; /* documents[0..left) are still allowed */
};

/* Wrong PINs of a key in a row. */
struct tries {
    unsigned wrong;
    int64_t rests_until_us;
};

struct grants {
    const struct keys *keys;
    struct token_module *tokens;
    struct tries *tries; /* by position of the key */
    struct one_grant items[GRANTS_MAX];
};

struct grants *grants_new(struct arena *arena, const struct keys *keys,
                          struct token_module *tokens)
{
    struct grants *grants = ARENA_NEW(arena, struct grants);
    grants->keys = keys;
    grants->tokens = tokens;
    grants->tries = ARENA_ARRAY(arena, struct tries, keys->count + 1);
    return grants;
}

static bool key_in_use(const struct grants *grants, const struct one_grant *but)
{
    for (size_t i = 0; i < GRANTS_MAX; i++)
        if (grants->items[i].open && &grants->items[i] != but && grants->items[i].key == but->key)
            return true;
    return false;
}

/* The token is logged out with its last grant. */
static void close_grant(struct grants *grants, struct one_grant *grant)
{
    if (key_in_use(grants, grant))
        token_close(&grant->session);
    else
        token_logout(&grant->session);
    memset(grant, 0, sizeof *grant);
}

static void close_all_of(struct grants *grants, const struct key *key)
{
    for (size_t i = 0; i < GRANTS_MAX; i++)
        if (grants->items[i].open && grants->items[i].key == key)
            close_grant(grants, &grants->items[i]);
}

void grants_expire(struct grants *grants, int64_t now_us)
{
    for (size_t i = 0; i < GRANTS_MAX; i++)
        if (grants->items[i].open && grants->items[i].until_us <= now_us)
            close_grant(grants, &grants->items[i]);
}

static struct one_grant *find_grant(struct grants *grants, struct str id)
{
    for (size_t i = 0; i < GRANTS_MAX; i++)
        if (grants->items[i].open &&
            str_equal_secret(id, str_of(grants->items[i].id, sizeof grants->items[i].id)))
            return &grants->items[i];
    return NULL;
}

static struct one_grant *free_grant(struct grants *grants)
{
    for (size_t i = 0; i < GRANTS_MAX; i++)
        if (!grants->items[i].open)
            return &grants->items[i];
    return NULL;
}

/* The documents of a request; false where there is none, or one twice. */
static bool copy_documents(struct one_grant *grant, struct str hashes)
{
    grant->left = hashes.len / SHA256_SIZE;
    for (size_t i = 0; i < grant->left; i++) {
        memcpy(grant->documents[i].bytes, hashes.ptr + i * SHA256_SIZE, SHA256_SIZE);
        for (size_t k = 0; k < i; k++)
            if (sha256_equal(&grant->documents[i], &grant->documents[k]))
                return false;
    }
    return grant->left > 0;
}

static struct result try_pin(struct grants *grants, const struct key *key, struct str pin,
                             struct token_session *session)
{
    struct tries *tries = &grants->tries[key - grants->keys->items];
    int64_t now_us = clock_monotonic_us();
    if (str_empty(pin))
        return signer_refusal("signer.pin_missing");
    if (tries->rests_until_us > now_us)
        return signer_refusal("signer.pin_locked");
    if (grants->tokens == NULL)
        return signer_refusal("signer.token");
    struct result outcome = token_login(grants->tokens, key->id, pin, session);
    if (result_ok(outcome))
        tries->wrong = 0;
    if (result_ok(outcome) || strcmp(outcome.code, "signer.pin_wrong") != 0)
        return outcome;
    close_all_of(grants, key);
    if (++tries->wrong >= GRANT_WRONG_PINS) {
        tries->wrong = 0;
        tries->rests_until_us = now_us + GRANT_REST_MINUTES * MICROS_PER_MINUTE;
    }
    return outcome;
}

struct result grants_open(struct grants *grants, struct arena *arena, const struct key *key,
                          const struct signer_request *request, struct str *id)
{
    struct one_grant *grant = free_grant(grants);
    struct token_session session = {0};
    if (grant == NULL)
        return signer_refusal("signer.too_large");
    if (!copy_documents(grant, request->hashes))
        return signer_refusal("signer.message");
    TRY(try_pin(grants, key, request->pin, &session));
    *id = random_hex(arena, GRANT_ID_SIZE);
    memcpy(grant->id, id->ptr, sizeof grant->id);
    memcpy(grant->actor, request->actor.ptr, request->actor.len);
    grant->actor_len = request->actor.len;
    grant->key = key;
    grant->until_us = clock_monotonic_us() + SIGNER_GRANT_MINUTES * MICROS_PER_MINUTE;
    grant->session = session;
    grant->open = true;
    return RESULT_OK;
}

/* Its place among those that are left, or their number. */
static size_t find_document(const struct one_grant *grant, const struct sha256 *document)
{
    size_t i = 0;
    while (i < grant->left && !sha256_equal(&grant->documents[i], document))
        i++;
    return i;
}

struct result grants_take(struct grants *grants, const struct grants_use *use,
                          struct token_session **session)
{
    grants_expire(grants, use->now_us);
    struct one_grant *grant = find_grant(grants, use->id);
    if (grant == NULL)
        return signer_refusal("signer.grant_unknown");
    if (grant->key != use->key || !str_equal(use->actor, str_of(grant->actor, grant->actor_len)))
        return signer_refusal("signer.grant_key");
    for (size_t i = 0; i < use->count; i++)
        for (size_t k = 0; k < use->count; k++)
            if (find_document(grant, &use->documents[i]) == grant->left ||
                (k != i && sha256_equal(&use->documents[i], &use->documents[k])))
                return signer_refusal("signer.document");
    for (size_t i = 0; i < use->count; i++)
        grant->documents[find_document(grant, &use->documents[i])] =
            grant->documents[--grant->left];
    *session = &grant->session;
    return RESULT_OK;
}

void grants_done(struct grants *grants, struct str id)
{
    struct one_grant *grant = find_grant(grants, id);
    if (grant != NULL && grant->left == 0)
        close_grant(grants, grant);
}

void grants_end(struct grants *grants, struct str id, const struct key *key)
{
    struct one_grant *grant = find_grant(grants, id);
    if (grant != NULL && grant->key == key)
        close_grant(grants, grant);
}
