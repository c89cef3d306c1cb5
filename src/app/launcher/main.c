/*
 * truc COMMAND …: the program that people call. A command that needs nothing but files runs right
 * here; every other one belongs to truc-node beside it, whose libraries (databases, web server,
 * printing) take longer to load than most signatures to check.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/os_process.h"

enum { NO_NODE = 2, PATH_ARENA = 64 * 1024 };

static const struct {
    const char *word;
    int (*run)(int argc, char **argv);
} here[] = {
    {"verify", command_verify},
    {"pdf", command_pdf},
};

int main(int argc, char **argv)
{
    bool help = argc == 3 && strcmp(argv[2], "--help") == 0;
    for (size_t i = 0; argc >= 2 && !help && i < sizeof here / sizeof here[0]; i++)
        if (strcmp(argv[1], here[i].word) == 0)
            return here[i].run(argc - 1, argv + 1);
    struct arena *arena = arena_new(PATH_ARENA);
    struct str folder = S("");
    result_ignore(os_program_folder(arena, &folder));
    const char *node = str_printf(arena, "%.*s/truc-node", STR_ARG(folder)).ptr;
    execv(node, argv);
    perror(node);
    arena_free(arena);
    return NO_NODE;
}
