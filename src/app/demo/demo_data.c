#include "app/demo/demo_data.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const struct demo_agency demo_agencies[DEMO_AGENCIES] = {
    {"H19", "75", "UBND Thành phố Đồng Nai", 0},
    {"H19.62", "26221", "UBND xã Phú Hoà", 5},
    {"H19.41", "26041", "UBND phường Trấn Biên", 3},
    {"H19.50", "26080", "UBND phường Long Khánh", 2},
};

#define DESK "Bộ phận Một cửa"
#define JUSTICE "Tư pháp – Hộ tịch"
#define LEADERS "Lãnh đạo UBND"

const struct demo_person demo_people[DEMO_PEOPLE] = {
    {0, ROLE_ADMINISTRATOR, true, "quan.tri", "Trịnh Công Hậu", "Văn phòng UBND", "Quản trị viên",
     "Quyết định 12/QĐ-VP", "2022-01-01"},
    {0, ROLE_AUDITOR, true, "thanh.tra", "Lương Thị Bảo Trâm", "Thanh tra thành phố",
     "Thanh tra viên", "Quyết định 31/QĐ-TT", NULL},
    {1, ROLE_CLERK, false, "diem.mtn", "Mai Thị Ngọc Diễm", DESK, "Công chức Một cửa",
     "Quyết định 45/QĐ-UBND", NULL},
    {1, ROLE_OFFICER, false, "loc.hv", "Huỳnh Văn Lộc", JUSTICE, "Công chức tư pháp – hộ tịch",
     "Quyết định 46/QĐ-UBND", NULL},
    {1, ROLE_LEADER, false, "ngan.dtk", "Đặng Thị Kim Ngân", LEADERS, "Chủ tịch UBND",
     "Quyết định 88/QĐ-UBND", NULL},
    {1, ROLE_LEADER, false, "sang.vm", "Võ Minh Sang", LEADERS, "Phó Chủ tịch UBND",
     "Quyết định 89/QĐ-UBND", NULL},
    {2, ROLE_CLERK, false, "thao.ntp", "Ngô Thị Phương Thảo", DESK, "Công chức Một cửa",
     "Quyết định 17/QĐ-UBND", NULL},
    {2, ROLE_OFFICER, false, "khang.ld", "Lý Duy Khang", JUSTICE, "Công chức tư pháp – hộ tịch",
     "Quyết định 18/QĐ-UBND", NULL},
    {2, ROLE_LEADER, false, "tuyet.pta", "Phan Thị Ánh Tuyết", LEADERS, "Chủ tịch UBND",
     "Quyết định 90/QĐ-UBND", NULL},
    {3, ROLE_CLERK, false, "brem.k", "K’Brêm", DESK, "Công chức Một cửa",
     "Quyết định 21/QĐ-UBND", NULL},
    {3, ROLE_OFFICER, false, "yen.dth", "Đỗ Thị Hải Yến", JUSTICE, "Công chức tư pháp – hộ tịch",
     "Quyết định 22/QĐ-UBND", NULL},
    {3, ROLE_LEADER, false, "thinh.dq", "Đinh Quốc Thịnh", LEADERS, "Phó Chủ tịch UBND",
     "Quyết định 91/QĐ-UBND", NULL},
    {0, ROLE_LEADER, true, "chau.ntm", "Nguyễn Thị Minh Châu", LEADERS, "Phó Chủ tịch UBND",
     "Quyết định 7/QĐ-UBND", "2022-01-01"},
    {0, ROLE_ADMINISTRATOR, true, "luu.pt", "Phùng Thị Lựu", "Văn phòng UBND", "Quản trị viên",
     "Quyết định 13/QĐ-VP", NULL},
    {1, ROLE_CLERK, false, "", "Tống Thúy Kiều", DESK, "Công chức Một cửa",
     "Quyết định 112/QĐ-UBND", NULL},
};

static const char *const family[] = {"Nguyễn", "Trần",  "Lê",   "Phạm", "Hoàng", "Huỳnh",
                                     "Phan",   "Vũ",    "Võ",   "Đặng", "Bùi",   "Đỗ",
                                     "Hồ",     "Ngô",   "Dương", "Lý",  "Sầm",   "Điểu"};
static const char *const middle_male[] = {"Văn", "Hữu", "Đức", "Minh", "Quốc", "Hoàng", "Thành"};
static const char *const middle_female[] = {"Thị", "Thị Mỹ", "Ngọc", "Thị Bích", "Thanh",
                                            "Thị Kim"};
static const char *const given_male[] = {"Phúc", "Khôi",  "Hải",  "Đước", "Thịnh", "Tài",
                                         "Dũng", "Long",  "Sơn",  "Vinh", "Khoa",  "Nghĩa",
                                         "Bảo",  "Trường", "Lâm", "Quý"};
static const char *const given_female[] = {"Hằng", "Lượm", "Nhàn", "Duyên", "Vy",   "Hoa",
                                           "Lan",  "Trang", "Oanh", "Thủy", "Xuân", "Nga",
                                           "Quyên", "Tuyền", "Mai", "Hạnh"};

const struct demo_names demo_names = {
    .family = family,
    .family_count = COUNT(family),
    .middle_male = middle_male,
    .middle_male_count = COUNT(middle_male),
    .middle_female = middle_female,
    .middle_female_count = COUNT(middle_female),
    .given_male = given_male,
    .given_male_count = COUNT(given_male),
    .given_female = given_female,
    .given_female_count = COUNT(given_female),
};
