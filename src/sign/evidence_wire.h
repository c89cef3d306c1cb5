#ifndef TRUC_SIGN_EVIDENCE_WIRE_H
#define TRUC_SIGN_EVIDENCE_WIRE_H

/*
 * An evidence set, and the signed data of a detached CMS, as one run of bytes: what a process that
 * validates is given by the one that knows whom to trust.
 */
#include "sign/report.h"

enum { EVIDENCE_WIRE_MAX = 32 * 1024 * 1024 };

/* LIMIT "evidence.too_large". Of `input` only the detached data are written. */
struct result evidence_wire_write(struct arena *arena, const struct evidence_set *evidence,
                                  const struct report_input *input, struct str *out);

/* INVALID "evidence.form" for anything but that. The values are borrowed from `bytes`. */
struct result evidence_wire_read(struct arena *arena, struct str bytes,
                                 struct evidence_set *evidence, struct report_input *input);

#endif
