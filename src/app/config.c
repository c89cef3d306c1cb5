#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/modules.h"
#include "base/os_file.h"
#include "core/demo_marker.h"

extern char **environ;

/* An instant with its zone, or nothing. */
static bool is_instant(struct str value)
{
    int64_t at_us;
    return str_empty(value) || civil_parse_rfc3339(value, &at_us);
}

static bool is_origin(struct str value)
{
    return (str_starts(value, S("https://")) || str_starts(value, S("http://"))) &&
           value.ptr[value.len - 1] != '/';
}

const struct setting app_settings[] = {
    {.name = "data", .otherwise = "var/data", .help = N_("Thư mục dữ liệu của nút")},
    {.name = "database", .secret = true,
     .otherwise = "",
     .help = N_("sqlite:ĐƯỜNG_DẪN hoặc postgresql://…; bỏ trống là truc.db trong thư mục dữ liệu")},
    {.name = "listen", .otherwise = "127.0.0.1:8080", .help = N_("Địa chỉ và cổng nhận yêu cầu")},
    {.name = "demo", .kind = SETTING_BOOL, .otherwise = "no",
     .help = N_("Bản chạy thử: mọi trang ghi rõ dữ liệu là minh họa")},
    {.name = "demo.clock", .otherwise = "",
     .help = N_("Chỉ bản chạy thử: thời điểm bắt đầu của đồng hồ, ví dụ "
                "2026-11-23T09:00:00+07:00")},
    {.name = "site.place", .reach = SETTING_LIVE,
     .otherwise = "Thành phố Đồng Nai", .help = N_("Tên nơi, trên đầu trang")},
    {.name = "site.hotline", .reach = SETTING_LIVE, .otherwise = "1022",
     .help = N_("Số điện thoại trợ giúp")},
    {.name = "site.origin", .reach = SETTING_START, .otherwise = "http://127.0.0.1:8080",
     .check = is_origin,
     .help = N_("Địa chỉ công khai, ví dụ https://dichvucong.dongnai.gov.vn; https bật "
                "cookie an toàn")},
    {.name = "tls.config", .otherwise = "/etc/nginx/conf.d/truc.conf",
     .help = N_("Tệp cấu hình nginx của trang này: báo cáo an toàn đọc giao thức, bộ mã, chứng "
                "thư")},
    {.name = "maintenance.until", .reach = SETTING_LIVE, .otherwise = "", .check = is_instant,
     .help = N_("Tạm dừng có báo trước đến lúc này, ví dụ 2026-11-29T05:00:00+07:00")},
    {.name = "web.workers", .kind = SETTING_INT, .otherwise = "4", .min = 1, .max = 64,
     .help = N_("Số tiến trình trả lời trang")},
    {.name = "web.connections", .reach = SETTING_START, .kind = SETTING_INT, .otherwise = "2000",
     .min = 16, .max = 60000,
     .help = N_("Số kết nối mở cùng lúc của mỗi tiến trình")},
    {.name = "web.connections_per_address", .reach = SETTING_START, .kind = SETTING_INT,
     .otherwise = "100", .min = 1, .max = 60000,
     .help = N_("Số kết nối mở cùng lúc từ một địa chỉ, trừ chính máy này")},
    {.name = "web.behind_proxy", .kind = SETTING_BOOL, .otherwise = "no",
     .help = N_("Có nginx đứng trước trên máy này: lấy địa chỉ khách từ X-Forwarded-For")},
    {.name = "jobs.workers", .kind = SETTING_INT, .otherwise = "1", .min = 1, .max = 32,
     .help = N_("Số tiến trình làm việc nền")},
    {.name = "inspector.parallel", .kind = SETTING_INT, .otherwise = "4", .min = 1, .max = 8,
     .help = N_("Số tệp kiểm cùng lúc")},
    {0},
};

/* Takes --config and --json out of the arguments. */
static bool take_options(int argc, char **argv, struct config *out)
{
    out->file = getenv("TRUC_CONFIG");
    out->rest = ARENA_ARRAY(out->arena, char *, (size_t)argc + 1);
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            out->json = true;
        } else if (strcmp(argv[i], "--config") == 0) {
            if (++i == argc) {
                fprintf(stderr, "%s\n", tr(out->locale, N_("Sau --config cần tên tệp.")));
                return false;
            }
            out->file = argv[i];
        } else if (strncmp(argv[i], "--config=", 9) == 0) {
            out->file = argv[i] + 9;
        } else {
            out->rest[out->count++] = argv[i];
        }
    }
    if (out->file == NULL && os_file_exists("truc.conf"))
        out->file = "truc.conf";
    return true;
}

/* The node's clock. A moved one exists in a demo only: deadlines and evidence depend on it. */
static bool choose_clock(struct config *config)
{
    int64_t start_us;
    struct str start = settings_text(config->settings, "demo.clock");
    config->clock = *clock_system();
    if (str_empty(start))
        return true;
    if (!settings_bool(config->settings, "demo") || !civil_parse_rfc3339(start, &start_us)) {
        fprintf(stderr, "%s\n", tr(config->locale, N_("demo.clock cần demo = yes và thời điểm "
                                                       "như 2026-11-23T09:00:00+07:00.")));
        return false;
    }
    config->clock = clock_moved(start_us - clock_now_us(clock_system()));
    return true;
}

bool config_load(int argc, char **argv, struct config *out)
{
    *out = (struct config){.arena = arena_new(CONFIG_ARENA), .locale = config_locale()};
    struct str problem = {0};
    struct settings *settings;
    if (!take_options(argc, argv, out))
        return false;
    struct result loaded = settings_load(out->arena, modules_settings(out->arena),
                                         (struct settings_sources){out->file, environ}, &settings,
                                         &problem);
    if (!result_ok(loaded)) {
        fprintf(stderr, "%.*s\n", STR_ARG(problem));
        return false;
    }
    out->settings = settings;
    out->data = settings_text(settings, "data");
    out->database = settings_text(settings, "database");
    if (str_empty(out->database))
        out->database = str_printf(out->arena, "sqlite:%.*s/truc.db", STR_ARG(out->data));
    return choose_clock(out);
}

void config_free(struct config *config)
{
    arena_free(config->arena);
}

int config_failed(const struct config *config, const char *doing, struct result failure)
{
    fprintf(stderr, "%s: %s", doing, failure.code == NULL ? "?" : failure.code);
    if (failure.message != NULL)
        fprintf(stderr, ": %s", tr_str(config->locale, failure.message).ptr);
    fputc('\n', stderr);
    return EXIT_FAILED;
}

struct result config_open(const struct config *config, bool write, struct db **db)
{
    if (write && isatty(STDERR_FILENO))
        fprintf(stderr, "%s\n", tr(config->locale, N_("Chờ đến lượt ghi vào cơ sở dữ liệu…")));
    struct db_options options = {.read_only = !write, .create = write};
    return db_open(config->database, options, db);
}

bool config_is_demo(const struct config *config)
{
    return settings_bool(config->settings, "demo") && demo_marked(config->arena, config->data);
}

const char *config_path(const struct config *config, const char *name)
{
    return str_c(config->arena, str_printf(config->arena, "%.*s/%s", STR_ARG(config->data), name));
}
