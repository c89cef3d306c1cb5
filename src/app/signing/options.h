#ifndef TRUC_APP_SIGNING_OPTIONS_H
#define TRUC_APP_SIGNING_OPTIONS_H

/* The words behind a command: "--name VALUE", "--name=VALUE", "--flag", and files. */
#include "base/os_file.h"

struct option_word {
    const char *name;   /* "--out" */
    const char **value; /* NULL: a flag */
    bool *flag;
};

struct option_words {
    const struct option_word *items;
    size_t count;
    const char **files;
    size_t files_most;
    size_t file_count; /* out */
};

/* False for a word that is none of these, a value that is missing, too many files. */
bool options_read(int argc, char **argv, struct option_words *words);

/* A file that the words name; a failure says which it is and what to do. */
struct result options_input(struct arena *arena, const char *path, size_t limit, struct str *out);
/* The names in a folder, at most `most`. */
struct result options_folder(struct arena *arena, const char *path, size_t most,
                             struct os_names *out);
/* The same for what is written, in one step, over what is there. */
struct result options_output(struct arena *arena, const char *path, struct str bytes);

/* Says what went wrong, in the language of the terminal; gives exit status 1. */
int options_failed(const char *doing, struct result failure);

#endif
