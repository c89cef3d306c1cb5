#include "sign/pdf_boxes.h"
#include "sign/revision_work.h"

static const double COVERED_MOST = 0.4;

/* Signatures may stand over one another: the list of signatures names each of them. */
static bool hides_field(struct revision_work *work, uint32_t page, uint32_t own,
                        const double rect[4])
{
    struct revision_pair pair = {0};
    const struct pdf_value *list = NULL;
    if (!result_ok(revision_pair_of(work, page, &pair)) || pair.old == NULL ||
        !result_ok(revision_target(work->file, work->revision - 1,
                                   pdf_get(pair.old->value, "Annots"), &list)) ||
        list == NULL || list->type != PDF_ARRAY)
        return false;
    for (const struct pdf_value *item = list->first; item != NULL; item = item->next) {
        const struct pdf_value *other = NULL;
        struct str type = S("");
        double area[4];
        if (pdf_is_reference_to(item, own) ||
            !result_ok(revision_target(work->file, work->revision - 1, item, &other)) ||
            !pdf_is_name(pdf_get(other, "Subtype"), "Widget") ||
            !pdf_rect(pdf_get(other, "Rect"), area) ||
            !result_ok(revision_field_type(work->file, work->revision - 1, other, &type)) ||
            str_is(type, "Sig"))
            continue;
        if (pdf_covered(rect, area) > COVERED_MOST)
            return true;
    }
    return false;
}

/* What its normal appearance paints; without one, or with several to choose from, all of its
 * rectangle. */
static void painted_by(struct revision_work *work, const struct revision_change *change,
                       struct pdf_boxes *out)
{
    struct revision_pair pair = {0};
    struct pdf_object form;
    const struct pdf_value *looks = NULL;
    *out = (struct pdf_boxes){.whole = false};
    if (!result_ok(revision_pair_of(work, change->object, &pair)) || pair.now == NULL ||
        !result_ok(revision_target(work->file, work->revision, pdf_get(pair.now->value, "AP"),
                                   &looks)))
        return;
    const struct pdf_value *normal = pdf_get(looks, "N");
    if (normal != NULL && normal->type == PDF_REFERENCE && looks->count == 2 &&
        result_ok(pdf_object(work->file, work->revision, normal->integer, &form)))
        pdf_painted_boxes(work->file, work->revision, &form, change->rect, out);
}

bool revision_hides(struct revision_work *work, const struct revision_change *change)
{
    struct pdf_boxes text;
    struct pdf_boxes painted;
    if (!change->has_rect || change->page == 0 || change->page > work->page_count)
        return false;
    uint32_t page = work->pages[change->page - 1];
    pdf_text_boxes(work->file, work->revision - 1, page, &text);
    painted_by(work, change, &painted);
    return pdf_boxes_hide(&painted, &text, change->rect) ||
           hides_field(work, page, change->object, change->rect);
}

bool revision_is_comment(struct revision_work *work, const struct pdf_value *annotation,
                         const struct revision_change *change)
{
    static const char *const kinds[] = {"Text", "Popup", "Highlight", "Underline", "Squiggly",
                                        "StrikeOut", "Caret", "Ink", "FreeText", "Square",
                                        "Circle", "Line", "Polygon", "PolyLine", "Stamp"};
    bool known = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        known = known || pdf_is_name(pdf_get(annotation, "Subtype"), kinds[i]);
    if (!known || pdf_get(annotation, "A") != NULL || pdf_get(annotation, "AA") != NULL)
        return false;
    return pdf_get(annotation, "AP") == NULL || !revision_hides(work, change);
}
