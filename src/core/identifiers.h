#ifndef TRUC_CORE_IDENTIFIERS_H
#define TRUC_CORE_IDENTIFIERS_H

/*
 * Numbers by which people, taxpayers, phones and dossiers are known: what is an
 * error, and what only deserves a second look (domain reference, sections 2, 11).
 */
#include "base/result.h"
#include "base/str.h"

/* ---- personal identifier: số định danh cá nhân (TT 07/2016/TT-BCA Điều 7), old CMND ---- */

enum person_sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE };

enum person_warning {
    PERSON_WARN_PROVINCE = 1, /* no such province code of birth registration */
    PERSON_WARN_SEX = 2,      /* another sex than declared */
    PERSON_WARN_YEAR = 4      /* another birth year than declared */
};

struct person_identifier {
    bool old_card;       /* 9 digits (CMND): carries nothing else */
    int province;        /* 3 digits as a number, 0 for an old card */
    enum person_sex sex; /* as the number says */
    int birth_year;      /* as the number says, 0 for an old card */
    unsigned warnings;   /* enum person_warning, ored */
};

/* Reads an identifier of 12 digits (or 9, an old card); spaces between groups are ignored.
 * `declared_sex` SEX_UNKNOWN and `declared_year` 0 compare nothing. INVALID "person.length" or
 * "person.characters". */
struct result person_identifier_parse(struct str text, enum person_sex declared_sex,
                                      int declared_year, struct person_identifier *out);

/* The digits alone. */
struct str person_identifier_clean(struct arena *arena, struct str text);

/* ---- tax code: mã số thuế ---- */

/* 10 digits with check digit, optionally a branch "-001"…"-999", or a 12-digit personal
 * identifier. INVALID "tax_code.form", "tax_code.check", "tax_code.branch". */
struct result tax_code_check(struct str text);

/* ---- phone ---- */

/* A Vietnamese mobile number as E.164 ("+84912345678"); spaces, dots and hyphens between digits are
 * ignored. INVALID "phone.mobile". */
struct result phone_mobile_parse(struct arena *arena, struct str text, struct str *e164);

/* "0912 345 678" for "+84912345678", any other text as it is. */
struct str phone_spoken(struct arena *arena, struct str e164);

/* The last four digits; empty when there are fewer. */
struct str phone_last4(struct str e164);

/* ---- dossier code: mã hồ sơ (TT 01/2018/TT-VPCP Điều 19; QĐ 20/2020 order B) ---- */

enum dossier_code_pattern {
    DOSSIER_CODE_NONE,
    DOSSIER_CODE_A, /* 000.00.19.H19-261123-0001 */
    DOSSIER_CODE_B  /* H19.20-261123-0001 */
};

/* The pattern of a code, DOSSIER_CODE_NONE for anything else: wrong case, no such date, serial
 * under four digits. */
enum dossier_code_pattern dossier_code_pattern_of(struct str code);

/* Unit code, day received and serial as a code: pattern B, the serial padded to four digits.
 * `day` is a day number (base/clock.h). */
struct str dossier_code_make(struct arena *arena, struct str unit_code, int64_t day,
                             int64_t serial);

/* A code as a person typed or read it aloud ("h19 20 261123 0001") in its written form; as it was,
 * trimmed and in upper case, when it cannot be one. */
struct str dossier_code_clean(struct arena *arena, struct str typed);

#endif
