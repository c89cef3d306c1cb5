#include "app/signer/checkpoint.h"

#include "base/merkle.h"
#include "base/os_file.h"
#include "sign/signer_message.h"

enum { STATE_MAX = 4096, NUMBER_DIGITS = 19 };

struct tree {
    uint64_t size;
    struct sha256 root;
};

/* A decimal number without sign or leading zero. */
static bool read_size(struct str text, uint64_t *out)
{
    int64_t number;
    if (text.len > NUMBER_DIGITS || (text.len > 1 && text.ptr[0] == '0') ||
        !str_to_i64(text, &number) || number < 0)
        return false;
    *out = (uint64_t)number;
    return true;
}

/* "origin\nsize\nbase64(root)\n" and nothing else. */
static bool read_text(struct arena *arena, struct str text, struct str origin, struct tree *out)
{
    struct str line;
    struct str root;
    return str_split(text, '\n', &line, &text) && str_equal(line, origin) &&
           str_split(text, '\n', &line, &text) && read_size(line, &out->size) &&
           str_split(text, '\n', &line, &text) && str_empty(text) &&
           str_unbase64(arena, line, &root) && sha256_from(root, &out->root) &&
           str_equal(str_base64(arena, root), line);
}

static struct result read_state(struct arena *arena, const char *path, struct str origin,
                                struct tree *out)
{
    struct str text;
    *out = (struct tree){0};
    struct result read = os_file_read(arena, path, STATE_MAX, &text);
    if (read.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    if (!result_ok(read) || !read_text(arena, text, origin, out))
        return signer_refusal("signer.record");
    return RESULT_OK;
}

static struct result check_extension(struct arena *arena, const struct tree *last,
                                     const struct tree *next, struct str proof)
{
    if (next->size < last->size || next->size == 0)
        return signer_refusal("signer.checkpoint");
    if (last->size == 0)
        return RESULT_OK;
    if (next->size == last->size)
        return sha256_equal(&next->root, &last->root) ? RESULT_OK
                                                      : signer_refusal("signer.inconsistent");
    size_t count = proof.len / SHA256_SIZE;
    struct str *hashes = ARENA_ARRAY(arena, struct str, count + 1);
    for (size_t i = 0; i < count; i++)
        hashes[i] = str_slice(proof, i * SHA256_SIZE, (i + 1) * SHA256_SIZE);
    const struct merkle_consistency claim = {
        .old_size = last->size,
        .new_size = next->size,
        .old_root = sha256_str(&last->root),
        .new_root = sha256_str(&next->root),
        .proof = hashes,
        .proof_count = count,
    };
    return result_ok(merkle_check_consistency(&claim)) ? RESULT_OK
                                                       : signer_refusal("signer.inconsistent");
}

struct result checkpoint_accept(struct arena *arena, const char *folder,
                                const struct checkpoint_statement *statement, uint64_t *from)
{
    const char *path = str_printf(arena, "%s/checkpoint", folder).ptr;
    struct tree last;
    struct tree next;
    TRY(read_state(arena, path, statement->key->origin, &last));
    *from = last.size;
    if (!read_text(arena, statement->text, statement->key->origin, &next))
        return signer_refusal("signer.checkpoint");
    TRY(check_extension(arena, &last, &next, statement->proof));
    if (next.size == last.size)
        return RESULT_OK;
    return result_ok(os_file_write(path, statement->text, 0600)) ? RESULT_OK
                                                                 : signer_refusal("signer.record");
}
