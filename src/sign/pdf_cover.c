/* What is hidden by what was painted: the text of a page is looked at letter by letter, a picture
 * as a whole. Many small things hide as well as a large one. */
#include "sign/pdf_boxes.h"

static const double LETTER_SEEN = 0.4; /* of its height: as wide as a digit, nearly */
static const double LETTER_HIGH = 0.5;
static const double CELL_SEEN = 0.5;   /* of a piece as long as it is high, by many things */
static const double PICTURE_SEEN = 0.4;

enum { CELLS_MAX = 256, PICTURES_MOST = 8 };

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double overlap(double low, double high, double from, double to)
{
    return larger(0, smaller(high, to) - larger(low, from));
}

/* One box of the page, cut into pieces along its longer side. */
struct cells {
    const struct pdf_box *box;
    bool upright;
    size_t count;
    double step;
    double covered[CELLS_MAX]; /* area */
};

static void cut(const struct pdf_box *box, struct cells *out)
{
    double wide = box->right - box->left;
    double high = box->top - box->bottom;
    double length = larger(wide, high);
    double pieces = box->picture || box->size <= 0 ? 1 : length / box->size;
    out->box = box;
    out->upright = high > wide;
    out->count = pieces < 1 ? 1 : pieces > CELLS_MAX ? CELLS_MAX : (size_t)pieces;
    out->step = length / (double)out->count;
    for (size_t i = 0; i < out->count; i++)
        out->covered[i] = 0;
}

/* A letter is gone where one thing lies over most of it. */
static bool hides_letter(const struct pdf_box *box, double wide, double high)
{
    return !box->picture && wide > LETTER_SEEN * box->size && high > LETTER_HIGH * box->size;
}

/* Adds what `area` covers; true once that is enough to hide a piece. */
static bool add_cover(struct cells *cells, const double area[4])
{
    const struct pdf_box *box = cells->box;
    double wide = overlap(box->left, box->right, area[0], area[2]);
    double high = overlap(box->bottom, box->top, area[1], area[3]);
    double start = cells->upright ? box->bottom : box->left;
    double breadth = cells->upright ? box->right - box->left : box->top - box->bottom;
    double enough = (box->picture ? PICTURE_SEEN : CELL_SEEN) * cells->step * breadth;
    if (wide <= 0 || high <= 0)
        return false;
    if (hides_letter(box, wide, high))
        return true;
    double from = larger(start, cells->upright ? area[1] : area[0]);
    double to = from + (cells->upright ? high : wide);
    double across = cells->upright ? wide : high;
    size_t at = cells->step > 0 ? (size_t)((from - start) / cells->step) : 0;
    for (; at < cells->count; at++) {
        double low = start + (double)at * cells->step;
        cells->covered[at] += overlap(low, low + cells->step, from, to) * across;
        if (low >= to || cells->covered[at] > enough)
            return low < to;
    }
    return false;
}

static bool meets(const struct pdf_box *box, const double rect[4])
{
    return box->right > rect[0] && box->left < rect[2] && box->top > rect[1] &&
           box->bottom < rect[3];
}

/* Pieces of a picture that was cut into many tell nothing each. */
static bool counts(const struct pdf_boxes *boxes, const struct pdf_box *box)
{
    return !box->picture || boxes->pictures <= PICTURES_MOST;
}

bool pdf_boxes_hidden(const struct pdf_boxes *boxes, const double rect[4])
{
    struct cells cells;
    for (size_t i = 0; i < boxes->count; i++) {
        if (!meets(&boxes->items[i], rect) || !counts(boxes, &boxes->items[i]))
            continue;
        cut(&boxes->items[i], &cells);
        if (add_cover(&cells, rect))
            return true;
    }
    return false;
}

static bool is_hidden(const struct pdf_boxes *painted, const struct pdf_box *box,
                      const double rect[4])
{
    struct cells cells;
    cut(box, &cells);
    for (size_t i = 0; i < painted->count; i++) {
        const struct pdf_box *one = &painted->items[i];
        const double area[4] = {larger(one->left, rect[0]), larger(one->bottom, rect[1]),
                                smaller(one->right, rect[2]), smaller(one->top, rect[3])};
        if (add_cover(&cells, area))
            return true;
    }
    return false;
}

bool pdf_boxes_hide(const struct pdf_boxes *painted, const struct pdf_boxes *text,
                    const double rect[4])
{
    if (!text->whole && (!painted->whole || painted->count > 0))
        return true;
    if (!painted->whole)
        return pdf_boxes_hidden(text, rect);
    for (size_t i = 0; i < text->count; i++)
        if (meets(&text->items[i], rect) && counts(text, &text->items[i]) &&
            is_hidden(painted, &text->items[i], rect))
            return true;
    return false;
}

double pdf_covered(const double rect[4], const double other[4])
{
    double area = (other[2] - other[0]) * (other[3] - other[1]);
    double covered = overlap(rect[0], rect[2], other[0], other[2]) *
                     overlap(rect[1], rect[3], other[1], other[3]);
    return area > 0 ? covered / area : 0;
}
