#ifndef TRUC_APP_DEMO_PEOPLE_H
#define TRUC_APP_DEMO_PEOPLE_H

/* The agencies, posts and accounts of the demo. */
#include "app/demo/demo_data.h"
#include "core/service.h"
#include "base/result.h"

struct demo_cast {
    int64_t agency_id[DEMO_AGENCIES];
    int64_t account_id[DEMO_PEOPLE];
};

/* Inside the caller's write transaction, in an empty database. */
struct result demo_cast_make(struct service_context *ctx, struct demo_cast *out);

/* The first of an agency's people with a role; DEMO_PEOPLE where there is none. */
size_t demo_person_with(size_t agency, enum role role);

/* The secret of an account's code application, the same in every demo. */
struct str demo_totp_secret(struct arena *arena, struct str login);

#endif
