#include "modules/verify/rules.h"

#include <string.h>

enum { PART_MIN = 64 };

static bool content_intact(const struct validation *v)
{
    bool intact = v->readable && !v->modified && v->signature_count > 0;
    for (size_t i = 0; i < v->signature_count; i++)
        intact = intact && v->signatures[i].digest_ok && v->signatures[i].crypto_ok &&
                 v->signatures[i].covers_ok;
    return intact;
}

static bool certificates_hold(const struct validation *v)
{
    bool hold = v->signature_count > 0;
    for (size_t i = 0; i < v->signature_count; i++)
        hold = hold && v->signatures[i].certificate_ok;
    return hold;
}

/* The leader's and the agency's. */
static size_t signatures_of_people(const struct validation *v)
{
    size_t count = 0;
    for (size_t i = 0; i < v->signature_count; i++)
        count += v->signatures[i].kind == SIGNATURE_PERSON_OR_AGENCY && v->signatures[i].valid;
    return count;
}

static bool dated(const struct validation *v)
{
    bool found = false;
    for (size_t i = 0; i < v->signature_count; i++)
        found = found || (v->signatures[i].has_timestamp && v->signatures[i].timestamp_ok);
    return found;
}

static enum verdict verdict_of_copy(const struct findings *f)
{
    if (!f->kept_ok || !content_intact(&f->validation))
        return VERIFY_CHANGED;
    if (!f->validation.valid || signatures_of_people(&f->validation) < 2 || f->log == LOG_BROKEN)
        return VERIFY_UNCLEAR;
    return VERIFY_GENUINE;
}

/* A paper that is not in our books. One that carries a part of ours is never green: at best its
 * signatures hold and somebody has added to it. */
static enum verdict verdict_of_stranger(const struct findings *f)
{
    static const enum verdict verdicts[] = {
        [SIGNED_UNKNOWN] = VERIFY_NOT_OURS, [SIGNED_NOTHING] = VERIFY_UNSIGNED,
        [SIGNED_VALID] = VERIFY_SIGNED,     [SIGNED_OPEN] = VERIFY_OPEN,
        [SIGNED_BAD] = VERIFY_BROKEN,       [SIGNED_MODIFIED] = VERIFY_BROKEN};
    if (f->similar)
        return f->signatures == SIGNED_VALID ? VERIFY_OPEN : VERIFY_CHANGED;
    return f->refused ? VERIFY_UNREADABLE : verdicts[f->signatures];
}

enum verdict verify_verdict(const struct findings *f)
{
    if (!f->found)
        return verdict_of_stranger(f);
    if (!f->done)
        return VERIFY_NOT_YET;
    return f->current ? verdict_of_copy(f) : VERIFY_EARLIER;
}

static const struct check *of_log(enum log_finding log)
{
    static const struct check rows[] = {
        [LOG_HOLDS] = {TONE_OK, N_("Việc ký có trong nhật ký công khai")},
        [LOG_WAITING] = {TONE_WARN, N_("Việc ký đang được ghi vào nhật ký công khai")},
        [LOG_BROKEN] = {TONE_BAD, N_("Nhật ký công khai không xác nhận việc ký")}};
    return &rows[log];
}

size_t verify_checks(const struct findings *f, struct check checks[CHECKS_MAX])
{
    static const struct check pairs[][2] = {
        {{TONE_BAD, N_("Không khớp bản lưu của nơi cấp")},
         {TONE_OK, N_("Khớp bản lưu của nơi cấp")}},
        {{TONE_BAD, N_("Nội dung bị sửa từ khi ký")},
         {TONE_OK, N_("Nội dung nguyên vẹn từ khi ký")}},
        {{TONE_WARN, N_("Chưa đủ chữ ký của lãnh đạo và dấu của cơ quan")},
         {TONE_OK, N_("Có chữ ký của lãnh đạo và dấu của cơ quan")}},
        {{TONE_WARN, N_("Chưa xác nhận được chứng thư")},
         {TONE_OK, N_("Chứng thư còn hạn khi ký")}},
        {{TONE_WARN, N_("Đang chờ dấu thời gian")}, {TONE_OK, N_("Có dấu thời gian")}}};
    if (!f->found && f->similar) {
        checks[0] = pairs[0][0];
        checks[1] = pairs[1][0];
        return 2;
    }
    if (!f->found || !f->done || !f->current)
        return 0;
    const struct validation *v = &f->validation;
    checks[0] = pairs[0][f->kept_ok];
    checks[1] = pairs[1][f->kept_ok && content_intact(v)];
    checks[2] = pairs[2][signatures_of_people(v) >= 2];
    checks[3] = pairs[3][certificates_hold(v)];
    checks[4] = pairs[4][dated(v)];
    checks[5] = *of_log(f->log);
    return CHECKS_MAX;
}

size_t verify_parts(struct str bytes, struct str *parts, size_t most)
{
    struct str mark = S("%%EOF");
    size_t count = 0;
    while (bytes.len > 0 && count < most) {
        size_t end = str_find(bytes, mark);
        end = end == bytes.len ? end : end + mark.len;
        while (end < bytes.len && (bytes.ptr[end] == '\r' || bytes.ptr[end] == '\n'))
            end++;
        if (end >= PART_MIN)
            parts[count++] = str_slice(bytes, 0, end);
        bytes = str_slice(bytes, end, bytes.len);
    }
    return count;
}

const char *verify_indication(enum verdict verdict)
{
    if (verdict == VERIFY_GENUINE || verdict == VERIFY_SIGNED)
        return "TOTAL-PASSED";
    return verdict == VERIFY_CHANGED || verdict == VERIFY_BROKEN ? "TOTAL-FAILED" : "INDETERMINATE";
}
