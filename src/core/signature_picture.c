#include "core/signature_picture.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/files.h"
#include "core/signature_picture_queries.h"
#include "sign/appearance.h"

enum { LISTED_MAX = 50, DATA_MAX = 4096 };

/* Rows of every query here have the same columns. */
#define PICTURE_OF(row)                                                                            \
    ((struct signature_picture){.id = (row).id,                                                    \
                                .owner = (row).owner,                                              \
                                .sha256 = (row).sha256,                                            \
                                .sent_sha256 = (row).sent_sha256,                                  \
                                .size = (row).size,                                                \
                                .sample_sha256 = (row).sample_sha256,                              \
                                .reason = (row).reason,                                            \
                                .added_by = (row).added_by,                                        \
                                .added_us = (row).added_us,                                        \
                                .from_us = (row).from_us})

struct str picture_of_person(struct arena *arena, int64_t person_id)
{
    return str_printf(arena, "person:%lld", (long long)person_id);
}

struct str picture_of_agency(struct arena *arena, int64_t agency_id)
{
    return str_printf(arena, "agency:%lld", (long long)agency_id);
}

struct result picture_find_at(struct db *db, struct arena *arena, struct str owner, int64_t at_us,
                              struct signature_picture *out)
{
    struct q_picture_at_out row;
    bool found;
    *out = (struct signature_picture){.owner = owner};
    TRY(q_picture_at(db, arena, (struct q_picture_at_in){owner, at_us}, &row, &found));
    if (found)
        *out = PICTURE_OF(row);
    return RESULT_OK;
}

struct result picture_image(struct service_context *ctx, struct str sha256, struct pdf_image *out)
{
    struct str bytes;
    TRY(files_get(ctx->files, ctx->arena, sha256, &bytes));
    return appearance_unpack(bytes, out);
}

struct result picture_find(struct db *db, struct arena *arena, int64_t id,
                           struct signature_picture *out)
{
    struct q_picture_by_id_out row;
    bool found;
    TRY(q_picture_by_id(db, arena, (struct q_picture_by_id_in){id}, &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "picture.none", N_("Không có hình này."));
    *out = PICTURE_OF(row);
    return RESULT_OK;
}

struct result picture_list(struct db *db, struct arena *arena, struct str owner,
                           struct picture_list *out)
{
    struct q_pictures_of_owner_rows rows;
    TRY(q_pictures_of_owner(db, arena, (struct q_pictures_of_owner_in){owner, LISTED_MAX}, &rows));
    out->items = ARENA_ARRAY(arena, struct signature_picture, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = PICTURE_OF(rows.items[i]);
    return RESULT_OK;
}

static struct q_picture_add_in row_of(const struct signature_picture *picture, int64_t now_us)
{
    return (struct q_picture_add_in){.owner = picture->owner, .sha256 = picture->sha256,
                                     .sent_sha256 = picture->sent_sha256, .size = picture->size,
                                     .reason = picture->reason, .added_by = picture->added_by,
                                     .now = now_us, .from_us = picture->from_us};
}

struct result picture_offer(struct db *db, struct arena *arena, int64_t now_us,
                            const struct signature_picture *picture, int64_t *id)
{
    struct q_picture_add_out added;
    TRY(q_picture_drop_drafts(db, arena, (struct q_picture_drop_drafts_in){picture->owner}, NULL));
    struct q_picture_add_in row = row_of(picture, now_us);
    row.from_us = 0;
    TRY(q_picture_add(db, arena, row, &added));
    *id = added.id;
    return RESULT_OK;
}

static struct result changed(void)
{
    return result_fail(ERROR_CONFLICT, "picture.changed",
                       N_("Hình đã được đổi ở một trang khác. Mở lại trang rồi xem."));
}

static void put_side(struct json_writer *writer, const char *key,
                     const struct signature_picture *picture)
{
    json_open_object(writer, key);
    json_put_text(writer, "sha256", picture->sha256);
    json_put_text(writer, "sent_sha256", picture->sent_sha256);
    json_put_int(writer, "size", picture->size);
    json_put_int(writer, "from_us", picture->from_us);
    json_close_object(writer);
}

static struct result tell(struct db *db, struct arena *arena, int64_t now_us,
                          const struct signature_picture sides[2], const struct picture_act *act)
{
    struct buf data;
    buf_init(&data, arena, DATA_MAX);
    struct json_writer writer = json_writer_of(&data);
    json_open_object(&writer, NULL);
    put_side(&writer, "before", &sides[0]);
    put_side(&writer, "after", &sides[1]);
    json_put_text(&writer, "reason", sides[1].reason);
    json_close_object(&writer);
    const struct evidence evidence = {.kind = S("signature.picture"), .object = sides[1].owner,
                                      .actor = act->actor, .agency_id = act->agency_id,
                                      .data = buf_str(&data)};
    return evidence_add(db, arena, now_us, evidence);
}

struct result picture_use(struct db *db, struct arena *arena, int64_t now_us,
                          const struct signature_picture *picture, const struct picture_act *act)
{
    struct signature_picture sides[2] = {{0}, *picture};
    int64_t written = 0;
    TRY(picture_find_at(db, arena, picture->owner, picture->from_us, &sides[0]));
    const struct q_picture_confirm_in confirm = {.id = picture->id, .from_us = picture->from_us};
    TRY(q_picture_confirm(db, arena, confirm, &written));
    return written == 0 ? changed() : tell(db, arena, now_us, sides, act);
}

struct result picture_end(struct db *db, struct arena *arena, int64_t now_us, struct str owner,
                          const struct picture_act *act)
{
    struct q_picture_add_out added;
    struct signature_picture sides[2] = {
        {0}, {.owner = owner, .added_by = act->actor, .from_us = now_us}};
    TRY(picture_find_at(db, arena, owner, now_us, &sides[0]));
    if (str_empty(sides[0].sha256))
        return changed();
    TRY(q_picture_add(db, arena, row_of(&sides[1], now_us), &added));
    return tell(db, arena, now_us, sides, act);
}
