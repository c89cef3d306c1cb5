#ifndef TRUC_SIGN_SIGNER_MESSAGE_H
#define TRUC_SIGN_SIGNER_MESSAGE_H

/*
 * What is said between a process and the signer over data/run/signer.sock: one request and one
 * answer, each a single SOCK_SEQPACKET message. A request is a statement, not a digest: it says
 * which key, for what, on whose word, and carries the exact bytes that will be signed.
 */
#include "base/result.h"
#include "base/str.h"

enum {
    SIGNER_BYTES_MAX = 8 * 1024,  /* exact bytes to be signed */
    SIGNER_HASHES_MAX = 256,      /* documents of one grant, or hashes of one proof */
    SIGNER_TEXT_MAX = 200,        /* key, actor, grant, PIN */
    SIGNER_PAYLOAD_MAX = 20 * 1024, /* of an answer */
    SIGNER_BATCH_MAX = 32,        /* statements in one PEOPLE request */
    SIGNER_MESSAGE_MAX = 24 * 1024,
    SIGNER_HASH_SIZE = 32,
    SIGNER_GRANT_MINUTES = 15,
    SIGNER_REFUSAL_MAX = 64, /* the code of a refusal */
};

enum signer_operation {
    SIGNER_GRANT = 1,      /* PIN + document hashes → a grant */
    SIGNER_PERSON = 2,     /* grant + SignedAttributes → a person's signature */
    SIGNER_SEAL = 3,       /* prepared file + SignedAttributes → the agency's signature */
    SIGNER_CHECKPOINT = 4, /* checkpoint text + consistency proof → the log's signature */
    SIGNER_PUBLIC_KEY = 5, /* key → raw public key of the log, DER certificate of the others */
    SIGNER_GRANT_END = 6,  /* gives a grant back before its time */
    SIGNER_BATCH = 7,      /* grant + list of SignedAttributes → as many signatures, or none */
    SIGNER_BACKUP = 8,     /* statement of a backup (backup_statement.h) → the log's signature */
    SIGNER_REPORT = 9,     /* prepared report + SignedAttributes → the report key's signature */
};

/* The three numbers of a PDF /ByteRange that are not fixed: [0 before after_at after_len]. */
struct signer_range {
    uint64_t before;
    uint64_t after_at;
    uint64_t after_len;
};

/* One request. Fields that an operation does not name are left empty. Borrowed. */
struct signer_request {
    enum signer_operation operation;
    struct str key;   /* "nguoi-7", "dau-3", "kiem-tra", "nhat-ky" */
    struct str actor; /* who asks, for the record */
    struct str pin;   /* GRANT only; never stored */
    struct str grant; /* PERSON, BATCH, GRANT_END: 32 hexadecimal digits */
    struct str bytes; /* PERSON, SEAL, REPORT: DER SignedAttributes; BATCH: a list of them
                         (signer_list_join); CHECKPOINT, BACKUP: note text */
    struct str hashes; /* n × 32 bytes. GRANT: documents; CHECKPOINT: RFC 6962 consistency proof
                          from the last signed size to this one (empty for the first) */
    struct signer_range range;        /* SEAL, REPORT: of the signature being made */
    struct signer_range leader_range; /* SEAL: of the leader's signature in the same file */
    int file;                         /* SEAL, REPORT: the prepared file, readable; else -1 */
};

/* The signer's answer: refused when outcome is not ok. */
struct signer_answer {
    struct result outcome; /* code is a static string known to both sides */
    struct str payload;    /* GRANT: grant; PERSON, SEAL, REPORT: raw; BATCH: a list of them;
                              CHECKPOINT, BACKUP: 64 bytes */
    int64_t expires_us;    /* GRANT */
};

/* The failure that a refusal code stands for; "signer.refused" for a code that is not listed. */
struct result signer_refusal(const char *code);

/* The bytes of a request; fails with ERROR_LIMIT "signer.too_large" when a field is over. */
struct result signer_request_encode(struct arena *arena, const struct signer_request *request,
                                    struct str *message);
/* Reads a request strictly: every byte must be used, every field within its limit. `file` is left
 * at -1; the receiver puts the descriptor in. */
struct result signer_request_decode(struct str message, struct signer_request *request);

struct str signer_answer_encode(struct arena *arena, const struct signer_answer *answer);
/* Fails with ERROR_CORRUPT where the answer cannot be read. */
struct result signer_answer_decode(struct arena *arena, struct str message,
                                   struct signer_answer *answer);

/* Several texts as one, and back: false where it is no such list or has more than `max`. */
struct str signer_list_join(struct arena *arena, const struct str *items, size_t count);
bool signer_list_split(struct str list, size_t max, struct str *items, size_t *count);

#endif
