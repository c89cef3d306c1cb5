#include "core/tlog/proof.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/merkle.h"

enum { PROOF_ITEMS_MAX = 1024 };

static struct result invalid(const char *code, const char *message)
{
    return result_fail(ERROR_INVALID, code, message);
}

static struct result untrusted(const char *code, const char *message)
{
    return result_fail(ERROR_UNTRUSTED, code, message);
}

static struct result member_number(const struct json *object, const char *name, uint64_t *out)
{
    const struct json *value = json_get(object, name);
    int64_t number = json_int(value, -1);
    if (!json_is(value, JSON_KIND_INTEGER) || number < 0)
        return invalid("proof.number", N_("Cỡ cây và số thứ tự phải là số nguyên không âm."));
    *out = (uint64_t)number;
    return RESULT_OK;
}

static struct result hash_of(struct arena *arena, const struct json *value, struct str *out)
{
    if (!json_is(value, JSON_KIND_STRING) || !str_unbase64(arena, json_text(value), out))
        return invalid("proof.hash", N_("Giá trị băm phải là chuỗi base64."));
    return RESULT_OK;
}

static struct result member_hash(struct arena *arena, const struct json *object, const char *name,
                                 struct str *out)
{
    return hash_of(arena, json_get(object, name), out);
}

static struct result member_proof(struct arena *arena, const struct json *object,
                                  const struct str **items, size_t *count)
{
    const struct json *list = json_get(object, "proof");
    *count = 0;
    *items = NULL;
    if (list == NULL || json_is(list, JSON_KIND_NULL))
        return RESULT_OK;
    if (!json_is(list, JSON_KIND_ARRAY) || json_count(list) > PROOF_ITEMS_MAX)
        return invalid("proof.list", N_("Bằng chứng phải là một danh sách giá trị băm."));
    struct str *out = ARENA_ARRAY(arena, struct str, json_count(list) + 1);
    for (size_t i = 0; i < json_count(list); i++)
        TRY(hash_of(arena, json_at(list, i), &out[i]));
    *items = out;
    *count = json_count(list);
    return RESULT_OK;
}

static struct result check_inclusion(struct arena *arena, const struct json *object)
{
    struct merkle_inclusion claim = {0};
    TRY(member_number(object, "leafIdx", &claim.index));
    TRY(member_number(object, "treeSize", &claim.size));
    TRY(member_hash(arena, object, "root", &claim.root));
    TRY(member_hash(arena, object, "leafHash", &claim.leaf_hash));
    TRY(member_proof(arena, object, &claim.proof, &claim.proof_count));
    return merkle_check_inclusion(&claim);
}

static struct result check_consistency(struct arena *arena, const struct json *object)
{
    struct merkle_consistency claim = {0};
    TRY(member_number(object, "size1", &claim.old_size));
    TRY(member_number(object, "size2", &claim.new_size));
    TRY(member_hash(arena, object, "root1", &claim.old_root));
    TRY(member_hash(arena, object, "root2", &claim.new_root));
    TRY(member_proof(arena, object, &claim.proof, &claim.proof_count));
    return merkle_check_consistency(&claim);
}

static bool has_any(const struct json *object, const char *const *names)
{
    for (; *names != NULL; names++)
        if (json_get(object, *names) != NULL)
            return true;
    return false;
}

struct result proof_check_json(struct arena *arena, struct str text)
{
    static const char *const inclusion[] = {"leafIdx", "treeSize", "root", "leafHash", NULL};
    static const char *const consistency[] = {"size1", "size2", "root1", "root2", NULL};
    const struct json *object;
    TRY(json_parse(arena, text, &object));
    if (!json_is(object, JSON_KIND_OBJECT) ||
        has_any(object, inclusion) == has_any(object, consistency))
        return invalid("proof.kind",
                       N_("Tệp phải chứa đúng một bằng chứng: có mặt hoặc nhất quán."));
    return has_any(object, inclusion) ? check_inclusion(arena, object)
                                      : check_consistency(arena, object);
}

static struct result bad_receipt(void)
{
    return untrusted("receipt.form", N_("Biên nhận nhật ký không đúng khuôn dạng."));
}

static bool take_prefix(struct str *line, struct str prefix)
{
    if (!str_starts(*line, prefix))
        return false;
    *line = str_slice(*line, prefix.len, line->len);
    return true;
}

/* The hashes, up to the empty line before the checkpoint. */
static bool read_hashes(struct arena *arena, struct str *rest, struct receipt *out)
{
    struct str *items = ARENA_ARRAY(arena, struct str, 2 * MERKLE_PROOF_MAX);
    struct str line;
    out->proof = items;
    while (str_split(*rest, '\n', &line, rest)) {
        if (line.len == 0)
            return true;
        if (out->proof_count == 2 * MERKLE_PROOF_MAX ||
            !str_unbase64(arena, line, &items[out->proof_count++]))
            return false;
    }
    return false;
}

struct result receipt_parse(struct arena *arena, struct str bytes, struct receipt *out)
{
    struct str line;
    struct str rest;
    *out = (struct receipt){.extra = S("")};
    if (bytes.len > PROOF_FILE_MAX || !str_split(bytes, '\n', &line, &rest) ||
        !str_is(line, "c2sp.org/tlog-proof@v1") || !str_split(rest, '\n', &line, &rest))
        return bad_receipt();
    if (take_prefix(&line, S("extra "))) {
        if (!str_unbase64(arena, line, &out->extra) || !str_split(rest, '\n', &line, &rest))
            return bad_receipt();
    }
    if (!take_prefix(&line, S("index ")) || !tlog_number(line, &out->index) ||
        !read_hashes(arena, &rest, out))
        return bad_receipt();
    out->checkpoint = rest;
    return rest.len > 0 ? RESULT_OK : bad_receipt();
}

struct str receipt_text(struct arena *arena, const struct receipt *receipt)
{
    struct buf out;
    buf_init(&out, arena, PROOF_FILE_MAX);
    buf_text(&out, "c2sp.org/tlog-proof@v1\n");
    if (receipt->extra.len > 0) {
        struct str extra = str_base64(arena, receipt->extra);
        buf_printf(&out, "extra %.*s\n", STR_ARG(extra));
    }
    buf_printf(&out, "index %llu\n", (unsigned long long)receipt->index);
    for (size_t i = 0; i < receipt->proof_count; i++) {
        struct str hash = str_base64(arena, receipt->proof[i]);
        buf_printf(&out, "%.*s\n", STR_ARG(hash));
    }
    buf_byte(&out, '\n');
    buf_add(&out, receipt->checkpoint);
    return buf_str(&out);
}

struct result receipt_check(struct arena *arena, const struct receipt *receipt,
                            const struct vkey *vkey, struct str entry)
{
    struct note note;
    struct checkpoint checkpoint;
    TRY(note_parse(arena, receipt->checkpoint, &note));
    TRY(note_verify(&note, vkey));
    TRY(checkpoint_parse(arena, note.text, &checkpoint));
    if (!str_equal(checkpoint.origin, vkey->name))
        return untrusted("receipt.origin", N_("Biên nhận thuộc về một nhật ký khác."));
    struct sha256 leaf = merkle_leaf(entry);
    struct merkle_inclusion claim = {.index = receipt->index, .size = checkpoint.size,
                                     .root = sha256_str(&checkpoint.root),
                                     .leaf_hash = sha256_str(&leaf), .proof = receipt->proof,
                                     .proof_count = receipt->proof_count};
    return merkle_check_inclusion(&claim);
}
