#include "core/search_sources.h"

#include "core/search_queries.h"

static struct search_entry person_entry(int64_t id, struct str name)
{
    return (struct search_entry){.kind = SEARCH_PERSON, .object_id = id, .title = name};
}

struct result search_put_person(struct db *db, struct arena *arena, int64_t person_id,
                                struct str name)
{
    struct search_entry entry = person_entry(person_id, name);
    return search_put(db, arena, &entry);
}

static struct result people(struct db *db, struct arena *arena, struct search_page *page)
{
    struct q_search_people_rows rows;
    TRY(q_search_people(db, arena, (struct q_search_people_in){page->after, page->most}, &rows));
    page->items = ARENA_ARRAY(arena, struct search_entry, rows.count + 1);
    page->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        page->items[i] = person_entry(rows.items[i].id, rows.items[i].name);
    return RESULT_OK;
}

/* The newest version of each comes first and names it. */
static struct result agencies(struct db *db, struct arena *arena, struct search_page *page)
{
    struct q_search_agencies_rows rows;
    TRY(q_search_agencies(db, arena, (struct q_search_agencies_in){page->after, page->most},
                          &rows));
    page->items = ARENA_ARRAY(arena, struct search_entry, rows.count + 1);
    page->count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_search_agencies_out *row = &rows.items[i];
        struct search_entry *entry = page->count > 0 ? &page->items[page->count - 1] : NULL;
        if (entry == NULL || entry->object_id != row->agency_id) {
            entry = &page->items[page->count++];
            *entry = (struct search_entry){
                .kind = SEARCH_AGENCY, .object_id = row->agency_id, .title = row->name};
        }
        struct str name = str_equal(row->name, entry->title) ? S("") : row->name;
        entry->also = str_printf(arena, "%.*s %.*s %.*s %.*s", STR_ARG(entry->also), STR_ARG(name),
                                 STR_ARG(row->place), STR_ARG(row->code));
    }
    return RESULT_OK;
}

struct result search_put_agency(struct db *db, struct arena *arena, int64_t agency_id)
{
    struct search_page page = {.after = agency_id - 1, .most = 1};
    TRY(agencies(db, arena, &page));
    bool there = page.count == 1 && page.items[0].object_id == agency_id;
    return there ? search_put(db, arena, &page.items[0])
                 : search_drop(db, arena, SEARCH_AGENCY, agency_id);
}

const struct search_source search_sources[] = {
    {SEARCH_AGENCY, agencies},
    {SEARCH_PERSON, people},
    {0},
};
