#ifndef TRUC_MODULES_APPEARANCE_SERVICE_H
#define TRUC_MODULES_APPEARANCE_SERVICE_H

/* A picture from upload to use. Whoever signs sends the own hand; whoever administers an agency
 * sends its seal. */
#include "core/jobs.h"
#include "core/organisation.h"
#include "core/signature_picture.h"

/* Whose picture. */
struct picture_place {
    bool seal;
    struct str owner;
    struct agency agency; /* whose seal; or where the person works */
    struct str name;      /* under the signature on the sample */
    struct str title;
};
/* The actor's own hand; NOT_FOUND or FORBIDDEN for the seal of an agency that is not the actor's
 * to administer. */
struct result place_of_hand(struct service_context *ctx, struct picture_place *out);
struct result place_of_seal(struct service_context *ctx, int64_t agency_id,
                            struct picture_place *out);

struct picture_order {
    struct str sent;   /* the file as it came: only its hash is kept */
    struct str pixels; /* core/signature_pixels.h */
    int64_t size;      /* of a seal, tenths of a millimetre */
    struct str reason;
};
/* Keeps it until it is confirmed and has a sample printed. INVALID "picture.colour",
 * "picture.shape", "picture.size". Each opens its own transaction. */
struct result appearance_offer(struct service_context *ctx, const struct picture_place *place,
                               const struct picture_order *order);
/* From `day` on, or from now on where that is today. INVALID "picture.day", CONFLICT
 * "picture.changed". */
struct result appearance_use(struct service_context *ctx, const struct picture_place *place,
                             int64_t id, struct str day);
/* Takes back what was not confirmed. */
struct result appearance_drop(struct service_context *ctx, const struct picture_place *place);
/* From now on the node draws again. */
struct result appearance_remove(struct service_context *ctx, const struct picture_place *place);

/* `appearance.sample`: a paper without worth that shows the picture in its place and size. */
struct result job_sample(struct job_context *job, struct str key, struct str payload);

#endif
