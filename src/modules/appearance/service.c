#include "modules/appearance/service.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/permission.h"
#include "core/signature.h"
#include "core/signature_picture_queries.h"
#include "core/signature_pixels.h"
#include "db/db.h"

enum { PAYLOAD_MAX = 4096, DAYS_AHEAD = 366 };

struct result place_of_hand(struct service_context *ctx, struct picture_place *out)
{
    const struct actor *actor = ctx->actor;
    *out = (struct picture_place){.owner = picture_of_person(ctx->arena, actor->person_id),
                                  .name = actor->name, .title = actor->title};
    return agency_by_id(ctx->db, ctx->arena, actor->agency_id, actor->today, &out->agency);
}

struct result place_of_seal(struct service_context *ctx, int64_t agency_id,
                            struct picture_place *out)
{
    *out = (struct picture_place){.seal = true,
                                  .owner = picture_of_agency(ctx->arena, agency_id),
                                  .name = S("Họ và tên người ký"), .title = S("Chức vụ")};
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "organisation.manage", agency_id));
    return agency_by_id(ctx->db, ctx->arena, agency_id, ctx->actor->today, &out->agency);
}

/* NĐ 30/2020, Phụ lục I: blue hands, red seals; a seal is as high as wide. */
static struct result fits(const struct picture_place *place, const struct picture_order *order,
                          const struct appearance_picture *picture)
{
    uint32_t apart = picture->width > picture->height ? picture->width - picture->height
                                                      : picture->height - picture->width;
    if (!place->seal)
        return signature_pixels_blue(picture)
                   ? RESULT_OK
                   : result_fail(ERROR_INVALID, "picture.colour",
                                 N_("Hình chữ ký phải màu xanh (NĐ 30/2020). Ký bằng bút xanh rồi "
                                    "chụp lại, hoặc đổi màu nét."));
    if (order->size < SEAL_SIZE_LEAST || order->size > SEAL_SIZE_MOST)
        return result_fail(ERROR_INVALID, "picture.size",
                           N_("Ghi đường kính thật của con dấu, từ 20 đến 36 mm."));
    if (apart * 10 > picture->width)
        return result_fail(ERROR_INVALID, "picture.shape",
                           N_("Hình con dấu phải tròn, cao bằng rộng. Cắt đúng con dấu rồi chọn "
                              "lại."));
    return signature_pixels_red(picture)
               ? RESULT_OK
               : result_fail(ERROR_INVALID, "picture.colour",
                             N_("Hình con dấu phải màu đỏ (NĐ 30/2020). Quét lại dấu bằng mực "
                                "đỏ."));
}

static struct str sample_order(struct arena *arena, const struct picture_place *place, int64_t id)
{
    struct buf out;
    buf_init(&out, arena, PAYLOAD_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    json_put_int(&writer, "id", id);
    json_put_bool(&writer, "seal", place->seal);
    json_put_int(&writer, "agency_id", place->agency.id);
    json_put_text(&writer, "agency", place->agency.name);
    json_put_text(&writer, "place", place->agency.place);
    json_put_text(&writer, "name", place->name);
    json_put_text(&writer, "title", place->title);
    json_close_object(&writer);
    return buf_str(&out);
}

static struct result write_offer(struct service_context *ctx, const struct picture_place *place,
                                 const struct signature_picture *picture, size_t size)
{
    int64_t id;
    int64_t now_us = clock_now_us(ctx->clock);
    const struct file_row file = {.sha256 = picture->sha256, .size = (int64_t)size,
                                  .media_type = S("application/octet-stream")};
    TRY(file_add(ctx->db, ctx->arena, now_us, file));
    TRY(picture_offer(ctx->db, ctx->arena, now_us, picture, &id));
    return job_add(ctx->db, ctx->arena, now_us,
                   (struct job_new){.kind = S("appearance.sample"),
                                    .key = str_printf(ctx->arena, "%lld", (long long)id),
                                    .payload = sample_order(ctx->arena, place, id)});
}

struct result appearance_offer(struct service_context *ctx, const struct picture_place *place,
                               const struct picture_order *order)
{
    struct appearance_picture pixels;
    struct pdf_image image;
    struct sha256 sent = sha256(order->sent);
    struct signature_picture picture = {
        .owner = place->owner, .size = place->seal ? order->size : 0, .reason = order->reason,
        .sent_sha256 = str_hex(ctx->arena, sent.bytes, SHA256_SIZE),
        .added_by = actor_mark(ctx->arena, ctx->actor)};
    TRY(signature_pixels_read(ctx->arena, order->pixels, &pixels));
    TRY(fits(place, order, &pixels));
    TRY(appearance_image_of(ctx->arena, &pixels, &image));
    struct str packed = appearance_pack(ctx->arena, &image);
    TRY(signature_keep(ctx, packed, &picture.sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_offer(ctx, place, &picture, packed.len));
}

/* Today is now: what was signed this morning showed what it showed. */
static struct result begin_of(struct service_context *ctx, struct str day, int64_t *out)
{
    int64_t number;
    int64_t today;
    *out = clock_now_us(ctx->clock);
    if (str_empty(day) || !civil_parse_date(day, &number) ||
        !civil_parse_date(ctx->actor->today, &today) || number < today ||
        number > today + DAYS_AHEAD)
        return result_fail(ERROR_INVALID, "picture.day",
                           N_("Ghi ngày bắt đầu dùng, từ hôm nay đến một năm sau."));
    if (number > today)
        *out = civil_to_us(civil_from_day_number(number));
    return RESULT_OK;
}

static struct picture_act act_of(struct service_context *ctx, const struct picture_place *place)
{
    return (struct picture_act){actor_mark(ctx->arena, ctx->actor), place->agency.id};
}

struct result appearance_use(struct service_context *ctx, const struct picture_place *place,
                             int64_t id, struct str day)
{
    struct signature_picture picture;
    const struct picture_act act = act_of(ctx, place);
    TRY(picture_find(ctx->db, ctx->arena, id, &picture));
    if (!str_equal(picture.owner, place->owner))
        return result_fail(ERROR_NOT_FOUND, "picture.none", N_("Không có hình này."));
    TRY(begin_of(ctx, day, &picture.from_us));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, picture_use(ctx->db, ctx->arena, clock_now_us(ctx->clock), &picture,
                                          &act));
}

struct result appearance_drop(struct service_context *ctx, const struct picture_place *place)
{
    const struct q_picture_drop_drafts_in drop = {place->owner};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_picture_drop_drafts(ctx->db, ctx->arena, drop, NULL));
}

struct result appearance_remove(struct service_context *ctx, const struct picture_place *place)
{
    const struct picture_act act = act_of(ctx, place);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, picture_end(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                          place->owner, &act));
}
