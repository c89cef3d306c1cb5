#include "modules/operation/job_watch.h"

#include "base/log.h"
#include "core/notify.h"
#include "db/db.h"
#include "modules/operation/queries.h"
#include "modules/operation/state.h"

#define REMIND_US (20 * 3600 * MICROS_PER_SECOND)

static struct result remind(struct job_context *job, struct str phone, const char *text)
{
    struct db *db = job->service.db;
    int64_t now_us = clock_now_us(job->service.clock);
    struct q_operation_told_out told;
    TRY(q_operation_told(db, job->service.arena, &told));
    if (str_empty(phone) || now_us - told.told_us < REMIND_US)
        return RESULT_OK;
    struct notification row = {.phone = phone, .text = str_from_c(text), .object = S("van-hanh")};
    TRY(db_write_begin(db));
    return db_finish(db, notify_add(db, job->service.arena, now_us, row));
}

struct result operation_watch(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    (void)payload;
    struct operation_state state;
    struct operation_question question = {.settings = job->settings, .data_dir = job->data_dir,
                                          .now_us = clock_now_us(job->service.clock)};
    TRY(operation_state_load(job->service.db, job->service.arena, &question, &state));
    bool backup = state.backup.standing != STANDING_GOOD;
    if (!state.scheduled || (!backup && state.drill.standing == STANDING_GOOD))
        return RESULT_OK;
    log_write(LOG_WARNING, backup ? "operation.backup" : "operation.drill",
              log_text("message", str_from_c(backup ? state.backup.message
                                                    : state.drill.message)));
    return remind(job, settings_text(job->settings, "operation.phone"),
                  backup ? "Sao lưu không chạy đúng hẹn. Xem trang Vận hành."
                         : "Diễn tập khôi phục không đạt. Xem trang Vận hành.");
}
