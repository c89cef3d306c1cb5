#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/os_file.h"
#include "base/os_sandbox.h"

enum { NAMES_MAX = 256, EXTRA_MAX = 64, ARENA_BYTES = 1024 * 1024 };

/* Programs, libraries, name and time-zone data, devices; never /home or /root. */
static const struct os_path_rule system_rules[] = {
    {"/usr", OS_PATH_EXECUTE},       {"/lib", OS_PATH_EXECUTE},
    {"/lib64", OS_PATH_EXECUTE},     {"/bin", OS_PATH_EXECUTE},
    {"/etc", OS_PATH_READ},          {"/proc", OS_PATH_READ},
    {"/sys/devices/system", OS_PATH_READ}, {"/var/cache/fontconfig", OS_PATH_READ},
    {"/run/systemd/resolve", OS_PATH_READ}, {"/dev/null", OS_PATH_WRITE},
    {"/dev/urandom", OS_PATH_READ},  {"/dev/random", OS_PATH_READ},
};
enum { SYSTEM_RULES = sizeof system_rules / sizeof system_rules[0] };

struct rules {
    struct os_path_rule items[SYSTEM_RULES + NAMES_MAX + EXTRA_MAX];
    size_t count;
};

static void add(struct rules *rules, const char *path, unsigned rights)
{
    if (rules->count < sizeof rules->items / sizeof rules->items[0])
        rules->items[rules->count++] = (struct os_path_rule){path, rights};
}

/* True when `path` is `folder` or lies beneath it; both without symbolic links. */
static bool is_beneath(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    if (strncmp(path, folder, len) != 0)
        return false;
    return path[len] == '\0' || path[len] == '/' || (len > 0 && folder[len - 1] == '/');
}

static struct result add_data_folder(struct arena *arena, struct rules *rules, const char *folder)
{
    struct os_names names;
    TRY(os_dir_list(arena, folder, NAMES_MAX, &names));
    for (size_t i = 0; i < names.count; i++) {
        if (str_is(names.items[i], "keys"))
            continue;
        struct str path = str_printf(arena, "%s/%.*s", folder, STR_ARG(names.items[i]));
        add(rules, path.ptr, OS_PATH_WRITE);
    }
    return RESULT_OK;
}

/* SQLite makes -wal and -shm beside the file. In a folder that also holds the keys they get rules
 * of their own, and so must exist now: empty ones are valid. */
static struct result add_database(struct arena *arena, struct rules *rules, const char *file,
                                  const char *keys)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char real[PATH_MAX];
    if (realpath(file, real) == NULL) {
        TRY(os_file_append(file, S(""), 0600));
        if (realpath(file, real) == NULL)
            return result_fail(ERROR_NOT_FOUND, "os.no_database", NULL);
    }
    struct str path = str_dup(arena, str_from_c(real));
    struct str folder = path;
    while (folder.len > 1 && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    if (folder.len > 1)
        folder.len--;
    const char *folder_text = str_c(arena, folder);
    if (!is_beneath(keys, folder_text)) {
        add(rules, folder_text, OS_PATH_WRITE);
        return RESULT_OK;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        const char *one = str_printf(arena, "%s%s", real, suffixes[i]).ptr;
        TRY(os_file_append(one, S(""), 0600));
        add(rules, one, OS_PATH_WRITE);
    }
    return RESULT_OK;
}

static struct result confine(struct arena *arena, const struct os_worker_paths *paths)
{
    char data[PATH_MAX];
    if (realpath(paths->data_folder, data) == NULL)
        return result_fail(ERROR_NOT_FOUND, "os.no_data_folder",
                           N_("Không tìm thấy thư mục dữ liệu."));
    struct rules *rules = ARENA_NEW(arena, struct rules);
    memcpy(rules->items, system_rules, sizeof system_rules);
    rules->count = SYSTEM_RULES;
    const char *keys = str_printf(arena, "%s/keys", data).ptr;
    if (paths->database_file != NULL)
        TRY(add_database(arena, rules, paths->database_file, keys));
    TRY(add_data_folder(arena, rules, data));
    for (size_t i = 0; paths->readable != NULL && paths->readable[i] != NULL; i++)
        add(rules, paths->readable[i], OS_PATH_READ);
    if (rules->count == sizeof rules->items / sizeof rules->items[0])
        return result_fail(ERROR_LIMIT, "os.too_many_rules", NULL);
    return os_landlock_enter(rules->items, rules->count, 0);
}

struct result os_worker_confine(const struct os_worker_paths *paths)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct result r = confine(arena, paths);
    arena_free(arena);
    return r;
}
