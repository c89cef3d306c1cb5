#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/version.h"
#include "base/fault.h"

static void print_help(FILE *to, enum locale locale)
{
    fprintf(to, "%s\n\n", tr(locale, N_("Cách dùng: truc LỆNH [THAM SỐ]")));
    for (unsigned i = 0; i < command_count; i++)
        fprintf(to, "  %-12s %-36s %s\n", commands[i].word, commands[i].arguments,
                tr(locale, commands[i].help));
    fprintf(to, "\n  --version    --help\n\n%s\n",
            tr(locale, N_("Cấu hình: --config TỆP, biến TRUC_CONFIG, hoặc truc.conf "
                             "ở thư mục này.")));
}

int main(int argc, char **argv)
{
    enum locale locale = config_locale();
    if (!result_ok(fault_arm(getenv("TRUC_FAULT")))) {
        fprintf(stderr, "TRUC_FAULT?\n");
        return EXIT_WRONG_USE;
    }
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        printf("truc %s (%s)\n", TRUC_VERSION, TRUC_COMMIT);
        return EXIT_OK;
    }
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        print_help(stdout, locale);
        return EXIT_OK;
    }
    for (unsigned i = 0; argc >= 2 && i < command_count; i++) {
        if (strcmp(argv[1], commands[i].word) != 0)
            continue;
        if (argc == 3 && strcmp(argv[2], "--help") == 0) {
            printf("truc %s %s\n%s\n\n%s", commands[i].word, commands[i].arguments,
                   tr(locale, commands[i].help), command_usage(commands[i].word));
            return EXIT_OK;
        }
        return commands[i].run(argc - 1, argv + 1);
    }
    if (argc >= 2)
        fprintf(stderr, tr(locale, N_("Không có lệnh %s.\n")), argv[1]);
    print_help(stderr, locale);
    return EXIT_WRONG_USE;
}
