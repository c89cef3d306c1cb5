#ifndef TRUC_CORE_PRINT_PAGE_H
#define TRUC_CORE_PRINT_PAGE_H

/*
 * A PDF being drawn, for this folder only. Lengths are points; y grows downwards
 * from the top of the page, as cairo counts.
 */
#include <cairo.h>
#include <pango/pango.h>

#include "base/buf.h"
#include "base/result.h"
#include "base/str.h"

#define MILLIMETRE (72.0 / 25.4)

enum page_align { PAGE_LEFT, PAGE_CENTRE, PAGE_RIGHT, PAGE_JUSTIFY };

struct page_style {
    double size; /* points */
    enum page_align align;
    bool bold;
    bool italic;
};

/* Where text goes. */
struct page_box {
    double x, y, width;
};

struct page {
    struct arena *arena;
    struct buf pdf;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *pango;
    double width, height;
    int64_t made_us;
    unsigned number; /* from 1 */
};

struct page_paper {
    double width, height;
    struct str title;   /* shown by readers in the window's title */
    struct str subject;
    int64_t made_us;    /* the document's date: nothing else in it depends on the time */
};

/* UNAVAILABLE "print.no_fonts" when Liberation Serif is not installed. */
struct result sheet_open(struct arena *arena, const struct page_paper *paper, struct page *page);
/* The finished document. Must be called once after page_open succeeded. */
struct result sheet_close(struct page *page, struct str *pdf);
/* The document is given up. */
void sheet_abandon(struct page *page);
void sheet_next(struct page *page);

/* Draws text wrapped to the box and answers its height. */
double sheet_text(struct page *page, struct page_box box, struct page_style style, struct str text);
/* Height that page_text would answer. */
double sheet_text_height(struct page *page, double width, struct page_style style, struct str text);
/* "label: value", the value bold when the style says so; the label is always upright. */
double sheet_pair(struct page *page, struct page_box box, struct page_style style,
                 struct str label, struct str value);
double sheet_pair_height(struct page *page, double width, struct page_style style,
                        struct str label, struct str value);
/* Width of one line of text. */
double sheet_text_width(struct page *page, struct page_style style, struct str text);
void sheet_rule(struct page *page, double x, double y, double width);
/* A QR code with its quiet zone inside the square at (x, y). */
struct result sheet_qr(struct page *page, struct page_box square, struct str text);

struct print_picture;
/* The picture over the whole width of the box, its marks in red; answers its height. */
double sheet_picture(struct page *page, struct page_box box, const struct print_picture *picture);

/* A layout in our face for this folder's outlines; freed with g_object_unref. */
PangoLayout *sheet_layout(PangoContext *pango, struct page_style style, double width,
                         struct str text);
/* A font map that knows only our face; NULL when it is not installed. */
PangoFontMap *print_fonts(void);
/* A context of it in which 1 unit is 1 point and nothing is rounded to pixels. */
PangoContext *print_context(PangoFontMap *fonts);

#endif
