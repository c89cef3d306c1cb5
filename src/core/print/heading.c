#include "core/print/heading.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "core/print/print.h"

static const double number_room = 84.0; /* points after "Số:" for "1234/TLKT-BS" */
static const double rule_gap = 1.5;
static const double block_gap = 5.0;
static const double smallest_office = 0.75; /* of the size, to keep a long name on one line */

static struct str place_name(struct arena *arena, struct str place)
{
    static const struct {
        struct str kind;
        struct str capital;
    } kinds[] = {{STR("xã "), STR("Xã ")},           {STR("phường "), STR("Phường ")},
                 {STR("đặc khu "), STR("Đặc khu ")}, {STR("tỉnh "), STR("Tỉnh ")},
                 {STR("thành phố "), STR("Thành phố ")}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct str name = str_slice(place, kinds[i].kind.len, place.len);
        if (!str_starts(place, kinds[i].kind) || str_empty(name))
            continue;
        bool number = name.ptr[0] >= '0' && name.ptr[0] <= '9';
        return number ? str_concat(arena, kinds[i].capital, name) : name;
    }
    return place;
}

struct str print_place_and_date(struct arena *arena, struct str place, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    struct str name = place_name(arena, place);
    const char *zero = t.month <= 2 ? "0" : "";
    return str_printf(arena, "%.*s, ngày %02d tháng %s%d năm %d", STR_ARG(name), t.day, zero,
                      t.month, t.year);
}

struct str heading_time_text(struct arena *arena, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    return str_printf(arena, "%d giờ %02d phút, ngày %02d/%02d/%d", t.hour, t.minute, t.day,
                      t.month, t.year);
}

struct str heading_money_text(struct arena *arena, int64_t vnd)
{
    struct str digits = str_printf(arena, "%lld", (long long)vnd);
    struct buf out;
    buf_init(&out, arena, 2 * digits.len + 8);
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0 && digits.ptr[i - 1] != '-')
            buf_byte(&out, '.');
        buf_byte(&out, (unsigned char)digits.ptr[i]);
    }
    buf_text(&out, "\u00a0đ");
    return buf_str(&out);
}

/* A rule centred below, `part` of the width of the text above it. */
static double rule_below(struct page *page, struct page_box box, double text_width, double part)
{
    double width = (text_width < box.width ? text_width : box.width) * part;
    sheet_rule(page, box.x + (box.width - width) / 2, box.y + rule_gap, width);
    return 2 * rule_gap;
}

static double draw_agency(struct page *page, struct page_box box, const struct heading *heading)
{
    struct page_style plain = {.size = heading->size, .align = PAGE_CENTRE};
    struct page_style bold = {.size = heading->size, .align = PAGE_CENTRE, .bold = true};
    struct str agency = utf8_upper(page->arena, heading->agency);
    struct str office = utf8_upper(page->arena, heading->office);
    if (!str_empty(heading->superior))
        box.y += sheet_text(page, box, plain, utf8_upper(page->arena, heading->superior));
    box.y += sheet_text(page, box, str_empty(office) ? bold : plain, agency);
    struct str last = str_empty(office) ? agency : office;
    double needed = sheet_text_width(page, bold, last);
    if (needed > box.width && needed * smallest_office < box.width)
        bold.size *= 0.99 * box.width / needed; /* on one line rather than broken */
    if (!str_empty(office))
        box.y += sheet_text(page, box, bold, office);
    box.y += rule_below(page, box, sheet_text_width(page, bold, last), 0.4);
    return box.y;
}

static double draw_country(struct page *page, struct page_box box, double size)
{
    struct page_style style = {.size = size, .align = PAGE_CENTRE, .bold = true};
    struct str motto = S("Độc lập - Tự do - Hạnh phúc");
    box.y += sheet_text(page, box, style, S("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    style.size += 0.5;
    box.y += sheet_text(page, box, style, motto);
    box.y += rule_below(page, box, sheet_text_width(page, style, motto), 1.0);
    return box.y;
}

/* "Số: …" centred; without a number, "Số:" and room behind it, centred together. */
static struct page_box draw_number(struct page *page, struct page_box box,
                                   const struct heading *heading)
{
    struct page_style style = {.size = heading->size, .align = PAGE_CENTRE};
    if (!str_empty(heading->number)) {
        sheet_text(page, box, style,
                  str_printf(page->arena, "Số: %.*s", STR_ARG(heading->number)));
        return (struct page_box){0};
    }
    double label = sheet_text_width(page, style, S("Số: "));
    double x = box.x + (box.width - label - number_room) / 2;
    style.align = PAGE_LEFT;
    sheet_text(page, (struct page_box){x, box.y, label + 1}, style, S("Số: "));
    return (struct page_box){x + label, box.y, number_room};
}

struct heading_places heading_draw(struct page *page, struct page_box box,
                                   const struct heading *heading)
{
    struct page_style widest = {.size = heading->size, .bold = true};
    double right = sheet_text_width(page, widest, S("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")) + 4;
    struct page_box left_box = {box.x, box.y, box.width - right - block_gap};
    struct page_box right_box = {box.x + box.width - right, box.y, right};
    double left_end = draw_agency(page, left_box, heading);
    double right_end = draw_country(page, right_box, heading->size);
    double y = (left_end > right_end ? left_end : right_end) + block_gap;
    left_box.y = right_box.y = y;
    struct page_style italic = {.size = heading->size, .align = PAGE_CENTRE, .italic = true};
    struct heading_places places = {.number = draw_number(page, left_box, heading),
                                    .date = right_box};
    places.line_height = sheet_text_height(page, right_box.width, italic, S("Số"));
    double date_height = places.line_height;
    if (!str_empty(heading->place_date))
        date_height = sheet_text(page, right_box, italic, heading->place_date);
    places.bottom = y + date_height;
    return places;
}
