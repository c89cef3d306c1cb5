#include "base/utf8.h"
#include "core/print/heading.h"
#include "core/print/print.h"

/* A4 (NĐ 30/2020 Phụ lục I): margins 20 mm, 30 mm on the left. */
static const double paper_width = 210 * MILLIMETRE;
static const double paper_height = 297 * MILLIMETRE;
static const double margin = 20 * MILLIMETRE;
static const double margin_left = 30 * MILLIMETRE;
static const double qr_side = 25 * MILLIMETRE;
static const double seal_side = 36 * MILLIMETRE;
static const double text_size = 13.0;
static const double smallest_size = 10.0;
static const double small_size = 8.0;
static const double field_gap = 3.0;
static const double hand_width = 130.0; /* the signature between title and name */
static const double hand_height = 76.0;
static const double sign_room = 37 * MILLIMETRE; /* between title and name: a seal stands clear */
static const double sign_width = 235.0;

struct extract {
    struct page page;
    const struct print_result *what;
    double size;
    double y;
    struct print_places *places;
};

static double text_width(void) { return paper_width - margin_left - margin; }

static struct print_rect rect_of(struct page_box box, double height)
{
    double top = paper_height - box.y;
    return (struct print_rect){box.x, top - height, box.x + box.width, top};
}

static void draw_head(struct extract *extract)
{
    const struct print_result *what = extract->what;
    const struct heading heading = {
        .superior = what->superior, .agency = what->agency, .size = PRINT_HEADING_SIZE};
    struct page_box box = {margin_left, margin, text_width()};
    struct heading_places open = heading_draw(&extract->page, box, &heading);
    extract->places->number = rect_of(open.number, open.line_height);
    extract->places->date = rect_of(open.date, open.line_height);
    struct page_style style = {.size = 16.0, .align = PAGE_CENTRE, .bold = true};
    box.y = open.bottom + 22;
    box.y += sheet_text(&extract->page, box, style, what->title);
    style.size = 14.0;
    box.y += sheet_text(&extract->page, box, style, what->subtitle);
    extract->y = box.y + 12;
}

static double field_height(struct extract *extract, const struct print_field *field)
{
    struct page_style style = {.size = extract->size, .bold = !str_empty(field->label)};
    return sheet_pair_height(&extract->page, text_width(), style, field->label, field->value) +
           field_gap;
}

static double signer_height(const struct extract *extract)
{
    unsigned lines = str_empty(extract->what->authority) ? 2 : 3;
    return sign_room + lines * text_size * 1.4 + 16;
}

/* An extract is one page: a long one is set in smaller type. False when even that is too long. */
static bool choose_size(struct extract *extract)
{
    for (extract->size = text_size; extract->size >= smallest_size; extract->size -= 0.5) {
        double height = extract->y + signer_height(extract);
        for (size_t i = 0; i < extract->what->field_count; i++)
            height += field_height(extract, &extract->what->fields[i]);
        if (height <= paper_height - margin)
            return true;
    }
    return false;
}

static void draw_fields(struct extract *extract)
{
    for (size_t i = 0; i < extract->what->field_count; i++) {
        const struct print_field *field = &extract->what->fields[i];
        struct page_style style = {.size = extract->size, .bold = !str_empty(field->label)};
        struct page_box box = {margin_left, extract->y, text_width()};
        extract->y +=
            sheet_pair(&extract->page, box, style, field->label, field->value) + field_gap;
    }
}

/* ô 7a to 7c and 8: authority, title, room for the hand, name; the seal lies a third over it. */
static void draw_signer(struct extract *extract)
{
    const struct print_result *what = extract->what;
    struct page *page = &extract->page;
    struct page_style style = {.size = text_size, .align = PAGE_CENTRE, .bold = true};
    struct page_box box = {paper_width - margin - sign_width, extract->y + 12, sign_width};
    if (!str_empty(what->authority))
        box.y += sheet_text(page, box, style, utf8_upper(page->arena, what->authority));
    box.y += sheet_text(page, box, style, utf8_upper(page->arena, what->signer_title));
    struct page_box hand = {box.x + (sign_width - hand_width) / 2,
                            box.y + (sign_room - hand_height) / 2, hand_width};
    extract->places->signature = rect_of(hand, hand_height);
    struct page_box seal = {hand.x + hand_width / 3 - seal_side,
                            hand.y + (hand_height - seal_side) / 2, seal_side};
    extract->places->seal = rect_of(seal, seal_side);
    box.y += sign_room;
    sheet_text(page, box, style, what->signer_name);
}

/* Left of the signature, at the foot of the page: how anybody checks this paper. */
static struct result draw_foot(struct extract *extract)
{
    const struct print_result *what = extract->what;
    struct page *page = &extract->page;
    struct page_style style = {.size = small_size};
    struct page_box square = {margin_left, paper_height - margin - qr_side, qr_side};
    struct page_box box = {square.x + qr_side + 4, square.y + 2, 0};
    box.width = extract->places->seal.x0 - box.x - 6;
    TRY(sheet_qr(page, square, what->verify_address));
    struct str text = str_printf(page->arena,
                                 "Bản điện tử có chữ ký số. Kiểm tra: quét mã hoặc mở\n%.*s\n"
                                 "Mã hồ sơ: %.*s\n%.*s",
                                 STR_ARG(what->verify_address), STR_ARG(what->code),
                                 STR_ARG(what->form_name));
    double spare = qr_side - sheet_text_height(page, box.width, style, text);
    if (spare < 0)
        box.y += spare; /* grows upwards, never out of the page */
    sheet_text(page, box, style, text);
    return RESULT_OK;
}

static struct result draw(struct extract *extract)
{
    draw_head(extract);
    if (!choose_size(extract))
        return result_fail(ERROR_LIMIT, "print.too_long",
                           N_("Nội dung trích lục dài quá một trang. Rút gọn rồi in lại."));
    draw_fields(extract);
    draw_signer(extract);
    return draw_foot(extract);
}

struct result print_result(struct arena *arena, const struct print_result *what, struct str *pdf,
                           struct print_places *places)
{
    struct extract extract = {.what = what, .places = places};
    *places = (struct print_places){.page = 0};
    const struct page_paper paper = {
        .width = paper_width,
        .height = paper_height,
        .title = str_printf(arena, "%.*s %.*s", STR_ARG(what->title), STR_ARG(what->subtitle)),
        .subject = what->form_name,
        .made_us = what->made_us};
    TRY(sheet_open(arena, &paper, &extract.page));
    struct result drawn = draw(&extract);
    if (result_ok(drawn))
        return sheet_close(&extract.page, pdf);
    sheet_abandon(&extract.page);
    return drawn;
}

struct str print_agency_name(struct arena *arena, struct str name)
{
    if (!str_starts(name, S("UBND ")))
        return name;
    return str_concat(arena, S("Ủy ban nhân dân "), str_slice(name, 5, name.len));
}
