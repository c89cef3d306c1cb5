#include "base/json.h"
#include "core/configuration.h"
#include "core/permission.h"
#include "db/db.h"
#include "modules/configuration/service.h"

enum { VALUE_MAX = 8192 };

static struct str object_of(struct arena *arena, struct str name)
{
    return str_printf(arena, "setting:%.*s", STR_ARG(name));
}

static struct str json_of(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, VALUE_MAX);
    struct json_writer json = json_writer_of(&out);
    json_put_text(&json, NULL, text);
    return buf_str(&out);
}

struct result setting_stored(struct service_context *ctx, const struct setting_value *setting,
                             struct str *json)
{
    struct str object = object_of(ctx->arena, str_from_c(setting->row->name));
    TRY(configuration_at(ctx->db, ctx->arena, object, clock_now_us(ctx->clock), json));
    if (str_empty(*json))
        *json = json_of(ctx->arena, setting->below);
    return RESULT_OK;
}

static struct result check(const struct setting_value *setting, const struct setting_new *what)
{
    if (setting == NULL)
        return result_fail(ERROR_NOT_FOUND, "setting.unknown", N_("Không có tham số này"));
    if (setting->row->reach == SETTING_FILE)
        return result_fail(ERROR_FORBIDDEN, "setting.file",
                           N_("Tham số này chỉ sửa được trong tệp truc.conf trên máy chủ"));
    if (!what->back && !setting_fits(setting->row, what->value))
        return result_fail(ERROR_INVALID, "setting.value",
                           N_("Giá trị không hợp với tham số. Xem kiểu và khoảng cho phép"));
    return RESULT_OK;
}

struct result setting_change(struct service_context *ctx, const struct settings *settings,
                             const struct setting_new *what)
{
    TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "configuration.manage"));
    TRY(check(settings_find(settings, what->name), what));
    struct configuration_change change = {
        .actor = ctx->actor,
        .object = object_of(ctx->arena, what->name),
        .before = what->before,
        .after = what->back ? S("null") : json_of(ctx->arena, what->value),
        .reason = what->reason};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     configuration_change(ctx->db, ctx->arena, clock_now_us(ctx->clock), change));
}
