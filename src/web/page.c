#include "web/page.h"

#include <assert.h>
#include <string.h>

#include "web/assets.h"

void page_raw(struct page_out *o, const char *markup, size_t len)
{
    buf_bytes(&o->html, markup, len);
}

/* Copies runs between the characters that need a reference. */
static void escaped(struct buf *out, struct str text, bool quotes)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *reference;
        switch (text.ptr[i]) {
        case '&': reference = "&amp;"; break;
        case '<': reference = "&lt;"; break;
        case '>': reference = "&gt;"; break;
        case '"': reference = quotes ? "&quot;" : NULL; break;
        default: reference = NULL; break;
        }
        if (reference == NULL)
            continue;
        buf_bytes(out, text.ptr + from, i - from);
        buf_text(out, reference);
        from = i + 1;
    }
    if (from < text.len)
        buf_bytes(out, text.ptr + from, text.len - from);
}

void page_text(struct page_out *o, struct str text)
{
    escaped(&o->html, text, false);
}

void page_attribute(struct page_out *o, struct str text)
{
    escaped(&o->html, text, true);
}

static bool may_begin_url(struct str url)
{
    static const char *const beginnings[] = {"?", "#", "https://", "http://", "tel:", "mailto:"};
    if (url.len >= 1 && url.ptr[0] == '/')
        return url.len == 1 || (url.ptr[1] != '/' && url.ptr[1] != '\\');
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (str_starts(url, str_from_c(beginnings[i])))
            return true;
    }
    return false;
}

void page_url(struct page_out *o, struct str url)
{
    if (may_begin_url(url))
        escaped(&o->html, url, true);
    else
        buf_byte(&o->html, '#');
}

static bool unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("-._~", c) != NULL);
}

void page_url_part(struct page_out *o, struct str part)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < part.len; i++) {
        unsigned char c = (unsigned char)part.ptr[i];
        if (unreserved(c)) {
            buf_byte(&o->html, c);
        } else {
            buf_byte(&o->html, '%');
            buf_byte(&o->html, (unsigned char)digits[c >> 4]);
            buf_byte(&o->html, (unsigned char)digits[c & 15]);
        }
    }
}

void page_csrf(struct page_out *o)
{
    o->has_form = true;
    buf_text(&o->html, "<input type=\"hidden\" name=\"csrf\" value=\"");
    page_attribute(o, o->csrf);
    buf_text(&o->html, "\">");
}

void page_asset(struct page_out *o, const char *name)
{
    const struct asset *asset = asset_named(name);
    assert(asset != NULL); /* a name no file has: the golden test of pages finds it */
    buf_text(&o->html, asset->path);
}

void page_png(struct page_out *o, struct str png)
{
    o->pictures = true;
    buf_text(&o->html, "data:image/png;base64,");
    buf_add(&o->html, str_base64(o->html.arena, png));
}

struct page_message page_message(const struct page_out *o, const char *msgid)
{
    return (struct page_message){tr(o->locale, msgid)};
}

void page_message_part(struct page_out *o, struct page_message *message)
{
    const char *mark = strstr(message->rest, "%s");
    size_t len = mark == NULL ? strlen(message->rest) : (size_t)(mark - message->rest);
    escaped(&o->html, str_of(message->rest, len), true);
    message->rest += mark == NULL ? len : len + 2;
}

struct str page_int(const struct page_out *o, int64_t value)
{
    return format_int(o->html.arena, o->locale, value);
}

struct str page_num(const struct page_out *o, int64_t value)
{
    return str_printf(o->html.arena, "%lld", (long long)value);
}

struct str page_date(const struct page_out *o, int64_t at_us)
{
    return format_date(o->html.arena, o->locale, at_us);
}

struct str page_datetime(const struct page_out *o, int64_t at_us)
{
    return format_datetime(o->html.arena, o->locale, at_us);
}

struct str page_time(const struct page_out *o, int64_t at_us)
{
    return format_time(o->html.arena, at_us);
}

struct str page_day(const struct page_out *o, struct str date)
{
    return format_day(o->html.arena, o->locale, date);
}

struct str page_money(const struct page_out *o, int64_t dong)
{
    return format_money(o->html.arena, o->locale, dong);
}

struct str page_tr(const struct page_out *o, const char *msgid)
{
    return tr_str(o->locale, msgid);
}

struct str page_permille(const struct page_out *o, int64_t tenths)
{
    return str_printf(o->html.arena, "%lld%c%lld%%", (long long)(tenths / 10),
                      o->locale == LOCALE_EN ? '.' : ',', (long long)(tenths % 10));
}
