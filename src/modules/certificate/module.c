#include "core/settings.h"
#include "modules/certificate/job_check.h"

static const struct setting settings[] = {
    {.name = "certificate.warn_days", .kind = SETTING_INT, .otherwise = "30", .min = 1, .max = 365,
     .reach = SETTING_LIVE, .help = N_("Báo trước bao nhiêu ngày khi chứng thư số sắp hết hạn")},
    {.name = "certificate.unknown_days", .kind = SETTING_INT, .otherwise = "3", .min = 1,
     .max = 365, .reach = SETTING_LIVE,
     .help = N_("Sau bao nhiêu ngày không hỏi được thì coi tình trạng là chưa rõ")},
    {.name = "certificate.private_network", .kind = SETTING_BOOL, .otherwise = "no",
     .reach = SETTING_LIVE,
     .help = N_("Nơi trả lời về chứng thư được nằm trong mạng riêng (mạng truyền số liệu)")},
    {.name = "certificate.phone", .otherwise = "", .reach = SETTING_LIVE,
     .help = N_("Số điện thoại quản trị nhận tin khi tình trạng một chứng thư số đổi; bỏ trống là "
                "không gửi")},
    {.name = "certificate.keep_days", .kind = SETTING_INT, .otherwise = "400", .min = 30,
     .max = 36500, .reach = SETTING_LIVE,
     .help = N_("Giữ câu trả lời cũ về chứng thư bao nhiêu ngày")},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "certificate.check", .run = job_check, .every_us = 3600 * MICROS_PER_SECOND},
    {0},
};

const struct module module_certificate = {
    .name = "certificate", .jobs = jobs, .settings = settings};
