#include "sign/signer_message.h"

#include <string.h>

#include "base/buf.h"
#include "base/reader.h"

/* Refusals keep their identity across the socket: the code travels as text and is looked up here,
 * because result codes are static. Anything not listed arrives as "signer.refused". */
static const struct result refusals[] = {
    {ERROR_INVALID, "signer.message", NULL},
    {ERROR_LIMIT, "signer.too_large", NULL},
    {ERROR_NOT_FOUND, "signer.key_unknown", N_("Không có khóa ký này. Báo quản trị hệ thống.")},
    {ERROR_FORBIDDEN, "signer.purpose", N_("Khóa này không dùng được cho việc này.")},
    {ERROR_FORBIDDEN, "signer.pin_missing", N_("Nhập mã PIN của khóa ký.")},
    {ERROR_FORBIDDEN, "signer.pin_wrong",
     N_("Mã PIN không đúng. Kiểm tra rồi nhập lại. Quên mã PIN: báo quản trị hệ thống để đặt "
        "lại.")},
    {ERROR_LIMIT, "signer.pin_locked",
     N_("Mã PIN sai quá nhiều lần. Khóa ký tạm dừng 15 phút, sau đó hãy thử lại.")},
    {ERROR_FORBIDDEN, "signer.grant_unknown",
     N_("Lần cho phép ký đã hết hạn hoặc đã dùng. Mở văn bản và ký lại.")},
    {ERROR_FORBIDDEN, "signer.grant_key", N_("Lần cho phép ký này là của khóa khác.")},
    {ERROR_FORBIDDEN, "signer.document", N_("Văn bản này không nằm trong lần cho phép ký.")},
    {ERROR_INVALID, "signer.attributes", NULL},
    {ERROR_FORBIDDEN, "signer.certificate", N_("Chứng thư không thuộc khóa ký này.")},
    {ERROR_FORBIDDEN, "signer.digest", N_("Tệp đưa đến ký khác với nội dung cần ký.")},
    {ERROR_FORBIDDEN, "signer.no_leader", N_("Chưa có chữ ký của lãnh đạo nên chưa đóng dấu.")},
    {ERROR_FORBIDDEN, "signer.other_agency", N_("Người ký không thuộc cơ quan có con dấu này.")},
    {ERROR_CONFLICT, "signer.sealed", N_("Văn bản này đã được đóng dấu.")},
    {ERROR_INVALID, "signer.file", NULL},
    {ERROR_FORBIDDEN, "signer.checkpoint", NULL},
    {ERROR_FORBIDDEN, "signer.inconsistent", NULL},
    {ERROR_FORBIDDEN, "signer.backup", NULL},
    {ERROR_UNAVAILABLE, "signer.pace", N_("Đang niêm phong nhiều báo cáo. Thử lại sau ít phút.")},
    {ERROR_UNAVAILABLE, "signer.token", N_("Thiết bị ký không trả lời. Thử lại sau ít phút.")},
    {ERROR_UNAVAILABLE, "signer.record",
     N_("Không ghi được nhật ký ký số nên chưa ký. Báo quản trị hệ thống.")},
    {ERROR_FORBIDDEN, "signer.peer", NULL},
    {ERROR_FORBIDDEN, "signer.refused", N_("Bộ phận ký số từ chối yêu cầu này.")},
};

struct result signer_refusal(const char *code)
{
    const size_t count = sizeof refusals / sizeof refusals[0];
    for (size_t i = 0; i < count; i++)
        if (strcmp(refusals[i].code, code) == 0)
            return refusals[i];
    return refusals[count - 1];
}

static void add_field(struct buf *out, struct str field)
{
    buf_u32(out, (uint32_t)field.len);
    buf_add(out, field);
}

static struct str take_field(struct reader *reader, size_t max)
{
    size_t len = reader_u32(reader);
    if (len > max)
        reader->failed = true;
    return reader->failed ? S("") : reader_take(reader, len);
}

static void add_range(struct buf *out, struct signer_range range)
{
    buf_u64(out, range.before);
    buf_u64(out, range.after_at);
    buf_u64(out, range.after_len);
}

static struct signer_range take_range(struct reader *reader)
{
    struct signer_range range = {0};
    range.before = reader_u64(reader);
    range.after_at = reader_u64(reader);
    range.after_len = reader_u64(reader);
    return range;
}

static bool within_limits(const struct signer_request *request)
{
    return request->key.len <= SIGNER_TEXT_MAX && request->actor.len <= SIGNER_TEXT_MAX &&
           request->pin.len <= SIGNER_TEXT_MAX && request->grant.len <= SIGNER_TEXT_MAX &&
           request->bytes.len <= SIGNER_BYTES_MAX &&
           request->hashes.len <= SIGNER_HASHES_MAX * SIGNER_HASH_SIZE;
}

struct result signer_request_encode(struct arena *arena, const struct signer_request *request,
                                    struct str *message)
{
    if (!within_limits(request))
        return result_fail(ERROR_LIMIT, "signer.too_large", NULL);
    struct buf out;
    buf_init(&out, arena, SIGNER_MESSAGE_MAX);
    buf_text(&out, "TS1");
    buf_byte(&out, (unsigned char)request->operation);
    add_field(&out, request->key);
    add_field(&out, request->actor);
    add_field(&out, request->pin);
    add_field(&out, request->grant);
    add_field(&out, request->bytes);
    add_field(&out, request->hashes);
    add_range(&out, request->range);
    add_range(&out, request->leader_range);
    *message = buf_str(&out);
    return RESULT_OK;
}

struct result signer_request_decode(struct str message, struct signer_request *request)
{
    struct reader reader = reader_of(message);
    memset(request, 0, sizeof *request);
    request->file = -1;
    bool known = reader_accept(&reader, S("TS1"));
    unsigned operation = reader_u8(&reader);
    request->key = take_field(&reader, SIGNER_TEXT_MAX);
    request->actor = take_field(&reader, SIGNER_TEXT_MAX);
    request->pin = take_field(&reader, SIGNER_TEXT_MAX);
    request->grant = take_field(&reader, SIGNER_TEXT_MAX);
    request->bytes = take_field(&reader, SIGNER_BYTES_MAX);
    request->hashes = take_field(&reader, SIGNER_HASHES_MAX * SIGNER_HASH_SIZE);
    request->range = take_range(&reader);
    request->leader_range = take_range(&reader);
    if (!known || !reader_done(&reader) || operation < SIGNER_GRANT ||
        operation > SIGNER_REPORT || request->hashes.len % SIGNER_HASH_SIZE != 0)
        return result_fail(ERROR_INVALID, "signer.message", NULL);
    request->operation = (enum signer_operation)operation;
    return RESULT_OK;
}

struct str signer_answer_encode(struct arena *arena, const struct signer_answer *answer)
{
    struct buf out;
    buf_init(&out, arena, SIGNER_MESSAGE_MAX);
    buf_text(&out, "TA1");
    add_field(&out, result_ok(answer->outcome) ? S("") : str_from_c(answer->outcome.code));
    add_field(&out, answer->payload);
    buf_u64(&out, (uint64_t)answer->expires_us);
    return buf_str(&out);
}

struct result signer_answer_decode(struct arena *arena, struct str message,
                                   struct signer_answer *answer)
{
    struct reader reader = reader_of(message);
    bool known = reader_accept(&reader, S("TA1"));
    struct str code = take_field(&reader, SIGNER_REFUSAL_MAX);
    struct str payload = take_field(&reader, SIGNER_PAYLOAD_MAX);
    uint64_t expires_us = reader_u64(&reader);
    if (!known || !reader_done(&reader))
        return result_fail(ERROR_CORRUPT, "signer.answer", NULL);
    answer->outcome = str_empty(code) ? RESULT_OK : signer_refusal(str_c(arena, code));
    answer->payload = str_dup(arena, payload);
    answer->expires_us = (int64_t)expires_us;
    return RESULT_OK;
}

struct str signer_list_join(struct arena *arena, const struct str *items, size_t count)
{
    struct buf out;
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += items[i].len + sizeof(uint32_t);
    buf_init(&out, arena, room + 1);
    for (size_t i = 0; i < count; i++)
        add_field(&out, items[i]);
    return buf_str(&out);
}

bool signer_list_split(struct str list, size_t max, struct str *items, size_t *count)
{
    struct reader reader = reader_of(list);
    *count = 0;
    while (!reader_done(&reader)) {
        if (*count == max)
            return false;
        items[*count] = take_field(&reader, list.len);
        if (reader.failed)
            return false;
        (*count)++;
    }
    return *count > 0;
}
