#include "core/totp.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"

int64_t totp_step_of(int64_t at_us)
{
    return at_us / (TOTP_STEP_S * MICROS_PER_SECOND);
}

/* RFC 4226 section 5.3: dynamic truncation of the HMAC to 31 bits, then the last six digits. */
static uint32_t code_number(struct str secret, int64_t step)
{
    unsigned char counter[8];
    for (size_t i = 0; i < sizeof(counter); i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    struct sha1 mac = hmac_sha1(secret, str_of((const char *)counter, sizeof(counter)));
    size_t at = mac.bytes[SHA1_SIZE - 1] & 0x0fu;
    uint32_t number = ((uint32_t)(mac.bytes[at] & 0x7fu) << 24) |
                      ((uint32_t)mac.bytes[at + 1] << 16) | ((uint32_t)mac.bytes[at + 2] << 8) |
                      mac.bytes[at + 3];
    return number % 1000000u;
}

struct str totp_code(struct arena *arena, struct str secret, int64_t step)
{
    return str_printf(arena, "%06u", code_number(secret, step));
}

size_t totp_digits_in(struct str typed)
{
    size_t digits = 0;
    for (size_t i = 0; i < typed.len; i++)
        digits += typed.ptr[i] >= '0' && typed.ptr[i] <= '9';
    return digits;
}

/* Six digits with nothing but spaces between; -1 otherwise. */
static int64_t typed_number(struct str typed)
{
    int64_t number = 0;
    size_t digits = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ')
            continue;
        if (c < '0' || c > '9' || ++digits > TOTP_DIGITS)
            return -1;
        number = number * 10 + (c - '0');
    }
    return digits == TOTP_DIGITS ? number : -1;
}

bool totp_accept(struct str secret, struct str typed, int64_t at_us, int64_t last_step,
                 int64_t *step)
{
    int64_t number = typed_number(typed);
    if (number < 0 || str_empty(secret)) /* no secret: nobody has set one yet */
        return false;
    int64_t now = totp_step_of(at_us);
    for (int64_t at = now - 1; at <= now + 1; at++) {
        if (at > last_step && (int64_t)code_number(secret, at) == number) {
            *step = at;
            return true;
        }
    }
    return false;
}

struct str totp_base32(struct arena *arena, struct str secret)
{
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct buf out;
    buf_init(&out, arena, secret.len * 2 + 8);
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < secret.len; i++) {
        bits = (bits << 8) | (unsigned char)secret.ptr[i];
        for (held += 8; held >= 5; held -= 5)
            buf_byte(&out, (unsigned char)ALPHABET[(bits >> (held - 5)) & 31u]);
    }
    if (held > 0)
        buf_byte(&out, (unsigned char)ALPHABET[(bits << (5 - held)) & 31u]);
    return buf_str(&out);
}

static void add_encoded(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '_' || c == '~';
        if (plain)
            buf_byte(out, c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

struct str totp_uri(struct arena *arena, struct str issuer, struct str login, struct str secret)
{
    struct buf out;
    buf_init(&out, arena, 1024);
    buf_text(&out, "otpauth://totp/");
    add_encoded(&out, issuer);
    buf_byte(&out, ':');
    add_encoded(&out, login);
    buf_text(&out, "?secret=");
    buf_add(&out, totp_base32(arena, secret));
    buf_text(&out, "&issuer=");
    add_encoded(&out, issuer);
    return buf_str(&out);
}
