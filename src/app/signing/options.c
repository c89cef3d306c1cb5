#include "app/signing/options.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

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

int options_failed(const char *doing, struct result failure)
{
    fprintf(stderr, "%s: %s%s%s\n", doing, failure.code,
            failure.message == NULL ? "" : ": ",
            failure.message == NULL ? "" : tr(LOCALE_VI, failure.message));
    return 1;
}
