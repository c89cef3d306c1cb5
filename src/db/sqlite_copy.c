#include <stdio.h>

#include "base/os_copy.h"
#include "base/os_file.h"
#include "db/sqlite_internal.h"

enum { PAGES_A_STEP = 4096, NAME_SQL_BYTES = 256 };

static struct result copy_pages(struct db_connection *c, sqlite3 *to, struct db_progress progress)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", sqlite_handle(c), "main");
    if (backup == NULL)
        return result_fail(ERROR_INTERNAL, "db.copy", NULL);
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, PAGES_A_STEP);
        uint64_t of = (uint64_t)sqlite3_backup_pagecount(backup);
        if (progress.show != NULL)
            progress.show(progress.context, of - (uint64_t)sqlite3_backup_remaining(backup), of);
    }
    sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE)
        return RESULT_OK;
    bool full = code == SQLITE_FULL || code == SQLITE_IOERR_WRITE;
    return full ? result_fail(ERROR_UNAVAILABLE, "os.disk_full", N_("Đĩa đã đầy. Hãy dọn chỗ."))
                : sqlite_failure(c, "copy");
}

/* The backup interface begins anew whenever another process commits, unless the source is held in a
 * read transaction: then every page comes from that one snapshot, and nobody waits. */
struct result sqlite_copy(struct db_connection *c, struct arena *arena, const char *path,
                          struct db_progress progress)
{
    (void)arena;
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &to, flags, NULL) != SQLITE_OK ||
        sqlite3_exec(to, "PRAGMA synchronous=OFF;PRAGMA journal_mode=OFF", NULL, NULL, NULL) !=
            SQLITE_OK) {
        sqlite3_close_v2(to);
        return result_fail(ERROR_UNAVAILABLE, "db.io", N_("Không ghi được bản sao cơ sở dữ liệu."));
    }
    struct result done = copy_pages(c, to, progress);
    sqlite3_close_v2(to);
    return done;
}

struct result sqlite_target(struct str address, struct arena *arena)
{
    if (os_file_exists(str_c(arena, address)))
        return result_fail(ERROR_CONFLICT, "db.not_empty",
                           N_("Cơ sở dữ liệu đích đã có. Chọn nơi khác hoặc dời nó đi."));
    return RESULT_OK;
}

struct result sqlite_copy_back(struct str address, struct arena *arena, const char *path)
{
    TRY(sqlite_target(address, arena));
    return os_file_rename(path, str_c(arena, address));
}

static struct result count_rows(struct db_connection *c, struct db_table *table)
{
    char sql[NAME_SQL_BYTES];
    sqlite3_stmt *statement = NULL;
    sqlite3_snprintf(sizeof sql, sql, "SELECT COUNT(*) FROM \"%w\"", table->name.ptr);
    if (sqlite3_prepare_v2(sqlite_handle(c), sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        sqlite3_finalize(statement);
        return sqlite_failure(c, "count");
    }
    table->rows = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return RESULT_OK;
}

struct result sqlite_tables(struct db_connection *c, struct arena *arena, struct db_tables *tables)
{
    /* Indexes that are virtual tables hold nothing of their own. */
    static const char sql[] = "SELECT name FROM pragma_table_list WHERE type = 'table' AND "
                              "schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                              "ORDER BY name";
    enum { TABLES_MAX = 1024 };
    sqlite3_stmt *statement = NULL;
    *tables = (struct db_tables){.items = ARENA_ARRAY(arena, struct db_table, TABLES_MAX)};
    if (sqlite3_prepare_v2(sqlite_handle(c), sql, -1, &statement, NULL) != SQLITE_OK)
        return sqlite_failure(c, "tables");
    while (sqlite3_step(statement) == SQLITE_ROW && tables->count < TABLES_MAX) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        tables->items[tables->count++].name = str_dup(arena, str_from_c(name));
    }
    sqlite3_finalize(statement);
    for (size_t i = 0; i < tables->count; i++) {
        struct db_table *table = &tables->items[i];
        table->name = str_from_c(str_c(arena, table->name));
        TRY(count_rows(c, table));
    }
    return RESULT_OK;
}

/* The first row of a pragma that says what is wrong. */
static bool first_text(struct db_connection *c, const char *sql, char *text, size_t size)
{
    sqlite3_stmt *statement = NULL;
    bool found = sqlite3_prepare_v2(sqlite_handle(c), sql, -1, &statement, NULL) != SQLITE_OK;
    if (found)
        snprintf(text, size, "%s", sqlite3_errmsg(sqlite_handle(c)));
    else if (sqlite3_step(statement) == SQLITE_ROW) {
        found = true;
        snprintf(text, size, "%s", (const char *)sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    return found;
}

struct result sqlite_check(struct db_connection *c)
{
    static const char keys[] = "SELECT \"table\" || ' row ' || COALESCE(rowid, 0) || ' -> ' || "
                               "parent FROM pragma_foreign_key_check LIMIT 1";
    static const char pages[] = "SELECT integrity_check FROM pragma_integrity_check "
                                "WHERE integrity_check <> 'ok' LIMIT 1";
    char text[NAME_SQL_BYTES];
    if (!first_text(c, pages, text, sizeof text) && !first_text(c, keys, text, sizeof text))
        return RESULT_OK;
    sqlite_say(c, text);
    return result_fail(ERROR_CORRUPT, "db.corrupt", N_("Cơ sở dữ liệu bị hỏng."));
}

struct result sqlite_size(struct db_connection *c, uint64_t *bytes)
{
    static const char sql[] =
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    sqlite3_stmt *statement = NULL;
    *bytes = 0;
    if (sqlite3_prepare_v2(sqlite_handle(c), sql, -1, &statement, NULL) != SQLITE_OK)
        return sqlite_failure(c, "size");
    if (sqlite3_step(statement) == SQLITE_ROW)
        *bytes = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return RESULT_OK;
}
