#include "sign/pdf_boxes.h"
#include "sign/revision_work.h"

static const double COVERED_MOST = 0.4;

bool revision_hides_field(struct pdf_file *file, size_t revision, const struct pdf_value *page,
                          uint32_t own, const double rect[4])
{
    const struct pdf_value *list = NULL;
    if (!result_ok(revision_target(file, revision, pdf_get(page, "Annots"), &list)) ||
        list == NULL || list->type != PDF_ARRAY)
        return false;
    for (const struct pdf_value *item = list->first; item != NULL; item = item->next) {
        const struct pdf_value *other = NULL;
        struct str type = S("");
        double area[4];
        if (pdf_is_reference_to(item, own) ||
            !result_ok(revision_target(file, revision, item, &other)) ||
            pdf_is_name(pdf_get(other, "Subtype"), "Link") ||
            pdf_is_name(pdf_get(other, "Subtype"), "Popup") ||
            !pdf_rect(pdf_get(other, "Rect"), area) ||
            !result_ok(revision_field_type(file, revision, other, &type)) ||
            str_is(type, "Sig"))
            continue;
        if (pdf_covered(rect, area) > COVERED_MOST)
            return true;
    }
    return false;
}

static bool hides_old_field(struct revision_work *work, uint32_t page, uint32_t own,
                            const double rect[4])
{
    struct revision_pair pair = {0};
    return result_ok(revision_pair_of(work, page, &pair)) && pair.old != NULL &&
           revision_hides_field(work->file, work->revision - 1, pair.old->value, own, rect);
}

/* What its normal appearance paints as of `revision`; without one, or with more to choose from than
 * the state of a box, all of its rectangle. */
static void painted_by(struct revision_work *work, size_t revision,
                       const struct revision_change *change, struct pdf_boxes *out)
{
    struct pdf_object drawn;
    struct pdf_object form;
    const struct pdf_value *looks = NULL;
    *out = (struct pdf_boxes){.whole = false};
    if (!result_ok(pdf_object(work->file, revision, change->object, &drawn)) ||
        !result_ok(revision_target(work->file, revision, pdf_get(drawn.value, "AP"), &looks)))
        return;
    const struct pdf_value *normal = pdf_get(looks, "N");
    const struct pdf_value *state = pdf_get(drawn.value, "AS");
    if (normal != NULL && normal->type == PDF_DICTIONARY && state != NULL &&
        state->type == PDF_NAME) {
        normal = pdf_get_text(normal, state->text);
        out->whole = normal == NULL; /* a state without a look paints nothing */
    } else if (looks != NULL && looks->count != 2) {
        return;
    }
    if (normal != NULL && normal->type == PDF_REFERENCE &&
        result_ok(pdf_object(work->file, revision, normal->integer, &form)))
        pdf_painted_boxes(work->file, revision, &form, change->rect, out);
}

bool revision_hides(struct revision_work *work, const struct revision_change *change)
{
    struct pdf_boxes text;
    struct pdf_boxes painted;
    if (!change->has_rect || change->page == 0 || change->page > work->page_count)
        return false;
    uint32_t page = work->pages[change->page - 1];
    pdf_text_boxes(work->file, work->revision - 1, page, &text);
    painted_by(work, work->revision, change, &painted);
    return pdf_boxes_hide(&painted, &text, change->rect) ||
           hides_old_field(work, page, change->object, change->rect);
}

bool revision_fill_hides(struct revision_work *work, const struct revision_change *change)
{
    struct pdf_boxes text;
    struct pdf_boxes now;
    struct pdf_boxes before;
    if (!change->has_rect || change->page == 0 || change->page > work->page_count)
        return false;
    pdf_text_boxes(work->file, work->revision - 1, work->pages[change->page - 1], &text);
    painted_by(work, work->revision, change, &now);
    if (!pdf_boxes_hide(&now, &text, change->rect))
        return false;
    painted_by(work, work->revision - 1, change, &before);
    return !before.whole || !pdf_boxes_hide(&before, &text, change->rect);
}

bool revision_is_comment(struct revision_work *work, const struct pdf_value *annotation,
                         const struct revision_change *change)
{
    static const char *const kinds[] = {"Text", "Popup", "Highlight", "Underline", "Squiggly",
                                        "StrikeOut", "Caret", "Ink", "FreeText", "Square",
                                        "Circle", "Line", "Polygon", "PolyLine", "Stamp"};
    static const char *const drawn_small[] = {"Text", "Popup", "Underline", "Squiggly",
                                              "StrikeOut", "Caret"};
    bool known = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        known = known || pdf_is_name(pdf_get(annotation, "Subtype"), kinds[i]);
    if (!known || pdf_get(annotation, "A") != NULL || pdf_get(annotation, "AA") != NULL)
        return false;
    bool small = false; /* a viewer that has to draw it itself covers nothing */
    for (size_t i = 0; i < sizeof drawn_small / sizeof drawn_small[0]; i++)
        small = small || pdf_is_name(pdf_get(annotation, "Subtype"), drawn_small[i]);
    return (small && pdf_get(annotation, "AP") == NULL) || !revision_hides(work, change);
}
