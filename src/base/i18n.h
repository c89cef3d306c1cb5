#ifndef TRUC_BASE_I18N_H
#define TRUC_BASE_I18N_H

/*
 * Words in the reader's language. The message id is the Vietnamese sentence itself, so that
 * Vietnamese is complete by construction; other languages come from po/<language>.po, which the
 * build turns into constant tables. The C library's locale is never consulted.
 */
#include "base/arena.h"
#include "base/str.h"

enum locale {
    LOCALE_VI = 0,
    LOCALE_EN,
    LOCALE_COUNT
};

/* The translation, or `msgid` itself where there is none. Static memory. */
__attribute__((format_arg(2), returns_nonnull)) const char *tr(enum locale locale,
                                                               const char *msgid);
/* As tr, as a str. */
struct str tr_str(enum locale locale, const char *msgid);
/* "vi", "en" (BCP 47). */
const char *locale_code(enum locale locale);
/* False, *locale untouched, for a language we do not have. */
bool locale_parse(struct str code, enum locale *locale);

/* Figures as people of the language read them; all in the arena. */
struct str format_int(struct arena *arena, enum locale locale, int64_t value);   /* 1.234 */
struct str format_money(struct arena *arena, enum locale locale, int64_t dong);  /* 8.000 đ */
struct str format_date(struct arena *arena, enum locale locale, int64_t at_us);  /* 23/11/2026 */
struct str format_datetime(struct arena *arena, enum locale locale, int64_t at_us);
struct str format_time(struct arena *arena, int64_t at_us);                      /* 15:41 */
/* A legal date "YYYY-MM-DD"; anything else comes back unchanged. */
struct str format_day(struct arena *arena, enum locale locale, struct str date);

#endif
