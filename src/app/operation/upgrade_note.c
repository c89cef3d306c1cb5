#include "app/operation/upgrade_note.h"

#include "app/operation/shared.h"
#include "base/log.h"
#include "base/os_file.h"

enum { NOTE_MAX = 200, NOTE_MODE = 0640 };

static struct str read_note(const struct config *config, const char *name)
{
    struct str text;
    if (!result_ok(os_file_read(config->arena, config_path(config, name), NOTE_MAX, &text)))
        return S("");
    return str_trim(text);
}

static void write_note(const struct config *config, const char *name, struct str text)
{
    struct result written = os_file_write(config_path(config, name), text, NOTE_MODE);
    if (!result_ok(written))
        log_write(LOG_WARNING, "node.note", log_text("code", str_from_c(written.code)));
}

void upgrade_note_stop(const struct config *config)
{
    int64_t now_us = clock_now_us(&config->clock);
    write_note(config, "run/stopped", str_printf(config->arena, "%lld", (long long)now_us));
}

void upgrade_note_start(const struct config *config, struct db *db, size_t applied)
{
    struct arena *arena = config->arena;
    struct str mine = program_version(arena);
    struct str before = read_note(config, "run/program");
    int64_t now_us = clock_now_us(&config->clock);
    int64_t stopped_us;
    if (str_equal(mine, before))
        return;
    write_note(config, "run/program", mine);
    if (str_empty(before))
        return;
    if (!str_to_i64(read_note(config, "run/stopped"), &stopped_us) || stopped_us > now_us)
        stopped_us = now_us;
    struct operation_run run = {
        .kind = S("upgrade"), .good = true, .began_us = stopped_us, .ended_us = now_us,
        .program = mine,
        .detail = str_printf(arena, "%.*s → %.*s, %zu thay đổi lược đồ, dừng %lld,%lld giây",
                             STR_ARG(before), STR_ARG(mine), applied,
                             (long long)((now_us - stopped_us) / MICROS_PER_SECOND),
                             (long long)((now_us - stopped_us) % MICROS_PER_SECOND / 100000))};
    struct result recorded = operation_record(db, arena, &run);
    if (!result_ok(recorded))
        log_write(LOG_WARNING, "node.upgrade", log_text("code", str_from_c(recorded.code)));
}
