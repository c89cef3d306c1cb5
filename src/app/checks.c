#include <sys/timex.h>

#include "app/status.h"
#include "base/os_file.h"
#include "base/os_sandbox.h"
#include "base/os_socket.h"
#include "core/certificates.h"
#include "core/identity_queries.h"
#include "core/jobs.h"
#include "core/print/print.h"
#include "db/migrate.h"
#include "modules/operation/state.h"
#include "sign/key_setup.h"

enum {
    DISK_FLOOR_PER_CENT = 10,
    CLOCK_ERROR_MAX_US = 1000 * 1000,
    JOB_AGE_MAX_S = 600,
    CERTIFICATE_DAYS = 30
};

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
        check.state = CHECK_WARNING; /* pages still go out */
        check.message = N_("Nhân không có Landlock nên tệp tải lên bị từ chối. "
                           "Nâng nhân lên 5.13 trở lên.");
    }
    add(out, check);
}

/* The one that runs out first counts. */
static void check_certificates(struct arena *arena, struct db *db, struct checks *out)
{
    struct certificate_ending *ending = NULL;
    size_t count = 0;
    int64_t now_us = clock_now_us(clock_system());
    struct check check = {.name = "certificates",
                          .message = N_("Chứng thư số còn hạn trên 30 ngày")};
    if (db == NULL || !result_ok(certificates_ending(db, arena,
                                                     now_us + CERTIFICATE_DAYS * MICROS_PER_DAY,
                                                     &ending, &count)))
        return;
    if (count > 0) {
        check.state = CHECK_WARNING;
        check.unit = "days";
        check.value = (ending[0].not_after_us - now_us) / MICROS_PER_DAY;
        check.message = N_("Có chứng thư số sắp hết hạn hoặc đã hết hạn. Xin cấp chứng thư mới.");
    }
    add(out, check);
}

static void check_tools(struct checks *out)
{
    struct check check = {.name = "pdf_tools", .message = N_("Có công cụ đọc PDF (poppler)")};
    if (!os_file_exists("/usr/bin/pdfinfo") || !os_file_exists("/usr/bin/pdftoppm")) {
        check.state = CHECK_WARNING;
        check.message = N_("Thiếu công cụ đọc PDF nên tệp PDF bị từ chối: cài gói poppler-utils.");
    }
    add(out, check);
    struct check fonts = {.name = "fonts", .message = N_("Có phông chữ để in giấy tờ")};
    if (!print_face_installed()) {
        fonts.state = CHECK_WARNING;
        fonts.message = N_("Thiếu phông chữ nên chưa in được giấy tờ: cài gói fonts-liberation2.");
    }
    add(out, fonts);
}

/* Without an account nobody can be let in: the first one is made here, not in a browser. */
static void check_accounts(struct arena *arena, struct db *db, struct checks *out)
{
    struct q_account_any_out row;
    bool found = true;
    struct check check = {.name = "accounts", .message = N_("Có tài khoản cán bộ")};
    if (db == NULL || !result_ok(q_account_any(db, arena, &row, &found)))
        return;
    if (!found) {
        check.state = CHECK_WARNING;
        check.message = N_("Chưa có tài khoản nào. Lập quản trị viên đầu tiên: truc admin create "
                           "--login TÊN --name \"HỌ TÊN\" --agency MÃ --agency-name \"CƠ QUAN\".");
    }
    add(out, check);
}

static void add_run(const char *name, const struct standing_run *run, struct checks *out)
{
    static const enum check_state states[] = {[STANDING_GOOD] = CHECK_GOOD,
                                              [STANDING_WARNING] = CHECK_WARNING,
                                              /* pages still go out */
                                              [STANDING_BAD] = CHECK_WARNING};
    add(out, (struct check){.name = name, .state = states[run->standing],
                            .message = run->message});
}

/* A demonstration need not be backed up. */
static void check_operation(struct arena *arena, const struct config *config, struct db *db,
                            struct checks *out)
{
    struct operation_state state;
    struct operation_question question = {.settings = config->settings, .data_dir = config->data,
                                          .now_us = clock_now_us(&config->clock)};
    if (db == NULL || !result_ok(operation_state_load(db, arena, &question, &state)) ||
        (!state.scheduled && config_is_demo(config)))
        return;
    add_run("backup", &state.backup, out);
    add_run("drill", &state.drill, out);
}

/* The signer answers on its socket; where a token of this machine holds keys, its library too must
 * be there. */
static void check_signer(const struct config *config, struct checks *out)
{
    struct check check = {.name = "signer", .message = N_("Tiến trình ký sẵn sàng")};
    int fd = -1;
    struct result reached =
        os_socket_connect(OS_SOCKET_MESSAGES, config_path(config, "run/signer.sock"), &fd);
    os_close(fd);
    if (!result_ok(reached)) {
        check.state = CHECK_WARNING;
        check.message = N_("Tiến trình ký chưa chạy nên chưa ký được. Xem sổ lỗi của truc-signer.");
    } else if (os_file_exists(config_path(config, "keys/softhsm2.conf")) &&
               !key_setup_softhsm_installed()) {
        check.state = CHECK_WARNING;
        check.message = N_("Thiếu thư viện của thiết bị ký: cài gói softhsm2.");
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
    check_certificates(arena, db, out);
    check_accounts(arena, db, out);
    check_operation(arena, config, db, out);
    check_signer(config, out);
    check_sandbox(out);
    check_tools(out);
}
