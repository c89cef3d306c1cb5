#ifndef TRUC_CORE_DECIMAL_H
#define TRUC_CORE_DECIMAL_H

/*
 * Decimal numbers as FEEL has them (IEEE 754-2008 decimal128, 34 digits, round
 * half to even), kept where a procedure needs them: at most 34 digits in all and
 * at most 34 of them behind the point. What grows larger has no value.
 */
#include "base/arena.h"
#include "base/str.h"

__extension__ typedef __int128 decimal_int;

/* units × 10^-scale. Always in lowest form: no trailing zero behind the point, |units| < 10^34,
 * 0 ≤ scale ≤ 34. The zero of C is the number 0. */
struct decimal {
    decimal_int units;
    int scale;
};

struct decimal decimal_of(int64_t value);
/* "12", "12.5", ".5", "-3"; false for anything else. Digits beyond the 34th are rounded. */
bool decimal_parse(struct str text, struct decimal *out);
/* The shortest plain form: "12.5". */
struct str decimal_text(struct arena *arena, struct decimal number);
/* The whole number it is; false when it is not one or does not fit. */
bool decimal_to_i64(struct decimal number, int64_t *out);

/* False when the result is out of range (division: or the divisor is 0). */
bool decimal_add(struct decimal a, struct decimal b, struct decimal *out);
bool decimal_multiply(struct decimal a, struct decimal b, struct decimal *out);
bool decimal_divide(struct decimal a, struct decimal b, struct decimal *out);
struct decimal decimal_negate(struct decimal number);
/* <0, 0, >0 */
int decimal_compare(struct decimal a, struct decimal b);

#endif
