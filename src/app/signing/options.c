#include "app/signing/options.h"

#include <stdio.h>
#include <string.h>

#include "app/locale.h"

enum { MODE = 0644 };

/* How many words the option at argv[0] takes; 0: it is none. */
static int take(const struct option_word *word, int argc, char **argv)
{
    size_t len = strlen(word->name);
    if (strncmp(argv[0], word->name, len) != 0)
        return 0;
    if (word->value == NULL) {
        if (argv[0][len] != '\0')
            return 0;
        *word->flag = true;
        return 1;
    }
    if (argv[0][len] == '=') {
        *word->value = argv[0] + len + 1;
        return 1;
    }
    if (argv[0][len] != '\0' || argc < 2)
        return 0;
    *word->value = argv[1];
    return 2;
}

bool options_read(int argc, char **argv, struct option_words *words)
{
    for (int at = 1; at < argc;) {
        int taken = 0;
        for (size_t i = 0; i < words->count && taken == 0; i++)
            taken = take(&words->items[i], argc - at, argv + at);
        if (taken == 0) {
            if (argv[at][0] == '-' || words->file_count == words->files_most)
                return false;
            words->files[words->file_count++] = argv[at];
            taken = 1;
        }
        at += taken;
    }
    return true;
}

/* The failure with the name of its file before its words. */
static struct result about(struct arena *arena, const char *path, struct result failure,
                           const char *words)
{
    const char *said = failure.message == NULL ? words : failure.message;
    const char *whole = str_printf(arena, "%s: %s", path, tr(config_locale(), said)).ptr;
    return result_fail(failure.kind, failure.code, whole);
}

struct result options_input(struct arena *arena, const char *path, size_t limit, struct str *out)
{
    struct result read = os_file_read(arena, path, limit, out);
    if (result_ok(read))
        return read;
    return about(arena, path, read,
                 read.kind == ERROR_LIMIT
                     ? N_("Tệp quá lớn.")
                     : N_("Không đọc được. Xem có phải là tệp không, và bạn có quyền đọc không."));
}

struct result options_folder(struct arena *arena, const char *path, size_t most,
                             struct os_names *out)
{
    struct result listed = os_dir_list(arena, path, most, out);
    if (result_ok(listed))
        return listed;
    listed.message = NULL;
    return about(arena, path, listed,
                 N_("Không mở được thư mục này, hoặc có quá nhiều tệp trong đó."));
}

struct result options_output(struct arena *arena, const char *path, struct str bytes)
{
    struct result written = os_file_write(path, bytes, MODE);
    if (result_ok(written))
        return written;
    if (written.kind == ERROR_NOT_FOUND) /* of its folder, which the words for a file miss */
        written.message = NULL;
    return about(arena, path, written,
                 N_("Không ghi được. Xem thư mục có ở đó không, và bạn có quyền ghi không."));
}

int options_failed(const char *doing, struct result failure)
{
    fprintf(stderr, "%s: %s%s%s\n", doing, failure.code,
            failure.message == NULL ? "" : ": ",
            failure.message == NULL ? "" : tr(config_locale(), failure.message));
    return 1;
}
