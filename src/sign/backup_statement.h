#ifndef TRUC_SIGN_BACKUP_STATEMENT_H
#define TRUC_SIGN_BACKUP_STATEMENT_H

/*
 * What the log's key says of a backup: a signed note (c2sp.org/signed-note) whose first line is no
 * log's origin and whose second is no size, so that nobody takes it for a checkpoint:
 *
 *     example.vn/log/sao-luu
 *     2026-11-23T02:00:00+07:00
 *     SHA-256 of manifest.json, hexadecimal
 */
#include "base/arena.h"
#include "base/str.h"

struct str backup_statement(struct arena *arena, struct str origin, int64_t made_us,
                            struct str manifest_sha256);
/* True where the text is such a statement of that origin, to the last byte. */
bool backup_statement_ok(struct arena *arena, struct str text, struct str origin);

#endif
