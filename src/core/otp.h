#ifndef TRUC_CORE_OTP_H
#define TRUC_CORE_OTP_H

/*
 * One-time codes (mã dùng một lần): six digits sent to a phone, good for ten minutes, five
 * tries and one use. Only a salted hash is stored.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

struct otp_target {
    const char *purpose; /* "result", "find_code" */
    struct str object;   /* what the code opens: a dossier code, a phone */
    struct str phone;    /* E.164 */
    struct str door;     /* whose budget: empty for all strangers together */
};

struct otp_answer {
    const char *purpose;
    struct str object;
    struct str code; /* as typed */
};

/* Makes a code and puts its message in the outbox; an earlier code of the same target stops
 * working. Inside the caller's write transaction. ERROR_LIMIT "otp.too_many" after 3 codes in
 * ten minutes or 10 in a day to one phone from one door. */
struct result otp_send(struct db *db, struct arena *arena, int64_t now_us,
                       struct otp_target target);

/* Inside the caller's write transaction, which must be committed in either case: the try counts.
 * `*right` is false for a wrong, used, expired or fifth-time-wrong code. Spaces are ignored. */
struct result otp_try(struct db *db, struct arena *arena, int64_t now_us,
                      struct otp_answer answer, bool *right);

#endif
