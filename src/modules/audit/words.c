#include "modules/audit/words.h"

#include "base/clock.h"
#include "core/privacy.h"

enum { VALUE_MAX = 4000 };

static const struct {
    const char *kind;
    const char *words;
} KINDS[] = {
    {"access.asked", N_("Xin xem hồ sơ")},
    {"access.ended", N_("Thôi cho xem hồ sơ")},
    {"access.given", N_("Cho xem hồ sơ")},
    {"access.refused", N_("Không cho xem hồ sơ")},
    {"account.begun", N_("Lập tài khoản, làm lời mời")},
    {"account.code_reset", N_("Lập lại mã 6 số")},
    {"account.created", N_("Lập tài khoản")},
    {"account.invitation_used", N_("Nhận lời mời, đặt mật khẩu hoặc mã")},
    {"account.invited", N_("Mời vào tài khoản")},
    {"account.locked", N_("Khóa tài khoản")},
    {"account.password_changed", N_("Đổi mật khẩu")},
    {"account.password_reset", N_("Đặt lại mật khẩu")},
    {"account.recovered", N_("Khôi phục tài khoản")},
    {"account.recovery_opened", N_("Mở việc khôi phục tài khoản")},
    {"account.recovery_refused", N_("Từ chối khôi phục tài khoản")},
    {"account.session_ended", N_("Đóng phiên")},
    {"account.signed_in", N_("Đăng nhập")},
    {"account.unlocked", N_("Mở khóa tài khoản")},
    {"account.wrong_try", N_("Nhập sai mật khẩu hoặc mã")},
    {"certificate.ended", N_("Thu lại chứng thư số")},
    {"certificate.held", N_("Giao chứng thư số")},
    {"certificate.imported", N_("Nhập chứng thư số từ tệp")},
    {"certificate.reminded", N_("Nhắc chứng thư số sắp hết hạn")},
    {"certificate.status", N_("Tình trạng chứng thư số đã đổi")},
    {"citizen.bound", N_("Gắn điện thoại với số định danh")},
    {"citizen.export_asked", N_("Người dân xin bản dữ liệu của mình")},
    {"citizen.phone_changed", N_("Người dân đổi số điện thoại")},
    {"citizen.session_ended", N_("Người dân đăng xuất")},
    {"citizen.signed_in", N_("Người dân đăng nhập")},
    {"configuration.changed", N_("Sửa cấu hình")},
    {"dossier.corrected", N_("Nhận bản sửa")},
    {"dossier.due_changed", N_("Đổi ngày hẹn")},
    {"dossier.erased", N_("Xóa dữ liệu cá nhân của hồ sơ")},
    {"dossier.finished", N_("Xong hồ sơ")},
    {"dossier.moved", N_("Chuyển sang cơ quan kế tục")},
    {"dossier.moved_back", N_("Chuyển về cơ quan cũ")},
    {"dossier.processing", N_("Chuyển xử lý")},
    {"dossier.received", N_("Tiếp nhận hồ sơ")},
    {"dossier.refused", N_("Không tiếp nhận")},
    {"dossier.returned", N_("Trả kết quả")},
    {"dossier.stopped", N_("Dừng giải quyết")},
    {"dossier.submitted", N_("Nộp hồ sơ")},
    {"dossier.supplement", N_("Yêu cầu bổ sung")},
    {"dossier.supplemented", N_("Nhận phần bổ sung")},
    {"dossier.withdrawn", N_("Rút hồ sơ")},
    {"job.retried", N_("Chạy lại việc nền")},
    {"oidc.accepted", N_("Đăng nhập bằng tài khoản ở nơi khác")},
    {"oidc.linked", N_("Gắn tài khoản định danh")},
    {"oidc.refused", N_("Không nhận tài khoản ở nơi khác")},
    {"oidc.unlinked", N_("Gỡ tài khoản định danh")},
    {"operation.backup", N_("Sao lưu")},
    {"operation.drill", N_("Diễn tập khôi phục")},
    {"operation.rejoined", N_("Nối lại nhật ký sau khi phục hồi")},
    {"organisation.agency_changed", N_("Sửa cơ quan")},
    {"organisation.agency_closed", N_("Kết thúc cơ quan")},
    {"organisation.agency_founded", N_("Lập cơ quan")},
    {"organisation.appointed", N_("Bổ nhiệm")},
    {"organisation.appointment_ended", N_("Thôi giữ chức vụ")},
    {"organisation.code_added", N_("Thêm mã định danh")},
    {"organisation.post_closed", N_("Bỏ chức vụ")},
    {"organisation.post_limited", N_("Sửa giới hạn của chức vụ")},
    {"organisation.post_made", N_("Thêm chức vụ")},
    {"organisation.post_moved", N_("Chuyển chức vụ")},
    {"organisation.tier_added", N_("Thêm cấp chính quyền")},
    {"organisation.tier_closed", N_("Bỏ cấp chính quyền")},
    {"organisation.unit_closed", N_("Bỏ đơn vị")},
    {"organisation.unit_renamed", N_("Đổi tên đơn vị")},
    {"organisation.changed", N_("Sửa cơ cấu tổ chức")},
    {"organisation.imported", N_("Nạp tệp tổ chức")},
    {"privacy.answered", N_("Trả lời câu hỏi về dữ liệu")},
    {"privacy.asked", N_("Hỏi vì sao xem dữ liệu")},
    {"privacy.hold_ended", N_("Thôi giữ hồ sơ")},
    {"privacy.hold_set", N_("Giữ hồ sơ không xóa")},
    {"read", N_("Xem dữ liệu cá nhân")},
    {"reorganisation.applied", N_("Áp dụng sắp xếp đơn vị")},
    {"reorganisation.approved", N_("Duyệt sắp xếp đơn vị")},
    {"reorganisation.prepared", N_("Chuẩn bị sắp xếp đơn vị")},
    {"reorganisation.undone", N_("Lùi sắp xếp đơn vị")},
    {"procedure.published", N_("Công bố phiên bản thủ tục")},
    {"reorganisation.edited", N_("Sửa quyết định sắp xếp")},
    {"reorganisation.moved", N_("Chuyển việc sang cơ quan kế tục")},
    {"reorganisation.withdrawn", N_("Rút duyệt quyết định sắp xếp")},
    {"result.dated", N_("Đóng dấu thời gian")},
    {"trust.added", N_("Thêm vào danh sách tin cậy")},
    {"trust.withdrawn", N_("Thôi tin cậy một nơi cấp")},
    {"verify.report_sealed", N_("Niêm phong báo cáo kiểm tra chữ ký")},
    {"verify.verdict_changed", N_("Kiểm lại chữ ký ra kết luận khác")},
    {"result.person_signed", N_("Lãnh đạo ký")},
    {"result.prepared", N_("Lập bản trình ký")},
    {"result.renewed", N_("In lại bản trình ký theo cơ quan kế tục")},
    {"result.returned", N_("Trả lại bản trình ký")},
    {"result.seal_refused", N_("Không đóng dấu: chữ ký đã có không còn nguyên vẹn")},
    {"result.sign_allowed", N_("Cho phép ký")},
    {"result.sign_refused", N_("Ký không được")},
    {"result.signed", N_("Ký và đóng dấu kết quả")},
    {"signature.restored", N_("Chữ ký được tính lại")},
    {"signature.voided", N_("Chữ ký thôi được tính")},
    {"signature.picture", N_("Đổi hình chữ ký hoặc con dấu")},
    {"signing.allowed", N_("Cho phép ký một loạt")},
    {"rights.changed", N_("Đổi quyền, chức vụ, tổ chức")},
};

const char *audit_kind_words(struct str kind)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (str_is(kind, KINDS[i].kind))
            return KINDS[i].words;
    return NULL;
}

static bool id_behind(struct str text, struct str prefix, int64_t *id)
{
    return str_starts(text, prefix) && str_to_i64(str_slice(text, prefix.len, text.len), id);
}

struct result audit_who(struct db *db, struct arena *arena, struct str actor, int64_t at_us,
                        struct audit_who *out)
{
    struct q_audit_person_out person;
    struct q_audit_person_in in = {.day = civil_date_text(arena, civil_day_of_us(at_us))};
    bool found;
    *out = (struct audit_who){.name = actor};
    if (!id_behind(actor, S("account:"), &in.account_id))
        return RESULT_OK;
    TRY(q_audit_person(db, arena, in, &person, &found));
    if (!found)
        return RESULT_OK;
    out->name = person.name;
    out->detail = str_empty(person.title)
                      ? person.login
                      : str_printf(arena, "%.*s · %.*s", STR_ARG(person.title),
                                   STR_ARG(person.login));
    return RESULT_OK;
}

struct result audit_object_name(struct db *db, struct arena *arena, struct str object,
                                struct str *out)
{
    struct q_audit_dossier_out dossier;
    struct q_audit_named_out named;
    struct str kind;
    struct str rest;
    int64_t id;
    bool found = false;
    *out = object;
    if (!str_split(object, ':', &kind, &rest))
        return RESULT_OK;
    if (str_is(kind, "login"))
        *out = rest;
    if (!str_to_i64(rest, &id))
        return RESULT_OK;
    if (str_is(kind, "dossier")) {
        TRY(q_audit_dossier(db, arena, (struct q_audit_dossier_in){id}, &dossier, &found));
        *out = found ? dossier.code : object;
        return RESULT_OK;
    }
    TRY(q_audit_named(db, arena, (struct q_audit_named_in){kind, id}, &named, &found));
    if (found)
        *out = named.name;
    return RESULT_OK;
}

static struct str joined(struct arena *arena, const struct json *list)
{
    struct buf out;
    buf_init(&out, arena, VALUE_MAX);
    for (size_t i = 0; i < json_count(list); i++) {
        if (i > 0)
            buf_text(&out, ", ");
        buf_add(&out, audit_value(arena, LOCALE_VI, (struct str){0}, json_at(list, i)));
    }
    return buf_str(&out);
}

static struct str as_json(struct arena *arena, const struct json *value)
{
    struct buf out;
    buf_init(&out, arena, VALUE_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_put_value(&writer, NULL, value);
    return buf_str(&out);
}

struct str audit_value(struct arena *arena, enum locale locale, struct str key,
                       const struct json *value)
{
    bool instant = key.len > 3 && str_is(str_slice(key, key.len - 3, key.len), "_us");
    switch (json_kind_of(value)) {
    case JSON_KIND_NULL:
        return tr_str(locale, N_("không có"));
    case JSON_KIND_BOOL:
        return tr_str(locale, json_bool(value, false) ? N_("có") : N_("không"));
    case JSON_KIND_INTEGER:
        if (instant && json_int(value, 0) > 0)
            return format_datetime(arena, locale, json_int(value, 0));
        return str_printf(arena, "%lld", (long long)json_int(value, 0));
    case JSON_KIND_STRING:
        return json_text(value);
    case JSON_KIND_ARRAY:
        return joined(arena, value);
    case JSON_KIND_REAL:
    case JSON_KIND_OBJECT:
        break;
    }
    return as_json(arena, value);
}

/* Members that many records have, by what people call them. */
static struct str member_words(enum locale locale, struct str key)
{
    static const struct {
        const char *key;
        const char *words;
    } members[] = {{"code", N_("Mã hồ sơ")},      {"status", N_("Tình trạng")},
                   {"revision", N_("Lần sửa")},   {"due_us", N_("Ngày hẹn")},
                   {"reason", N_("Lý do")},       {"note", N_("Ghi chú")},
                   {"purpose", N_("Mục đích")},   {"screen", N_("Màn hình")},
                   {"objects", N_("Đã hiện")},    {"law", N_("Căn cứ")},
                   {"valid_from", N_("Từ ngày")}, {"name", N_("Tên")},
                   {"works", N_("Làm việc")},     {"act", N_("Căn cứ")}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (str_is(key, members[i].key))
            return tr_str(locale, members[i].words);
    return key;
}

static const struct json *data_of(struct arena *arena, struct str record)
{
    const struct json *json;
    if (record.len == 0 || !result_ok(json_parse(arena, record, &json)))
        return NULL;
    return json_get(json, "data");
}

/* Members of either object once, those of `before` first; two plain values are one line. */
static void add_pair(struct arena *arena, enum locale locale, const struct json *data,
                     struct audit_fields *out)
{
    const struct json *sides[] = {json_get(data, "before"), json_get(data, "after")};
    bool objects = json_is(sides[0], JSON_KIND_OBJECT) || json_is(sides[1], JSON_KIND_OBJECT);
    if (!objects) {
        struct audit_field *f = &out->items[out->count++];
        *f = (struct audit_field){.key = tr_str(locale, N_("Giá trị")), .changed = true};
        f->before = audit_value(arena, locale, f->key, sides[0]);
        f->after = audit_value(arena, locale, f->key, sides[1]);
        return;
    }
    for (size_t s = 0; s < 2; s++) {
        size_t members = json_is(sides[s], JSON_KIND_OBJECT) ? json_count(sides[s]) : 0;
        for (size_t i = 0; i < members; i++) {
            struct str key = json_key(sides[s], i);
            if (s == 1 && json_find(sides[0], key) != NULL)
                continue;
            struct audit_field *f = &out->items[out->count++];
            f->key = member_words(locale, key);
            f->before = audit_value(arena, locale, key, json_find(sides[0], key));
            f->after = audit_value(arena, locale, key, json_find(sides[1], key));
            f->changed = !str_equal(f->before, f->after);
        }
    }
}

struct audit_fields audit_fields_of(struct arena *arena, enum locale locale, struct str record)
{
    struct audit_fields out = {0};
    const struct json *data = data_of(arena, record);
    const struct json *before = json_get(data, "before");
    const struct json *after = json_get(data, "after");
    out.has_before = before != NULL || after != NULL;
    out.items = ARENA_ARRAY(arena, struct audit_field,
                            json_count(data) + json_count(before) + json_count(after) + 1);
    if (out.has_before)
        add_pair(arena, locale, data, &out);
    for (size_t i = 0; i < json_count(data); i++) {
        struct str key = json_key(data, i);
        if (str_is(key, "before") || str_is(key, "after"))
            continue;
        out.items[out.count++] = (struct audit_field){
            .key = member_words(locale, key),
            .after = audit_value(arena, locale, key, json_at(data, i))};
    }
    return out;
}

struct str audit_why(struct arena *arena, enum locale locale, struct str record)
{
    static const char *const members[] = {"reason", "note"};
    const struct json *data = data_of(arena, record);
    struct str purpose = json_get_text(data, "purpose");
    if (!str_empty(purpose))
        return tr_str(locale, purpose_find(purpose)->name);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        struct str words = json_get_text(data, members[i]);
        if (!str_empty(words))
            return words;
    }
    return (struct str){0};
}
