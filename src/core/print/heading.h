#ifndef TRUC_CORE_PRINT_HEADING_H
#define TRUC_CORE_PRINT_HEADING_H

/*
 * The head of an administrative paper (NĐ 30/2020 Phụ lục I, ô 1 to 4): agency
 * and number on the left, name and motto of the country, place and date on the
 * right.
 */
#include "core/print/page.h"

struct heading {
    struct str superior;   /* line above the agency; may be empty */
    struct str agency;     /* capitals are made here */
    struct str office;     /* line below it, for one-stop forms; may be empty */
    struct str number;     /* after "Số:"; empty leaves room for it */
    struct str place_date; /* empty leaves room for it */
    double size;           /* of the text, points */
};

struct heading_places {
    struct page_box number; /* room after "Số:" */
    struct page_box date;   /* room of the place and date */
    double line_height;
    double bottom;
};

/* Draws the head over the box's width and answers where it ends and what it leaves open. */
struct heading_places heading_draw(struct page *page, struct page_box box,
                                   const struct heading *heading);

/* "10 giờ 04 phút, ngày 23/11/2026" */
struct str heading_time_text(struct arena *arena, int64_t at_us);
/* "8.000 đ" */
struct str heading_money_text(struct arena *arena, int64_t vnd);

#endif
