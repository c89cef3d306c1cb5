#include "sign/pdf_boxes.h"
#include "sign/revision_work.h"

static const double COVERED_MOST = 0.4;

/* The normal appearance of an annotation as of `revision`. */
enum look {
    LOOK_NONE,    /* its state has none: it shows nothing */
    LOOK_FORM,    /* one stream */
    LOOK_UNKNOWN, /* a viewer makes it, or chooses among several */
};

static enum look look_of(struct pdf_file *file, size_t revision,
                         const struct pdf_value *annotation, struct pdf_object *form)
{
    const struct pdf_value *looks = NULL;
    if (!result_ok(revision_target(file, revision, pdf_get(annotation, "AP"), &looks)))
        return LOOK_UNKNOWN;
    const struct pdf_value *normal = pdf_get(looks, "N");
    const struct pdf_value *state = pdf_get(annotation, "AS");
    if (normal != NULL && normal->type == PDF_DICTIONARY && state != NULL &&
        state->type == PDF_NAME) {
        normal = pdf_get_text(normal, state->text);
        if (normal == NULL)
            return LOOK_NONE;
    } else if (looks != NULL && looks->count != 2) {
        return LOOK_UNKNOWN;
    }
    return normal != NULL && normal->type == PDF_REFERENCE &&
                   result_ok(pdf_object(file, revision, normal->integer, form))
               ? LOOK_FORM
               : LOOK_UNKNOWN;
}

/* What it paints as of `revision`; where that is unknown, all of its rectangle. */
static void painted_by(struct revision_work *work, size_t revision,
                       const struct revision_change *change, struct pdf_boxes *out)
{
    struct pdf_object drawn;
    struct pdf_object form;
    *out = (struct pdf_boxes){.whole = false};
    if (!result_ok(pdf_object(work->file, revision, change->object, &drawn)))
        return;
    enum look look = look_of(work->file, revision, drawn.value, &form);
    out->whole = look == LOOK_NONE;
    if (look == LOOK_FORM)
        pdf_painted_boxes(work->file, revision, &form, change->rect, out);
}

/* Text of the page as it was, read once. */
static const struct pdf_boxes *text_of(struct revision_work *work, uint32_t page)
{
    struct revision_text *text = work->texts;
    while (text != NULL && text->page != page)
        text = text->next;
    if (text != NULL)
        return &text->boxes;
    text = ARENA_NEW(work->file->arena, struct revision_text);
    *text = (struct revision_text){.next = work->texts, .page = page};
    pdf_text_boxes(work->file, work->revision - 1, page, &text->boxes);
    work->texts = text;
    return &text->boxes;
}

/* True where another annotation is hidden, most of it or the text that it shows. */
static bool hides_one(struct pdf_file *file, size_t revision, const struct pdf_value *other,
                      const struct revision_cover *cover)
{
    struct str type = S("");
    struct pdf_object form;
    struct pdf_boxes text;
    double area[4];
    if (pdf_is_name(pdf_get(other, "Subtype"), "Link") ||
        pdf_is_name(pdf_get(other, "Subtype"), "Popup") ||
        !pdf_rect(pdf_get(other, "Rect"), area) ||
        !result_ok(revision_field_type(file, revision, other, &type)) ||
        str_is(type, "Sig") || pdf_covered(cover->rect, area) <= 0)
        return false;
    if (pdf_covered(cover->rect, area) > COVERED_MOST)
        return true;
    if (look_of(file, revision, other, &form) != LOOK_FORM)
        return false;
    pdf_form_text_boxes(file, revision, &form, area, &text);
    return pdf_boxes_hide(cover->painted, &text, cover->rect);
}

bool revision_hides_field(struct pdf_file *file, size_t revision, const struct pdf_value *page,
                          const struct revision_cover *cover)
{
    const struct pdf_value *list = NULL;
    if (!result_ok(revision_target(file, revision, pdf_get(page, "Annots"), &list)) ||
        list == NULL || list->type != PDF_ARRAY)
        return false;
    for (const struct pdf_value *item = list->first; item != NULL; item = item->next) {
        const struct pdf_value *other = NULL;
        if (!pdf_is_reference_to(item, cover->own) &&
            result_ok(revision_target(file, revision, item, &other)) &&
            hides_one(file, revision, other, cover))
            return true;
    }
    return false;
}

static bool hides_old_field(struct revision_work *work, uint32_t page,
                            const struct revision_cover *cover)
{
    struct revision_pair pair = {0};
    return result_ok(revision_pair_of(work, page, &pair)) && pair.old != NULL &&
           revision_hides_field(work->file, work->revision - 1, pair.old->value, cover);
}

bool revision_hides(struct revision_work *work, const struct revision_change *change)
{
    struct pdf_boxes painted;
    const struct revision_cover cover = {&painted, change->rect, change->object};
    if (!change->has_rect || change->page == 0 || change->page > work->page_count)
        return false;
    uint32_t page = work->pages[change->page - 1];
    painted_by(work, work->revision, change, &painted);
    return pdf_boxes_hide(&painted, text_of(work, page), change->rect) ||
           hides_old_field(work, page, &cover);
}

bool revision_fill_hides(struct revision_work *work, const struct revision_change *change)
{
    struct pdf_boxes now;
    struct pdf_boxes before;
    if (!change->has_rect || change->page == 0 || change->page > work->page_count)
        return false;
    const struct pdf_boxes *text = text_of(work, work->pages[change->page - 1]);
    painted_by(work, work->revision, change, &now);
    if (!pdf_boxes_hide(&now, text, change->rect))
        return false;
    painted_by(work, work->revision - 1, change, &before);
    return !before.whole || !pdf_boxes_hide(&before, text, change->rect);
}
