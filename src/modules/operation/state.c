#include "modules/operation/state.h"

#include "base/clock.h"
#include "base/os_file.h"
#include "modules/operation/queries.h"

enum { BACKUP_HOURS = 26, DRILL_DAYS = 8, DISK_FLOOR = 10 };
#define LOG_LATE_US (60 * MICROS_PER_SECOND)
#define HOUR_US (3600 * MICROS_PER_SECOND)

struct words {
    const char *kind;
    int64_t late_us;
    const char *good;
    const char *never;
    const char *late;
    const char *failed;
};

static struct result stand(struct db *db, struct arena *arena, const struct words *words,
                           int64_t now_us, struct standing_run *out)
{
    struct operation_run good = {0};
    bool found;
    TRY(operation_last(db, arena, str_from_c(words->kind), &out->last, &out->any));
    TRY(operation_last_good(db, arena, str_from_c(words->kind), &good, &found));
    out->good_us = found ? good.ended_us : 0;
    out->standing = STANDING_GOOD;
    out->message = words->good;
    if (!out->any) {
        out->standing = STANDING_WARNING;
        out->message = words->never;
    } else if (!out->last.good) {
        out->standing = STANDING_BAD;
        out->message = words->failed;
    } else if (now_us - out->good_us > words->late_us) {
        out->standing = STANDING_WARNING;
        out->message = words->late;
    }
    return RESULT_OK;
}

static struct result load_log(struct db *db, struct arena *arena, struct operation_state *state)
{
    struct q_operation_log_newest_out newest;
    struct q_operation_log_waiting_out waiting;
    struct q_operation_migration_newest_out migration;
    bool found;
    TRY(q_operation_log_newest(db, arena, &newest, &found));
    state->log_size = found ? newest.size : 0;
    state->log_signed_us = found ? newest.signed_at : 0;
    TRY(q_operation_log_waiting(db, arena, &waiting));
    state->log_waiting = waiting.waiting;
    state->log_oldest_us = waiting.oldest;
    TRY(q_operation_migration_newest(db, arena, &migration, &found));
    state->migration = found ? migration.name : S("");
    state->migrated_us = found ? migration.applied : 0;
    return RESULT_OK;
}

static struct result load_kept(struct db *db, struct arena *arena, struct operation_state *state)
{
    struct q_kept_checks_out row;
    TRY(q_kept_checks(db, arena, &row));
    state->kept = row.kept;
    state->kept_wrong = row.wrong;
    state->kept_oldest_us = row.oldest_us;
    return RESULT_OK;
}

struct result operation_state_load(struct db *db, struct arena *arena,
                                   const struct operation_question *q,
                                   struct operation_state *state)
{
    static const struct words backup = {
        "backup", BACKUP_HOURS * HOUR_US, N_("Bản sao lưu còn mới"),
        N_("Chưa sao lưu lần nào. Đặt mục backup.folder và bật truc-backup.timer."),
        N_("Đã quá một ngày chưa sao lưu được. Xem truc-backup.timer và đĩa sao lưu."),
        N_("Lần sao lưu mới nhất hỏng. Xem lý do rồi chạy lại truc backup.")};
    static const struct words drill = {
        "drill", DRILL_DAYS * MICROS_PER_DAY, N_("Bản sao lưu phục hồi được"),
        N_("Chưa diễn tập khôi phục lần nào. Chạy truc drill và bật truc-drill.timer."),
        N_("Đã quá một tuần chưa diễn tập khôi phục. Xem truc-drill.timer."),
        N_("Lần diễn tập mới nhất hỏng: bản sao lưu có thể không dùng được. Xem lý do, chạy "
           "truc backup rồi truc drill.")};
    *state = (struct operation_state){
        .scheduled = !str_empty(settings_text(q->settings, "backup.folder"))};
    TRY(stand(db, arena, &backup, q->now_us, &state->backup));
    TRY(stand(db, arena, &drill, q->now_us, &state->drill));
    TRY(jobs_figures(db, arena, q->now_us, &state->jobs));
    TRY(load_kept(db, arena, state));
    TRY(os_disk_space(str_c(arena, q->data_dir), &state->disk_free, &state->disk_total));
    return load_log(db, arena, state);
}

bool operation_log_late(const struct operation_state *state, int64_t now_us)
{
    return state->log_waiting > 0 && now_us - state->log_oldest_us > LOG_LATE_US;
}

bool operation_disk_low(const struct operation_state *state)
{
    return state->disk_total != 0 && state->disk_free * 100 / state->disk_total < DISK_FLOOR;
}
