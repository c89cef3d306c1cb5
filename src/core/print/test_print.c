#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "core/print/print.h"
#include "core/qr.h"
#include "sign/appearance.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUTPUT_MAX = 4 * 1024 * 1024, DEFECTS = 60 };

#define AT_US INT64_C(1795399471000000) /* 23/11/2026 09:04:31 */

struct fixture {
    struct arena *arena;
    char path[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (f == NULL)
        return -1;
    f->arena = arena_new(ARENA_BYTES);
    (void)snprintf(f->path, sizeof f->path, "/tmp/truc-print-XXXXXX");
    int fd = mkstemp(f->path);
    os_close(fd);
    *state = f;
    return fd < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    (void)remove(f->path);
    arena_free(f->arena);
    free(f);
    return 0;
}

/* What a tool prints about the PDF; its exit status must be `status`. */
static struct str about(struct fixture *f, struct str pdf, const char *const *arguments)
{
    struct os_run run;
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    assert_true(result_ok(os_file_write(f->path, pdf, 0600)));
    assert_true(result_ok(os_process_run(f->arena, &spawn, OUTPUT_MAX,
                                         clock_monotonic_us() + 20 * MICROS_PER_SECOND, &run)));
    assert_true(run.ended.exited);
    assert_int_equal(run.ended.status, 0);
    return run.output;
}

static struct str text_of(struct fixture *f, struct str pdf)
{
    const char *const check[] = {"/usr/bin/qpdf", "--check", f->path, NULL};
    const char *const text[] = {"/usr/bin/pdftotext", "-layout", f->path, "-", NULL};
    (void)about(f, pdf, check);
    return about(f, pdf, text);
}

static void says(struct str text, const char *words)
{
    if (str_find(text, str_from_c(words)) == text.len)
        fail_msg("does not say \"%s\"", words);
}

static struct print_form form_of(enum print_form_kind kind)
{
    static const struct print_item items[] = {
        {STR("Tờ khai cấp bản sao trích lục"), STR("")},
        {STR("Giấy đăng ký kết hôn"), STR("Ảnh nhòe. Chụp lại nơi đủ sáng.")}};
    return (struct print_form){.kind = kind,
                               .form_set = S("TT 01/2018/TT-VPCP"),
                               .agency = S("Ủy ban nhân dân xã Phú Hòa"),
                               .office = S("Bộ phận Một cửa xã Phú Hòa"),
                               .number = S("0027/TNHS"),
                               .place = S("Phú Hòa"),
                               .made_us = AT_US,
                               .code = S("H19.62-261123-0027"),
                               .address = S("http://127.0.0.1:8080/ho-so/0123456789abcdef"),
                               .applicant = S("K’Brêm Nguyễn Ngọc Ưởng"),
                               .phone = S("0912 345 678"),
                               .procedure = S("Cấp bản sao trích lục hộ tịch (2.000635)"),
                               .received_us = AT_US,
                               .due_us = AT_US + 8 * 3600 * MICROS_PER_SECOND,
                               .time_limit = S("trong ngày"),
                               .return_place = S("Bộ phận Một cửa"),
                               .fee_vnd = 1234000,
                               .reason = S("Hồ sơ không thuộc thẩm quyền."),
                               .items = items,
                               .item_count = 2,
                               .contact = S("1022"),
                               .officer = S("Mai Thị Ngọc Diễm"),
                               .submitted_by = S("Nộp trực tuyến")};
}

static void the_receipt_says_what_the_form_asks(void **state)
{
    struct fixture *f = *state;
    struct print_form form = form_of(PRINT_RECEIPT);
    struct str pdf;
    assert_true(result_ok(print_form(f->arena, &form, &pdf)));
    struct str text = text_of(f, pdf);
    static const char *const words[] = {
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN XÃ PHÚ HÒA", "Số: 0027/TNHS", "Phú Hòa, ngày 23 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ", "H19.62-261123-0027", "K’Brêm Nguyễn Ngọc Ưởng",
        "9 giờ 04 phút, ngày 23/11/2026", "17 giờ 04 phút, ngày 23/11/2026", "trong ngày",
        "1.234.000", "Mẫu số 01, TT 01/2018/TT-VPCP", "Mai Thị Ngọc Diễm", "trang 1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        says(text, words[i]);
    const char *const info[] = {"/usr/bin/pdfinfo", f->path, NULL};
    struct str facts = about(f, pdf, info);
    says(facts, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ H19.62-261123-0027");
    says(facts, "419.528 x 595.276 pts"); /* A5 */
}

/* All defects at once, however many: the list goes on over pages and none is lost. */
static void the_supplement_names_every_defect(void **state)
{
    struct fixture *f = *state;
    struct print_form form = form_of(PRINT_SUPPLEMENT);
    struct print_item *items = ARENA_ARRAY(f->arena, struct print_item, DEFECTS);
    for (int i = 0; i < DEFECTS; i++)
        items[i] = (struct print_item){
            .title = str_printf(f->arena, "Giấy tờ số %d", i + 1),
            .text = S("Ảnh thiếu góc, mất chữ. Chụp lại thấy rõ bốn góc rồi gửi lại.")};
    form.items = items;
    form.item_count = DEFECTS;
    struct str pdf;
    assert_true(result_ok(print_form(f->arena, &form, &pdf)));
    struct str text = text_of(f, pdf);
    for (int i = 0; i < DEFECTS; i++)
        says(text, str_printf(f->arena, "%d. Giấy tờ số %d.", i + 1, i + 1).ptr);
    says(text, "PHIẾU YÊU CẦU BỔ SUNG");
    says(text, "trang 2");
    says(text, "NGƯỜI HƯỚNG DẪN");
}

static void the_refusal_gives_the_reason(void **state)
{
    struct fixture *f = *state;
    struct print_form form = form_of(PRINT_REFUSAL);
    struct str pdf;
    assert_true(result_ok(print_form(f->arena, &form, &pdf)));
    struct str text = text_of(f, pdf);
    says(text, "PHIẾU TỪ CHỐI TIẾP NHẬN");
    says(text, "Hồ sơ không thuộc thẩm quyền.");
    says(text, "Mẫu số 03");
}

static struct print_result extract_of(const struct print_field *fields, size_t count)
{
    return (struct print_result){.superior = S("Tỉnh Đồng Nai"),
                                 .agency = S("Ủy ban nhân dân xã Phú Hòa"),
                                 .place = S("Phú Hòa"),
                                 .title = S("TRÍCH LỤC KHAI SINH"),
                                 .subtitle = S("(BẢN SAO)"),
                                 .fields = fields,
                                 .field_count = count,
                                 .authority = S("KT. Chủ tịch"),
                                 .signer_title = S("Phó Chủ tịch"),
                                 .signer_name = S("Lê Thị Mận"),
                                 .form_name = S("TT 04/2020/TT-BTP"),
                                 .code = S("H19.62-261123-0027"),
                                 .verify_address = S("http://127.0.0.1:8080/ket-qua/"
                                                     "63103be93b5482bafb4d959bc98c1ee5"),
                                 .made_us = AT_US};
}

static void places_are_named_as_the_decree_says(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct str place, said;
    } cases[] = {{STR("xã Phú Hòa"), STR("Phú Hòa, ngày 23 tháng 11 năm 2026")},
                 {STR("phường 12"), STR("Phường 12, ngày 23 tháng 11 năm 2026")},
                 {STR("Đồng Nai"), STR("Đồng Nai, ngày 23 tháng 11 năm 2026")}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(str_equal(print_place_and_date(f->arena, cases[i].place, AT_US),
                              cases[i].said));
    int64_t second_of_february = AT_US + 71 * MICROS_PER_DAY;
    assert_true(str_is(print_place_and_date(f->arena, S("xã A"), second_of_february),
                       "A, ngày 02 tháng 02 năm 2027"));
}

static void equal_input_gives_equal_bytes(void **state)
{
    struct fixture *f = *state;
    static const struct print_field fields[] = {{STR("Họ, chữ đệm, tên"), STR("TRẦN ĐỨC ƯỚC")}};
    struct print_result extract = extract_of(fields, 1);
    struct print_places places;
    struct str first;
    struct str second;
    assert_true(result_ok(print_result(f->arena, &extract, &first, &places)));
    assert_true(result_ok(print_result(f->arena, &extract, &second, &places)));
    assert_true(str_equal(first, second));
    extract.made_us += MICROS_PER_DAY;
    assert_true(result_ok(print_result(f->arena, &extract, &second, &places)));
    assert_false(str_equal(first, second));
}

static void inside(struct print_rect inner)
{
    assert_true(inner.x0 >= 0 && inner.x1 <= 595.3 && inner.x0 < inner.x1);
    assert_true(inner.y0 >= 0 && inner.y1 <= 841.9 && inner.y0 < inner.y1);
}

static void the_extract_leaves_room_where_signing_needs_it(void **state)
{
    struct fixture *f = *state;
    static const struct print_field fields[] = {{STR("Họ, chữ đệm, tên"), STR("TRẦN ĐỨC ƯỚC")},
                                                {STR(""), STR("Cấp từ cơ sở dữ liệu.")}};
    struct print_result extract = extract_of(fields, 2);
    struct print_places places;
    struct str pdf;
    assert_true(result_ok(print_result(f->arena, &extract, &pdf, &places)));
    struct str text = text_of(f, pdf);
    says(text, "TRÍCH LỤC KHAI SINH");
    says(text, "Họ, chữ đệm, tên: TRẦN ĐỨC ƯỚC");
    says(text, "KT. CHỦ TỊCH");
    says(text, "Lê Thị Mận");
    says(text, "63103be93b5482bafb4d959bc98c1ee5"); /* unbroken, no hyphen put in */
    inside(places.signature);
    inside(places.seal);
    inside(places.number);
    inside(places.date);
    double covered = places.seal.x1 - places.signature.x0;
    double ratio = covered / (places.signature.x1 - places.signature.x0);
    assert_true(ratio >= 0.25 && ratio <= 0.40); /* about a third, on the left */
    assert_true(places.seal.x0 < places.signature.x0);
    assert_true(places.date.y0 > places.signature.y1);
}

static void a_long_extract_is_set_smaller_and_a_longer_one_refused(void **state)
{
    struct fixture *f = *state;
    struct print_field *fields = ARENA_ARRAY(f->arena, struct print_field, 200);
    for (int i = 0; i < 200; i++)
        fields[i] = (struct print_field){str_printf(f->arena, "Mục %d", i + 1), S("nội dung")};
    struct print_places places;
    struct str pdf;
    struct print_result extract = extract_of(fields, 28);
    assert_true(result_ok(print_result(f->arena, &extract, &pdf, &places)));
    struct str text = text_of(f, pdf);
    says(text, "Mục 28: nội dung");
    assert_true(str_find(text, S("\f")) >= text.len - 1); /* one page */
    extract.field_count = 200;
    struct result r = print_result(f->arena, &extract, &pdf, &places);
    assert_string_equal(r.code, "print.too_long");
}

/* Numbers and path, colour and line operators only: nothing that could draw text or load. */
static void only_paths(struct arena *arena, const struct print_drawing *drawing)
{
    static const char *const allowed[] = {"m", "l", "c", "h", "f", "s", "S", "w",
                                          "J", "j", "g", "RG", "rg"};
    assert_true(drawing->width > 0 && drawing->height > 0 && drawing->content.len > 0);
    char *copy = str_c(arena, drawing->content);
    char *rest = NULL;
    for (char *word = strtok_r(copy, " \n", &rest); word != NULL;
         word = strtok_r(NULL, " \n", &rest)) {
        bool known = strspn(word, "-.0123456789") == strlen(word);
        for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
            known = known || strcmp(word, allowed[i]) == 0;
        if (!known)
            fail_msg("\"%s\" is no path operator", word);
    }
}

static void drawings_are_paths_and_differ(void **state)
{
    struct fixture *f = *state;
    struct print_rect into = {0, 0, 120, 60};
    struct print_rect square = {0, 0, 102, 102};
    struct print_drawing hand, other, seal, line, longer;
    assert_true(result_ok(print_hand(f->arena, S("Lê Thị Mận"), into, &hand)));
    assert_true(result_ok(print_hand(f->arena, S("Trần Văn Cam"), into, &other)));
    assert_true(result_ok(print_seal(f->arena, S("UBND xã"), S("mẫu"), square, &seal)));
    assert_true(result_ok(print_line(f->arena, S("12/TLKS-BS"), 12, false, &line)));
    assert_true(result_ok(print_line(f->arena, S("12/TLKS-BS và nữa"), 12, false, &longer)));
    only_paths(f->arena, &hand);
    only_paths(f->arena, &seal);
    only_paths(f->arena, &line);
    assert_false(str_equal(hand.content, other.content));
    assert_true(str_find(seal.content, S("0.86 0.07 0.10 rg")) < seal.content.len);
    assert_true(longer.width > line.width * 1.4);
    assert_true(longer.content.len > line.content.len * 5 / 4);
}

/* A page as pixels, one a point. */
struct pixels {
    int64_t width, height;
    const unsigned char *rgb;
};

static struct pixels render(struct fixture *f, struct str pdf)
{
    const char *const draw[] = {"/usr/bin/pdftoppm", "-r", "72", "-f", "1", "-l", "1", f->path,
                                NULL};
    struct str ppm = about(f, pdf, draw);
    struct str line, sides;
    struct str width = S("");
    struct pixels page = {0, 0, NULL};
    assert_true(str_split(ppm, '\n', &line, &ppm) && str_is(line, "P6"));
    assert_true(str_split(ppm, '\n', &sides, &ppm) && str_split(sides, ' ', &width, &sides));
    assert_true(str_to_i64(width, &page.width) && str_to_i64(sides, &page.height));
    assert_true(str_split(ppm, '\n', &line, &ppm) && str_is(line, "255"));
    page.rgb = (const unsigned char *)ppm.ptr;
    return page;
}

static bool holds(struct print_rect rect, int64_t x, int64_t y, const struct pixels *page)
{
    double up = (double)(page->height - y);
    return (double)x >= rect.x0 - 2 && (double)x <= rect.x1 + 2 && up >= rect.y0 - 2 &&
           up <= rect.y1 + 2;
}

/* Adds a revision whose appearance is the drawing in the rectangle. */
static struct str add_drawing(struct fixture *f, struct str pdf, struct print_rect at,
                              const struct print_drawing *drawing)
{
    const struct pdf_appearance appearance = {.x = at.x0, .y = at.y0, .width = drawing->width,
                                              .height = drawing->height,
                                              .content = drawing->content};
    const struct pdf_signature signature = {.appearance = &appearance, .at_us = AT_US};
    struct pdf_prepared prepared;
    assert_true(result_ok(pdf_sign_prepare(f->arena, pdf, &signature, &prepared)));
    return prepared.bytes;
}

enum { BLUE, RED, BLACK, COLOURS };

/* Counts the pixels that changed, by colour; one outside the rectangle fails. */
static void count_changes(const struct pixels *before, const struct pixels *after,
                          struct print_rect at, int counts[COLOURS])
{
    for (int i = 0; i < COLOURS; i++)
        counts[i] = 0;
    for (int64_t i = 0; i < before->width * before->height; i++) {
        const unsigned char *a = before->rgb + 3 * i;
        const unsigned char *b = after->rgb + 3 * i;
        if (memcmp(a, b, 3) == 0)
            continue;
        assert_true(holds(at, i % before->width, i / before->width, before));
        counts[BLUE] += b[2] > b[0] + 60 && b[2] > b[1] + 40;
        counts[RED] += b[0] > b[1] + 60 && b[0] > b[2] + 60;
        counts[BLACK] += b[0] < 140 && b[1] < 140 && b[2] < 140;
    }
}

/* NĐ 30/2020 Phụ lục I: the hand blue, the seal red, number and date black, each in its place, and
 * nothing else on the page different. */
static void what_signing_adds_stands_in_its_place(void **state)
{
    struct fixture *f = *state;
    static const struct print_field fields[] = {{STR("Họ, chữ đệm, tên"), STR("TRẦN ĐỨC ƯỚC")}};
    struct print_result extract = extract_of(fields, 1);
    struct print_places places;
    struct print_drawing hand, seal, number, date;
    struct str pdf;
    int counts[COLOURS];
    assert_true(result_ok(print_result(f->arena, &extract, &pdf, &places)));
    assert_true(result_ok(print_hand(f->arena, S("Lê Thị Mận"), places.signature, &hand)));
    assert_true(result_ok(print_seal(f->arena, S("UBND xã Phú Hòa"), S("mẫu"), places.seal,
                                     &seal)));
    assert_true(result_ok(print_line(f->arena, S("12/TLKS-BS"), PRINT_HEADING_SIZE, false,
                                     &number)));
    assert_true(result_ok(print_line(f->arena,
                                     print_place_and_date(f->arena, S("xã Phú Hòa"), AT_US),
                                     PRINT_HEADING_SIZE, true, &date)));
    const struct {
        struct print_rect at;
        const struct print_drawing *drawing;
        int colour;
    } steps[] = {{places.signature, &hand, BLUE},
                 {places.seal, &seal, RED},
                 {places.number, &number, BLACK},
                 {places.date, &date, BLACK}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct pixels before = render(f, pdf);
        pdf = add_drawing(f, pdf, steps[i].at, steps[i].drawing);
        struct pixels after = render(f, pdf);
        count_changes(&before, &after, steps[i].at, counts);
        assert_true(counts[steps[i].colour] > 30);
    }
}

/* Finder patterns in three corners, none in the fourth (ISO/IEC 18004, 6.3.3). */
/* A disc of one colour on nothing: what people upload. */
static struct appearance_picture disc(struct arena *arena, uint32_t side, const char *colour)
{
    char *rgb = arena_alloc(arena, (size_t)3 * side * side);
    char *alpha = arena_alloc(arena, (size_t)side * side);
    for (uint32_t i = 0; i < side * side; i++) {
        double x = (double)(i % side) - side / 2.0;
        double y = (double)(i / side) - side / 2.0;
        memcpy(rgb + (size_t)3 * i, colour, 3);
        alpha[i] = x * x + y * y < side * side / 4.0 ? (char)0xff : 0;
    }
    return (struct appearance_picture){side, side, str_of(rgb, (size_t)3 * side * side),
                                       str_of(alpha, (size_t)side * side)};
}

static struct result add_picture(struct fixture *f, struct str pdf, struct print_rect at,
                                 const struct appearance_picture *picture, struct str *out)
{
    const struct appearance_rect around = {at.x0, at.y0, at.x1, at.y1};
    struct appearance drawn;
    struct pdf_appearance shown;
    struct pdf_prepared prepared;
    appearance_begin(&drawn, f->arena, around);
    TRY(appearance_picture(&drawn, picture, around));
    TRY(appearance_end(&drawn, &shown));
    const struct pdf_signature signature = {.appearance = &shown, .at_us = AT_US};
    TRY(pdf_sign_prepare(f->arena, pdf, &signature, &prepared));
    *out = prepared.bytes;
    return RESULT_OK;
}

/* Uploaded pictures: transparent where they are, in their colours, and never over words. */
static void pictures_stand_where_drawings_do(void **state)
{
    struct fixture *f = *state;
    static const struct print_field fields[] = {{STR("Họ, chữ đệm, tên"), STR("TRẦN ĐỨC ƯỚC")}};
    static const struct print_rect words = {60, 400, 500, 780};
    struct print_result extract = extract_of(fields, 1);
    struct print_places places;
    struct str pdf, once, twice, blind;
    int counts[COLOURS];
    assert_true(result_ok(print_result(f->arena, &extract, &pdf, &places)));
    struct appearance_picture hand = disc(f->arena, 64, "\x10\x30\xc0");
    struct appearance_picture seal = disc(f->arena, 64, "\xd0\x10\x10");
    assert_true(result_ok(add_picture(f, pdf, places.signature, &hand, &once)));
    struct pixels blank = render(f, pdf);
    struct pixels with_hand = render(f, once);
    count_changes(&blank, &with_hand, places.signature, counts);
    assert_true(counts[BLUE] > 500 && counts[RED] == 0);
    const struct print_rect at = places.seal; /* 36 mm, as it is: clear of title and name */
    assert_true(at.x1 - at.x0 > 102.0 && at.x1 - at.x0 < 102.1);
    assert_true(result_ok(add_picture(f, once, at, &seal, &twice)));
    const struct print_rect higher = {at.x0, at.y0 + 16, at.x1, at.y1 + 16};
    assert_string_equal(add_picture(f, once, higher, &seal, &blind).code, "pdf.hides_text");
    struct pixels with_both = render(f, twice);
    count_changes(&with_hand, &with_both, at, counts);
    assert_true(counts[RED] > 300 && counts[BLUE] < counts[RED] / 10); /* its soft edge */
    assert_string_equal(add_picture(f, pdf, words, &hand, &once).code, "pdf.hides_text");
    hand.alpha = str_slice(hand.alpha, 1, hand.alpha.len);
    assert_string_equal(add_picture(f, pdf, places.signature, &hand, &once).code,
                        "appearance.picture");
}

/* Over the left third, as the decree says, and measured where the paper leaves its room. */
static void the_seal_covers_a_third_of_the_hand(void **state)
{
    struct fixture *f = *state;
    struct print_result extract = extract_of(NULL, 0);
    struct print_places places;
    struct str pdf;
    assert_true(result_ok(print_result(f->arena, &extract, &pdf, &places)));
    const struct appearance_rect hand = {places.signature.x0, places.signature.y0,
                                         places.signature.x1, places.signature.y1};
    const struct appearance_rect seal = {places.seal.x0, places.seal.y0, places.seal.x1,
                                         places.seal.y1};
    struct appearance_rect over = appearance_seal_over(hand, seal.x1 - seal.x0);
    const struct appearance_rect away = {over.x0 - 80, over.y0, over.x1 - 80, over.y1};
    double printed = appearance_overlap(hand, seal);
    double computed = appearance_overlap(hand, over);
    assert_true(printed >= 0.25 && printed <= 0.40);
    assert_true(computed >= 0.25 && computed <= 0.40);
    assert_true(appearance_overlap(hand, away) < 0.25);
}

static void stamps_tell_the_time_with_its_zone(void **state)
{
    struct fixture *f = *state;
    struct str lines[APPEARANCE_LINES_MAX];
    int64_t at_us = civil_to_us((struct civil_time){2026, 11, 23, 9, 5, 7});
    assert_int_equal(appearance_attachment_lines(f->arena, S("12/QĐ-UBND"), at_us, lines), 2);
    assert_true(str_is(lines[0], "Kèm theo văn bản số 12/QĐ-UBND"));
    assert_true(str_is(lines[1], "23/11/2026 09:05:07 +07:00"));
    assert_int_equal(
        appearance_copy_lines(f->arena, S("SAO Y"), S("UBND xã Phú Hòa"), at_us, lines), 3);
    assert_true(str_is(lines[2], "23/11/2026 09:05:07 +07:00"));
    struct appearance_rect corner = appearance_corner(595, 842, 20, 150, 40);
    assert_true(corner.x1 > 574 && corner.x1 < 576 && corner.y0 > 781 && corner.y0 < 783);
}

static void a_qr_code_has_its_corners(void **state)
{
    struct fixture *f = *state;
    struct qr qr;
    struct str svg;
    assert_true(result_ok(qr_encode(f->arena, S("http://127.0.0.1/ho-so/1"), &qr)));
    const size_t far = qr.size - 7;
    const size_t corners[][2] = {{0, 0}, {0, far}, {far, 0}, {far, far}};
    for (size_t i = 0; i < 4; i++) {
        bool ring = true;
        for (size_t k = 0; k < 7; k++)
            ring = ring && qr.modules[corners[i][0] * qr.size + corners[i][1] + k] == 1;
        assert_int_equal(ring, i < 3);
    }
    assert_true(result_ok(qr_svg(f->arena, S("x"), &svg)));
    assert_true(str_starts(svg, S("<svg")));
    char *long_text = arena_alloc(f->arena, 1001);
    memset(long_text, 'x', 1001);
    assert_int_equal(qr_svg(f->arena, str_of(long_text, 1001), &svg).kind, ERROR_LIMIT);
}

#define PAPER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAPER(the_receipt_says_what_the_form_asks),
        PAPER(the_supplement_names_every_defect),
        PAPER(the_refusal_gives_the_reason),
        PAPER(places_are_named_as_the_decree_says),
        PAPER(equal_input_gives_equal_bytes),
        PAPER(the_extract_leaves_room_where_signing_needs_it),
        PAPER(a_long_extract_is_set_smaller_and_a_longer_one_refused),
        PAPER(drawings_are_paths_and_differ),
        PAPER(what_signing_adds_stands_in_its_place),
        PAPER(pictures_stand_where_drawings_do),
        PAPER(the_seal_covers_a_third_of_the_hand),
        PAPER(stamps_tell_the_time_with_its_zone),
        PAPER(a_qr_code_has_its_corners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
