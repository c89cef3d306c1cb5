#include "core/print/page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/clock.h"
#include "core/print/print.h"
#include "core/qr.h"
#include "sign/pdf_identity.h"

enum { PDF_BYTES_MAX = 4 * 1024 * 1024, QUIET_ZONE = 4 };

static const double line_spacing = 1.12;
static const double rule_width = 0.7;
static const double mark_width = 1.6;

static cairo_status_t keep(void *closure, const unsigned char *bytes, unsigned count)
{
    struct buf *pdf = closure;
    buf_bytes(pdf, bytes, count);
    return pdf->overflowed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void describe(struct page *page, const struct page_paper *paper)
{
    const char *date = str_c(page->arena, civil_rfc3339(page->arena, paper->made_us));
    cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_TITLE,
                                   str_c(page->arena, paper->title));
    cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_SUBJECT,
                                   str_c(page->arena, paper->subject));
    cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

struct result sheet_open(struct arena *arena, const struct page_paper *paper, struct page *page)
{
    *page = (struct page){
        .arena = arena, .width = paper->width, .height = paper->height,
        .made_us = paper->made_us, .number = 1};
    page->fonts = print_fonts();
    if (page->fonts == NULL)
        return result_fail(ERROR_UNAVAILABLE, "print.no_fonts",
                           N_("Chưa cài phông chữ để in giấy tờ: cài gói fonts-liberation2."));
    page->pango = print_context(page->fonts);
    buf_init(&page->pdf, arena, PDF_BYTES_MAX);
    page->surface =
        cairo_pdf_surface_create_for_stream(keep, &page->pdf, paper->width, paper->height);
    describe(page, paper);
    page->cairo = cairo_create(page->surface);
    return RESULT_OK;
}

void sheet_abandon(struct page *page)
{
    cairo_destroy(page->cairo);
    cairo_surface_finish(page->surface);
    cairo_surface_destroy(page->surface);
    g_object_unref(page->pango);
    g_object_unref(page->fonts);
}

struct result sheet_close(struct page *page, struct str *pdf)
{
    cairo_show_page(page->cairo);
    bool drawn = cairo_status(page->cairo) == CAIRO_STATUS_SUCCESS;
    cairo_surface_finish(page->surface);
    bool written = cairo_surface_status(page->surface) == CAIRO_STATUS_SUCCESS;
    sheet_abandon(page);
    if (!drawn || !written || page->pdf.overflowed)
        return result_fail(ERROR_INTERNAL, "print.cairo", NULL);
    return pdf_add_identity(page->arena, buf_str(&page->pdf), page->made_us, pdf);
}

static void draw_marks(struct page *page, const struct print_picture *picture, double width,
                       double height, struct page_box box)
{
    cairo_set_source_rgb(page->cairo, 0.78, 0.06, 0.06);
    cairo_set_line_width(page->cairo, mark_width);
    for (size_t i = 0; i < picture->mark_count; i++) {
        const struct print_mark *mark = &picture->marks[i];
        cairo_rectangle(page->cairo, box.x + mark->left * width, box.y + mark->top * height,
                        mark->width * width, mark->height * height);
        cairo_stroke(page->cairo);
    }
    cairo_set_source_rgb(page->cairo, 0, 0, 0);
}

double sheet_picture(struct page *page, struct page_box box, const struct print_picture *picture)
{
    cairo_t *cairo = page->cairo;
    double height = box.width * picture->height / picture->width;
    cairo_surface_t *image = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)picture->width, (int)picture->height);
    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        unsigned char *rows = cairo_image_surface_get_data(image);
        size_t stride = (size_t)cairo_image_surface_get_stride(image);
        const unsigned char *from = (const unsigned char *)picture->rgb.ptr;
        for (unsigned y = 0; y < picture->height; y++)
            for (unsigned x = 0; x < picture->width; x++, from += 3) {
                uint32_t pixel = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2];
                memcpy(rows + y * stride + 4 * (size_t)x, &pixel, sizeof pixel);
            }
        cairo_surface_mark_dirty(image);
    }
    cairo_save(cairo);
    cairo_translate(cairo, box.x, box.y);
    cairo_scale(cairo, box.width / picture->width, height / picture->height);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(image);
    cairo_set_source_rgb(cairo, 0.5, 0.5, 0.5);
    cairo_set_line_width(cairo, rule_width);
    cairo_rectangle(cairo, box.x, box.y, box.width, height);
    cairo_stroke(cairo);
    draw_marks(page, picture, box.width, height, box);
    return height;
}

void sheet_next(struct page *page)
{
    cairo_show_page(page->cairo);
    page->number++;
}

/* `attributes` becomes the layout's. A hyphen at a line's end would become part of an address. */
static void set_attributes(PangoLayout *layout, PangoAttrList *attributes)
{
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

PangoLayout *sheet_layout(PangoContext *pango, struct page_style style, double width,
                         struct str text)
{
    static const PangoAlignment alignments[] = {
        [PAGE_LEFT] = PANGO_ALIGN_LEFT,
        [PAGE_CENTRE] = PANGO_ALIGN_CENTER,
        [PAGE_RIGHT] = PANGO_ALIGN_RIGHT,
        [PAGE_JUSTIFY] = PANGO_ALIGN_LEFT,
    };
    PangoLayout *layout = pango_layout_new(pango);
    PangoFontDescription *face = pango_font_description_new();
    pango_font_description_set_family_static(face, "Liberation Serif");
    pango_font_description_set_absolute_size(face, style.size * PANGO_SCALE);
    pango_font_description_set_weight(face,
                                      style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(face, style.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, face);
    pango_font_description_free(face);
    pango_layout_set_alignment(layout, alignments[style.align]);
    pango_layout_set_justify(layout, style.align == PAGE_JUSTIFY);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, (float)line_spacing);
    if (width > 0)
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_text(layout, text.ptr, (int)text.len);
    set_attributes(layout, pango_attr_list_new());
    return layout;
}

static double height_of(PangoLayout *layout)
{
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    return (double)logical.height / PANGO_SCALE;
}

/* Draws at the box unless `measure`, frees the layout and answers its height. */
static double show(struct page *page, PangoLayout *layout, struct page_box box, bool measure)
{
    double height = height_of(layout);
    if (!measure) {
        cairo_move_to(page->cairo, box.x, box.y);
        pango_cairo_show_layout(page->cairo, layout);
    }
    g_object_unref(layout);
    return height;
}

double sheet_text(struct page *page, struct page_box box, struct page_style style, struct str text)
{
    return show(page, sheet_layout(page->pango, style, box.width, text), box, false);
}

double sheet_text_height(struct page *page, double width, struct page_style style, struct str text)
{
    struct page_box box = {.width = width};
    return show(page, sheet_layout(page->pango, style, width, text), box, true);
}

double sheet_text_width(struct page *page, struct page_style style, struct str text)
{
    PangoLayout *layout = sheet_layout(page->pango, style, 0, text);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    g_object_unref(layout);
    return (double)logical.width / PANGO_SCALE;
}

static PangoLayout *pair_layout(struct page *page, double width, struct page_style style,
                                struct str label, struct str value)
{
    struct str text =
        str_empty(label) ? value
                         : str_printf(page->arena, "%.*s: %.*s", STR_ARG(label), STR_ARG(value));
    struct page_style plain = style;
    plain.bold = false;
    PangoLayout *layout = sheet_layout(page->pango, plain, width, text);
    if (style.bold) {
        PangoAttrList *attributes = pango_attr_list_new();
        PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        bold->start_index = (guint)(text.len - value.len);
        pango_attr_list_insert(attributes, bold);
        set_attributes(layout, attributes);
    }
    return layout;
}

double sheet_pair(struct page *page, struct page_box box, struct page_style style,
                 struct str label, struct str value)
{
    return show(page, pair_layout(page, box.width, style, label, value), box, false);
}

double sheet_pair_height(struct page *page, double width, struct page_style style,
                        struct str label, struct str value)
{
    struct page_box box = {.width = width};
    return show(page, pair_layout(page, width, style, label, value), box, true);
}

void sheet_rule(struct page *page, double x, double y, double width)
{
    cairo_set_line_width(page->cairo, rule_width);
    cairo_move_to(page->cairo, x, y);
    cairo_line_to(page->cairo, x + width, y);
    cairo_stroke(page->cairo);
}

struct result sheet_qr(struct page *page, struct page_box square, struct str text)
{
    struct qr qr;
    TRY(qr_encode(page->arena, text, &qr));
    struct qr_run *runs;
    size_t count = qr_runs(page->arena, &qr, &runs);
    double module = square.width / (qr.size + 2.0 * QUIET_ZONE);
    for (size_t i = 0; i < count; i++)
        cairo_rectangle(page->cairo, square.x + (runs[i].x + (double)QUIET_ZONE) * module,
                        square.y + (runs[i].y + (double)QUIET_ZONE) * module,
                        runs[i].length * module, module);
    cairo_fill(page->cairo);
    return RESULT_OK;
}
