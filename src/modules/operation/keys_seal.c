#include "modules/operation/keys_seal.h"

#include <sys/stat.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/os_file.h"
#include "base/reader.h"
#include "core/seal.h"

enum { KEYS_MAX = 64 << 20, NAMES_MAX = 4096, DEPTH_MAX = 8, FOLDER_MODE = 0700, FILE_MODE = 0600 };

static struct result pack(struct arena *arena, struct buf *out, const char *folder,
                          struct str under, int depth)
{
    struct os_names names;
    TRY(os_dir_list(arena, folder, NAMES_MAX, &names));
    for (size_t i = 0; i < names.count; i++) {
        struct stat status;
        struct str bytes;
        struct str name = str_printf(arena, "%.*s%s%.*s", STR_ARG(under),
                                     str_empty(under) ? "" : "/", STR_ARG(names.items[i]));
        const char *path = str_printf(arena, "%s/%.*s", folder, STR_ARG(names.items[i])).ptr;
        if (lstat(path, &status) != 0)
            return result_fail(ERROR_NOT_FOUND, "os.no_file", NULL);
        if (S_ISDIR(status.st_mode) && depth < DEPTH_MAX) {
            TRY(pack(arena, out, path, name, depth + 1));
        } else if (S_ISREG(status.st_mode)) {
            TRY(os_file_read(arena, path, KEYS_MAX, &bytes));
            buf_u16(out, (uint16_t)name.len);
            buf_add(out, name);
            buf_u32(out, (uint32_t)bytes.len);
            buf_add(out, bytes);
        }
    }
    return RESULT_OK;
}

struct result keys_seal(struct arena *arena, const char *folder, struct str passphrase,
                        struct str *sealed)
{
    struct buf out;
    buf_init(&out, arena, KEYS_MAX);
    TRY(pack(arena, &out, folder, S(""), 0));
    if (out.overflowed)
        return result_fail(ERROR_LIMIT, "keys.too_large",
                           N_("Thư mục khóa quá lớn để niêm phong."));
    struct result done = seal(arena, buf_str(&out), passphrase, sealed);
    crypto_wipe(out.ptr, out.len);
    return done;
}

static bool name_is_safe(struct str name)
{
    bool start = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == '\0' || (start && (c == '.' || c == '/')))
            return false;
        start = c == '/';
    }
    return !start;
}

static struct result lay_out(struct arena *arena, struct reader *reader, const char *folder)
{
    struct str name = reader_take(reader, reader_u16(reader));
    struct str bytes = reader_take(reader, reader_u32(reader));
    if (reader->failed || !name_is_safe(name))
        return result_fail(ERROR_CORRUPT, "keys.form", N_("Tệp khóa niêm phong bị hỏng."));
    struct str path = str_printf(arena, "%s/%.*s", folder, STR_ARG(name));
    size_t end = path.len;
    while (path.ptr[end - 1] != '/')
        end--;
    TRY(os_dir_make(str_c(arena, str_slice(path, 0, end - 1)), FOLDER_MODE));
    return os_file_write(path.ptr, bytes, FILE_MODE);
}

struct result keys_unseal(struct arena *arena, struct str sealed, struct str passphrase,
                          const char *folder)
{
    struct str bytes;
    if (os_file_exists(folder))
        return result_fail(ERROR_CONFLICT, "os.file_exists", N_("Nơi đích đã có dữ liệu."));
    TRY(unseal(arena, sealed, passphrase, &bytes));
    struct reader reader = reader_of(bytes);
    TRY(os_dir_make(folder, FOLDER_MODE));
    while (!reader_done(&reader))
        TRY(lay_out(arena, &reader, folder));
    return RESULT_OK;
}
