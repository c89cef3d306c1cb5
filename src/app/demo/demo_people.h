#ifndef TRUC_APP_DEMO_PEOPLE_H
#define TRUC_APP_DEMO_PEOPLE_H

/* The agencies, posts and accounts of the demo. */
#include "app/demo/demo_data.h"
#include "core/service.h"
#include "base/result.h"

struct demo_cast {
    int64_t agency_id[DEMO_AGENCIES];
    struct str place[DEMO_AGENCIES]; /* "xã Phú Hoà" */
    int64_t leader_person_id;
    int64_t account_id[DEMO_PEOPLE];
};

/* Each inside the caller's write transaction. Who was there in 2022, for the history of the
 * agencies (demo_history.h); then everybody, in the agencies of today. */
struct result demo_cast_begin(struct service_context *ctx, struct demo_cast *out);
struct result demo_cast_finish(struct service_context *ctx, struct demo_cast *out);

/* The first of an agency's people with a role; DEMO_PEOPLE where there is none. */
size_t demo_person_with(size_t agency, enum role role);

/* The secret of an account's code application, the same in every demo. */
struct str demo_totp_secret(struct arena *arena, struct str login);

#endif
