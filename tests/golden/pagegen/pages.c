/* Made by tools/pagegen.py. */
#include "tests/pages.h"
#include "base/result.h"
#include "web/pages.h"

void page_sample(struct page_out *o, const struct sample_view *v)
{
#line 2 "sample.html"
    page_site_head(o, &v->chrome);
    page_raw(o,
        "\n"
        "<h1>", 5);
#line 4 "sample.html"
    page_text(o, page_tr(o, N_("Cần làm")));
    page_raw(o,
        " { ", 3);
#line 4 "sample.html"
    page_text(o, v->name);
    page_raw(o,
        "</h1>\n", 6);
#line 5 "sample.html"
    if (v->count == 0) {
        page_raw(o,
        "<p>", 3);
#line 5 "sample.html"
        page_text(o, page_tr(o, N_("Chưa có hồ sơ nào.")));
        page_raw(o,
        "</p>", 4);
#line 5 "sample.html"
    } else if (v->late) {
        page_raw(o,
        "<p class=\"text-bad", 18);
#line 5 "sample.html"
        if (v->very) {
            page_raw(o,
        " strong", 7);
        }
        page_raw(o,
        "\">", 2);
#line 5 "sample.html"
        {
            struct page_message message_ = page_message(o, N_("Còn %s ngày, %s"));
            page_message_part(o, &message_);
#line 5 "sample.html"
            page_text(o, page_int(o, v->days));
            page_message_part(o, &message_);
#line 5 "sample.html"
            page_text(o, v->name);
            page_message_part(o, &message_);
        }
        page_raw(o,
        "</p>", 4);
#line 5 "sample.html"
    } else {
        page_raw(o,
        "<p>", 3);
#line 5 "sample.html"
        page_text(o, page_money(o, v->fee));
        page_raw(o,
        "</p>", 4);
    }
    page_raw(o,
        "\n"
        "<ul>\n", 6);
#line 7 "sample.html"
    for (size_t r_i = 0; r_i < (size_t)(v->count); r_i++) {
#line 7 "sample.html"
        const struct sample_row *r = &(v->rows)[r_i];
        page_raw(o,
        "\n"
        "<li><a href=\"/can-bo/ho-so/", 28);
#line 8 "sample.html"
        page_url_part(o, r->code);
        page_raw(o,
        "?q=", 3);
#line 8 "sample.html"
        page_url_part(o, r->query);
        page_raw(o,
        "\" title=\"", 9);
#line 8 "sample.html"
        page_attribute(o, r->title);
        page_raw(o,
        "\">", 2);
#line 8 "sample.html"
        page_text(o, page_date(o, r->at));
        page_raw(o,
        "</a>\n"
        "<a href=\"", 14);
#line 9 "sample.html"
        page_url(o, r->link);
        page_raw(o,
        "\">", 2);
#line 9 "sample.html"
        page_text(o, page_datetime(o, r->at));
        page_raw(o,
        "</a> <a href=\"", 14);
#line 9 "sample.html"
        if (r->far) {
#line 9 "sample.html"
            page_url(o, r->link);
#line 9 "sample.html"
        } else {
            page_raw(o,
        "/", 1);
        }
        page_raw(o,
        "\">", 2);
#line 9 "sample.html"
        page_text(o, page_time(o, r->at));
        page_raw(o,
        "</a> ", 5);
#line 9 "sample.html"
        page_text(o, page_day(o, r->day));
        page_raw(o,
        " ", 1);
#line 9 "sample.html"
        page_text(o, page_num(o, r->n));
        page_raw(o,
        " ", 1);
#line 9 "sample.html"
        page_text(o, page_tr(o, r->word));
        page_raw(o,
        "</li>\n", 6);
    }
    page_raw(o,
        "\n"
        "</ul>\n"
        "<form method=\"post\" action=\"/x\">", 39);
#line 12 "sample.html"
    page_csrf(o);
    page_raw(o,
        "<label for=\"a\">A</label><input id=\"a\" name=\"a\" value=\"", 54);
#line 12 "sample.html"
    page_attribute(o, v->name);
    page_raw(o,
        "\">\n"
        "<label>B <input type=\"radio\" name=\"b\"></label><input type=\"hidden\" name=\"c\"><button class=\"btn\">", 99);
#line 13 "sample.html"
    page_text(o, page_tr(o, N_("Gửi")));
    page_raw(o,
        "</button></form>\n"
        "<img src=\"", 27);
#line 14 "sample.html"
    page_asset(o, "icon.svg");
    page_raw(o,
        "\" alt=\"\">\n", 10);
#line 15 "sample.html"
    page_site_foot(o, &v->chrome);
}

void page_piece(struct page_out *o, struct str word, bool big)
{
    page_raw(o,
        "<b class=\"", 10);
#line 18 "sample.html"
    if (big) {
        page_raw(o,
        "is-big", 6);
    }
    page_raw(o,
        "\">", 2);
#line 18 "sample.html"
    page_text(o, word);
    page_raw(o,
        "</b>", 4);
}

void page_nothing(struct page_out *o)
{
    page_raw(o,
        "<p>&lt;</p>", 11);
}
