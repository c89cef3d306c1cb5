#include <math.h>

#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/utf8.h"
#include "core/print/page.h"
#include "core/print/print.h"

enum { CONTENT_MAX = 512 * 1024, HAND_STROKES_MAX = 9 };

/* Colours of NĐ 30/2020: the hand blue, the seal red. */
static const char *const blue = "0.08 0.20 0.68 RG 0.08 0.20 0.68 rg\n";
static const char *const red = "0.86 0.07 0.10 RG 0.86 0.07 0.10 rg\n";
static const char *const black = "0 g\n";

static const double pi = 3.14159265358979323846;
static const double circle = 0.5522847498; /* control points of a quarter circle */

/* Where a point of a text's outline comes to lie; y of the text grows downwards from its
 * baseline, y of the drawing upwards. */
struct place {
    double x, y;   /* of a straight line: its baseline's start; of an arc: its centre */
    double radius; /* of the arc's baseline, 0 for a straight line */
    double middle; /* of an arc: half the text's width */
    bool below;    /* an arc at the bottom of the circle, read from left to right */
};

struct point {
    double x, y;
};

static struct point put(const struct place *place, cairo_path_data_t at)
{
    if (place->radius <= 0)
        return (struct point){place->x + at.point.x, place->y - at.point.y};
    double along = (at.point.x - place->middle) / place->radius;
    double radius = place->below ? place->radius + at.point.y : place->radius - at.point.y;
    double side = place->below ? -1 : 1;
    return (struct point){place->x + radius * sin(along), place->y + side * radius * cos(along)};
}

static void add_path(struct buf *out, const cairo_path_t *path, const struct place *place)
{
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        int points = data->header.type == CAIRO_PATH_CURVE_TO   ? 3
                     : data->header.type == CAIRO_PATH_CLOSE_PATH ? 0
                                                                  : 1;
        for (int k = 1; k <= points; k++) {
            struct point at = put(place, data[k]);
            buf_printf(out, "%.2f %.2f ", at.x, at.y);
        }
        static const char *const operators[] = {[CAIRO_PATH_MOVE_TO] = "m\n",
                                                [CAIRO_PATH_LINE_TO] = "l\n",
                                                [CAIRO_PATH_CURVE_TO] = "c\n",
                                                [CAIRO_PATH_CLOSE_PATH] = "h\n"};
        buf_text(out, operators[data->header.type]);
    }
}

/* A text's outline on a surface that nobody sees. */
struct text_path {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    double width, height, baseline; /* points; baseline from the top */
};

static struct result text_path_open(struct page_style style, struct str text,
                                    struct text_path *out)
{
    PangoFontMap *fonts = print_fonts();
    if (fonts == NULL)
        return result_fail(ERROR_UNAVAILABLE, "print.no_fonts", NULL);
    PangoContext *pango = print_context(fonts);
    g_object_unref(fonts);
    /* without edges: cairo leaves out glyphs beyond them */
    out->surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
    out->cairo = cairo_create(out->surface);
    out->layout = sheet_layout(pango, style, 0, text);
    g_object_unref(pango);
    PangoRectangle logical;
    pango_layout_get_extents(out->layout, NULL, &logical);
    out->width = (double)logical.width / PANGO_SCALE;
    out->height = (double)logical.height / PANGO_SCALE;
    out->baseline = (double)pango_layout_get_baseline(out->layout) / PANGO_SCALE;
    return RESULT_OK;
}

/* Draws the outline filled and ends it. */
static void text_path_fill(struct text_path *text, struct buf *out, const struct place *place)
{
    cairo_move_to(text->cairo, 0, -text->baseline);
    pango_cairo_layout_path(text->cairo, text->layout);
    cairo_path_t *path = cairo_copy_path(text->cairo);
    add_path(out, path, place);
    buf_text(out, "f\n");
    cairo_path_destroy(path);
    g_object_unref(text->layout);
    cairo_destroy(text->cairo);
    cairo_surface_destroy(text->surface);
}

static struct result finish(const struct buf *out, double width, double height,
                            struct print_drawing *drawing)
{
    if (out->overflowed)
        return result_fail(ERROR_LIMIT, "print.drawing_too_large", NULL);
    *drawing = (struct print_drawing){.content = buf_str(out), .width = width, .height = height};
    return RESULT_OK;
}

struct result print_line(struct arena *arena, struct str text, double size_pt, bool italic,
                         struct print_drawing *drawing)
{
    struct text_path line;
    TRY(text_path_open((struct page_style){.size = size_pt, .italic = italic}, text, &line));
    struct place place = {.x = 0, .y = line.height - line.baseline};
    struct buf out;
    buf_init(&out, arena, CONTENT_MAX);
    buf_text(&out, black);
    text_path_fill(&line, &out, &place);
    return finish(&out, line.width, line.height, drawing);
}

/* A number from 0 to 1 that depends on the name alone (FNV-1a, one step a call). */
static double next_chance(uint32_t *state)
{
    *state = (*state ^ 0x9eU) * 16777619U;
    return (double)(*state >> 8 & 0xffffU) / 65535.0;
}

static double size_of(double from, double to) { return to - from; }

/* One loop of the hand: up, over and back down a little further to the right. */
static void loop(struct buf *out, struct point from, double step, double tall)
{
    buf_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", from.x + step * 1.3, from.y + tall * 0.5,
               from.x + step * 0.9, from.y + tall, from.x + step * 0.4, from.y + tall * 0.9);
    buf_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", from.x - step * 0.1, from.y + tall * 0.6,
               from.x + step * 0.3, from.y - tall * 0.25, from.x + step, from.y);
}

struct result print_hand(struct arena *arena, struct str name, struct print_rect into,
                         struct print_drawing *drawing)
{
    double width = size_of(into.x0, into.x1);
    double height = size_of(into.y0, into.y1);
    uint32_t state = 2166136261U;
    for (size_t i = 0; i < name.len; i++)
        state = (state ^ (unsigned char)name.ptr[i]) * 16777619U;
    unsigned strokes = 5 + (unsigned)(next_chance(&state) * (HAND_STROKES_MAX - 5));
    double step = width * 0.72 / strokes;
    struct point pen = {width * 0.10, height * 0.36};
    struct buf out;
    buf_init(&out, arena, CONTENT_MAX);
    buf_text(&out, blue);
    buf_printf(&out, "1.5 w 1 J 1 j\n%.2f %.2f m\n", pen.x, pen.y);
    for (unsigned i = 0; i < strokes; i++) {
        double tall = height * (i == 0 ? 0.52 : 0.12 + 0.26 * next_chance(&state));
        loop(&out, pen, step, tall);
        pen.x += step;
    }
    buf_printf(&out, "%.2f %.2f %.2f %.2f %.2f %.2f c S\n", width * 1.02, height * 0.55,
               width * 0.70, height * 0.10, width * 0.14, height * 0.20);
    return finish(&out, width, height, drawing);
}

static void ring(struct buf *out, struct point centre, double radius, double line)
{
    double k = radius * circle;
    double x = centre.x;
    double y = centre.y;
    buf_printf(out, "%.2f w %.2f %.2f m\n", line, x + radius, y);
    buf_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", x + radius, y + k, x + k, y + radius, x,
               y + radius);
    buf_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", x - k, y + radius, x - radius, y + k,
               x - radius, y);
    buf_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c\n", x - radius, y - k, x - k, y - radius, x,
               y - radius);
    buf_printf(out, "%.2f %.2f %.2f %.2f %.2f %.2f c s\n", x + k, y - radius, x + radius, y - k,
               x + radius, y);
}

/* Text along a circle; set smaller when it is longer than `part` of the way round. */
static struct result arc(struct buf *out, struct place place, struct str text, double part)
{
    struct text_path path;
    struct page_style style = {.size = place.radius * 0.24, .bold = true};
    TRY(text_path_open(style, text, &path));
    double room = 2 * pi * place.radius * part;
    if (path.width > room) {
        style.size *= room / path.width;
        g_object_unref(path.layout);
        cairo_destroy(path.cairo);
        cairo_surface_destroy(path.surface);
        TRY(text_path_open(style, text, &path));
    }
    place.middle = path.width / 2;
    text_path_fill(&path, out, &place);
    return RESULT_OK;
}

struct result print_seal(struct arena *arena, struct str agency, struct str specimen,
                         struct print_rect into, struct print_drawing *drawing)
{
    double side = size_of(into.x0, into.x1);
    double radius = side / 2 - 1.5;
    struct point centre = {side / 2, side / 2};
    struct buf out;
    buf_init(&out, arena, CONTENT_MAX);
    buf_text(&out, red);
    ring(&out, centre, radius, 2.0);
    ring(&out, centre, radius - 3, 0.7);
    ring(&out, centre, radius * 0.60, 0.7);
    struct place above = {.x = centre.x, .y = centre.y, .radius = radius * 0.70};
    struct place below = {
        .x = centre.x, .y = centre.y, .radius = radius * 0.84, .below = true};
    TRY(arc(&out, above, utf8_upper(arena, agency), 0.62));
    TRY(arc(&out, below, utf8_upper(arena, specimen), 0.28));
    struct text_path word;
    struct page_style style = {.size = radius * 0.34, .bold = true};
    TRY(text_path_open(style, S("MẪU"), &word));
    struct place middle = {.x = centre.x - word.width / 2, .y = centre.y - radius * 0.12};
    text_path_fill(&word, &out, &middle);
    return finish(&out, side, side, drawing);
}
