#include "core/demo_marker.h"

#include "base/os_file.h"
#include "core/identity_queries.h"

enum { MARKER_MODE = 0640 };

static const char *marker_path(struct arena *arena, struct str data_folder)
{
    return str_printf(arena, "%.*s/demo", STR_ARG(data_folder)).ptr;
}

bool demo_marked(struct arena *arena, struct str data_folder)
{
    return os_file_exists(marker_path(arena, data_folder));
}

struct result demo_mark(struct db *db, struct arena *arena, struct str data_folder)
{
    struct q_account_any_out row;
    bool found;
    TRY(q_account_any(db, arena, &row, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "demo.not_empty",
                           N_("Cơ sở dữ liệu này đã có tài khoản. Tạo thư mục dữ liệu mới cho "
                              "bản dùng thử"));
    return os_file_write(marker_path(arena, data_folder),
                         S("Dữ liệu minh họa: người, số hồ sơ, chữ ký đều không có thật.\n"),
                         MARKER_MODE);
}

struct result demo_guard(struct db *db, struct arena *arena, struct str data_folder, bool wanted)
{
    if (wanted && demo_marked(arena, data_folder))
        return RESULT_OK;
    struct q_account_demo_any_out row;
    bool found;
    TRY(q_account_demo_any(db, arena, &row, &found));
    if (found)
        return result_fail(ERROR_FORBIDDEN, "demo.accounts",
                           N_("Có tài khoản dùng thử trong một nút không phải bản dùng thử. "
                              "Không khởi động"));
    return RESULT_OK;
}
