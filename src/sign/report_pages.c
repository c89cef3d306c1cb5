/* Where changes are to be seen: the box of their page, and the lines of text that differ. */
#include "sign/pdf_boxes.h"
#include "sign/report_parts.h"

enum { PARENTS_MAX = 32, FULL_TURN = 360, QUARTER = 90, COMPARED_MAX = 16 };

static const double a4[4] = {0, 0, 595, 842};

/* A page's own value of `key`, or the nearest above it in the page tree. */
static const struct pdf_value *inherited(struct pdf_file *file, size_t revision,
                                         const struct pdf_value *page, const char *key)
{
    struct pdf_object object;
    for (size_t i = 0; i < PARENTS_MAX && page != NULL; i++) {
        const struct pdf_value *value = pdf_get(page, key);
        if (value != NULL && value->type == PDF_REFERENCE)
            value = result_ok(pdf_resolve(file, revision, value, &object)) ? object.value : NULL;
        if (value != NULL)
            return value;
        const struct pdf_value *parent = pdf_get(page, "Parent");
        page = parent != NULL && result_ok(pdf_resolve(file, revision, parent, &object))
                   ? object.value
                   : NULL;
    }
    return NULL;
}

static void copy_rect(double to[4], const double from[4])
{
    for (size_t i = 0; i < 4; i++)
        to[i] = from[i];
}

static void describe(struct pdf_file *file, size_t number, struct report_page *out)
{
    struct pdf_object page;
    double turn = 0;
    size_t last = pdf_last(file);
    *out = (struct report_page){.page = number};
    copy_rect(out->box, a4);
    if (!result_ok(pdf_page(file, last, number - 1, &page)))
        return;
    double box[4];
    if (pdf_rect(inherited(file, last, page.value, "MediaBox"), box) && box[2] > box[0] &&
        box[3] > box[1])
        copy_rect(out->box, box);
    if (pdf_number(inherited(file, last, page.value, "Rotate"), &turn) && turn > -1e6 && turn < 1e6)
        out->turn = (((int)turn % FULL_TURN) + FULL_TURN) % FULL_TURN / QUARTER * QUARTER;
}

static bool has_box(const struct pdf_boxes *boxes, const struct pdf_box *wanted)
{
    for (size_t i = 0; i < boxes->count; i++) {
        const struct pdf_box *one = &boxes->items[i];
        if (one->left == wanted->left && one->bottom == wanted->bottom &&
            one->right == wanted->right && one->top == wanted->top)
            return true;
    }
    return false;
}

/* Extends `rect` to the boxes of `some` that `others` lacks. */
static void add_missing(const struct pdf_boxes *some, const struct pdf_boxes *others,
                        struct revision_change *change)
{
    for (size_t i = 0; i < some->count; i++) {
        const struct pdf_box *box = &some->items[i];
        if (has_box(others, box))
            continue;
        const double now[4] = {box->left, box->bottom, box->right, box->top};
        if (!change->has_rect)
            copy_rect(change->rect, now);
        change->has_rect = true;
        for (size_t k = 0; k < 2; k++) {
            change->rect[k] = now[k] < change->rect[k] ? now[k] : change->rect[k];
            change->rect[k + 2] = now[k + 2] > change->rect[k + 2] ? now[k + 2]
                                                                   : change->rect[k + 2];
        }
    }
}

/* Changed content says only which page: the strings that stand elsewhere, or are wider or narrower
 * than before, tell where. Without any the whole page is meant. */
static void find_lines(struct pdf_file *file, struct revision_change *change)
{
    struct pdf_object before;
    struct pdf_object now;
    struct pdf_boxes old_boxes;
    struct pdf_boxes new_boxes;
    if (!result_ok(pdf_page(file, change->revision - 1, change->page - 1, &before)) ||
        !result_ok(pdf_page(file, change->revision, change->page - 1, &now)))
        return;
    pdf_text_boxes(file, change->revision - 1, before.number, &old_boxes);
    pdf_text_boxes(file, change->revision, now.number, &new_boxes);
    add_missing(&old_boxes, &new_boxes, change);
    add_missing(&new_boxes, &old_boxes, change);
}

static const struct report_page *page_of(const struct report *report, size_t page)
{
    for (size_t i = 0; i < report->page_count; i++)
        if (report->pages[i].page == page)
            return &report->pages[i];
    return NULL;
}

void report_pages(struct report *report, struct pdf_file *file)
{
    size_t compared = 0;
    for (size_t i = 0; i < report->changes.count; i++) {
        struct revision_change *change = &report->changes.items[i];
        if (change->page == 0 || change->revision == 0 || change->revision > pdf_last(file))
            continue;
        if (!change->harmless && !change->has_rect && compared++ < COMPARED_MAX)
            find_lines(file, change);
        if (page_of(report, change->page) == NULL && report->page_count < REPORT_PAGES_MAX)
            describe(file, change->page, &report->pages[report->page_count++]);
    }
}

static double within(double share)
{
    if (!(share > 0)) /* also no number at all */
        return 0;
    return share < 1 ? share : 1;
}

bool report_place(const struct report *report, const struct revision_change *change,
                  double place[4])
{
    const struct report_page *page = page_of(report, change->page);
    if (page == NULL || !change->has_rect)
        return false;
    double width = page->box[2] - page->box[0];
    double height = page->box[3] - page->box[1];
    /* from the upper left corner of the page as it lies in the file */
    double x0 = within((change->rect[0] - page->box[0]) / width);
    double x1 = within((change->rect[2] - page->box[0]) / width);
    double y0 = within((page->box[3] - change->rect[3]) / height);
    double y1 = within((page->box[3] - change->rect[1]) / height);
    const double turned[4][4] = {{x0, y0, x1, y1},
                                 {1 - y1, x0, 1 - y0, x1},
                                 {1 - x1, 1 - y1, 1 - x0, 1 - y0},
                                 {y0, 1 - x1, y1, 1 - x0}};
    const double *at = turned[page->turn / QUARTER];
    place[0] = at[0];
    place[1] = at[1];
    place[2] = at[2] - at[0];
    place[3] = at[3] - at[1];
    return place[2] > 0 && place[3] > 0;
}
