#include "core/print/look.h"

#include "core/print/page.h"
#include "sign/appearance.h"

static struct appearance_rect rect_of(const struct print_rect *rect)
{
    return (struct appearance_rect){rect->x0, rect->y0, rect->x1, rect->y1};
}

struct result look_hand(struct arena *arena, const struct print_places *places, struct str hand,
                        struct pdf_appearance *out)
{
    const struct appearance_rect at = rect_of(&places->signature);
    struct appearance *drawn = ARENA_NEW(arena, struct appearance);
    struct pdf_image image;
    if (!appearance_is_packed(hand)) {
        *out = (struct pdf_appearance){.x = at.x0, .y = at.y0, .width = at.x1 - at.x0,
                                       .height = at.y1 - at.y0, .content = hand};
        return RESULT_OK;
    }
    TRY(appearance_unpack(hand, &image));
    appearance_begin(drawn, arena, at);
    TRY(appearance_image(drawn, &image, at));
    return appearance_end(drawn, out);
}

static void cover(struct appearance_rect *all, struct appearance_rect one)
{
    all->x0 = one.x0 < all->x0 ? one.x0 : all->x0;
    all->y0 = one.y0 < all->y0 ? one.y0 : all->y0;
    all->x1 = one.x1 > all->x1 ? one.x1 : all->x1;
    all->y1 = one.y1 > all->y1 ? one.y1 : all->y1;
}

static struct result draw_seal(struct appearance *drawn, const struct look_seal *seal,
                               struct appearance_rect at)
{
    struct print_drawing drawing;
    if (seal->picture != NULL)
        return appearance_image(drawn, seal->picture, at);
    const struct print_rect into = {at.x0, at.y0, at.x1, at.y1};
    TRY(print_seal(drawn->arena, seal->agency, S("Bản mẫu"), into, &drawing));
    appearance_drawing(drawn, drawing.content, at.x0, at.y0);
    return RESULT_OK;
}

struct result look_seal(struct arena *arena, const struct print_places *places,
                        const struct look_seal *seal, struct pdf_appearance *out)
{
    struct appearance *drawn = ARENA_NEW(arena, struct appearance);
    struct print_drawing number;
    struct print_drawing date;
    struct appearance_rect at = rect_of(&places->seal);
    if (seal->picture != NULL)
        at = appearance_seal_over(rect_of(&places->signature),
                                  (double)seal->size / 10 * MILLIMETRE);
    struct appearance_rect all = at;
    cover(&all, rect_of(&places->number));
    cover(&all, rect_of(&places->date));
    TRY(print_line(arena, seal->symbol, PRINT_HEADING_SIZE, false, &number));
    TRY(print_line(arena, print_place_and_date(arena, seal->place, seal->dated_us),
                   PRINT_HEADING_SIZE, true, &date));
    appearance_begin(drawn, arena, all);
    TRY(draw_seal(drawn, seal, at));
    appearance_drawing(drawn, number.content, places->number.x0, places->number.y0);
    double middle = (places->date.x0 + places->date.x1 - date.width) / 2;
    appearance_drawing(drawn, date.content, middle, places->date.y0);
    return appearance_end(drawn, out);
}
