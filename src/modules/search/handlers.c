#include "modules/search/handlers.h"

#include "core/identity.h"
#include "core/organisation_change.h"
#include "core/search_words.h"
#include "modules/search/pages.h"
#include "modules/search/queries.h"

enum { SERVICES_SHOWN = 8, AGENCIES_SHOWN = 10, PEOPLE_SHOWN = 8, DOSSIERS_SHOWN = 20 };

static struct result find(struct request *request, enum search_kind kind, size_t limit,
                          struct search_hits *out)
{
    struct search_ask ask = {
        .kind = kind, .typed = form_get(request->form, "q"), .limit = limit};
    if (kind == SEARCH_DOSSIER)
        ask.places = permission_places(request->arena, request->actor, "dossier.read");
    return search_find(request->db, request->arena, &ask, out);
}

/* Found only as keys of an input method that was off: the reader is told how it was read. */
static void note_reading(struct request *request, const struct search_hits *hits,
                         struct search_view *view)
{
    if (hits->count > 0 && hits->items[0].reading >= SEARCH_SLIPPED)
        view->read_as = search_slips(request->arena, view->typed);
}

static struct result fill_services(struct request *request, struct search_view *view)
{
    struct procedure_hits hits;
    if (str_empty(view->typed))
        return RESULT_OK;
    TRY(procedure_search(request->db, request->arena, view->typed, request_now_us(request), &hits));
    view->services = hits.items;
    view->service_count = hits.count < SERVICES_SHOWN ? hits.count : SERVICES_SHOWN;
    return RESULT_OK;
}

/* Names of those who carry on, with commas. */
static struct result heirs(struct request *request, int64_t id, struct str *names)
{
    struct agency_list now;
    struct str today = organisation_today(request->arena, request->clock);
    TRY(agency_successors(request->db, request->arena, id, today, &now));
    *names = S("");
    for (size_t i = 0; i < now.count; i++)
        if (now.items[i].id != id)
            *names = str_printf(request->arena, "%.*s%s%.*s", STR_ARG(*names),
                                names->len > 0 ? ", " : "", STR_ARG(now.items[i].name));
    return RESULT_OK;
}

static struct result show_agency(struct request *request, const struct search_hit *hit,
                                 struct found_agency *out)
{
    struct q_finding_agency_out row;
    bool there;
    *out = (struct found_agency){.id = hit->object_id, .name = hit->title};
    TRY(q_finding_agency(request->db, request->arena,
                         (struct q_finding_agency_in){hit->object_id}, &row, &there));
    if (!there)
        return RESULT_OK;
    out->above = row.has_above ? row.above : S("");
    out->ended = row.has_ended ? row.ended : S("");
    out->address = row.address;
    out->phone = row.phone;
    return row.has_ended ? heirs(request, hit->object_id, &out->now) : RESULT_OK;
}

static struct result fill_agencies(struct request *request, struct search_view *view)
{
    struct search_hits hits;
    TRY(find(request, SEARCH_AGENCY, AGENCIES_SHOWN, &hits));
    struct found_agency *agencies = ARENA_ARRAY(request->arena, struct found_agency, hits.count);
    for (size_t i = 0; i < hits.count; i++)
        TRY(show_agency(request, &hits.items[i], &agencies[i]));
    view->agencies = agencies;
    view->agency_count = hits.count;
    view->agencies_more = hits.more;
    note_reading(request, &hits, view);
    return RESULT_OK;
}

static struct result show_person(struct request *request, const struct search_hit *hit,
                                 struct found_person *out)
{
    struct q_finding_posts_rows rows;
    struct str today = organisation_today(request->arena, request->clock);
    *out = (struct found_person){.id = hit->object_id, .name = hit->title, .posts = S("")};
    TRY(q_finding_posts(request->db, request->arena,
                        (struct q_finding_posts_in){hit->object_id, today}, &rows));
    for (size_t i = 0; i < rows.count; i++)
        out->posts = str_printf(request->arena, "%.*s%s%.*s, %.*s", STR_ARG(out->posts),
                                i > 0 ? " · " : "", STR_ARG(rows.items[i].title),
                                STR_ARG(rows.items[i].agency_name));
    return RESULT_OK;
}

static struct result fill_people(struct request *request, struct search_view *view)
{
    struct search_hits hits;
    TRY(find(request, SEARCH_PERSON, PEOPLE_SHOWN, &hits));
    struct found_person *people = ARENA_ARRAY(request->arena, struct found_person, hits.count);
    for (size_t i = 0; i < hits.count; i++)
        TRY(show_person(request, &hits.items[i], &people[i]));
    view->people = people;
    view->person_count = hits.count;
    view->people_more = hits.more;
    note_reading(request, &hits, view);
    return RESULT_OK;
}

/* Every hit shows a name: each is a dossier that was read. */
static struct result fill_dossiers(struct request *request, struct search_view *view)
{
    struct search_hits hits;
    TRY(find(request, SEARCH_DOSSIER, DOSSIERS_SHOWN, &hits));
    view->dossiers = hits.items;
    view->dossier_count = hits.count;
    view->dossiers_more = hits.more;
    note_reading(request, &hits, view);
    for (size_t i = 0; i < hits.count; i++)
        respond_reads(request, "search.dossier",
                      str_printf(request->arena, "dossier:%lld",
                                 (long long)hits.items[i].object_id));
    return RESULT_OK;
}

struct result search_public_show(struct request *request)
{
    struct search_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Tìm kiếm"))),
        .typed = form_get(request->form, "q"),
        .english = request->locale == LOCALE_EN,
    };
    TRY(fill_services(request, &view));
    TRY(fill_agencies(request, &view));
    page_search_public(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result search_staff_show(struct request *request)
{
    struct search_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Tìm kiếm")), "/can-bo/tim"),
        .typed = form_get(request->form, "q"),
        .may_dossiers = permission_somewhere(request->actor, "dossier.read"),
        .english = request->locale == LOCALE_EN,
    };
    TRY(fill_dossiers(request, &view));
    TRY(fill_people(request, &view));
    TRY(fill_agencies(request, &view));
    TRY(fill_services(request, &view));
    page_search_staff(respond_html(request, 200), &view);
    return RESULT_OK;
}
