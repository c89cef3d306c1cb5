#ifndef TRUC_APP_TERMINAL_H
#define TRUC_APP_TERMINAL_H

/* What a command asks a person and shows them. */
#include "base/result.h"
#include "base/str.h"

/* One line of standard input without its end. On a terminal the question stands on stderr and
 * what is typed stays unseen. INVALID "terminal.no_input". */
struct result terminal_ask_secret(struct arena *arena, const char *question, struct str *out);

/* A QR code of the text in half blocks, for a terminal with light letters or dark ones alike. */
struct result terminal_print_qr(struct arena *arena, struct str text);

#endif
