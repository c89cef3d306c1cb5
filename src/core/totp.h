#ifndef TRUC_CORE_TOTP_H
#define TRUC_CORE_TOTP_H

/*
 * Time-based one-time passwords (RFC 6238, HMAC-SHA-1, 30 s, six digits: what every
 * authenticator application knows).
 */
#include "base/str.h"

enum { TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6, TOTP_STEP_S = 30 };

/* The step of an instant. */
int64_t totp_step_of(int64_t at_us);
/* The code of a step; RFC 4226 section 5.3. */
struct str totp_code(struct arena *arena, struct str secret, int64_t step);
/* True when `typed` (spaces ignored) is the code of the instant's step or of one beside it and
 * that step is later than `last_step`; *step is then the step to remember, so that a code works
 * once. Never without a secret. */
bool totp_accept(struct str secret, struct str typed, int64_t at_us, int64_t last_step,
                 int64_t *step);
/* What is wrong with a typed code in a way the person can see: counts digits. */
size_t totp_digits_in(struct str typed);
/* Base32 (RFC 4648 section 6, no padding), as authenticators take it. */
struct str totp_base32(struct arena *arena, struct str secret);
/* "otpauth://totp/…" for a QR code. */
struct str totp_uri(struct arena *arena, struct str issuer, struct str login, struct str secret);

#endif
