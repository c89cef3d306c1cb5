#include "sign/appearance.h"

#include <string.h>

#include "base/clock.h"

enum { CONTENT_MAX = 1 << 20 };

void appearance_begin(struct appearance *appearance, struct arena *arena,
                      struct appearance_rect around)
{
    memset(appearance, 0, sizeof *appearance);
    appearance->arena = arena;
    appearance->around = around;
    buf_init(&appearance->content, arena, CONTENT_MAX);
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

struct result appearance_picture(struct appearance *appearance,
                                 const struct appearance_picture *picture,
                                 struct appearance_rect into)
{
    struct pdf_image image;
    TRY(appearance_image_of(appearance->arena, picture, &image));
    return appearance_image(appearance, &image, into);
}

struct result appearance_image(struct appearance *appearance, const struct pdf_image *image,
                               struct appearance_rect into)
{
    if (appearance->image_count == APPEARANCE_IMAGES_MAX)
        return result_fail(ERROR_LIMIT, "appearance.room", NULL);
    double scale = smaller((into.x1 - into.x0) / image->width, (into.y1 - into.y0) / image->height);
    double width = image->width * scale;
    double height = image->height * scale;
    buf_printf(&appearance->content, "q %.3f 0 0 %.3f %.3f %.3f cm /Im%zu Do Q\n", width, height,
               (into.x0 + into.x1 - width) / 2 - appearance->around.x0,
               (into.y0 + into.y1 - height) / 2 - appearance->around.y0,
               appearance->image_count);
    appearance->images[appearance->image_count++] = *image;
    return RESULT_OK;
}

void appearance_drawing(struct appearance *appearance, struct str operators, double x, double y)
{
    buf_printf(&appearance->content, "q 1 0 0 1 %.2f %.2f cm\n", x - appearance->around.x0,
               y - appearance->around.y0);
    buf_add(&appearance->content, operators);
    buf_text(&appearance->content, "\nQ\n");
}

struct result appearance_end(struct appearance *appearance, struct pdf_appearance *out)
{
    const struct appearance_rect *around = &appearance->around;
    if (appearance->content.overflowed)
        return result_fail(ERROR_LIMIT, "appearance.room", NULL);
    *out = (struct pdf_appearance){.x = around->x0,
                                   .y = around->y0,
                                   .width = around->x1 - around->x0,
                                   .height = around->y1 - around->y0,
                                   .content = buf_str(&appearance->content),
                                   .images = appearance->images,
                                   .image_count = appearance->image_count};
    return RESULT_OK;
}

struct appearance_rect appearance_seal_over(struct appearance_rect signature, double side)
{
    double right = signature.x0 + (signature.x1 - signature.x0) / 3;
    double middle = (signature.y0 + signature.y1) / 2;
    return (struct appearance_rect){right - side, middle - side / 2, right, middle + side / 2};
}

double appearance_overlap(struct appearance_rect signature, struct appearance_rect seal)
{
    double width = signature.x1 - signature.x0;
    double covered = smaller(seal.x1, signature.x1) - signature.x0;
    bool beside = seal.y1 <= signature.y0 || seal.y0 >= signature.y1 || seal.x0 > signature.x0;
    return width <= 0 || covered <= 0 || beside ? 0 : covered / width;
}

struct appearance_rect appearance_corner(double page_width, double page_height, double margin,
                                         double width, double height)
{
    return (struct appearance_rect){page_width - margin - width, page_height - margin - height,
                                    page_width - margin, page_height - margin};
}

struct str appearance_time(struct arena *arena, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    return str_printf(arena, "%02d/%02d/%04d %02d:%02d:%02d +07:00", t.day, t.month, t.year,
                      t.hour, t.minute, t.second);
}

size_t appearance_attachment_lines(struct arena *arena, struct str symbol, int64_t at_us,
                                   struct str lines[APPEARANCE_LINES_MAX])
{
    lines[0] = str_printf(arena, "Kèm theo văn bản số %.*s", STR_ARG(symbol));
    lines[1] = appearance_time(arena, at_us);
    return 2;
}

size_t appearance_copy_lines(struct arena *arena, struct str form, struct str agency,
                             int64_t at_us, struct str lines[APPEARANCE_LINES_MAX])
{
    lines[0] = form;
    lines[1] = agency;
    lines[2] = appearance_time(arena, at_us);
    return 3;
}
