#include "base/utf8.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include <utf8proc.h>

#include "base/buf.h"

/* One code point at ptr[0..len): its value and length, or false when the bytes are none. */
static bool decode(struct str text, int32_t *point, size_t *used)
{
    utf8proc_ssize_t most = text.len > 4 ? 4 : (utf8proc_ssize_t)text.len;
    utf8proc_int32_t value = -1;
    utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text.ptr, most, &value);
    if (taken <= 0 || value < 0)
        return false;
    *point = value;
    *used = (size_t)taken;
    return true;
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

bool utf8_valid(struct str text)
{
    int32_t point;
    size_t used;
    for (size_t at = 0; at < text.len; at += used) {
        if ((unsigned char)text.ptr[at] < 0x80)
            used = 1;
        else if (!decode(str_slice(text, at, text.len), &point, &used))
            return false;
    }
    return true;
}

size_t utf8_length(struct str text)
{
    size_t count = 0;
    int32_t point;
    size_t used;
    for (size_t at = 0; at < text.len; at += used, count++)
        if (!decode(str_slice(text, at, text.len), &point, &used))
            used = 1;
    return count;
}

struct str utf8_prefix(struct str text, size_t count)
{
    size_t at = 0;
    int32_t point;
    size_t used;
    for (; at < text.len && count != 0; at += used, count--)
        if (!decode(str_slice(text, at, text.len), &point, &used))
            used = 1;
    return str_slice(text, 0, at);
}

/* Decomposed code points of valid text, sorted by combining class; NULL when it is not valid. */
static int32_t *decompose(struct arena *arena, struct str text, int options, size_t *count)
{
    assert(text.len < INT_MAX);
    utf8proc_ssize_t need = utf8proc_decompose((const utf8proc_uint8_t *)text.ptr,
                                               (utf8proc_ssize_t)text.len, NULL, 0,
                                               (utf8proc_option_t)options);
    if (need < 0)
        return NULL;
    /* one more: utf8proc_reencode writes a NUL behind the text */
    int32_t *points = ARENA_ARRAY(arena, int32_t, (size_t)need + 1);
    utf8proc_ssize_t got = utf8proc_decompose((const utf8proc_uint8_t *)text.ptr,
                                              (utf8proc_ssize_t)text.len, points, need,
                                              (utf8proc_option_t)options);
    assert(got == need);
    *count = (size_t)got;
    return points;
}

struct result utf8_nfc(struct arena *arena, struct str text, struct str *out)
{
    if (is_ascii(text)) {
        *out = text;
        return RESULT_OK;
    }
    size_t count;
    int32_t *points = decompose(arena, text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &count);
    if (points == NULL)
        return result_fail(ERROR_INVALID, "text.encoding", N_("Gửi lại chữ dưới dạng UTF-8"));
    utf8proc_ssize_t len = utf8proc_reencode(points, (utf8proc_ssize_t)count,
                                             UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len < 0)
        return result_fail(ERROR_INVALID, "text.encoding", N_("Gửi lại chữ dưới dạng UTF-8"));
    *out = str_of((const char *)points, (size_t)len);
    return RESULT_OK;
}

/* Control and format characters that are neither white space nor part of how a name is written. */
static bool is_invisible(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_CC || point == 0xFEFF || point == 0x200B ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

static bool is_space(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return (point >= '\t' && point <= '\r') || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Writes `text` with its white space as people meant it. Lines are kept when `lines`. */
static struct str tidy(struct arena *arena, struct str text, bool lines)
{
    struct buf out;
    buf_init(&out, arena, text.len);
    bool space = false;
    size_t breaks = 0;
    size_t used;
    for (size_t at = 0; at < text.len; at += used) {
        int32_t point;
        if (!decode(str_slice(text, at, text.len), &point, &used))
            break;
        bool crlf = point == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n';
        if (lines && (point == '\n' || point == '\r'))
            breaks += crlf ? 0 : 1;
        else if (is_space(point))
            space = true;
        else if (!is_invisible(point)) {
            for (; breaks != 0 && out.len != 0; breaks--, space = false)
                buf_byte(&out, '\n');
            if (space && out.len != 0)
                buf_byte(&out, ' ');
            buf_bytes(&out, text.ptr + at, used);
            space = false;
            breaks = 0;
        }
    }
    return buf_str(&out);
}

/* Composes last: a control character taken away may have stood between a letter and its mark. */
static struct result clean(struct arena *arena, struct str text, bool lines, struct str *out)
{
    if (!utf8_valid(text))
        return result_fail(ERROR_INVALID, "text.encoding", N_("Gửi lại chữ dưới dạng UTF-8"));
    return utf8_nfc(arena, tidy(arena, text, lines), out);
}

struct result utf8_clean_line(struct arena *arena, struct str text, struct str *out)
{
    return clean(arena, text, false, out);
}

struct result utf8_clean_lines(struct arena *arena, struct str text, struct str *out)
{
    return clean(arena, text, true, out);
}

static bool is_mark(utf8proc_category_t category)
{
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

static bool is_word(utf8proc_category_t category)
{
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL ||
           category == UTF8PROC_CATEGORY_NO;
}

struct str utf8_fold(struct arena *arena, struct str text)
{
    size_t count = text.len;
    int32_t *points = decompose(arena, text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &count);
    struct buf out;
    buf_init(&out, arena, count * 4);
    bool space = false;
    for (size_t i = 0; i < count; i++) {
        int32_t point = points != NULL ? points[i] : (unsigned char)text.ptr[i];
        if (points == NULL && point >= 0x80)
            continue;
        utf8proc_category_t category = utf8proc_category(point);
        if (is_mark(category))
            continue;
        if (!is_word(category)) {
            space = true;
            continue;
        }
        utf8proc_uint8_t bytes[4];
        int32_t lower = utf8proc_tolower(point);
        size_t len = (size_t)utf8proc_encode_char(lower == 0x111 ? 'd' : lower, bytes);
        if (space && out.len != 0)
            buf_byte(&out, ' ');
        space = false;
        buf_bytes(&out, bytes, len);
    }
    return buf_str(&out);
}

/* Place of a tone in the order of dictionaries; 0 for what is no tone. */
static unsigned char tone_of(int32_t point)
{
    static const int32_t tones[] = {0x300, 0x309, 0x303, 0x301, 0x323};
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++)
        if (tones[i] == point)
            return (unsigned char)(i + 2);
    return 0;
}

/* breve ă, circumflex â ê ô, horn ơ ư: the letters that follow their plain one. */
static unsigned char shape_of(int32_t point)
{
    return point == 0x306 ? 2 : point == 0x302 ? 3 : point == 0x31B ? 4 : 0;
}

/* The letter that a plain one becomes with a shape: "o" and a horn; itself where there is none. */
static int32_t shaped(int32_t letter, int32_t mark)
{
    static const struct {
        int32_t letter, mark, both;
    } forms[] = {{'a', 0x306, 0x103}, {'a', 0x302, 0xE2},  {'e', 0x302, 0xEA}, {'o', 0x302, 0xF4},
                 {'o', 0x31B, 0x1A1}, {'u', 0x31B, 0x1B0}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (forms[i].letter == letter && forms[i].mark == mark)
            return forms[i].both;
    return letter;
}

/* A word of letters under way. */
struct toned_word {
    struct buf *out;
    int32_t letter; /* the last one, not yet written; 0: none */
    unsigned char tone;
};

static void write_letter(struct toned_word *word)
{
    utf8proc_uint8_t bytes[4];
    if (word->letter != 0)
        buf_bytes(word->out, bytes, (size_t)utf8proc_encode_char(word->letter, bytes));
    word->letter = 0;
}

static void end_word(struct toned_word *word)
{
    if (word->letter == 0)
        return;
    write_letter(word);
    buf_printf(word->out, "=%d", word->tone);
    word->tone = 1;
}

struct str utf8_toned(struct arena *arena, struct str text)
{
    size_t count = text.len;
    int32_t *points = decompose(arena, text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &count);
    struct buf out;
    buf_init(&out, arena, count * 7); /* a letter alone: "đ=1", a space */
    struct toned_word word = {.out = &out, .tone = 1};
    for (size_t i = 0; i < count; i++) {
        int32_t point = points != NULL ? points[i] : (unsigned char)text.ptr[i];
        if (points == NULL && point >= 0x80)
            continue;
        utf8proc_category_t category = utf8proc_category(point);
        unsigned char tone = tone_of(point);
        if (tone != 0) {
            word.tone = word.letter != 0 ? tone : word.tone;
        } else if (is_mark(category)) {
            word.letter = shaped(word.letter, point);
        } else if (is_word(category)) {
            if (word.letter == 0 && out.len != 0)
                buf_byte(&out, ' ');
            write_letter(&word);
            word.letter = utf8proc_tolower(point);
        } else {
            end_word(&word);
        }
    }
    end_word(&word);
    return buf_str(&out);
}

/* A letter's place: its base letter, then the place of its shape among that letter's. */
static void add_letter(struct buf *key, int32_t point)
{
    utf8proc_uint8_t bytes[4];
    int32_t lower = utf8proc_tolower(point);
    bool barred = lower == 0x111;
    size_t len = (size_t)utf8proc_encode_char(barred ? 'd' : lower, bytes);
    buf_bytes(key, bytes, len);
    buf_byte(key, barred ? 2 : 1);
}

/* Behind its letters a syllable is ordered by its tones, before the next syllable counts. */
static void end_syllable(struct buf *key, struct buf *tones)
{
    buf_byte(key, 0);
    buf_add(key, buf_str(tones));
    tones->len = 0;
}

struct str utf8_vietnamese_key(struct arena *arena, struct str text)
{
    size_t count = 0;
    const int32_t *points = decompose(arena, text, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &count);
    struct buf key, tones;
    if (points == NULL)
        return text;
    buf_init(&key, arena, 7 * count + 1);
    buf_init(&tones, arena, count);
    for (size_t i = 0; i < count; i++) {
        unsigned char tone = tone_of(points[i]);
        unsigned char shape = shape_of(points[i]);
        if (tone != 0 && tones.len != 0) {
            tones.ptr[tones.len - 1] = (char)tone;
        } else if (shape != 0 && tones.len != 0) {
            key.ptr[key.len - 1] = (char)shape;
        } else {
            if (points[i] == ' ')
                end_syllable(&key, &tones);
            add_letter(&key, points[i]);
            if (points[i] != ' ')
                buf_byte(&tones, 1);
        }
    }
    end_syllable(&key, &tones);
    return buf_str(&key);
}

struct str utf8_upper(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, 2 * text.len); /* no letter of the Latin script grows more */
    for (size_t at = 0; at < text.len;) {
        int32_t point;
        size_t used;
        if (!decode(str_slice(text, at, text.len), &point, &used)) {
            buf_byte(&out, (unsigned char)text.ptr[at++]);
            continue;
        }
        utf8proc_uint8_t bytes[4];
        buf_bytes(&out, bytes, (size_t)utf8proc_encode_char(utf8proc_toupper(point), bytes));
        at += used;
    }
    return buf_str(&out);
}
