#include "modules/operation/operation.h"

#include "core/jobs.h"
#include "core/settings.h"
#include "modules/operation/handlers.h"
#include "modules/operation/job_watch.h"

static const struct setting settings[] = {
    {.name = "backup.folder", .otherwise = "",
     .help = N_("Thư mục chứa các bản sao lưu, trên đĩa khác với dữ liệu")},
    {.name = "backup.hour", .kind = SETTING_INT, .otherwise = "1", .min = 0, .max = 23,
     .help = N_("Giờ sao lưu hằng ngày")},
    {.name = "backup.keep", .kind = SETTING_INT, .otherwise = "14", .min = 1, .max = 1000,
     .help = N_("Số bản sao lưu giữ lại; bản trước khi nâng cấp giữ riêng")},
    {.name = "drill.weekday", .kind = SETTING_INT, .otherwise = "1", .min = 0, .max = 7,
     .help = N_("Ngày diễn tập khôi phục: 1 thứ Hai … 7 Chủ nhật, 0 mỗi ngày")},
    {.name = "drill.hour", .kind = SETTING_INT, .otherwise = "3", .min = 0, .max = 23,
     .help = N_("Giờ diễn tập khôi phục")},
    {.name = "drill.folder", .otherwise = "",
     .help = N_("Nơi dựng bản diễn tập; bỏ trống là trong backup.folder")},
    {.name = "operation.mail", .otherwise = "",
     .help = N_("Địa chỉ thư nhận báo cáo sao lưu hỏng và diễn tập; bỏ trống là không gửi")},
    {.name = "operation.phone", .otherwise = "",
     .help = N_("Số điện thoại nhận tin báo; bỏ trống là không gửi")},
    {.name = "operation.sendmail", .otherwise = "/usr/sbin/sendmail",
     .help = N_("Chương trình gửi thư của máy này")},
    {0},
};

static const struct form_field no_fields[] = {{0}};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/van-hanh",
     .permission = "operation.read",
     .handle = operation_show},
    {.method = "POST",
     .pattern = "/can-bo/van-hanh/viec/{id}/chay-lai",
     .permission = "job.manage",
     .fields = no_fields,
     .rate = RATE_SUBMIT,
     .handle = operation_retry},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/van-hanh",
     .label = N_("Vận hành"),
     .staff = true,
     .order = 250,
     .permission = "operation.read",
     .section = N_("Quản trị"),
     .help = N_("Sao lưu, diễn tập khôi phục, việc bị dừng, đĩa, phiên bản")},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "operation.watch",
     .run = operation_watch,
     .every_us = 3600 * MICROS_PER_SECOND},
    {0},
};

const struct module module_operation = {.name = "operation",
                                        .routes = routes,
                                        .menu = menu,
                                        .jobs = jobs,
                                        .settings = settings};
