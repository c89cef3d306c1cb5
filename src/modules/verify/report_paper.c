/* The words of a sealed report: always Vietnamese, the language of what it is shown to. */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "core/media.h"
#include "core/print/print.h"
#include "modules/verify/sealed.h"
#include "sign/report_wire.h"

enum { TOLD_MAX = 64 * 1024, FIELDS_MAX = 96, FACTS_MAX = 16 };

static void put_fact(struct json_writer *json, const char *label, struct str value)
{
    if (str_empty(value))
        return;
    json_open_array(json, NULL);
    json_put_text(json, NULL, str_from_c(label));
    json_put_text(json, NULL, value);
    json_close_array(json);
}

static struct str time_text(struct arena *arena, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    return str_printf(arena, "%02d/%02d/%d %02d:%02d:%02d +07:00", t.day, t.month, t.year, t.hour,
                      t.minute, t.second);
}

static struct str day_text(struct arena *arena, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    return str_printf(arena, "%02d/%02d/%d", t.day, t.month, t.year);
}

/* Of a paper of ours: what the public page says too, never to whom it was issued. */
static void put_issued(struct json_writer *json, struct arena *arena, const struct looked *looked)
{
    const struct issued *issued = &looked->issued;
    if (issued->id == 0)
        return;
    put_fact(json, "Văn bản", issued->title);
    put_fact(json, "Số", issued->symbol);
    put_fact(json, "Nơi cấp", issued->agency_name);
    put_fact(json, "Nhật ký công khai",
             looked->findings.log == LOG_HOLDS
                 ? str_printf(arena, "có việc ký này, mục số %lld", (long long)looked->place.index)
                 : S(""));
}

struct str report_told(struct arena *arena, const struct looked *looked,
                       const struct verdict_words *words, const struct report_facts *facts)
{
    struct buf out;
    buf_init(&out, arena, TOLD_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "tone", str_from_c(words->tone));
    json_put_text(&json, "heading", str_from_c(words->heading));
    json_put_text(&json, "sentence", str_from_c(words->sentence));
    json_put_text(&json, "indication",
                  str_from_c(verify_indication(verify_verdict(&looked->findings))));
    json_put_text(&json, "sha256", looked->sha256);
    json_open_array(&json, "facts");
    put_issued(&json, arena, looked);
    put_fact(&json, "SHA-256 của tệp", looked->sha256);
    put_fact(&json, "Kích thước", str_printf(arena, "%zu byte", facts->size));
    put_fact(&json, "Kiểm tra lúc", time_text(arena, facts->at_us));
    put_fact(&json, "Phần mềm", str_printf(arena, "Trục %s", facts->program));
    put_fact(&json, "Kết luận theo EN 319 102-1",
             str_from_c(verify_indication(verify_verdict(&looked->findings))));
    json_close_array(&json);
    json_close_object(&json);
    return buf_str(&out);
}

/* A section that grows. */
struct growing {
    struct arena *arena;
    struct print_section section;
    struct print_field fields[FIELDS_MAX];
};

static struct growing *grow(struct arena *arena, struct str title)
{
    struct growing *out = ARENA_NEW(arena, struct growing);
    *out = (struct growing){.arena = arena, .section = {.title = title, .fields = out->fields}};
    return out;
}

static void add(struct growing *to, const char *label, struct str value)
{
    if (to->section.field_count < FIELDS_MAX)
        to->fields[to->section.field_count++] = (struct print_field){str_from_c(label), value};
}

static struct str or_none(struct str text)
{
    return str_empty(text) ? S("chứng thư không nêu") : text;
}

static const char *tone_label(enum tone tone)
{
    return tone == TONE_OK ? "Đạt" : tone == TONE_WARN ? "Chưa xác nhận" : "KHÔNG ĐẠT";
}

/* The seven fields of TT 15/2025/TT-BKHCN, điều 6, then domain, indication and checks. */
static struct print_section signature_section(struct arena *arena, const struct signature_view *s)
{
    struct growing *to = grow(arena, str_printf(arena, "Chữ ký %zu: %s", s->number, s->word));
    struct str proof = s->time_proven ? S(" (theo dấu thời gian)")
                                      : S(" (theo lời khai của người ký, chưa có dấu thời gian)");
    add(to, "Tổ chức cấp chứng thư số", or_none(s->issuer));
    add(to, "Người ký", or_none(s->signer));
    add(to, "Cơ quan, tổ chức quản lý chứng thư số", or_none(s->unit));
    add(to, "Thời điểm ký", s->time_us == 0
                                ? S("không nêu")
                                : str_concat(arena, time_text(arena, s->time_us), proof));
    add(to, "Tính toàn vẹn", str_from_c(s->integrity));
    add(to, "Hiệu lực của chứng thư khi ký", str_from_c(s->then));
    add(to, "Thời hạn của chứng thư",
        s->until_us == 0 ? S("không rõ")
                         : str_printf(arena, "từ %.*s đến %.*s",
                                      STR_ARG(day_text(arena, s->from_us)),
                                      STR_ARG(day_text(arena, s->until_us))));
    add(to, "Miền tin cậy",
        s->domain == NULL
            ? S("không thuộc danh sách tin cậy nào")
            : str_printf(arena, "%s (%.*s)%s", s->domain, STR_ARG(s->root),
                         s->trial ? " – chỉ để chạy thử, không có giá trị ngoài buổi trình diễn"
                                  : ""));
    add(to, "Kết luận, mức", str_printf(arena, "%.*s, %s", STR_ARG(s->indication), s->is->level));
    for (size_t i = 0; i < s->check_count; i++)
        add(to, tone_label(s->checks[i].tone), str_from_c(s->checks[i].text));
    for (size_t i = 0; i < s->stamp_count; i++)
        add(to, "Dấu thời gian",
            str_printf(arena, "%.*s, %s, %s, %.*s", STR_ARG(time_text(arena, s->stamps[i].at_us)),
                       s->stamps[i].kind, tone_label(s->stamps[i].tone),
                       STR_ARG(s->stamps[i].authority)));
    return to->section;
}

static struct print_section change_section(struct arena *arena, const struct report_view *view)
{
    struct growing *to = grow(arena, S("Những gì thêm hoặc sửa sau lần ký đầu"));
    for (size_t i = 0; i < view->change_count; i++) {
        const struct change_line *c = &view->changes[i];
        struct str page = c->page == 0 ? S("không hiện trên trang")
                                       : str_printf(arena, "trang %zu", c->page);
        add(to, c->counts ? "KHÔNG được phép" : "Được phép",
            str_printf(arena, "bản %lld: %s, %.*s", (long long)c->revision, c->what,
                       STR_ARG(page)));
    }
    return to->section;
}

static struct print_section fact_section(struct arena *arena, const struct json *told)
{
    struct growing *to = grow(arena, S("Tệp được kiểm tra"));
    const struct json *facts = json_get(told, "facts");
    for (size_t i = 0; i < json_count(facts) && i < FACTS_MAX; i++) {
        const struct json *fact = json_at(facts, i);
        add(to, str_c(arena, json_text(json_at(fact, 0))), json_text(json_at(fact, 1)));
    }
    return to->section;
}

static void take_picture(struct print_picture *to, struct str bytes, const char *caption)
{
    struct media_pixels pixels;
    if (media_pixels_read(bytes, &pixels))
        *to = (struct print_picture){.width = pixels.width, .height = pixels.height,
                                     .rgb = pixels.rgb, .caption = str_from_c(caption)};
}

/* The page as it was signed beside the page as it is, with every changed place. */
static void take_pictures(struct arena *arena, const struct q_report_load_out *row,
                          struct report_view *view, struct print_report *out)
{
    struct page_picture *picture = &view->picture;
    struct print_mark *marks = ARENA_ARRAY(arena, struct print_mark, PLACES_MAX + 1);
    size_t signed_len;
    size_t count = 0;
    picture->page = report_view_page(view->report, &signed_len);
    report_view_mark(arena, view->report, picture);
    for (size_t i = 0; i < picture->mark_count; i++) {
        const double *at = picture->marks[i].share;
        marks[count++] = (struct print_mark){at[0], at[1], at[2], at[3]};
    }
    if (picture->whole && count == 0)
        marks[count++] = (struct print_mark){0.005, 0.005, 0.99, 0.99};
    out->picture_title = str_printf(arena, "Chỗ bị sửa, trang %zu", picture->page);
    struct print_picture *now = &out->pictures[str_empty(row->page_before) ? 0 : 1];
    take_picture(&out->pictures[0], row->page_before, "Trang như lúc ký.");
    take_picture(now, row->page_now, "Trang trong tệp này: chỗ bị sửa khoanh đỏ.");
    if (!str_empty(now->rgb)) {
        now->marks = marks;
        now->mark_count = count;
    }
}

static enum print_tone tone_of(struct str tone)
{
    return str_is(tone, "is-bad") ? PRINT_BAD : str_empty(tone) ? PRINT_GOOD : PRINT_UNSURE;
}

struct result report_paper(struct service_context *ctx, const struct q_report_load_out *row,
                           bool demo, struct str *pdf)
{
    struct arena *arena = ctx->arena;
    const struct json *told = NULL;
    struct report *report = ARENA_NEW(arena, struct report);
    struct report_view view;
    TRY(json_parse(arena, row->told, &told));
    TRY(report_wire_read(arena, row->report, report));
    TRY(report_view_make(ctx, report, demo, &view));
    struct print_section *sections =
        ARENA_ARRAY(arena, struct print_section, view.signature_count + 2);
    struct print_report out = {
        .title = S("BÁO CÁO KIỂM TRA CHỮ KÝ SỐ"),
        .made_by = str_printf(arena, "Lập lúc %.*s", STR_ARG(time_text(arena, row->asked_us))),
        .tone = tone_of(json_get_text(told, "tone")),
        .verdict = json_get_text(told, "heading"),
        .sentence = json_get_text(told, "sentence"),
        .sections = sections,
        .foot = str_printf(arena, "Tệp SHA-256 %.*s",
                           STR_ARG(json_get_text(told, "sha256"))),
        .made_us = row->asked_us};
    sections[out.section_count++] = fact_section(arena, told);
    for (size_t i = 0; i < view.signature_count; i++)
        sections[out.section_count++] = signature_section(arena, &view.signatures[i]);
    if (view.change_count != 0)
        sections[out.section_count++] = change_section(arena, &view);
    take_pictures(arena, row, &view, &out);
    return print_report(arena, &out, pdf);
}
