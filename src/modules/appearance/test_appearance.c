#include "tests/support/fixture.h"

#include <string.h>

#include "base/buf.h"
#include "core/identity.h"
#include "core/signature_pixels.h"
#include "modules/appearance/service.h"

enum { SIDE = 160, ONE_SECOND = 1000000 };

/* A disc of one colour, as the inspector hands it over. */
static struct str disc(struct arena *arena, uint32_t width, uint32_t height, const char *colour)
{
    struct buf out;
    buf_init(&out, arena, PIXELS_HEAD + (size_t)width * height * 4);
    buf_u32(&out, width);
    buf_u32(&out, height);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            double dx = (double)x / width - 0.5;
            double dy = (double)y / height - 0.5;
            buf_bytes(&out, colour, 3);
            buf_byte(&out, dx * dx + dy * dy < 0.25 ? 0xff : 0);
        }
    return buf_str(&out);
}

static const char BLUE[] = "\x18\x34\xa8";
static const char RED[] = "\xce\x16\x1e";

struct world {
    struct actor actor;
    struct grant grant;
    struct service_context ctx;
};

static struct world *make(struct fixture *f)
{
    struct world *w = ARENA_NEW(f->arena, struct world);
    int64_t agency = fixture_top_agency(f);
    w->grant = (struct grant){.role = ROLE_ADMINISTRATOR, .agency_id = agency};
    w->actor = (struct actor){.account_id = 1, .person_id = 7, .agency_id = agency,
                              .name = S("Đặng Thị Kim Ngân"), .title = S("Chủ tịch UBND"),
                              .today = organisation_today(f->arena, f->service.clock),
                              .grants = &w->grant, .grant_count = 1};
    w->ctx = f->service;
    w->ctx.actor = &w->actor;
    return w;
}

static struct result offer(struct world *w, const struct picture_place *place, struct str pixels,
                           int64_t size)
{
    const struct picture_order order = {.sent = S("png"), .pixels = pixels, .size = size,
                                        .reason = S("12/QĐ")};
    return appearance_offer(&w->ctx, place, &order);
}

static struct signature_picture used_at(struct world *w, struct str owner, int64_t at_us)
{
    struct signature_picture found;
    assert_true(result_ok(picture_find_at(w->ctx.db, w->ctx.arena, owner, at_us, &found)));
    return found;
}

static int64_t waiting(struct world *w, struct str owner)
{
    struct picture_list list;
    assert_true(result_ok(picture_list(w->ctx.db, w->ctx.arena, owner, &list)));
    return list.count > 0 && list.items[0].from_us == 0 ? list.items[0].id : 0;
}

static void only_blue_hands_and_round_red_seals(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct picture_place hand;
    struct picture_place seal;
    assert_ok(place_of_hand(&w->ctx, &hand));
    assert_ok(place_of_seal(&w->ctx, w->actor.agency_id, &seal));
    struct str red = disc(f->arena, SIDE, SIDE, RED);
    struct str blue = disc(f->arena, SIDE, SIDE, BLUE);
    assert_fails(offer(w, &hand, red, 0), "picture.colour");
    assert_fails(offer(w, &seal, blue, SEAL_SIZE), "picture.colour");
    assert_fails(offer(w, &seal, red, SEAL_SIZE_MOST + 1), "picture.size");
    assert_fails(offer(w, &seal, red, SEAL_SIZE_LEAST - 1), "picture.size");
    assert_fails(offer(w, &seal, disc(f->arena, SIDE, SIDE * 2, RED), SEAL_SIZE),
                 "picture.shape");
    assert_fails(offer(w, &hand, str_slice(blue, 0, blue.len - 1), 0), "picture.pixels");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM signature_picture"), 0);
    assert_ok(offer(w, &hand, blue, 0));
    assert_ok(offer(w, &seal, red, SEAL_SIZE));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job"), 2);
    w->grant.role = ROLE_LEADER;
    assert_fails(place_of_seal(&w->ctx, w->actor.agency_id, &seal), "permission.denied");
}

/* Nothing is used before it is confirmed; what is sent again takes the place of what waited. */
static void a_picture_is_used_once_confirmed(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct picture_place hand;
    int64_t begun = clock_now_us(f->service.clock);
    assert_ok(place_of_hand(&w->ctx, &hand));
    assert_ok(offer(w, &hand, disc(f->arena, SIDE, SIDE, BLUE), 0));
    int64_t first = waiting(w, hand.owner);
    assert_ok(offer(w, &hand, disc(f->arena, SIDE + 1, SIDE, BLUE), 0));
    int64_t second = waiting(w, hand.owner);
    assert_true(second != 0);
    assert_true(str_empty(used_at(w, hand.owner, begun).sha256));
    if (first != second)
        assert_fails(appearance_use(&w->ctx, &hand, first, w->actor.today), "picture.none");
    assert_ok(appearance_use(&w->ctx, &hand, second, w->actor.today));
    assert_fails(appearance_use(&w->ctx, &hand, second, w->actor.today), "picture.changed");
    struct str used = used_at(w, hand.owner, begun).sha256;
    struct pdf_image image;
    assert_ok(picture_image(&w->ctx, used, &image));
    assert_int_equal(image.width, SIDE + 1);
    assert_true(str_empty(used_at(w, hand.owner, begun - 1).sha256));
    fixture_advance(f, ONE_SECOND);
    assert_ok(appearance_remove(&w->ctx, &hand));
    assert_fails(appearance_remove(&w->ctx, &hand), "picture.changed");
    assert_true(str_empty(used_at(w, hand.owner, begun + ONE_SECOND).sha256));
    assert_true(str_equal(used_at(w, hand.owner, begun).sha256, used)); /* as it was */
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind = 'signature.picture'"), 2);
}

static void a_seal_may_begin_on_a_later_day(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct picture_place seal;
    struct picture_place hand;
    int64_t now_us = clock_now_us(f->service.clock);
    assert_ok(place_of_seal(&w->ctx, w->actor.agency_id, &seal));
    assert_ok(place_of_hand(&w->ctx, &hand));
    assert_ok(offer(w, &seal, disc(f->arena, SIDE, SIDE, RED), 355));
    int64_t id = waiting(w, seal.owner);
    assert_fails(appearance_use(&w->ctx, &hand, id, S("2026-12-01")), "picture.none");
    assert_fails(appearance_use(&w->ctx, &seal, id, S("2026-11-22")), "picture.day");
    assert_fails(appearance_use(&w->ctx, &seal, id, S("2028-01-01")), "picture.day");
    assert_ok(appearance_use(&w->ctx, &seal, id, S("2026-12-01")));
    assert_true(str_empty(used_at(w, seal.owner, now_us).sha256));
    struct signature_picture then = used_at(w, seal.owner, now_us + 8 * MICROS_PER_DAY);
    assert_false(str_empty(then.sha256));
    assert_int_equal(then.size, 355);
    assert_ok(offer(w, &seal, disc(f->arena, SIDE, SIDE, RED), SEAL_SIZE));
    assert_ok(appearance_drop(&w->ctx, &seal));
    assert_int_equal(waiting(w, seal.owner), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(only_blue_hands_and_round_red_seals),
        FIXTURE_TESTS(a_picture_is_used_once_confirmed),
        FIXTURE_TESTS(a_seal_may_begin_on_a_later_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
