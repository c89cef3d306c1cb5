#include "core/password_weak.h"

#include "base/utf8.h"

enum { UNIT_MAX = 4, OWN_MIN = 6 };

/* What long passwords of the leaked lists begin with, and what offices here choose. Spaces do not
 * count. */
static const char *const WORDS[] = {
    "abc",        "abcd",       "admin",       "administrator", "anhyeuem",    "baomat",
    "bienhoa",    "canbo",      "changeme",    "chinhquyen",    "chuyenvien",  "congchuc",
    "congvu",     "daihocquocgia", "dichvucong", "dongnai",     "emyeuanh",    "football",
    "giadinh",    "hanoi",      "hethong",     "hochiminh",     "iloveyou",    "khongbiet",
    "khongco",    "lanhdao",    "letmein",     "matkhau",       "matkhaucuatoi", "matkhaumoi",
    "monkey",     "motcua",     "pssw0rd",     "pssword",       "passw0rd",    "password",
    "phuong",     "qwerty",     "qwertyuiop",  "quantri",       "quantrihethong", "root",
    "saigon",     "secret",     "superman",    "sunshine",      "taikhoan",    "test",
    "thanhpho",   "thanhphodongnai", "toiyeuvietnam", "trustno1", "truc",     "ubnd",
    "uybannhandan", "user",     "vietnam",     "vietnamvodich", "welcome",     "xinchao",
};
static const char *const RUNS[] = {
    "0123456789012345678901234567890",
    "9876543210987654321098765432109",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
};

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Folded, without spaces. */
static struct str plain(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    char *out = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.ptr[i] != ' ')
            out[len++] = folded.ptr[i];
    }
    return str_of(out, len);
}

static bool repeats(struct str text)
{
    for (size_t unit = 1; unit <= UNIT_MAX; unit++) {
        size_t i = unit;
        while (i < text.len && text.ptr[i] == text.ptr[i - unit])
            i++;
        if (i >= text.len)
            return true;
    }
    return false;
}

static bool runs_along(struct str text)
{
    for (size_t i = 0; i < sizeof RUNS / sizeof RUNS[0]; i++) {
        struct str run = str_from_c(RUNS[i]);
        if (str_find(run, text) < run.len)
            return true;
    }
    return false;
}

/* The same with figures and signs taken off both ends: "Matkhau@2026!" is "matkhau". */
static bool is_word(struct str text)
{
    struct str core = text;
    while (core.len > 0 && !is_letter(core.ptr[core.len - 1]))
        core.len--;
    while (core.len > 0 && !is_letter(core.ptr[0]))
        core = str_slice(core, 1, core.len);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (str_is(core, WORDS[i]))
            return true;
    }
    return runs_along(core); /* letters of a run, or nothing but figures and signs */
}

static bool is_login(struct str text, struct str login)
{
    return login.len > 0 && str_find(text, login) < text.len && text.len - login.len < OWN_MIN;
}

bool password_is_weak(struct arena *arena, struct str password, struct str login)
{
    struct str text = plain(arena, password);
    return repeats(text) || runs_along(text) || is_word(text) ||
           is_login(text, plain(arena, login));
}
