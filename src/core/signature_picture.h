#ifndef TRUC_CORE_SIGNATURE_PICTURE_H
#define TRUC_CORE_SIGNATURE_PICTURE_H

/*
 * What a person's and an agency's signatures show, as dated data. Somebody sends a picture, sees
 * it on a sample paper and confirms it; it is in force from a time on, until the next one. A row
 * without a picture brings the node's own drawing back.
 */
#include "core/service.h"
#include "sign/pdf_sign.h"

enum {
    SEAL_SIZE = 360, /* tenths of a millimetre: 36 mm, where nothing else is entered */
    SEAL_SIZE_LEAST = 200,
    SEAL_SIZE_MOST = 360 /* as much room as our papers leave */
};

struct signature_picture {
    int64_t id;
    struct str owner;
    struct str sha256; /* of the packed picture in the file store; empty: the node draws */
    struct str sent_sha256;
    int64_t size; /* of a seal, tenths of a millimetre; 0: a hand */
    struct str sample_sha256; /* PDF that shows it; empty: not printed yet */
    struct str reason;
    struct str added_by;
    int64_t added_us;
    int64_t from_us; /* 0: waits to be confirmed */
};

/* Owners, as rows and evidence name them. */
struct str picture_of_person(struct arena *arena, int64_t person_id);
struct str picture_of_agency(struct arena *arena, int64_t agency_id);

/* What is in force at `at_us`; `sha256` is empty where the node draws. */
struct result picture_find_at(struct db *db, struct arena *arena, struct str owner, int64_t at_us,
                              struct signature_picture *out);
/* The pixels for a PDF, of a packed picture. */
struct result picture_image(struct service_context *ctx, struct str sha256, struct pdf_image *out);

/* NOT_FOUND "picture.none". */
struct result picture_find(struct db *db, struct arena *arena, int64_t id,
                           struct signature_picture *out);
struct picture_list {
    struct signature_picture *items; /* what waits first, then newest first */
    size_t count;
};
struct result picture_list(struct db *db, struct arena *arena, struct str owner,
                           struct picture_list *out);

/* All below inside the caller's write transaction. */
/* Keeps what was sent until it is confirmed; it takes the place of what waited before. */
struct result picture_offer(struct db *db, struct arena *arena, int64_t now_us,
                            const struct signature_picture *picture, int64_t *id);
/* In force from `picture->from_us` on, with evidence of what was before. CONFLICT
 * "picture.changed" where it does not wait any more. */
struct picture_act {
    struct str actor; /* actor_mark() */
    int64_t agency_id;
};
struct result picture_use(struct db *db, struct arena *arena, int64_t now_us,
                          const struct signature_picture *picture, const struct picture_act *act);
/* From now on the node draws again. CONFLICT "picture.changed" where it does already. */
struct result picture_end(struct db *db, struct arena *arena, int64_t now_us, struct str owner,
                          const struct picture_act *act);

#endif
