#ifndef TRUC_APP_SIGNING_OPTIONS_H
#define TRUC_APP_SIGNING_OPTIONS_H

/* The words behind a command: "--name VALUE", "--name=VALUE", "--flag", and files. */
#include "base/result.h"
#include "base/str.h"

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

/* Says what went wrong, in Vietnamese where there are words for it; gives exit status 1. */
int options_failed(const char *doing, struct result failure);

#endif
