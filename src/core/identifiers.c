#include "core/identifiers.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len != 0;
}

static int number_of(struct str digits)
{
    int64_t value = 0;
    bool ok = str_to_i64(digits, &value);
    assert(ok);
    return (int)value;
}

/* `text` without the bytes of `dropped`. */
static struct str without(struct arena *arena, struct str text, const char *dropped)
{
    struct buf out;
    buf_init(&out, arena, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\0' || strchr(dropped, text.ptr[i]) == NULL)
            buf_byte(&out, (unsigned char)text.ptr[i]);
    return buf_str(&out);
}

/* ---- person ---- */

/* TT 07/2016/TT-BCA, annex I: provinces of birth registration; codes outlive mergers. */
static bool province_known(int code)
{
    static const short codes[] = {
        1,  2,  4,  6,  8,  10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33,
        34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66,
        67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i] == code)
            return true;
    return false;
}

static size_t take_digits(struct str text, char digits[12], bool *strange)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ' ')
            continue;
        *strange = *strange || !is_digit(text.ptr[i]);
        if (count < 12)
            digits[count] = text.ptr[i];
        count++;
    }
    return count;
}

struct result person_identifier_parse(struct str text, enum person_sex declared_sex,
                                      int declared_year, struct person_identifier *out)
{
    char digits[12];
    bool strange = false;
    size_t count = take_digits(str_trim(text), digits, &strange);
    *out = (struct person_identifier){0};
    if (strange)
        return result_fail(ERROR_INVALID, "person.characters",
                           N_("Số định danh chỉ gồm chữ số"));
    if (count == 9) {
        out->old_card = true;
        return RESULT_OK;
    }
    if (count != 12)
        return result_fail(ERROR_INVALID, "person.length",
                           N_("Số định danh có 12 chữ số (số chứng minh cũ có 9)"));
    int century = digits[3] - '0';
    out->province = number_of(str_of(digits, 3));
    out->sex = century % 2 == 0 ? SEX_MALE : SEX_FEMALE;
    out->birth_year = 1900 + 100 * (century / 2) + number_of(str_of(digits + 4, 2));
    if (!province_known(out->province))
        out->warnings |= PERSON_WARN_PROVINCE;
    if (declared_sex != SEX_UNKNOWN && declared_sex != out->sex)
        out->warnings |= PERSON_WARN_SEX;
    if (declared_year != 0 && declared_year != out->birth_year)
        out->warnings |= PERSON_WARN_YEAR;
    return RESULT_OK;
}

struct str person_identifier_clean(struct arena *arena, struct str text)
{
    return without(arena, text, " ");
}

/* ---- tax code ---- */

static struct result tax_code_check_branch(struct str branch)
{
    bool good = branch.len == 4 && branch.ptr[0] == '-' &&
                all_digits(str_slice(branch, 1, 4)) && !str_is(branch, "-000");
    if (!good)
        return result_fail(ERROR_INVALID, "tax_code.branch",
                           N_("Mã chi nhánh sau mã số thuế từ -001 đến -999"));
    return RESULT_OK;
}

struct result tax_code_check(struct str text)
{
    static const int weights[9] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    text = str_trim(text);
    if (text.len == 12 && all_digits(text))
        return RESULT_OK; /* from 01-07-2025 a person's code is the identifier */
    struct str main = str_slice(text, 0, 10);
    if (main.len != 10 || !all_digits(main))
        return result_fail(ERROR_INVALID, "tax_code.form",
                           N_("Mã số thuế có 10 chữ số, hoặc 12 chữ số của cá nhân"));
    int sum = 0;
    for (int i = 0; i < 9; i++)
        sum += weights[i] * (main.ptr[i] - '0');
    int check = 10 - sum % 11;
    bool empty = str_is(str_slice(main, 2, 9), "0000000");
    if (empty || check == 10 || check != main.ptr[9] - '0')
        return result_fail(ERROR_INVALID, "tax_code.check",
                           N_("Mã số thuế này không có thật. Xem lại từng chữ số"));
    if (text.len > 10)
        return tax_code_check_branch(str_slice(text, 10, text.len));
    return RESULT_OK;
}

/* ---- phone ---- */

struct result phone_mobile_parse(struct arena *arena, struct str text, struct str *e164)
{
    struct str dense = without(arena, str_trim(text), " .-");
    struct str rest = str_slice(dense, str_starts(dense, S("+84")) ? 3 : 1, dense.len);
    bool prefix = str_starts(dense, S("+84")) || str_starts(dense, S("0"));
    bool mobile = prefix && rest.len == 9 && all_digits(rest) && strchr("35789", rest.ptr[0]);
    if (!mobile)
        return result_fail(ERROR_INVALID, "phone.mobile",
                           N_("Số di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09"));
    *e164 = str_concat(arena, S("+84"), rest);
    return RESULT_OK;
}

struct str phone_spoken(struct arena *arena, struct str e164)
{
    if (!str_starts(e164, S("+84")) || e164.len != 12)
        return e164;
    const char *d = e164.ptr + 3;
    return str_printf(arena, "0%.3s %.3s %.3s", d, d + 3, d + 6);
}

struct str phone_last4(struct str e164)
{
    return e164.len < 4 ? S("") : str_slice(e164, e164.len - 4, e164.len);
}

/* ---- dossier code ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Letter and two digits: "H19". */
static bool is_head(struct str s)
{
    return s.len == 3 && is_upper(s.ptr[0]) && is_digit(s.ptr[1]) && is_digit(s.ptr[2]);
}

static bool unit_is_a(struct str unit)
{
    return unit.len == 13 && unit.ptr[3] == '.' && unit.ptr[6] == '.' && unit.ptr[9] == '.' &&
           all_digits(str_slice(unit, 0, 3)) && all_digits(str_slice(unit, 4, 6)) &&
           all_digits(str_slice(unit, 7, 9)) && is_head(str_slice(unit, 10, 13));
}

static bool unit_is_b(struct str unit)
{
    if (!is_head(str_slice(unit, 0, 3)))
        return false;
    int groups = 0;
    for (size_t at = 3; at < unit.len; groups++) {
        if (unit.ptr[at++] != '.')
            return false;
        size_t from = at;
        while (at < unit.len && (is_upper(unit.ptr[at]) || is_digit(unit.ptr[at])))
            at++;
        if (at == from || at - from > 6)
            return false;
    }
    return groups <= 5;
}

static bool is_date6(struct str yymmdd)
{
    if (yymmdd.len != 6 || !all_digits(yymmdd))
        return false;
    const char *d = yymmdd.ptr;
    const char text[10] = {'2', '0', d[0], d[1], '-', d[2], d[3], '-', d[4], d[5]};
    int64_t day;
    return civil_parse_date(str_of(text, sizeof text), &day);
}

enum dossier_code_pattern dossier_code_pattern_of(struct str code)
{
    struct str unit, rest, date, serial;
    if (!str_split(code, '-', &unit, &rest) || !str_split(rest, '-', &date, &serial))
        return DOSSIER_CODE_NONE;
    if (!is_date6(date) || serial.len < 4 || serial.len > 12 || !all_digits(serial))
        return DOSSIER_CODE_NONE;
    if (unit_is_a(unit))
        return DOSSIER_CODE_A;
    return unit_is_b(unit) ? DOSSIER_CODE_B : DOSSIER_CODE_NONE;
}

struct str dossier_code_make(struct arena *arena, struct str unit_code, int64_t day,
                             int64_t serial)
{
    assert(serial > 0);
    struct civil_time date = civil_from_day_number(day);
    return str_printf(arena, "%.*s-%02d%02d%02d-%04lld", STR_ARG(unit_code), date.year % 100,
                      date.month, date.day, (long long)serial);
}

/* Upper case, anything but letters and digits one space, trimmed. */
static struct str typed_groups(struct arena *arena, struct str typed)
{
    struct buf out;
    buf_init(&out, arena, typed.len);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (is_upper(c) || is_digit(c))
            buf_byte(&out, (unsigned char)c);
        else if (out.len != 0 && out.ptr[out.len - 1] != ' ')
            buf_byte(&out, ' ');
    }
    return str_trim(buf_str(&out));
}

struct str dossier_code_clean(struct arena *arena, struct str typed)
{
    struct str groups = typed_groups(arena, typed);
    if (groups.len == 0 || groups.len > 60)
        return groups;
    char *text = str_c(arena, groups);
    int hyphens = 0;
    for (size_t i = groups.len; i-- > 0;)
        if (text[i] == ' ')
            text[i] = hyphens++ < 2 ? '-' : '.';
    struct str code = str_of(text, groups.len);
    return dossier_code_pattern_of(code) == DOSSIER_CODE_NONE ? groups : code;
}
