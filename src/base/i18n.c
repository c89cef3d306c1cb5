#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n_tables.h"
#include "base/result.h"

static const char *const codes[LOCALE_COUNT] = {[LOCALE_VI] = "vi", [LOCALE_EN] = "en"};

static int compare_message(const void *key, const void *item)
{
    return strcmp(key, ((const struct message *)item)->msgid);
}

const char *tr(enum locale locale, const char *msgid)
{
    if (locale != LOCALE_EN)
        return msgid;
    const struct message *found = bsearch(msgid, messages_en, messages_en_count,
                                          sizeof messages_en[0], compare_message);
    return found == NULL ? msgid : found->text;
}

struct str tr_str(enum locale locale, const char *msgid)
{
    return str_from_c(tr(locale, msgid));
}

const char *locale_code(enum locale locale)
{
    return codes[locale];
}

bool locale_parse(struct str code, enum locale *locale)
{
    for (int i = 0; i < LOCALE_COUNT; i++) {
        if (str_is(code, codes[i])) {
            *locale = (enum locale)i;
            return true;
        }
    }
    return false;
}

struct str format_int(struct arena *arena, enum locale locale, int64_t value)
{
    char digits[32];
    char grouped[48];
    char *at = grouped + sizeof grouped;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    for (size_t i = 0; i < count; i++) {
        if (i != 0 && i % 3 == 0)
            *--at = locale == LOCALE_EN ? ',' : '.';
        *--at = digits[i];
    }
    if (value < 0)
        *--at = '-';
    return str_dup(arena, str_of(at, (size_t)(grouped + sizeof grouped - at)));
}

struct str format_money(struct arena *arena, enum locale locale, int64_t dong)
{
    return str_concat(arena, format_int(arena, locale, dong), S("\u00a0đ"));
}

static struct str date_text(struct arena *arena, enum locale locale, struct civil_time date)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    if (locale == LOCALE_EN)
        return str_printf(arena, "%d %s %d", date.day, months[date.month - 1], date.year);
    return str_printf(arena, "%02d/%02d/%04d", date.day, date.month, date.year);
}

struct str format_date(struct arena *arena, enum locale locale, int64_t at_us)
{
    return date_text(arena, locale, civil_from_us(at_us));
}

struct str format_time(struct arena *arena, int64_t at_us)
{
    struct civil_time local = civil_from_us(at_us);
    return str_printf(arena, "%02d:%02d", local.hour, local.minute);
}

struct str format_datetime(struct arena *arena, enum locale locale, int64_t at_us)
{
    struct str date = format_date(arena, locale, at_us);
    return str_printf(arena, "%.*s %.*s", STR_ARG(date), STR_ARG(format_time(arena, at_us)));
}

struct str format_day(struct arena *arena, enum locale locale, struct str date)
{
    int64_t day;
    if (!civil_parse_date(date, &day))
        return date;
    return date_text(arena, locale, civil_from_day_number(day));
}
