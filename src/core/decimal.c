#include "core/decimal.h"

#include <assert.h>

#include "base/buf.h"

__extension__ typedef unsigned __int128 u128;

enum { DIGITS = 34, LIMBS = 4 };

/* A magnitude below 2^256: room for the product of two numbers of 34 digits. */
struct wide {
    uint64_t limb[LIMBS]; /* least first */
};

/* A magnitude with sign and scale on its way into a decimal. */
struct rough {
    struct wide magnitude;
    bool negative;
    bool rest; /* something not zero was dropped behind the last digit */
    int scale;
};

static u128 limit(void)
{
    u128 value = 1;
    for (int i = 0; i < DIGITS; i++)
        value *= 10;
    return value;
}

static struct wide wide_of(u128 value)
{
    return (struct wide){{(uint64_t)value, (uint64_t)(value >> 64), 0, 0}};
}

static u128 magnitude_of(decimal_int units)
{
    return units < 0 ? (u128)-units : (u128)units;
}

static int wide_compare(const struct wide *a, const struct wide *b)
{
    for (int i = LIMBS - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

static void wide_times(struct wide *a, uint64_t factor)
{
    u128 carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (u128)a->limb[i] * factor;
        a->limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    assert(carry == 0);
}

static void wide_add(struct wide *a, const struct wide *b)
{
    u128 carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (u128)a->limb[i] + b->limb[i];
        a->limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    assert(carry == 0);
}

/* a - b where a ≥ b. */
static void wide_subtract(struct wide *a, const struct wide *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
        u128 take = (u128)b->limb[i] + borrow;
        borrow = (u128)a->limb[i] < take;
        a->limb[i] = (uint64_t)((u128)a->limb[i] - take);
    }
    assert(borrow == 0);
}

/* Divides by ten, gives the digit that falls out. */
static unsigned wide_drop_digit(struct wide *a)
{
    u128 left = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        left = left << 64 | a->limb[i];
        a->limb[i] = (uint64_t)(left / 10);
        left %= 10;
    }
    return (unsigned)left;
}

static struct decimal lowest(struct decimal number)
{
    while (number.scale > 0 && number.units % 10 == 0) {
        number.units /= 10;
        number.scale--;
    }
    if (number.units == 0)
        number.scale = 0;
    return number;
}

/* Rounds half to even into 34 digits; false when that leaves digits before the point over. */
static bool settle(struct rough rough, struct decimal *out)
{
    struct wide most = wide_of(limit());
    unsigned last = 0;
    while (wide_compare(&rough.magnitude, &most) >= 0 || rough.scale > DIGITS) {
        if (rough.scale <= 0)
            return false;
        rough.rest = rough.rest || last != 0;
        last = wide_drop_digit(&rough.magnitude);
        rough.scale--;
    }
    u128 units = (u128)rough.magnitude.limb[1] << 64 | rough.magnitude.limb[0];
    bool odd = units % 2 == 1;
    if (last > 5 || (last == 5 && (rough.rest || odd)))
        units++;
    for (; rough.scale < 0; rough.scale++) {
        if (units >= limit() / 10)
            return false;
        units *= 10;
    }
    if (units >= limit() && rough.scale == 0)
        return false;
    decimal_int value = rough.negative ? -(decimal_int)units : (decimal_int)units;
    *out = lowest((struct decimal){value, rough.scale});
    return true;
}

struct decimal decimal_of(int64_t value)
{
    return (struct decimal){value, 0};
}

bool decimal_parse(struct str text, struct decimal *out)
{
    struct rough rough = {.scale = 0};
    struct wide most = wide_of(limit() * 10);
    size_t at = text.len != 0 && text.ptr[0] == '-' ? 1 : 0;
    rough.negative = at == 1;
    bool point = false;
    bool digit = false;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        digit = true;
        if (wide_compare(&rough.magnitude, &most) >= 0) {
            if (!point)
                return false;
            rough.rest = rough.rest || c != '0';
            continue;
        }
        struct wide value = wide_of((u128)(c - '0'));
        wide_times(&rough.magnitude, 10);
        wide_add(&rough.magnitude, &value);
        rough.scale += point ? 1 : 0;
    }
    return digit && text.ptr[text.len - 1] != '.' && settle(rough, out);
}

struct str decimal_text(struct arena *arena, struct decimal number)
{
    char digits[DIGITS + 2];
    int count = 0;
    u128 left = magnitude_of(number.units);
    while (left != 0 || count <= number.scale) {
        digits[count++] = (char)('0' + (int)(left % 10));
        left /= 10;
    }
    struct buf out;
    buf_init(&out, arena, sizeof digits + 2);
    if (number.units < 0)
        buf_byte(&out, '-');
    while (count-- > 0) {
        buf_byte(&out, (unsigned char)digits[count]);
        if (count == number.scale && count != 0)
            buf_byte(&out, '.');
    }
    return buf_str(&out);
}

bool decimal_to_i64(struct decimal number, int64_t *out)
{
    if (number.scale != 0 || number.units > INT64_MAX || number.units < INT64_MIN)
        return false;
    *out = (int64_t)number.units;
    return true;
}

/* The magnitude as if it had `scale`, which is not less than its own. */
static struct wide aligned(struct decimal number, int scale)
{
    struct wide magnitude = wide_of(magnitude_of(number.units));
    for (int i = number.scale; i < scale; i++)
        wide_times(&magnitude, 10);
    return magnitude;
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *out)
{
    int scale = a.scale > b.scale ? a.scale : b.scale;
    struct wide first = aligned(a, scale);
    struct wide second = aligned(b, scale);
    bool negative = a.units < 0;
    if (negative == (b.units < 0))
        wide_add(&first, &second);
    else if (wide_compare(&first, &second) >= 0)
        wide_subtract(&first, &second);
    else {
        wide_subtract(&second, &first);
        first = second;
        negative = !negative;
    }
    return settle((struct rough){first, negative, false, scale}, out);
}

bool decimal_multiply(struct decimal a, struct decimal b, struct decimal *out)
{
    u128 factor = magnitude_of(b.units);
    struct wide low = wide_of(magnitude_of(a.units));
    struct wide high = low;
    wide_times(&low, (uint64_t)factor);
    wide_times(&high, (uint64_t)(factor >> 64));
    assert(high.limb[LIMBS - 1] == 0);
    struct wide shifted = {{0, high.limb[0], high.limb[1], high.limb[2]}};
    wide_add(&low, &shifted);
    bool negative = (a.units < 0) != (b.units < 0);
    return settle((struct rough){low, negative, false, a.scale + b.scale}, out);
}

bool decimal_divide(struct decimal a, struct decimal b, struct decimal *out)
{
    if (b.units == 0)
        return false;
    u128 divisor = magnitude_of(b.units);
    u128 quotient = magnitude_of(a.units) / divisor;
    u128 left = magnitude_of(a.units) % divisor;
    int scale = a.scale - b.scale;
    while (left != 0 && quotient < limit() * 10 && scale <= DIGITS + 1) {
        left *= 10;
        quotient = quotient * 10 + left / divisor;
        left %= divisor;
        scale++;
    }
    bool negative = (a.units < 0) != (b.units < 0);
    return settle((struct rough){wide_of(quotient), negative, left != 0, scale}, out);
}

struct decimal decimal_negate(struct decimal number)
{
    return (struct decimal){-number.units, number.scale};
}

int decimal_compare(struct decimal a, struct decimal b)
{
    bool negative = a.units < 0;
    if (negative != (b.units < 0))
        return negative ? -1 : 1;
    int scale = a.scale > b.scale ? a.scale : b.scale;
    struct wide first = aligned(a, scale);
    struct wide second = aligned(b, scale);
    int order = wide_compare(&first, &second);
    return negative ? -order : order;
}
