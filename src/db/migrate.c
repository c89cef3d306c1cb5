#include "db/migrate.h"

#include "db/migration_queries.h"
#include "db/query.h"

/* Table `migration` is there before every migration, on both engines in the same words. */
static const char TABLE[] = "CREATE TABLE IF NOT EXISTS migration ("
                            "name TEXT PRIMARY KEY, applied_us BIGINT NOT NULL)";

static bool listed(const struct q_migration_all_rows *rows, struct str name)
{
    for (size_t i = 0; i < rows->count; i++)
        if (str_equal(rows->items[i].name, name))
            return true;
    return false;
}

static struct result make_table(struct db *db)
{
    TRY(db_write_begin(db));
    struct result done = db_engine_of(db) == DB_POSTGRES
                             ? db_script(db, "SELECT pg_advisory_xact_lock(4876)")
                             : RESULT_OK;
    if (result_ok(done))
        done = db_script(db, TABLE);
    return db_finish(db, done);
}

static struct result apply(struct db *db, struct arena *arena, int64_t now_us,
                           const struct migration *one, size_t *applied)
{
    struct str name = str_from_c(one->name);
    /* Whoever comes second waits at this row and then meets its conflict. */
    int64_t mine = 0;
    TRY(q_migration_claim(db, arena, (struct q_migration_claim_in){name, now_us}, &mine));
    if (mine == 0)
        return RESULT_OK;
    (*applied)++;
    return db_script(db, db_engine_of(db) == DB_SQLITE ? one->sqlite : one->postgres);
}

struct result db_migrate(struct db *db, struct arena *arena, int64_t now_us,
                         struct migration_list list, size_t *applied)
{
    *applied = 0;
    TRY(make_table(db));
    struct q_migration_all_rows rows;
    TRY(q_migration_all(db, arena, &rows));
    for (size_t i = 0; i < list.count; i++) {
        if (listed(&rows, str_from_c(list.items[i].name)))
            continue;
        TRY(db_write_begin(db));
        TRY(db_finish(db, apply(db, arena, now_us, &list.items[i], applied)));
    }
    return RESULT_OK;
}

struct result db_migrate_check(struct db *db, struct arena *arena, struct migration_list list)
{
    struct q_migration_all_rows rows;
    struct result read = q_migration_all(db, arena, &rows);
    if (read.kind == ERROR_INTERNAL) /* no such table: an empty database */
        rows.count = 0;
    else
        TRY(read);
    size_t known = 0;
    for (size_t i = 0; i < list.count; i++)
        known += listed(&rows, str_from_c(list.items[i].name)) ? 1U : 0U;
    if (known < list.count)
        return result_fail(ERROR_UNSUPPORTED, "db.schema_old",
                           N_("Cơ sở dữ liệu cũ hơn chương trình. Hãy chạy `truc migrate`."));
    if (known < rows.count)
        return result_fail(ERROR_UNSUPPORTED, "db.schema_new",
                           N_("Cơ sở dữ liệu mới hơn chương trình. Hãy dùng bản truc mới hơn."));
    return RESULT_OK;
}
