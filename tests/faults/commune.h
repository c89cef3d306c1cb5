#ifndef TRUC_TESTS_COMMUNE_H
#define TRUC_TESTS_COMMUNE_H

/*
 * A small commune on a fixture: one agency, a clerk and an officer, one
 * procedure with twelve questions, and a log of its own. For tests of what may
 * go wrong around a dossier.
 */
#include "tests/support/fixture.h"

#include "core/identity.h"
#include "core/sequencer.h"
#include "modules/dossier/service.h"

struct commune {
    struct fixture *f;
    struct arena *scratch; /* emptied by each commune_draft and commune_submit */
    int64_t agency_id;
    struct actor clerk;
    struct actor officer;
    struct grant clerk_grant;
    struct grant officer_grant;
    struct ed25519_key log_key;
    struct log_signer log_signer;
    const char *log_folder;
};

struct commune *commune_new(struct fixture *f);

/* A draft with every answer given: its token. */
struct str commune_draft(struct commune *c);

/* A sent draft: the receipt's token. */
struct str commune_submit(struct commune *c);

/* The context of the fixture with somebody acting; NULL: the public. */
struct service_context commune_acting(struct commune *c, const struct actor *actor);

/*
 * What must hold whatever happened: no dossier without holder or next date, no code twice, no gap
 * in a unit's serials of a day, every dossier with its evidence and its open task, every sent draft
 * with its dossier; and the evidence log, published now, verifies.
 */
void commune_assert_invariants(struct commune *c);

/* The evidence log, published now, verifies and holds every row. */
void commune_assert_log(struct commune *c);

/* How many invariants of the tables do not hold; names them. */
int commune_broken(struct commune *c);

int64_t commune_dossiers(struct commune *c);

#endif
