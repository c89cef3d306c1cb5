#include <sys/timex.h>

#include "app/status.h"
#include "base/os_file.h"
#include "base/os_sandbox.h"
#include "core/jobs.h"
#include "db/migrate.h"

enum { DISK_FLOOR_PER_CENT = 10, CLOCK_ERROR_MAX_US = 1000 * 1000, JOB_AGE_MAX_S = 600 };

static void add(struct checks *out, struct check check)
{
    if (out->count < CHECKS_MAX)
        out->items[out->count++] = check;
}

static void check_database(struct arena *arena, struct db *db, struct checks *out)
{
    struct check check = {.name = "database", .message = N_("Cơ sở dữ liệu trả lời")};
    if (db == NULL || !result_ok(db_ping(db))) {
        check.state = CHECK_BAD;
        check.message = N_("Cơ sở dữ liệu không trả lời. Kiểm tra mục database và máy chủ của nó.");
    } else if (!result_ok(db_migrate_check(db, arena, db_migrations))) {
        check.state = CHECK_BAD;
        check.message = N_("Lược đồ không khớp phiên bản này. Chạy truc migrate.");
    }
    add(out, check);
}

static void check_disk(const char *folder, struct checks *out)
{
    uint64_t free_bytes = 0;
    uint64_t total = 0;
    struct check check = {.name = "disk", .unit = "%", .message = N_("Đĩa còn đủ chỗ")};
    bool known = result_ok(os_disk_space(folder, &free_bytes, &total)) && total != 0;
    check.value = known ? (int64_t)(free_bytes * 100 / total) : 0;
    if (!known || check.value < DISK_FLOOR_PER_CENT) {
        check.state = CHECK_WARNING;
        check.message = N_("Đĩa còn dưới 10 %. Dọn chỗ hoặc thêm đĩa trước khi hết.");
    }
    add(out, check);
}

/* The kernel knows how far the clock may be off, from whoever disciplines it. */
static void check_clock(struct checks *out)
{
    struct timex timex = {0};
    int state = adjtimex(&timex);
    struct check check = {.name = "clock", .unit = "ms", .message = N_("Đồng hồ được đồng bộ")};
    check.value = timex.esterror / 1000;
    if (state < 0 || state == TIME_ERROR || timex.esterror > CLOCK_ERROR_MAX_US) {
        check.state = CHECK_WARNING;
        check.message = N_("Đồng hồ chưa được đồng bộ. Bật chrony hoặc systemd-timesyncd.");
    }
    add(out, check);
}

static void check_jobs(struct arena *arena, struct db *db, struct checks *out)
{
    struct job_figures figures = {0};
    int64_t now_us = clock_now_us(clock_system());
    struct check check = {.name = "oldest_job", .unit = "s", .message = N_("Việc nền chạy kịp")};
    if (db == NULL || !result_ok(jobs_figures(db, arena, now_us, &figures)))
        return;
    if (figures.oldest_due_us != 0 && figures.oldest_due_us < now_us)
        check.value = (now_us - figures.oldest_due_us) / MICROS_PER_SECOND;
    if (check.value > JOB_AGE_MAX_S) {
        check.state = CHECK_WARNING;
        check.message = N_("Có việc nền chờ quá 10 phút. Xem sổ lỗi của tiến trình việc nền.");
    }
    add(out, check);
    struct check parked = {.name = "parked_jobs", .value = figures.parked,
                           .message = N_("Không có việc nền bị dừng")};
    if (figures.parked > 0) {
        parked.state = CHECK_WARNING;
        parked.message = N_("Có việc nền bị dừng vì lỗi. Xem lý do rồi cho chạy lại.");
    }
    add(out, parked);
}

static void check_sandbox(struct checks *out)
{
    struct check check = {.name = "sandbox", .value = os_landlock_version(),
                          .message = N_("Nhân có Landlock: tệp lạ được kiểm trong hộp cát")};
    if (!os_sandbox_available()) {
        check.state = CHECK_BAD;
        check.message = N_("Nhân không có Landlock: tệp tải lên bị từ chối. Nâng nhân lên 5.13 trở lên.");
    }
    add(out, check);
}

void status_check(struct arena *arena, const struct config *config, struct db *db,
                  struct checks *out)
{
    *out = (struct checks){0};
    check_database(arena, db, out);
    check_disk(str_c(arena, config->data), out);
    check_clock(out);
    check_jobs(arena, db, out);
    check_sandbox(out);
}
