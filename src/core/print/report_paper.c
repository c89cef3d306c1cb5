#include "core/print/page.h"
#include "core/print/print.h"

static const double paper_width = 210 * MILLIMETRE;
static const double paper_height = 297 * MILLIMETRE;
static const double margin = 20 * MILLIMETRE;
static const double text_size = 11.0;
static const double small_size = 8.5;
static const double field_gap = 2.0;
static const double block_gap = 8.0;
static const double strip_width = 5.0;
static const double picture_gap = 12.0;

struct paper {
    struct page page;
    const struct print_report *what;
    double y;
};

static double text_width(void) { return paper_width - 2 * margin; }

static void draw_foot(struct paper *paper)
{
    struct page *page = &paper->page;
    struct page_style style = {.size = small_size};
    struct page_box box = {margin, paper_height - margin + 6, text_width() - 60};
    sheet_text(page, box, style, paper->what->foot);
    style.align = PAGE_RIGHT;
    box = (struct page_box){paper_width - margin - 60, box.y, 60};
    sheet_text(page, box, style, str_printf(page->arena, "trang %u", page->number));
}

/* Goes to a new page when `height` does not fit on this one. */
static void make_room(struct paper *paper, double height)
{
    if (paper->y + height <= paper_height - margin || paper->y <= margin)
        return;
    draw_foot(paper);
    sheet_next(&paper->page);
    paper->y = margin;
}

static void text(struct paper *paper, struct page_style style, struct str words)
{
    struct page_box box = {margin, paper->y, text_width()};
    make_room(paper, sheet_text_height(&paper->page, box.width, style, words));
    box.y = paper->y;
    paper->y += sheet_text(&paper->page, box, style, words);
}

/* The sentence, with a strip in its colour: the words say it too, for who prints in grey. */
static void draw_verdict(struct paper *paper)
{
    static const double colours[][3] = {[PRINT_GOOD] = {0.07, 0.45, 0.20},
                                        [PRINT_UNSURE] = {0.72, 0.45, 0.0},
                                        [PRINT_BAD] = {0.72, 0.08, 0.08}};
    const struct print_report *what = paper->what;
    struct page *page = &paper->page;
    const double *colour = colours[what->tone];
    struct page_style big = {.size = 15.0, .bold = true};
    struct page_style plain = {.size = text_size};
    struct page_box box = {margin + strip_width + 8, paper->y,
                           text_width() - strip_width - 8};
    double from = box.y;
    cairo_set_source_rgb(page->cairo, colour[0], colour[1], colour[2]);
    box.y += sheet_text(page, box, big, what->verdict);
    cairo_set_source_rgb(page->cairo, 0, 0, 0);
    box.y += sheet_text(page, box, plain, what->sentence) + 2;
    cairo_set_source_rgb(page->cairo, colour[0], colour[1], colour[2]);
    cairo_rectangle(page->cairo, margin, from, strip_width, box.y - from);
    cairo_fill(page->cairo);
    cairo_set_source_rgb(page->cairo, 0, 0, 0);
    paper->y = box.y + block_gap;
}

static void draw_section(struct paper *paper, const struct print_section *section)
{
    struct page *page = &paper->page;
    struct page_style head = {.size = 12.5, .bold = true};
    make_room(paper, 4 * text_size);
    text(paper, head, section->title);
    paper->y += field_gap;
    for (size_t i = 0; i < section->field_count; i++) {
        const struct print_field *field = &section->fields[i];
        struct page_style style = {.size = text_size, .bold = !str_empty(field->label)};
        struct page_box box = {margin, 0, text_width()};
        make_room(paper,
                  sheet_pair_height(page, box.width, style, field->label, field->value));
        box.y = paper->y;
        paper->y += sheet_pair(page, box, style, field->label, field->value) + field_gap;
    }
    paper->y += block_gap;
}

static double picture_height(const struct print_picture *picture, double width)
{
    return str_empty(picture->rgb) ? 0 : width * picture->height / picture->width;
}

static void draw_pictures(struct paper *paper)
{
    const struct print_picture *pictures = paper->what->pictures;
    struct page_style head = {.size = 12.5, .bold = true};
    struct page_style small = {.size = small_size};
    double width = (text_width() - picture_gap) / 2;
    double height = 0;
    for (size_t i = 0; i < 2; i++)
        if (picture_height(&pictures[i], width) > height)
            height = picture_height(&pictures[i], width);
    if (height <= 0)
        return;
    make_room(paper, height + 5 * text_size);
    text(paper, head, paper->what->picture_title);
    paper->y += field_gap;
    struct page_box box = {margin, paper->y, width};
    for (size_t i = 0; i < 2; i++) {
        if (str_empty(pictures[i].rgb))
            continue;
        sheet_picture(&paper->page, box, &pictures[i]);
        sheet_text(&paper->page, (struct page_box){box.x, box.y + height + 4, width}, small,
                   pictures[i].caption);
        box.x += width + picture_gap;
    }
    paper->y += height + 3 * small_size + block_gap;
}

static void draw(struct paper *paper)
{
    const struct print_report *what = paper->what;
    struct page_style title = {.size = 16.0, .align = PAGE_CENTRE, .bold = true};
    struct page_style below = {.size = text_size, .align = PAGE_CENTRE};
    paper->y = margin;
    text(paper, title, what->title);
    text(paper, below, what->made_by);
    paper->y += 2 * block_gap;
    draw_verdict(paper);
    for (size_t i = 0; i < what->section_count; i++)
        draw_section(paper, &what->sections[i]);
    draw_pictures(paper);
    draw_foot(paper);
}

struct result print_report(struct arena *arena, const struct print_report *what, struct str *pdf)
{
    struct paper paper = {.what = what};
    const struct page_paper sheet = {.width = paper_width, .height = paper_height,
                                     .title = what->title, .subject = what->verdict,
                                     .made_us = what->made_us};
    for (size_t i = 0; i < 2; i++)
        if (what->pictures[i].rgb.len !=
            (size_t)what->pictures[i].width * what->pictures[i].height * 3)
            return result_fail(ERROR_INVALID, "print.picture", NULL);
    TRY(sheet_open(arena, &sheet, &paper.page));
    draw(&paper);
    return sheet_close(&paper.page, pdf);
}
