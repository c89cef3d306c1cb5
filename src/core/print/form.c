#include "core/print/heading.h"
#include "core/print/print.h"

/* A5 upright (TT 01/2018 Điều 9). */
static const double paper_width = 148 * MILLIMETRE;
static const double paper_height = 210 * MILLIMETRE;
static const double margin = 12 * MILLIMETRE;
static const double qr_side = 23 * MILLIMETRE;
static const double text_size = 10.0;
static const double small_size = 8.0;
static const double head_size = 8.5;
static const double paragraph_gap = 2.0;
static const double signing_room = 34.0;

struct sheet {
    struct page page;
    const struct print_form *form;
    struct page_box at; /* where the next paragraph goes */
};

static const char *title_of(enum print_form_kind kind)
{
    switch (kind) {
    case PRINT_RECEIPT:
        return "GIẤY TIẾP NHẬN HỒ SƠ\nVÀ HẸN TRẢ KẾT QUẢ";
    case PRINT_SUPPLEMENT:
        return "PHIẾU YÊU CẦU BỔ SUNG,\nHOÀN THIỆN HỒ SƠ";
    case PRINT_REFUSAL:
        return "PHIẾU TỪ CHỐI TIẾP NHẬN\nGIẢI QUYẾT HỒ SƠ";
    }
    return "";
}

static double bottom(void) { return paper_height - margin - small_size * 2; }

static void draw_foot(struct sheet *sheet)
{
    struct page_style style = {.size = small_size, .align = PAGE_LEFT};
    struct page_box box = {margin, paper_height - margin - small_size, sheet->at.width};
    sheet_text(&sheet->page, box, style,
              str_printf(sheet->page.arena, "Mẫu số %02d, %.*s", (int)sheet->form->kind,
                         STR_ARG(sheet->form->form_set)));
    style.align = PAGE_RIGHT;
    sheet_text(&sheet->page, box, style,
              str_printf(sheet->page.arena, "%.*s, trang %u", STR_ARG(sheet->form->code),
                         sheet->page.number));
}

/* Goes to a new page when `height` does not fit on this one. */
static void make_room(struct sheet *sheet, double height)
{
    if (sheet->at.y + height <= bottom())
        return;
    draw_foot(sheet);
    sheet_next(&sheet->page);
    sheet->at.y = margin;
}

static void pair(struct sheet *sheet, const char *label, struct str value, bool bold)
{
    struct page_style style = {.size = text_size, .bold = bold};
    struct str name = str_from_c(label);
    if (str_empty(value))
        return;
    make_room(sheet, sheet_pair_height(&sheet->page, sheet->at.width, style, name, value));
    sheet->at.y += sheet_pair(&sheet->page, sheet->at, style, name, value) + paragraph_gap;
}

static void paragraph(struct sheet *sheet, struct str text)
{
    struct page_style style = {.size = text_size, .align = PAGE_JUSTIFY};
    make_room(sheet, sheet_text_height(&sheet->page, sheet->at.width, style, text));
    sheet->at.y += sheet_text(&sheet->page, sheet->at, style, text) + paragraph_gap;
}

static void items(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    for (size_t i = 0; i < form->item_count; i++) {
        const struct print_item *item = &form->items[i];
        const char *stop = str_empty(item->text) || str_empty(item->title) ? "" : ". ";
        paragraph(sheet, str_printf(sheet->page.arena, "%zu. %.*s%s%.*s", i + 1,
                                    STR_ARG(item->title), stop, STR_ARG(item->text)));
    }
}

/* The title in the width that the QR code leaves. */
static struct result draw_title(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    struct page *page = &sheet->page;
    struct page_box square = {sheet->at.x + sheet->at.width - qr_side, sheet->at.y, qr_side};
    struct page_box box = {sheet->at.x + qr_side, sheet->at.y + 8, sheet->at.width - 2 * qr_side};
    struct page_style style = {.size = 12.5, .align = PAGE_CENTRE, .bold = true};
    box.y += sheet_text(page, box, style, str_from_c(title_of(form->kind)));
    style.size = text_size;
    sheet_text(page, box, style,
              str_printf(page->arena, "Mã hồ sơ: %.*s", STR_ARG(form->code)));
    TRY(sheet_qr(page, square, form->address));
    sheet->at.y += qr_side + 4;
    return RESULT_OK;
}

static struct str fee_text(struct arena *arena, const struct print_form *form)
{
    struct str money = heading_money_text(arena, form->fee_vnd);
    if (str_empty(form->fee_note))
        return money;
    return str_printf(arena, "%.*s (%.*s)", STR_ARG(money), STR_ARG(form->fee_note));
}

static void receipt_body(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    struct arena *arena = sheet->page.arena;
    if (form->item_count > 0)
        pair(sheet, "", S("Thành phần hồ sơ nộp gồm:"), false);
    items(sheet);
    pair(sheet, "Thời gian giải quyết theo quy định", form->time_limit, false);
    pair(sheet, "Thời gian nhận hồ sơ", heading_time_text(arena, form->received_us), false);
    pair(sheet, "Thời gian trả kết quả", heading_time_text(arena, form->due_us), true);
    pair(sheet, "Nhận kết quả tại", form->return_place, false);
    pair(sheet, "Lệ phí", fee_text(arena, form), false);
    paragraph(sheet, str_printf(arena, "Theo dõi hồ sơ: quét mã QR hoặc mở\n%.*s",
                                STR_ARG(form->address)));
    pair(sheet, "Liên hệ", form->contact, false);
}

static void supplement_body(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    struct arena *arena = sheet->page.arena;
    pair(sheet, "", S("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"), true);
    items(sheet);
    if (form->due_us > 0)
        pair(sheet, "Bổ sung trước", heading_time_text(arena, form->due_us), true);
    paragraph(sheet, S("Đây là tất cả những điểm cần bổ sung. Thời gian giải quyết được tính lại "
                       "khi hồ sơ đã đủ."));
    paragraph(sheet, str_printf(arena, "Bổ sung trực tuyến: quét mã QR hoặc mở\n%.*s",
                                STR_ARG(form->address)));
    pair(sheet, "Nếu có vướng mắc, Ông/Bà liên hệ", form->contact, false);
}

static void refusal_body(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    struct arena *arena = sheet->page.arena;
    paragraph(sheet, str_printf(arena,
                                "Qua xem xét, %.*s thông báo không tiếp nhận, giải quyết hồ sơ "
                                "này với lý do cụ thể như sau:",
                                STR_ARG(form->office)));
    pair(sheet, "", form->reason, true);
    paragraph(sheet, S("Xin thông báo để Ông/Bà được biết và thực hiện./."));
    pair(sheet, "Nếu có vướng mắc, Ông/Bà liên hệ", form->contact, false);
}

static void signer(struct sheet *sheet, struct page_box box, const char *who, struct str name)
{
    struct page_style bold = {.size = text_size, .align = PAGE_CENTRE, .bold = true};
    struct page_style small = {.size = small_size, .align = PAGE_CENTRE, .italic = true};
    box.y += sheet_text(&sheet->page, box, bold, str_from_c(who));
    box.y += sheet_text(&sheet->page, box, small, S("(Ký và ghi rõ họ tên)"));
    box.y += signing_room;
    sheet_text(&sheet->page, box, bold, name);
}

static void signers(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    make_room(sheet, signing_room + 4 * text_size);
    sheet->at.y += 6;
    struct page_box left = {sheet->at.x, sheet->at.y, sheet->at.width / 2};
    struct page_box right = {left.x + left.width, left.y, left.width};
    if (form->kind == PRINT_RECEIPT)
        signer(sheet, left, "NGƯỜI NỘP HỒ SƠ",
               str_empty(form->submitted_by) ? form->applicant : form->submitted_by);
    signer(sheet, right,
           form->kind == PRINT_SUPPLEMENT ? "NGƯỜI HƯỚNG DẪN" : "NGƯỜI TIẾP NHẬN HỒ SƠ",
           form->officer);
}

static struct result draw(struct sheet *sheet)
{
    const struct print_form *form = sheet->form;
    struct arena *arena = sheet->page.arena;
    const struct heading heading = {
        .agency = form->agency,
        .office = form->office,
        .number = form->number,
        .place_date = print_place_and_date(arena, form->place, form->made_us),
        .size = head_size};
    sheet->at = (struct page_box){margin, margin, paper_width - 2 * margin};
    sheet->at.y = heading_draw(&sheet->page, sheet->at, &heading).bottom + 4;
    TRY(draw_title(sheet));
    pair(sheet, form->kind == PRINT_RECEIPT ? "Tiếp nhận hồ sơ của" : "Hồ sơ của",
         form->applicant, true);
    pair(sheet, "Địa chỉ", form->home, false);
    pair(sheet, "Số điện thoại", form->phone, false);
    pair(sheet, "Nội dung yêu cầu giải quyết", form->procedure, true);
    switch (form->kind) {
    case PRINT_RECEIPT:
        receipt_body(sheet);
        break;
    case PRINT_SUPPLEMENT:
        supplement_body(sheet);
        break;
    case PRINT_REFUSAL:
        refusal_body(sheet);
        break;
    }
    signers(sheet);
    draw_foot(sheet);
    return RESULT_OK;
}

struct result print_form(struct arena *arena, const struct print_form *form, struct str *pdf)
{
    struct sheet sheet = {.form = form};
    struct str title = str_from_c(title_of(form->kind));
    char *one_line = str_c(arena, title);
    for (size_t i = 0; i < title.len; i++)
        if (one_line[i] == '\n')
            one_line[i] = ' ';
    const struct page_paper paper = {
        .width = paper_width,
        .height = paper_height,
        .title = str_printf(arena, "%s %.*s", one_line, STR_ARG(form->code)),
        .subject = str_printf(arena, "Mẫu số %02d, %.*s", (int)form->kind,
                              STR_ARG(form->form_set)),
        .made_us = form->made_us};
    TRY(sheet_open(arena, &paper, &sheet.page));
    struct result drawn = draw(&sheet);
    if (result_ok(drawn))
        return sheet_close(&sheet.page, pdf);
    sheet_abandon(&sheet.page);
    return drawn;
}
