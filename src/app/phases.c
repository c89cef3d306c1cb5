#include "app/phases.h"

#include <string.h>

#include "app/node.h"
#include "core/citizen.h"
#include "core/evidence.h"
#include "core/permission.h"
#include "core/rights.h"
#include "core/session.h"
#include "db/db.h"

enum { FORM_SESSION_LEN = 32, READS_MAX = 500, GATHER_ARENA = 4 << 20 };

/* What administrators changed counts within a second; not for what reads no setting. */
static struct result phase_settings(struct request *request)
{
    if (request->route->rate != RATE_NONE)
        web_worker_settings(request);
    return RESULT_OK;
}

/* Who may configure the node can still sign in and lift the stop that they set. */
static bool lifts_stop(const struct route *route)
{
    static const char *const sign_in[] = {"/can-bo/dang-nhap", "/can-bo/ma"};
    if (route->permission != NULL && strcmp(route->permission, "configuration.manage") == 0)
        return true;
    for (size_t i = 0; i < sizeof sign_in / sizeof sign_in[0]; i++)
        if (strcmp(route->pattern, sign_in[i]) == 0)
            return true;
    return false;
}

/* A planned stop (setting maintenance.until). Health, metrics and static files stay. */
static struct result phase_maintenance(struct request *request)
{
    int64_t left_us = request->site->closed_until_us - request_now_us(request);
    if (left_us <= 0 || request->route->rate == RATE_NONE || lifts_stop(request->route))
        return RESULT_OK;
    respond_header(request, "Retry-After",
                   str_printf(request->arena, "%lld",
                              (long long)(left_us / MICROS_PER_SECOND + 1)));
    return result_fail(ERROR_UNAVAILABLE, "web.maintenance", NULL);
}

/* Who signed in with the session's token. Sessions that only hold forms together are shorter, and
 * pages that are the same for everybody ask nobody. */
static struct result phase_identity(struct request *request)
{
    if (request->session_token.len <= FORM_SESSION_LEN || request->route->shared_ms > 0 ||
        request->route->rate == RATE_NONE)
        return RESULT_OK;
    TRY(session_actor(request->db, request->arena, request->clock, request->session_token,
                      &request->actor));
    if (request->actor != NULL) {
        request->person_name = request->actor->name;
        request->person_place = request->actor->agency_name;
        return RESULT_OK;
    }
    TRY(citizen_by_token(request->db, request->arena, request->clock, request->session_token,
                         &request->citizen));
    if (request->citizen != NULL)
        request->person_name = request->citizen->name.len != 0
                                   ? request->citizen->name
                                   : tr_str(request->locale, N_("Bạn"));
    return RESULT_OK;
}

bool request_may(const struct request *request, const char *permission)
{
    if (permission == NULL)
        return true;
    if (strcmp(permission, "citizen") == 0)
        return request->citizen != NULL;
    if (request->actor == NULL)
        return false;
    return strcmp(permission, "staff") == 0 || permission_somewhere(request->actor, permission);
}

static struct result phase_permission(struct request *request)
{
    if (request_may(request, request->route->permission)) {
        if (request->route->permission != NULL)
            permission_used(request->actor, request->route->permission);
        return RESULT_OK;
    }
    if (request->actor == NULL || strcmp(request->route->permission, "citizen") == 0)
        return result_fail(ERROR_UNAUTHENTICATED, "permission.nobody", NULL);
    return result_fail(ERROR_FORBIDDEN, "permission.denied", NULL);
}

/* Reads of personal data are recorded before the first byte leaves; the readings of requests that
 * a worker took up together stand in one transaction. */
static struct result phase_access_evidence(struct request *request)
{
    struct str objects[READS_MAX];
    size_t count = 0;
    const struct read_mark *first = request_reads(request);
    if (first == NULL)
        return RESULT_OK;
    for (const struct read_mark *mark = first; mark != NULL; mark = mark->next) {
        if (count == READS_MAX)
            return result_fail(ERROR_INTERNAL, "web.too_many_reads", NULL);
        objects[count++] = mark->object;
    }
    struct evidence_reading reading = {
        .actor = request->citizen != NULL ? citizen_mark(request->arena, request->citizen)
                                          : actor_mark(request->arena, request->actor),
        .screen = str_from_c(request->route->pattern),
        .purpose = str_from_c(first->purpose),
        .agency_id = request->actor == NULL ? 0 : request->actor->agency_id,
        .objects = objects,
        .object_count = count,
        .authority = request->actor == NULL ? NULL : permission_seen_for(request->actor),
    };
    struct evidence_sealed *sealed = ARENA_NEW(request->arena, struct evidence_sealed);
    TRY(evidence_reading_seal(request->arena, request_now_us(request), reading, sealed));
    return request_gather(request, sealed);
}

struct result phases_gather(struct db *db, const void *const *what, size_t count)
{
    struct arena *arena = arena_new(GATHER_ARENA);
    const struct evidence_sealed **readings = ARENA_ARRAY(arena, const struct evidence_sealed *,
                                                          count);
    for (size_t i = 0; i < count; i++)
        readings[i] = what[i];
    struct result done = evidence_readings_store(db, arena, readings, count);
    arena_free(arena);
    return done;
}

/* That a right was used today is worth keeping, and not worth refusing a page. */
static struct result phase_rights_used(struct request *request)
{
    result_ignore(rights_used(request->db, request->arena, request->actor));
    return RESULT_OK;
}

const struct phase request_phases[] = {
    {"locale", phase_locale, true},
    {"session", phase_session, true},
    {"route", phase_route, false},
    {"settings", phase_settings, false},
    {"maintenance", phase_maintenance, false},
    {"identity", phase_identity, false},
    {"rate", phase_rate, false},
    {"csrf", phase_csrf, false},
    {"permission", phase_permission, false},
    {"form", phase_form, false},
    {"handler", phase_handler, false},
    {"access evidence", phase_access_evidence, false},
    {"rights used", phase_rights_used, false},
    {"render", phase_render, true},
    {"send", phase_send, true},
    {"log", phase_log, true},
};
const size_t request_phase_count = sizeof request_phases / sizeof request_phases[0];
