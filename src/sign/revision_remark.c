/* Annotations that only remark on what stands there: what a certification of level 3 admits. */
#include "sign/revision_work.h"

enum { QUADS_MAX = 64, QUAD_NUMBERS = 8 };

static const double LINE_LEAST = 6;  /* height of the smallest line of text */
static const double SAME_LINE = 0.5; /* of the height of a line */

/* Bounds of the next four points of a list of numbers; false where there are none. */
static bool take_quad(const struct pdf_value **at, double out[4])
{
    for (size_t i = 0; i < QUAD_NUMBERS; i++, *at = (*at)->next) {
        double n = 0;
        size_t low = i % 2;
        if (*at == NULL || !pdf_number(*at, &n))
            return false;
        out[low] = i < 2 || n < out[low] ? n : out[low];
        out[low + 2] = i < 2 || n > out[low + 2] ? n : out[low + 2];
    }
    return true;
}

static bool same_line(const double a[4], const double b[4])
{
    double from = a[1] > b[1] ? a[1] : b[1];
    double to = a[3] < b[3] ? a[3] : b[3];
    double least = a[3] - a[1] < b[3] - b[1] ? a[3] - a[1] : b[3] - b[1];
    return a[0] < b[2] && b[0] < a[2] && to - from > SAME_LINE * least;
}

/* One thin line for each line of text: many of them would cover it. */
static bool is_thin(struct revision_work *work, const struct pdf_value *annotation)
{
    const struct pdf_value *points = NULL;
    double quads[QUADS_MAX][4];
    size_t count = 0;
    if (pdf_get(annotation, "BS") != NULL || pdf_get(annotation, "Border") != NULL ||
        !result_ok(revision_target(work->file, work->revision, pdf_get(annotation, "QuadPoints"),
                                   &points)) ||
        points == NULL || points->type != PDF_ARRAY ||
        points->count > (size_t)QUADS_MAX * QUAD_NUMBERS)
        return false;
    for (const struct pdf_value *at = points->first; at != NULL; count++) {
        if (!take_quad(&at, quads[count]) || quads[count][3] - quads[count][1] < LINE_LEAST)
            return false;
        for (size_t i = 0; i < count; i++)
            if (same_line(quads[i], quads[count]))
                return false;
    }
    return true;
}

static bool is_one_of(const struct pdf_value *annotation, const char *const *kinds)
{
    for (; *kinds != NULL; kinds++)
        if (pdf_is_name(pdf_get(annotation, "Subtype"), *kinds))
            return true;
    return false;
}

bool revision_is_comment(struct revision_work *work, const struct pdf_value *annotation,
                         const struct revision_change *change)
{
    static const char *const kinds[] = {"Text", "Popup", "Highlight", "Underline", "Squiggly",
                                        "StrikeOut", "Caret", "Ink", "FreeText", "Square",
                                        "Circle", "Line", "Polygon", "PolyLine", "Stamp", NULL};
    static const char *const signs[] = {"Text", "Popup", "Caret", NULL};
    static const char *const lines[] = {"Underline", "Squiggly", "StrikeOut", NULL};
    if (!is_one_of(annotation, kinds) || pdf_get(annotation, "A") != NULL ||
        pdf_get(annotation, "AA") != NULL)
        return false;
    /* what a viewer has to draw itself covers nothing where it is small */
    bool small = is_one_of(annotation, signs) ||
                 (is_one_of(annotation, lines) && is_thin(work, annotation));
    bool drawn = pdf_get(annotation, "AP") != NULL;
    bool bare_line = !drawn && !small && is_one_of(annotation, lines);
    return !bare_line && ((small && !drawn) || !revision_hides(work, change));
}
