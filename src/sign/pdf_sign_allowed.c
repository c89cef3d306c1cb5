#include "sign/pdf_sign_allowed.h"

#include "sign/pdf_boxes.h"
#include "sign/pdf_signatures.h"
#include "sign/revision_work.h"

/* DocMDP level 1 lets nothing through but proofs: timestamps and validation data. */
static struct result is_open(struct pdf_file *file)
{
    struct pdf_signatures found;
    TRY(pdf_signatures_read(file, &found));
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i].certifies == 1)
            return result_fail(ERROR_CONFLICT, "pdf.certified",
                               N_("Người ký trước đã khóa tệp này, không cho ký thêm. Xin bản chưa "
                                  "khóa, hoặc ký thành tệp .p7s riêng."));
    return RESULT_OK;
}

/* Within the page and what is shown of it; a page that does not say how large it is shows all. */
static bool is_on(struct pdf_file *file, const struct pdf_value *page, const double rect[4])
{
    static const char *const boxes[] = {"MediaBox", "CropBox"};
    bool on = true;
    for (size_t i = 0; i < 2; i++) {
        const struct pdf_value *node = page;
        const struct pdf_value *box = NULL;
        double area[4];
        for (int depth = 0; depth < PDF_DEPTH_MAX && node != NULL && box == NULL; depth++) {
            box = pdf_get(node, boxes[i]);
            if (box == NULL && !result_ok(revision_target(file, pdf_last(file),
                                                          pdf_get(node, "Parent"), &node)))
                node = NULL;
        }
        if (box == NULL || !result_ok(revision_target(file, pdf_last(file), box, &box)) ||
            !pdf_rect(box, area))
            continue;
        on = on && rect[0] >= area[0] && rect[1] >= area[1] && rect[2] <= area[2] &&
             rect[3] <= area[3];
    }
    return on;
}

struct result pdf_sign_allowed(struct pdf_file *file, const struct pdf_object *page,
                               const struct pdf_signature *signature)
{
    const struct pdf_appearance *shown = signature->appearance;
    struct pdf_boxes text;
    struct pdf_boxes painted;
    if (!signature->document_timestamp)
        TRY(is_open(file));
    if (shown == NULL)
        return RESULT_OK;
    const double rect[4] = {shown->x, shown->y, shown->x + shown->width, shown->y + shown->height};
    if (!is_on(file, page->value, rect))
        return result_fail(ERROR_CONFLICT, "pdf.off_page",
                           N_("Hình chữ ký nằm ngoài trang. Chọn một chỗ trong trang rồi ký lại."));
    pdf_text_boxes(file, pdf_last(file), page->number, &text);
    pdf_painted_boxes_of(file, shown->content, rect, &painted);
    if (pdf_boxes_hide(&painted, &text, rect))
        return result_fail(ERROR_CONFLICT, "pdf.hides_text",
                           N_("Hình chữ ký che mất chữ trên trang. Chọn một chỗ trống rồi ký "
                              "lại."));
    const struct revision_cover cover = {&painted, rect, 0};
    if (revision_hides_field(file, pdf_last(file), page->value, &cover))
        return result_fail(ERROR_CONFLICT, "pdf.hides_field",
                           N_("Hình chữ ký che mất một ô hay ghi chú trên trang. Chọn một chỗ "
                              "trống rồi ký lại."));
    return RESULT_OK;
}
