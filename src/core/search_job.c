/* Comparing the index with what it was made from, page by page. */
#include "base/arena.h"
#include "core/search_row.h"
#include "db/db.h"

enum { PAGE = 500, PAGE_ARENA = 32 << 20 };

struct mending {
    struct db *db;
    struct arena *arena; /* of the page */
    const struct search_source *source;
    struct search_report *report;
    int64_t after;
    int64_t until;
    bool anew;
    bool writes;
    bool last;
};

static struct result drop(struct mending *m, int64_t object_id)
{
    m->report->left++;
    return m->writes ? search_drop(m->db, m->arena, m->source->kind, object_id) : RESULT_OK;
}

static bool says_the_same(const struct q_search_digests_out *old,
                          const struct q_search_put_in *row)
{
    return old->digest == row->digest && old->agency_id == row->agency_id &&
           str_equal(old->procedure, row->procedure) && str_equal(old->holder, row->holder);
}

/* Both lists by object id. */
static struct result mend(struct mending *m, const struct search_page *page,
                          const struct q_search_digests_rows *rows)
{
    size_t at = 0;
    for (size_t i = 0; i < page->count; i++) {
        struct q_search_put_in row = search_row(m->arena, &page->items[i]);
        for (; at < rows->count && rows->items[at].object_id < row.object_id; at++)
            TRY(drop(m, rows->items[at].object_id));
        bool there = at < rows->count && rows->items[at].object_id == row.object_id;
        const struct q_search_digests_out *old = there ? &rows->items[at++] : NULL;
        if (there && says_the_same(old, &row))
            continue;
        m->report->missing += there ? 0 : 1;
        m->report->wrong += there ? 1 : 0;
        if (m->writes)
            TRY(q_search_put(m->db, m->arena, row, NULL));
    }
    for (; at < rows->count; at++)
        TRY(drop(m, rows->items[at].object_id));
    m->report->seen += (int64_t)page->count;
    return RESULT_OK;
}

static struct result look_at_page(struct mending *m)
{
    struct search_page page = {.after = m->after, .most = PAGE};
    struct q_search_digests_rows rows;
    enum search_kind kind = m->source->kind;
    TRY(m->source->page(m->db, m->arena, &page));
    m->last = page.count < PAGE;
    m->until = m->last ? INT64_MAX : page.items[page.count - 1].object_id;
    if (m->writes && m->anew)
        TRY(q_search_drop_between(
            m->db, m->arena, (struct q_search_drop_between_in){kind, m->after, m->until}, NULL));
    TRY(q_search_digests(m->db, m->arena,
                         (struct q_search_digests_in){kind, m->after, m->until}, &rows));
    return mend(m, &page, &rows);
}

static int64_t differences(const struct search_report *report)
{
    return report->missing + report->wrong + report->left;
}

/* Looks first; only a page that differs takes the turn to write, and looks again with it. */
static struct result one_page(struct mending *m)
{
    struct search_report before = *m->report;
    m->writes = false;
    TRY(db_read_begin(m->db));
    struct result looked = look_at_page(m);
    db_rollback(m->db);
    TRY(looked);
    if (m->anew || differences(m->report) > differences(&before)) {
        *m->report = before;
        m->writes = true;
        TRY(db_write_begin(m->db));
        TRY(db_finish(m->db, look_at_page(m)));
    }
    m->after = m->until;
    return RESULT_OK;
}

struct result search_mend(struct db *db, const struct search_source *source, bool anew,
                          struct search_report *report)
{
    struct mending m = {.db = db, .arena = arena_new(PAGE_ARENA), .source = source,
                        .report = report, .anew = anew};
    struct result done = RESULT_OK;
    *report = (struct search_report){0};
    while (result_ok(done) && !m.last) {
        arena_reset(m.arena);
        done = one_page(&m);
    }
    arena_free(m.arena);
    return done;
}
