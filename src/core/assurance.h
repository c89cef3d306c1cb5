#ifndef TRUC_CORE_ASSURANCE_H
#define TRUC_CORE_ASSURANCE_H

/*
 * How sure we are of who acts (mức bảo đảm danh tính); kept with each act. The order is from
 * unsure to sure, for citizens and for officials apart.
 */
#include "base/str.h"

enum assurance {
    ASSURANCE_NONE,                /* nobody signed in: a link or a code was the right */
    ASSURANCE_OTP,                 /* a phone is proven, the identifier only claimed */
    ASSURANCE_OTP_BOUND,           /* a phone that a desk or national login bound to the person */
    ASSURANCE_OIDC_1,              /* national login, level 1 */
    ASSURANCE_OIDC_2,              /* national login, level 2 */
    ASSURANCE_STAFF_PASSWORD_TOTP, /* official: password and time code */
    ASSURANCE_STAFF_OIDC,          /* official: the agency's identity provider */
    ASSURANCE_COUNT
};

/* Stable word for the database and evidence: "none", "otp", "otp_bound", "oidc_1", "oidc_2",
 * "staff_password_totp", "staff_oidc". */
const char *assurance_code(enum assurance assurance);
/* Vietnamese name, a msgid. */
const char *assurance_name(enum assurance assurance);
/* ASSURANCE_NONE where `code` is none of them. */
enum assurance assurance_from_code(struct str code);

#endif
