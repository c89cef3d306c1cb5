#include "app/command_log.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/tlog/proof.h"
#include "core/tlog/verify.h"

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2, COMMAND_ARENA = 64 << 20, JSON_MAX = 4096 };

static const char usage_text[] =
    "Usage: truc log verify DIR --vkey VKEY [--checkpoint FILE] [--json]\n"
    "       truc log proof FILE.json\n"
    "       truc log receipt FILE.tlog-proof --vkey VKEY --entry HEX\n"
    "\n"
    "verify   checks a C2SP tlog-tiles folder: the checkpoint's signature, every tile from\n"
    "         the entries, the root from the tiles. Prints size and root.\n"
    "proof    checks one RFC 6962 proof: inclusion {leafIdx, treeSize, root, leafHash, proof}\n"
    "         or consistency {size1, size2, root1, root2, proof}; hashes in base64.\n"
    "receipt  checks a c2sp.org/tlog-proof@v1 for an entry given in hexadecimal.\n"
    "Exit status: 0 good, 1 bad (the first bad tile or entry is named), 2 wrong usage.\n";

struct arguments {
    const char *positional;
    const char *vkey;
    const char *checkpoint;
    const char *entry;
    bool json;
};

static int usage(void)
{
    fputs(usage_text, stderr);
    return EXIT_USAGE;
}

static bool take_option(int argc, char **argv, int *i, const char *name, const char **value)
{
    size_t len = strlen(name);
    if (strncmp(argv[*i], name, len) != 0)
        return false;
    if (argv[*i][len] == '=')
        *value = argv[*i] + len + 1;
    else if (argv[*i][len] == '\0' && *i + 1 < argc)
        *value = argv[++*i];
    else
        return false;
    return true;
}

static bool read_arguments(int argc, char **argv, struct arguments *out)
{
    for (int i = 1; i < argc; i++) {
        if (take_option(argc, argv, &i, "--vkey", &out->vkey) ||
            take_option(argc, argv, &i, "--checkpoint", &out->checkpoint) ||
            take_option(argc, argv, &i, "--entry", &out->entry))
            continue;
        if (strcmp(argv[i], "--json") == 0)
            out->json = true;
        else if (argv[i][0] != '-' && out->positional == NULL)
            out->positional = argv[i];
        else
            return false;
    }
    return out->positional != NULL;
}

static int bad(const char *what, struct result why)
{
    fprintf(stderr, "bad: %s: %s\n", what, why.code);
    if (why.message != NULL)
        fprintf(stderr, "%s\n", why.message);
    return EXIT_BAD;
}

static void print_report(struct arena *arena, const struct arguments *arguments,
                         const struct tlog_report *report, bool good)
{
    const struct checkpoint *c = &report->checkpoint;
    struct str root = str_base64(arena, sha256_str(&c->root));
    if (!arguments->json) {
        if (good)
            printf("size %llu\nroot %.*s\n", (unsigned long long)c->size, STR_ARG(root));
        return;
    }
    struct buf out;
    buf_init(&out, arena, JSON_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_bool(&json, "good", good);
    if (good) {
        json_put_text(&json, "origin", c->origin);
        json_put_int(&json, "size", (int64_t)c->size);
        json_put_text(&json, "root", root);
    } else {
        json_put_text(&json, "bad", report->bad);
        json_put_text(&json, "reason", report->reason);
    }
    json_close_object(&json);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static int verify(struct arena *arena, const struct arguments *arguments)
{
    struct vkey vkey;
    struct tlog_report report;
    if (arguments->vkey == NULL || arguments->entry != NULL)
        return usage();
    struct result done = vkey_parse(arena, str_from_c(arguments->vkey), &vkey);
    if (!result_ok(done))
        return bad("vkey", done);
    done = tlog_verify(arena, arguments->positional, &vkey, arguments->checkpoint, &report);
    print_report(arena, arguments, &report, result_ok(done));
    if (!result_ok(done)) {
        fprintf(stderr, "bad: %.*s %.*s\n", STR_ARG(report.bad), STR_ARG(report.reason));
        return EXIT_BAD;
    }
    if (report.origin_differs)
        fprintf(stderr, "note: the origin line \"%.*s\" is not the name of the key\n",
                STR_ARG(report.checkpoint.origin));
    return EXIT_GOOD;
}

static int proof(struct arena *arena, const struct arguments *arguments)
{
    struct str text;
    if (arguments->vkey != NULL || arguments->checkpoint != NULL || arguments->entry != NULL)
        return usage();
    struct result done = os_file_read(arena, arguments->positional, PROOF_FILE_MAX, &text);
    if (result_ok(done))
        done = proof_check_json(arena, text);
    if (!result_ok(done))
        return bad(arguments->positional, done);
    puts(arguments->json ? "{\"valid\":true}" : "valid");
    return EXIT_GOOD;
}

static int receipt(struct arena *arena, const struct arguments *arguments)
{
    struct str bytes;
    struct str entry;
    struct vkey vkey;
    struct receipt read;
    if (arguments->vkey == NULL || arguments->entry == NULL || arguments->checkpoint != NULL ||
        !str_unhex(arena, str_from_c(arguments->entry), &entry))
        return usage();
    struct result done = vkey_parse(arena, str_from_c(arguments->vkey), &vkey);
    if (result_ok(done))
        done = os_file_read(arena, arguments->positional, PROOF_FILE_MAX, &bytes);
    if (result_ok(done))
        done = receipt_parse(arena, bytes, &read);
    if (result_ok(done))
        done = receipt_check(arena, &read, &vkey, entry);
    if (!result_ok(done))
        return bad(arguments->positional, done);
    puts(arguments->json ? "{\"valid\":true}" : "valid");
    return EXIT_GOOD;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

int command_log(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct arena *arena, const struct arguments *arguments);
    } commands[] = {{"verify", verify}, {"proof", proof}, {"receipt", receipt}};
    struct arguments arguments = {0};
    if (wants_help(argc, argv)) {
        fputs(usage_text, stdout);
        return EXIT_GOOD;
    }
    for (size_t i = 0; argc >= 2 && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        if (!read_arguments(argc - 1, argv + 1, &arguments))
            return usage();
        struct arena *arena = arena_new(COMMAND_ARENA);
        int status = commands[i].run(arena, &arguments);
        arena_free(arena);
        return status;
    }
    return usage();
}
