/*
 * Plays a stored corpus through a fuzz target without libFuzzer, in every normal test run:
 * each input as it is, cut short at 32 places, and with one bit turned at 32 places.
 * TAP on standard output, one line a file; a crash ends the program and so the test.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 4 << 20, VARIANTS = 32, FILES_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Exactly sized, so that the address sanitizer sees a read past the end. */
static void play(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void play_variants(uint8_t *data, size_t size)
{
    play(data, size);
    for (size_t i = 0; i < VARIANTS && i < size; i++) {
        size_t at = size * i / VARIANTS;
        play(data, at);
        data[at] ^= (uint8_t)(1U << (i % 8));
        play(data, size);
        data[at] ^= (uint8_t)(1U << (i % 8));
    }
}

static bool play_file(const char *folder, const char *name)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return false;
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX);
    bool read = file != NULL && data != NULL;
    if (read) {
        size_t size = fread(data, 1, INPUT_MAX, file);
        read = ferror(file) == 0;
        if (read)
            play_variants(data, size);
    }
    if (file != NULL)
        (void)fclose(file);
    free(data);
    return read;
}

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

int main(int argc, char **argv)
{
    struct dirent **entries = NULL;
    if (argc != 2) {
        (void)fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
        return 2;
    }
    int count = scandir(argv[1], &entries, visible, alphasort);
    if (count <= 0 || count > FILES_MAX) {
        printf("1..1\nnot ok 1 - %s: %s\n", argv[1], count < 0 ? strerror(errno) : "no inputs");
        return 1;
    }
    printf("1..%d\n", count);
    bool good = true;
    for (int i = 0; i < count; i++) {
        bool played = play_file(argv[1], entries[i]->d_name);
        good = good && played;
        printf("%s %d - %s\n", played ? "ok" : "not ok", i + 1, entries[i]->d_name);
        (void)fflush(stdout);
        free(entries[i]);
    }
    free(entries);
    return good ? 0 : 1;
}
