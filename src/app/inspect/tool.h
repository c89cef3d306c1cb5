#ifndef TRUC_APP_INSPECT_TOOL_H
#define TRUC_APP_INSPECT_TOOL_H

/*
 * A PDF tool in a process of its own. It is forked before the file is looked
 * at, while forking is still allowed, and waits for its turn.
 */
#include "base/str.h"

struct tool {
    int turn;   /* writing a byte starts it, closing sends it away */
    int output; /* what it prints */
    int errors;
};

/* Forks the process that will become `arguments` (path first, ends with NULL). False when there
 * is no process to be had. */
bool tool_prepare(const char *const *arguments, struct tool *tool);

/* Runs it on descriptor 0 and collects what it prints, at most `limit` bytes each; false when
 * there was more, or it ended before its turn. A tool's exit status is not looked at: what it
 * printed is what counts. */
bool tool_run(struct arena *arena, struct tool *tool, size_t limit, struct str *output,
              struct str *errors);

#endif
