#ifndef TRUC_APP_SIGNER_RECORD_H
#define TRUC_APP_SIGNER_RECORD_H

/*
 * The signer's own record: every request, granted or refused, one line each, durable before the
 * answer leaves. A line ends with the SHA-256 of itself and of the line before, so that cutting,
 * changing or reordering shows at the next start. What leaders have signed and what has been sealed
 * is remembered from here.
 */
#include "base/crypto.h"
#include "base/result.h"
#include "base/str.h"

struct record;

struct record_line {
    int64_t at_us;
    const char *operation;  /* "person", "seal" … */
    const char *outcome;    /* "ok" or the code of the refusal */
    struct str key;
    struct str actor;       /* what the caller says */
    struct str peer;        /* what the kernel says: "pid 12 uid 33" */
    struct str document;    /* hex digest that was signed, or empty */
    struct str leader;      /* SEAL: hex digest of the leader's signature */
    struct str bytes;       /* hex digest of the exact bytes */
    struct str authority;   /* "grant 3f2a…", "leader nguoi-7", "from 120" */
};

/* Opens the record in `folder`, made when missing, and checks the whole chain. CORRUPT
 * "signer.record_broken" where it does not hold. */
struct result record_open(struct arena *arena, const char *folder, struct record **out);

/* Adds lines, all or none, and makes them durable at once. */
struct result record_add(struct record *record, struct arena *scratch,
                         const struct record_line *lines, size_t count);

/* The id of the person's key that signed a document, empty where nobody did. */
struct str record_leader_of(const struct record *record, const struct sha256 *document);
/* Whether what that leader signed has been sealed already as anything but `document`: the very
 * same statement may be repeated by a caller that died before it could store the answer. */
bool record_is_sealed(const struct record *record, const struct sha256 *leader,
                      const struct sha256 *document);

#endif
