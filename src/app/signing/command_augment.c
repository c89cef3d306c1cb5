/* truc augment FILE --to T|LT|LTA [--trust DIR] [--evidence DIR] [--tsa URL] [--offline] [--out] */
#include <stdio.h>

#include "app/commands.h"
#include "app/signing/augment.h"
#include "app/signing/options.h"

enum { EXIT_USE = 2, FILE_LIMIT = 64 << 20, ARENA_MOST = 1 << 30 };

const char augment_usage[] =
    "Usage: truc augment FILE --to T|LT|LTA [--tsa URL] [--trust DIR] [--evidence DIR]\n"
    "                    [--offline] [--loopback] [--out FILE]\n"
    "\n"
    "--to LEVEL      T: a document timestamp; LT: certificates and revocation answers in the\n"
    "                file; LTA: a document timestamp over them. Again later: renewed\n"
    "--tsa URL       timestamp responder (RFC 3161)\n"
    "--trust DIR     certificates to trust, PEM or DER\n"
    "--evidence DIR  certificates, CRLs and OCSP answers, PEM or DER, that were fetched before\n"
    "--offline       ask no OCSP responder and fetch no list\n"
    "--loopback      certificates may name places on this machine (for trials)\n"
    "--out FILE      where to write; default: in place of FILE, in one step\n"
    "Exit status: 0 done; 1 refused, nothing written; 2 wrong use.\n";

struct arguments {
    const char *file;
    const char *to;
    const char *tsa;
    const char *trust;
    const char *evidence;
    const char *out;
    bool offline;
    bool loopback;
    enum step_level level;
};

static bool read_arguments(int argc, char **argv, struct arguments *out)
{
    const struct option_word options[] = {
        {"--to", &out->to, NULL},           {"--tsa", &out->tsa, NULL},
        {"--trust", &out->trust, NULL},     {"--evidence", &out->evidence, NULL},
        {"--offline", NULL, &out->offline}, {"--loopback", NULL, &out->loopback},
        {"--out", &out->out, NULL},
    };
    struct option_words words = {options, sizeof options / sizeof options[0], &out->file, 1, 0};
    return options_read(argc, argv, &words) && out->file != NULL && out->to != NULL &&
           step_level_read(out->to, &out->level) && out->level != STEP_B;
}

static struct result augment(struct arena *arena, const struct arguments *arguments)
{
    struct shelf shelf = {.arena = arena};
    struct str bytes;
    struct str grown;
    TRY(options_input(arena, arguments->file, FILE_LIMIT, &bytes));
    TRY(shelf_add_folder(&shelf, arguments->trust, true));
    TRY(shelf_add_folder(&shelf, arguments->evidence, false));
    const struct augmenting how = {&shelf, arguments->tsa, arguments->offline,
                                   arguments->loopback, clock_system()};
    TRY(augment_to(arena, &how, bytes, arguments->level, &grown));
    const char *target = arguments->out == NULL ? arguments->file : arguments->out;
    return options_output(arena, target, grown);
}

int command_augment(int argc, char **argv)
{
    struct arguments arguments = {0};
    if (!read_arguments(argc, argv, &arguments)) {
        fputs(augment_usage, stderr);
        return EXIT_USE;
    }
    struct arena *arena = arena_new(ARENA_MOST);
    struct result done = augment(arena, &arguments);
    int status = result_ok(done) ? 0 : options_failed("truc augment", done);
    arena_free(arena);
    return status;
}
