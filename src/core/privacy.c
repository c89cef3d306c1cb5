#include "core/privacy.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/organisation.h"
#include "core/privacy_queries.h"

/* Stable words: they stand in evidence. The last is for words of an older or newer program. */
static const struct purpose PURPOSES[] = {
    {"dossier.queue", N_("Tìm việc cần làm trong danh sách hồ sơ"),
     N_("Đã xem: tên người nộp, mã và hạn hồ sơ")},
    {"dossier.list", N_("Tìm việc cần làm trong danh sách hồ sơ"),
     N_("Đã xem: tên người nộp, mã và hạn hồ sơ")},
    {"dossier.view", N_("Giải quyết hồ sơ của bạn"),
     N_("Đã xem: toàn bộ hồ sơ, họ tên, số định danh, điện thoại")},
    {"result.desk", N_("Trình lãnh đạo ký kết quả"), N_("Đã xem: tên và loại giấy tờ")},
    {"result.view", N_("Soát văn bản kết quả trước khi ký"), N_("Đã xem: nội dung văn bản")},
    {"result.review", N_("Ký kết quả"), N_("Đã xem: nội dung văn bản")},
    {"result.open", N_("Mở kết quả bằng đường dẫn riêng"), N_("Đã xem: văn bản kết quả")},
    {"citizen.receipt", N_("Theo dõi hồ sơ bằng đường dẫn hoặc mã hồ sơ"),
     N_("Đã xem: tình trạng hồ sơ")},
    {"citizen.own", N_("Bạn xem trang của mình"), N_("Đã xem: hồ sơ và tài khoản của bạn")},
    {"citizen.desk", N_("Đối chiếu giấy tờ, gắn điện thoại với số định danh"),
     N_("Đã xem: họ tên, số định danh, điện thoại")},
    {"privacy.answer", N_("Trả lời câu hỏi của bạn về dữ liệu"),
     N_("Đã xem: câu hỏi và lượt xem được hỏi")},
    {"search.dossier", N_("Tìm kiếm trong công việc"), N_("Đã xem: tên, mã hồ sơ")},
    {"audit.row", N_("Thanh tra, kiểm tra việc giải quyết"), N_("Đã xem: hồ sơ và nhật ký")},
    {"audit.list", N_("Thanh tra, kiểm tra việc giải quyết"), N_("Đã xem: hồ sơ và nhật ký")},
    {"audit.due", N_("Thanh tra, kiểm tra việc giải quyết"), N_("Đã xem: hồ sơ và nhật ký")},
    {"audit.who_read", N_("Thanh tra, kiểm tra việc giải quyết"),
     N_("Đã xem: hồ sơ và nhật ký")},
    {"audit.superusers", N_("Thanh tra, kiểm tra việc giải quyết"),
     N_("Đã xem: hồ sơ và nhật ký")},
    {"account.view", N_("Quản lý tài khoản cán bộ"),
     N_("Đã xem: tài khoản và quyền của cán bộ")},
    {"right.read", N_("Xét quyền của cán bộ"), N_("Đã xem: tài khoản và quyền của cán bộ")},
    {"security.read", N_("Rà soát an toàn hệ thống"),
     N_("Đã xem: tài khoản và quyền của cán bộ")},
    {"security.report", N_("Rà soát an toàn hệ thống"),
     N_("Đã xem: tài khoản và quyền của cán bộ")},
    {"organisation.agency", N_("Xem cơ quan và người của cơ quan"), N_("Đã xem: tên, chức vụ")},
    {"organisation.person", N_("Xem cơ quan và người của cơ quan"), N_("Đã xem: tên, chức vụ")},
    {"organisation.search", N_("Xem cơ quan và người của cơ quan"), N_("Đã xem: tên, chức vụ")},
    {"organisation.export", N_("Xem cơ quan và người của cơ quan"), N_("Đã xem: tên, chức vụ")},
    {"certificate.list", N_("Quản lý chứng thư số của cán bộ"),
     N_("Đã xem: tên, chức vụ, chứng thư số")},
    {"certificate.view", N_("Quản lý chứng thư số của cán bộ"),
     N_("Đã xem: tên, chức vụ, chứng thư số")},
    {"certificate.person", N_("Quản lý chứng thư số của cán bộ"),
     N_("Đã xem: tên, chức vụ, chứng thư số, số lần ký")},
    {"certificate.missing", N_("Tìm lãnh đạo chưa có hoặc chưa dùng chữ ký số"),
     N_("Đã xem: tên, chức vụ")},
    {"other", N_("Mục đích ghi trong nhật ký, chưa có tên gọi"), N_("Đã xem: dữ liệu hồ sơ")},
};

static const struct retention_kind KINDS[] = {
    {"dossier", N_("Hồ sơ đã kết thúc")},
    {"draft", N_("Bản nháp chưa gửi")},
    {"notification", N_("Tin nhắn đã gửi")},
    {"one_time_code", N_("Mã dùng một lần")},
    {"session", N_("Phiên đăng nhập của người dân")},
    {"export", N_("Bản tải về dữ liệu cá nhân")},
};

const struct purpose *purpose_table(size_t *count)
{
    *count = sizeof PURPOSES / sizeof PURPOSES[0];
    return PURPOSES;
}

const struct purpose *purpose_find(struct str code)
{
    size_t last = sizeof PURPOSES / sizeof PURPOSES[0] - 1;
    for (size_t i = 0; i < last; i++) {
        if (str_is(code, PURPOSES[i].code))
            return &PURPOSES[i];
    }
    return &PURPOSES[last];
}

const struct retention_kind *retention_kinds(size_t *count)
{
    *count = sizeof KINDS / sizeof KINDS[0];
    return KINDS;
}

/* ---- readings ---- */

static const struct purpose *purpose_of(struct arena *arena, struct str record)
{
    const struct json *parsed;
    if (!result_ok(json_parse(arena, record, &parsed)))
        return purpose_find(S(""));
    return purpose_find(json_text(json_find(json_find(parsed, S("data")), S("purpose"))));
}

/* Who it was, in the post and agency of that day. */
static struct result name_reader(struct db *db, struct arena *arena, struct reading *reading)
{
    struct q_privacy_reader_out row;
    struct agency agency;
    bool found;
    int64_t account_id = 0;
    struct str day = civil_date_text(arena, civil_day_of_us(reading->recorded_us));
    if (!reading->official)
        return RESULT_OK;
    struct result named = agency_by_id(db, arena, reading->agency_id, day, &agency);
    if (named.kind != ERROR_NOT_FOUND) {
        TRY(named);
        reading->agency_name = agency.name;
    }
    if (!str_starts(reading->actor, S("account:")) ||
        !str_to_i64(str_slice(reading->actor, 8, reading->actor.len), &account_id))
        return RESULT_OK;
    TRY(q_privacy_reader(db, arena,
                         (struct q_privacy_reader_in){.account_id = account_id,
                                                      .agency_id = reading->agency_id,
                                                      .day = day},
                         &row, &found));
    if (found) {
        reading->name = str_empty(reading->behalf)
                            ? row.name
                            : str_printf(arena, "%.*s thay mặt %.*s", STR_ARG(row.name),
                                         STR_ARG(reading->behalf));
        reading->title = row.has_title ? row.title : (struct str){0};
    }
    return RESULT_OK;
}

/* Both queries answer the same columns. */
#define READING_OF(row, shown)                                                                     \
    ((struct reading){.evidence_id = (row).id,                                                     \
                      .recorded_us = (row).recorded,                                               \
                      .object = (shown),                                                           \
                      .actor = (row).actor,                                                        \
                      .official = (row).agency_id > 0,                                             \
                      .agency_id = (row).agency_id,                                                \
                      .behalf = evidence_behalf(arena, (row).record),                              \
                      .purpose = purpose_of(arena, (row).record)})

static int newest_first(const void *a, const void *b)
{
    int64_t left = ((const struct reading *)a)->evidence_id;
    int64_t right = ((const struct reading *)b)->evidence_id;
    return (left < right) - (left > right);
}

/* The newest of the new rows and the page so far; a screen of two objects stays one line. */
static size_t merge(struct reading *items, size_t count, size_t most)
{
    size_t kept = 0;
    qsort(items, count, sizeof items[0], newest_first);
    for (size_t i = 0; i < count && kept < most; i++) {
        if (kept == 0 || items[kept - 1].evidence_id != items[i].evidence_id)
            items[kept++] = items[i];
    }
    return kept;
}

struct result privacy_readings(struct db *db, struct arena *arena,
                               const struct reading_filter *filter, struct reading_list *out)
{
    size_t most = filter->most + 1;
    struct reading *items = ARENA_ARRAY(arena, struct reading, 2 * most);
    size_t count = 0;
    for (size_t i = 0; i < filter->object_count; i++) {
        struct q_privacy_readings_rows rows;
        TRY(q_privacy_readings(
            db, arena,
            (struct q_privacy_readings_in){.object = filter->objects[i],
                                           .before = filter->before_id == 0 ? INT64_MAX
                                                                            : filter->before_id,
                                           .everybody = filter->everybody,
                                           .most = (int64_t)most},
            &rows));
        for (size_t r = 0; r < rows.count; r++)
            items[count++] = READING_OF(rows.items[r], filter->objects[i]);
        count = merge(items, count, most);
    }
    *out = (struct reading_list){.items = items,
                                 .count = count > filter->most ? filter->most : count,
                                 .more = count > filter->most};
    for (size_t i = 0; i < out->count; i++)
        TRY(name_reader(db, arena, &items[i]));
    return RESULT_OK;
}

struct result privacy_reading(struct db *db, struct arena *arena, int64_t evidence_id,
                              const struct reading_filter *filter, struct reading *out)
{
    for (size_t i = 0; i < filter->object_count; i++) {
        struct q_privacy_reading_out row;
        bool found;
        TRY(q_privacy_reading(db, arena,
                              (struct q_privacy_reading_in){.object = filter->objects[i],
                                                            .evidence_id = evidence_id},
                              &row, &found));
        if (!found)
            continue;
        *out = READING_OF(row, filter->objects[i]);
        return name_reader(db, arena, out);
    }
    return result_fail(ERROR_NOT_FOUND, "privacy.no_reading",
                       N_("Không có lượt xem này trong dữ liệu của bạn"));
}
