/* manifest.note: the log's key says that it has seen this very manifest. */
#include <string.h>

#include "base/os_file.h"
#include "core/tlog/note.h"
#include "modules/operation/backup_work.h"
#include "sign/backup_statement.h"

enum { NOTE_MODE = 0600 };

static struct result untrusted(void)
{
    return result_fail(ERROR_UNTRUSTED, "backup.signature",
                       N_("Chữ ký của bản sao lưu không đúng: manifest.json đã bị sửa, hoặc do "
                          "khóa khác ký. Dùng bản khác; báo người phụ trách an toàn."));
}

struct result backup_sign(struct backup_work *work, struct str manifest_sha256)
{
    const struct backup_signer *signer = work->request->signer;
    const struct manifest *m = work->manifest;
    struct arena *arena = work->arena;
    struct vkey vkey;
    struct str raw;
    struct ed25519_signature signature;
    if (signer == NULL || str_empty(m->log_vkey))
        return result_fail(ERROR_UNAVAILABLE, "backup.no_key",
                           N_("Nút chưa có khóa nhật ký, hoặc không hỏi được bộ phận ký."));
    TRY(vkey_parse(arena, m->log_vkey, &vkey));
    struct str text = backup_statement(arena, vkey.name, m->made_us, manifest_sha256);
    TRY(signer->sign(signer, arena, text, &raw));
    if (raw.len != ED25519_SIGNATURE_SIZE)
        return result_fail(ERROR_CORRUPT, "signer.answer", NULL);
    memcpy(signature.bytes, raw.ptr, raw.len);
    struct str line = note_signature_line(arena, &vkey, &signature);
    struct str note = str_printf(arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(line));
    struct note parsed;
    TRY(note_parse(arena, note, &parsed));
    TRY(note_verify(&parsed, &vkey)); /* never keep what nobody can verify */
    return os_file_write(backup_path(work, S("manifest.note")), note, NOTE_MODE);
}

static bool holds(struct arena *arena, struct str note, struct str trusted, struct str expected)
{
    struct note parsed;
    struct vkey vkey;
    return result_ok(vkey_parse(arena, trusted, &vkey)) &&
           result_ok(note_parse(arena, note, &parsed)) && str_equal(parsed.text, expected) &&
           result_ok(note_verify(&parsed, &vkey));
}

struct result backup_signature(struct arena *arena, struct str place, struct str trusted,
                               enum backup_signature *out)
{
    struct manifest m;
    struct str sha256;
    struct str note;
    struct vkey vkey;
    *out = BACKUP_UNSIGNED;
    TRY(backup_manifest(arena, place, &m, &sha256));
    const char *path = str_printf(arena, "%.*s/manifest.note", STR_ARG(place)).ptr;
    struct result read = os_file_read(arena, path, NOTE_SIZE_MAX, &note);
    if (read.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(read);
    struct str key = str_empty(trusted) ? m.log_vkey : str_trim(trusted);
    if (!result_ok(vkey_parse(arena, key, &vkey)) ||
        !holds(arena, note, key, backup_statement(arena, vkey.name, m.made_us, sha256)))
        return untrusted();
    *out = BACKUP_SIGNED;
    return RESULT_OK;
}
