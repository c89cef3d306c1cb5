#ifndef TRUC_CORE_DEMO_MARKER_H
#define TRUC_CORE_DEMO_MARKER_H

/*
 * A data folder is a demo from its creation or never: the file `demo` in it says so. Demo
 * accounts, the on-screen outbox and the demo time-stamp authority exist only there.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

/* True for a demo data folder. */
bool demo_marked(struct arena *arena, struct str data_folder);
/* Marks an empty data folder; ERROR_CONFLICT "demo.not_empty" where the database has accounts. */
struct result demo_mark(struct db *db, struct arena *arena, struct str data_folder);
/* ERROR_FORBIDDEN "demo.accounts" where demo accounts stand in a node that is no demo, that is one
 * without the marker or without the setting (`wanted`): `truc serve` must not start. */
struct result demo_guard(struct db *db, struct arena *arena, struct str data_folder, bool wanted);

#endif
