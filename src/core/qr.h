#ifndef TRUC_CORE_QR_H
#define TRUC_CORE_QR_H

/*
 * QR codes (ISO/IEC 18004, error correction M) of addresses and dossier codes.
 */
#include "base/result.h"
#include "base/str.h"

struct qr {
    unsigned size;                /* modules a side, without the quiet zone */
    const unsigned char *modules; /* size × size, row by row: 1 dark, 0 light */
};

/* At most 1000 bytes of text; LIMIT "qr.too_long" beyond. */
struct result qr_encode(struct arena *arena, struct str text, struct qr *qr);

/* Dark modules of one row that stand side by side. */
struct qr_run {
    unsigned x, y, length;
};

/* All of them, row by row; answers how many. */
size_t qr_runs(struct arena *arena, const struct qr *qr, struct qr_run **runs);

/* A whole SVG document with the quiet zone of 4 modules that the standard asks for, dark on white,
 * one path; to be served as image/svg+xml. */
struct result qr_svg(struct arena *arena, struct str text, struct str *svg);

#endif
