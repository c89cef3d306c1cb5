#ifndef TRUC_APP_INSPECT_VERDICT_H
#define TRUC_APP_INSPECT_VERDICT_H

/*
 * How truc-inspect ends: with one answer on descriptor 1. The process lives for
 * one file only, so that a decoder's error handler may end it on the spot.
 */
#include "base/str.h"

/* {"code":…} and the exit status of a refusal. */
_Noreturn void verdict_refuse(const char *code);

struct verdict {
    const char *type;
    unsigned pages, width, height;
};
_Noreturn void verdict_accept(const struct verdict *verdict);

/* The bytes that were asked for. */
_Noreturn void verdict_bytes(struct str bytes);

#endif
