/* `appearance.sample`: what a picture looks like on paper, before anybody says that it is used. */
#include "base/json.h"
#include "core/files.h"
#include "core/print/look.h"
#include "core/settings.h"
#include "core/signature.h"
#include "core/signature_picture_queries.h"
#include "db/db.h"
#include "modules/appearance/service.h"

struct sample {
    const struct signature_picture *picture;
    bool seal;
    struct str agency; /* in words */
    struct str place;
    struct str name;
    struct str title;
    int64_t agency_id;
};

static struct result print_base(struct job_context *job, const struct sample *sample,
                                struct str *pdf, struct print_places *places)
{
    static const struct print_field fields[] = {
        {STR(""), STR("Trang này chỉ để xem hình chữ ký và con dấu hiện ra thế nào trên văn bản: "
                      "đúng chỗ, đúng cỡ. Trang không có giá trị.")},
    };
    const struct print_result what = {
        .agency = sample->agency, .place = sample->place, .title = S("BẢN XEM TRƯỚC"),
        .subtitle = S("(KHÔNG CÓ GIÁ TRỊ)"), .fields = fields, .field_count = 1,
        .signer_title = sample->title, .signer_name = sample->name, .code = S("XEM-TRUOC"),
        .verify_address = settings_text(job->settings, "site.origin"),
        .made_us = sample->picture->added_us};
    return print_result(job->service.arena, &what, pdf, places);
}

/* The uploaded hand; under a seal that of nobody. */
static struct result sign_hand(struct service_context *ctx, const struct sample *sample,
                               const struct print_places *places, struct str *pdf)
{
    struct print_drawing drawn;
    struct pdf_appearance shown;
    struct pdf_prepared prepared;
    struct str hand;
    if (sample->seal) {
        TRY(print_hand(ctx->arena, sample->name, places->signature, &drawn));
        hand = drawn.content;
    } else {
        TRY(files_get(ctx->files, ctx->arena, sample->picture->sha256, &hand));
    }
    TRY(look_hand(ctx->arena, places, hand, &shown));
    const struct pdf_signature wanted = {.page = places->page, .appearance = &shown,
                                         .at_us = sample->picture->added_us};
    TRY(pdf_sign_prepare(ctx->arena, *pdf, &wanted, &prepared));
    *pdf = prepared.bytes;
    return RESULT_OK;
}

/* The uploaded seal; over a hand the one that the agency uses now. */
static struct result put_seal(struct service_context *ctx, const struct sample *sample,
                              const struct print_places *places, struct str *pdf)
{
    struct pdf_appearance shown;
    struct pdf_prepared prepared;
    struct pdf_image image;
    struct signature_picture used = *sample->picture;
    struct look_seal seal = {.agency = sample->agency, .symbol = S("00/XT"),
                             .place = sample->place, .dated_us = sample->picture->added_us};
    if (!sample->seal)
        TRY(picture_find_at(ctx->db, ctx->arena,
                            picture_of_agency(ctx->arena, sample->agency_id), seal.dated_us,
                            &used));
    if (!str_empty(used.sha256)) {
        TRY(picture_image(ctx, used.sha256, &image));
        seal.picture = &image;
        seal.size = used.size;
    }
    TRY(look_seal(ctx->arena, places, &seal, &shown));
    const struct pdf_signature wanted = {.page = places->page, .appearance = &shown,
                                         .at_us = seal.dated_us};
    TRY(pdf_sign_prepare(ctx->arena, *pdf, &wanted, &prepared));
    *pdf = prepared.bytes;
    return RESULT_OK;
}

static struct result write_sample(struct service_context *ctx, int64_t id, struct str sha256,
                                  size_t size)
{
    const struct file_row file = {.sha256 = sha256, .size = (int64_t)size,
                                  .media_type = S("application/pdf")};
    const struct q_picture_sample_set_in set = {.id = id, .sample_sha256 = sha256};
    TRY(file_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), file));
    return q_picture_sample_set(ctx->db, ctx->arena, set, NULL);
}

struct result job_sample(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    const struct json *order;
    struct signature_picture picture;
    struct print_places places;
    struct str pdf;
    struct str sha256;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &order));
    struct result found = picture_find(ctx->db, ctx->arena, json_get_int(order, "id", 0), &picture);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK; /* another was sent meanwhile */
    TRY(found);
    const struct sample sample = {
        .picture = &picture,
        .seal = json_get_bool(order, "seal", false),
        .agency = print_agency_name(ctx->arena, json_get_text(order, "agency")),
        .place = json_get_text(order, "place"),
        .name = json_get_text(order, "name"),
        .title = json_get_text(order, "title"),
        .agency_id = json_get_int(order, "agency_id", 0)};
    TRY(print_base(job, &sample, &pdf, &places));
    TRY(sign_hand(ctx, &sample, &places, &pdf));
    TRY(put_seal(ctx, &sample, &places, &pdf));
    TRY(signature_keep(ctx, pdf, &sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_sample(ctx, picture.id, sha256, pdf.len));
}
