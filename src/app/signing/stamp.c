#include "app/signing/stamp.h"

#include "core/print/print.h"
#include "sign/appearance.h"

static const double PAGE_WIDTH = 595.28;
static const double PAGE_HEIGHT = 841.89;
static const double FROM_EDGE = 17; /* 6 mm: above the text of a page whose margin is 20 mm */
static const double LETTERS = 10;
static const double LINE = 12;

struct result stamp_draw(struct arena *arena, const struct stamp_words *words, int64_t at_us,
                         struct pdf_appearance *out)
{
    struct str lines[APPEARANCE_LINES_MAX];
    struct print_drawing drawn[APPEARANCE_LINES_MAX];
    struct appearance *stamp = ARENA_NEW(arena, struct appearance);
    double width = 0;
    size_t count =
        words->attachment_of != NULL
            ? appearance_attachment_lines(arena, str_from_c(words->attachment_of), at_us, lines)
            : appearance_copy_lines(arena, str_from_c(words->copy), str_from_c(words->agency),
                                    at_us, lines);
    for (size_t i = 0; i < count; i++) {
        TRY(print_line(arena, lines[i], LETTERS, false, &drawn[i]));
        width = drawn[i].width > width ? drawn[i].width : width;
    }
    const struct appearance_rect at =
        appearance_corner(PAGE_WIDTH, PAGE_HEIGHT, FROM_EDGE, width, LINE * (double)count);
    appearance_begin(stamp, arena, at);
    for (size_t i = 0; i < count; i++)
        appearance_drawing(stamp, drawn[i].content, at.x0, at.y1 - LINE * (double)(i + 1));
    return appearance_end(stamp, out);
}
