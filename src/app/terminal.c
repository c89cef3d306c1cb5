#include "app/terminal.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/qr.h"

enum { LINE_MAX_BYTES = 512, QUIET_ZONE = 2 };

struct result terminal_ask_secret(struct arena *arena, const char *question, struct str *out)
{
    char line[LINE_MAX_BYTES];
    struct termios before;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        struct termios silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
        fprintf(stderr, "%s: ", question);
    }
    bool got = fgets(line, sizeof(line), stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (!got)
        return result_fail(ERROR_INVALID, "terminal.no_input", N_("Không đọc được mật khẩu"));
    *out = str_dup(arena, str_of(line, strcspn(line, "\r\n")));
    return RESULT_OK;
}

static bool dark_at(const struct qr *qr, int row, int column)
{
    int size = (int)qr->size;
    if (row < 0 || column < 0 || row >= size || column >= size)
        return false;
    return qr->modules[row * size + column] != 0;
}

/* Two rows of modules a line; black on white is asked for, so that any theme can be scanned. */
struct result terminal_print_qr(struct arena *arena, struct str text)
{
    struct qr qr;
    TRY(qr_encode(arena, text, &qr));
    int end = (int)qr.size + QUIET_ZONE;
    for (int row = -QUIET_ZONE; row < end; row += 2) {
        fputs("\033[30;47m", stdout);
        for (int column = -QUIET_ZONE; column < end; column++) {
            bool upper = dark_at(&qr, row, column);
            bool lower = dark_at(&qr, row + 1, column);
            fputs(upper ? (lower ? "█" : "▀") : (lower ? "▄" : " "), stdout);
        }
        fputs("\033[0m\n", stdout);
    }
    return RESULT_OK;
}
