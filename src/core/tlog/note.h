#ifndef TRUC_CORE_TLOG_NOTE_H
#define TRUC_CORE_TLOG_NOTE_H

/*
 * Signed notes and checkpoints: c2sp.org/signed-note and c2sp.org/tlog-checkpoint.
 * Parsing is strict and borrows from the bytes given. Failures are ERROR_UNTRUSTED
 * with a code that names the reason ("note.…", "vkey.…", "checkpoint.…").
 */
#include "base/crypto.h"
#include "base/result.h"
#include "base/str.h"

enum { NOTE_SIZE_MAX = 1 << 20, NOTE_SIGNATURES_MAX = 100 };

/* A verifier key: name+hex(id)+base64(type || key). Only type 0x01, Ed25519. */
struct vkey {
    struct str name;
    uint32_t id;
    struct ed25519_public key;
};

struct result vkey_parse(struct arena *arena, struct str text, struct vkey *out);
struct vkey vkey_of(struct arena *arena, struct str name, const struct ed25519_public *key);
struct str vkey_text(struct arena *arena, const struct vkey *vkey);
/* A key name: not empty, valid UTF-8 without spaces of any kind, control characters and '+'. */
bool vkey_name_ok(struct str name);

struct note_signature {
    struct str name;
    uint32_t key_id;
    struct str signature; /* without the key id */
};

struct note {
    struct str text; /* what is signed, with its last newline */
    const struct note_signature *signatures;
    size_t count; /* 1..NOTE_SIGNATURES_MAX */
};

struct result note_parse(struct arena *arena, struct str bytes, struct note *out);
/* RESULT_OK when the key signed the text. Signatures of other keys are ignored; one that names
 * this key and does not hold makes the note bad, whatever else it carries. */
struct result note_verify(const struct note *note, const struct vkey *vkey);
/* "— name base64\n" */
struct str note_signature_line(struct arena *arena, const struct vkey *vkey,
                               const struct ed25519_signature *signature);

struct checkpoint {
    struct str origin;
    uint64_t size;
    struct sha256 root;
};

/* The text of a note. Extension lines are allowed and left aside. */
struct result checkpoint_parse(struct arena *arena, struct str text, struct checkpoint *out);
struct str checkpoint_text(struct arena *arena, const struct checkpoint *checkpoint);

/* A decimal number without sign or leading zero that fits 63 bits. */
bool tlog_number(struct str text, uint64_t *out);

#endif
