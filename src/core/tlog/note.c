#include "core/tlog/note.h"

#include <string.h>

#include "base/buf.h"
#include "base/reader.h"
#include "base/utf8.h"

enum { TYPE_ED25519 = 0x01, KEY_ID_SIZE = 4, KEY_ID_HEX = 8 };

/* Unicode spaces beyond ASCII in UTF-8; U+2000..U+200A are written out. */
static const char *const spaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82",
    "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
    "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
    "\xe3\x80\x80"};

static struct result untrusted(const char *code, const char *message)
{
    return result_fail(ERROR_UNTRUSTED, code, message);
}

bool vkey_name_ok(struct str name)
{
    if (name.len == 0 || !utf8_valid(name))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c <= ' ' || c == 0x7f || c == '+')
            return false;
    }
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (str_find(name, str_from_c(spaces[i])) < name.len)
            return false;
    return true;
}

static uint32_t big_endian(const void *bytes)
{
    struct reader reader = reader_of(str_of(bytes, KEY_ID_SIZE));
    return reader_u32(&reader);
}

/* First four bytes of SHA-256(name || "\n" || type || key). */
static uint32_t key_id_of(struct str name, const struct ed25519_public *key)
{
    static const char type = TYPE_ED25519;
    struct str parts[] = {name, S("\n"), str_of(&type, 1),
                          str_of((const char *)key->bytes, ED25519_PUBLIC_SIZE)};
    struct sha256 digest = sha256_joined(parts, 4);
    return big_endian(digest.bytes);
}

struct result vkey_parse(struct arena *arena, struct str text, struct vkey *out)
{
    struct str rest;
    struct str hex;
    struct str base64;
    struct str id;
    struct str key;
    if (!str_split(text, '+', &out->name, &rest) || !str_split(rest, '+', &hex, &base64) ||
        !vkey_name_ok(out->name))
        return untrusted("vkey.form", N_("Khóa phải có dạng tên+mã+base64."));
    if (hex.len != KEY_ID_HEX || !str_unhex(arena, hex, &id) ||
        !str_unbase64(arena, base64, &key) || key.len < 1)
        return untrusted("vkey.form", N_("Khóa phải có dạng tên+mã+base64."));
    if (key.ptr[0] != TYPE_ED25519 ||
        !ed25519_public_from(str_slice(key, 1, key.len), &out->key))
        return untrusted("vkey.type", N_("Chỉ dùng được khóa Ed25519 (loại 0x01)."));
    out->id = big_endian(id.ptr);
    if (out->id != key_id_of(out->name, &out->key))
        return untrusted("vkey.id", N_("Mã khóa không khớp với khóa."));
    return RESULT_OK;
}

struct vkey vkey_of(struct arena *arena, struct str name, const struct ed25519_public *key)
{
    return (struct vkey){.name = str_dup(arena, name), .id = key_id_of(name, key), .key = *key};
}

struct str vkey_text(struct arena *arena, const struct vkey *vkey)
{
    char typed[1 + ED25519_PUBLIC_SIZE];
    typed[0] = TYPE_ED25519;
    memcpy(typed + 1, vkey->key.bytes, ED25519_PUBLIC_SIZE);
    struct str base64 = str_base64(arena, str_of(typed, sizeof typed));
    return str_printf(arena, "%.*s+%08x+%.*s", STR_ARG(vkey->name), (unsigned)vkey->id,
                      STR_ARG(base64));
}

static bool only_text(struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if ((unsigned char)bytes.ptr[i] < ' ' && bytes.ptr[i] != '\n')
            return false;
    return utf8_valid(bytes);
}

static bool signature_line(struct arena *arena, struct str line, struct note_signature *out)
{
    struct str dash = S("\xe2\x80\x94 ");
    struct str base64;
    struct str blob;
    if (!str_starts(line, dash) ||
        !str_split(str_slice(line, dash.len, line.len), ' ', &out->name, &base64) ||
        !vkey_name_ok(out->name) || !str_unbase64(arena, base64, &blob) || blob.len <= KEY_ID_SIZE)
        return false;
    out->key_id = big_endian(blob.ptr);
    out->signature = str_slice(blob, KEY_ID_SIZE, blob.len);
    return true;
}

/* Where the signatures begin: behind the last empty line; 0 where there is none. */
static size_t signatures_at(struct str bytes)
{
    for (size_t i = bytes.len; i >= 2; i--)
        if (bytes.ptr[i - 1] == '\n' && bytes.ptr[i - 2] == '\n')
            return i;
    return 0;
}

struct result note_parse(struct arena *arena, struct str bytes, struct note *out)
{
    if (bytes.len > NOTE_SIZE_MAX)
        return untrusted("note.too_large", N_("Tệp ký quá lớn."));
    size_t at = signatures_at(bytes);
    if (!only_text(bytes) || at < 2 || bytes.ptr[bytes.len - 1] != '\n')
        return untrusted("note.form", N_("Tệp ký không đúng khuôn dạng."));
    struct note_signature *list =
        ARENA_ARRAY(arena, struct note_signature, NOTE_SIGNATURES_MAX);
    *out = (struct note){.text = str_slice(bytes, 0, at - 1), .signatures = list};
    struct str rest = str_slice(bytes, at, bytes.len - 1);
    bool more = rest.len > 0;
    while (more) {
        struct str line;
        more = str_split(rest, '\n', &line, &rest);
        if (out->count == NOTE_SIGNATURES_MAX)
            return untrusted("note.too_many", N_("Tệp ký có quá nhiều chữ ký."));
        if (!signature_line(arena, line, &list[out->count++]))
            return untrusted("note.signature_line", N_("Dòng chữ ký không đúng khuôn dạng."));
    }
    if (out->count == 0)
        return untrusted("note.unsigned", N_("Không có chữ ký nào."));
    return RESULT_OK;
}

struct result note_verify(const struct note *note, const struct vkey *vkey)
{
    bool known = false;
    for (size_t i = 0; i < note->count; i++) {
        const struct note_signature *s = &note->signatures[i];
        if (s->key_id != vkey->id || !str_equal(s->name, vkey->name))
            continue;
        known = true;
        if (!ed25519_verify(&vkey->key, note->text, s->signature))
            return untrusted("note.signature", N_("Chữ ký của khóa đã cho không đúng."));
    }
    if (!known)
        return untrusted("note.unknown_key", N_("Không có chữ ký của khóa đã cho."));
    return RESULT_OK;
}

struct str note_signature_line(struct arena *arena, const struct vkey *vkey,
                               const struct ed25519_signature *signature)
{
    struct buf blob;
    buf_init(&blob, arena, KEY_ID_SIZE + ED25519_SIGNATURE_SIZE);
    buf_u32(&blob, vkey->id);
    buf_bytes(&blob, signature->bytes, ED25519_SIGNATURE_SIZE);
    struct str base64 = str_base64(arena, buf_str(&blob));
    return str_printf(arena, "\xe2\x80\x94 %.*s %.*s\n", STR_ARG(vkey->name), STR_ARG(base64));
}

bool tlog_number(struct str text, uint64_t *out)
{
    int64_t value;
    if (text.len == 0 || text.ptr[0] == '-' || (text.ptr[0] == '0' && text.len > 1) ||
        !str_to_i64(text, &value))
        return false;
    *out = (uint64_t)value;
    return true;
}

struct result checkpoint_parse(struct arena *arena, struct str text, struct checkpoint *out)
{
    struct str size;
    struct str root;
    struct str rest;
    struct str hash;
    if (!str_split(text, '\n', &out->origin, &rest) || !str_split(rest, '\n', &size, &rest) ||
        !str_split(rest, '\n', &root, &rest) || out->origin.len == 0)
        return untrusted("checkpoint.form", N_("Điểm chốt thiếu dòng."));
    if (!tlog_number(size, &out->size))
        return untrusted("checkpoint.size", N_("Cỡ cây trong điểm chốt không phải là số."));
    if (!str_unbase64(arena, root, &hash) || !sha256_from(hash, &out->root))
        return untrusted("checkpoint.root", N_("Gốc trong điểm chốt phải là 32 byte base64."));
    while (rest.len > 0) {
        struct str line;
        if (!str_split(rest, '\n', &line, &rest) || line.len == 0)
            return untrusted("checkpoint.extension", N_("Điểm chốt có dòng mở rộng trống."));
    }
    return RESULT_OK;
}

struct str checkpoint_text(struct arena *arena, const struct checkpoint *checkpoint)
{
    struct str root = str_base64(arena, sha256_str(&checkpoint->root));
    return str_printf(arena, "%.*s\n%llu\n%.*s\n", STR_ARG(checkpoint->origin),
                      (unsigned long long)checkpoint->size, STR_ARG(root));
}
