#include "web/form.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "web/multipart.h"
#include "web/url.h"

enum { DEFAULT_MAX = 200 };

static struct result too_many(void)
{
    return result_fail(ERROR_LIMIT, "web.too_many_fields",
                       N_("Biểu mẫu có quá nhiều ô. Tải lại trang rồi nhập lại."));
}

static size_t count_bytes(struct str text, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == byte;
    return count;
}

struct result form_pairs_urlencoded(struct arena *arena, struct str body, struct pairs *out)
{
    *out = (struct pairs){0};
    size_t most = count_bytes(body, '&') + 1;
    if (most > FORM_PAIRS_MAX)
        return too_many();
    out->items = ARENA_ARRAY(arena, struct pair, most);
    struct str rest = body;
    while (!str_empty(rest)) {
        struct str piece;
        struct str name;
        struct str value;
        if (!str_split(rest, '&', &piece, &rest))
            rest = (struct str){0};
        if (str_empty(piece))
            continue;
        str_split(piece, '=', &name, &value);
        struct pair *pair = &out->items[out->count++];
        TRY(url_decode(arena, name, true, &pair->name));
        TRY(url_decode(arena, value, true, &pair->value));
    }
    return RESULT_OK;
}

static struct result text_ok(struct str text)
{
    if (!utf8_valid(text) || str_has_nul(text))
        return result_fail(ERROR_INVALID, "web.encoding",
                           N_("Chữ gửi đến không đọc được. Tải lại trang rồi nhập lại."));
    return RESULT_OK;
}

static struct result take_part(const struct part *part, size_t *text_bytes, struct pair *pair)
{
    TRY(text_ok(part->name));
    TRY(text_ok(part->file_name));
    TRY(text_ok(part->media_type));
    if (!part->is_file) {
        TRY(text_ok(part->bytes));
        *text_bytes += part->bytes.len;
        if (*text_bytes > FORM_TEXT_MAX)
            return result_fail(ERROR_LIMIT, "web.form_too_large",
                               N_("Phần chữ của biểu mẫu quá dài. Rút ngắn rồi gửi lại."));
    }
    *pair = (struct pair){.name = part->name, .value = part->bytes, .is_file = part->is_file,
                          .file_name = part->file_name, .media_type = part->media_type};
    return RESULT_OK;
}

struct result form_pairs_multipart(struct arena *arena, struct str content_type, struct str body,
                                   struct pairs *out)
{
    *out = (struct pairs){0};
    struct multipart multipart;
    TRY(multipart_begin(arena, content_type, body, &multipart));
    struct multipart count = multipart;
    struct part part;
    bool more = true;
    size_t most = 0;
    while (true) {
        TRY(multipart_next(&count, &part, &more));
        if (!more)
            break;
        if (++most > FORM_PAIRS_MAX)
            return too_many();
    }
    out->items = ARENA_ARRAY(arena, struct pair, most + 1);
    size_t text_bytes = 0;
    for (size_t i = 0; i < most; i++) {
        TRY(multipart_next(&multipart, &part, &more));
        TRY(take_part(&part, &text_bytes, &out->items[out->count++]));
    }
    return RESULT_OK;
}

struct str form_pair(const struct pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (!pairs->items[i].is_file && str_is(pairs->items[i].name, name))
            return pairs->items[i].value;
    }
    return (struct str){0};
}

static const struct form_field *field_of(const struct form_field *fields, struct str name)
{
    for (const struct form_field *field = fields; field != NULL && field->name != NULL; field++) {
        struct str wanted = str_from_c(field->name);
        bool open = str_ends(wanted, S("*"));
        if (open ? str_starts(name, str_slice(wanted, 0, wanted.len - 1)) : str_equal(wanted, name))
            return field;
    }
    return NULL;
}

static void add_error(struct form *form, struct str field, const char *message)
{
    if (form_error_of(form, field.ptr) != NULL)
        return;
    form->errors[form->error_count++] = (struct form_error){.field = field, .message = message};
}

static const char *message_of(const struct form_field *field, const char *otherwise)
{
    return field->error != NULL ? field->error : otherwise;
}

/* DD/MM/YYYY (also with '-', '.' or single digits) to YYYY-MM-DD; unchanged otherwise. */
static struct str date_as_legal(struct arena *arena, struct str text)
{
    int64_t parts[3] = {0};
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool end = i == text.len || text.ptr[i] == '/' || text.ptr[i] == '-' || text.ptr[i] == '.';
        if (!end)
            continue;
        if (count == 3 || !str_to_i64(str_slice(text, start, i), &parts[count++]))
            return text;
        start = i + 1;
    }
    bool fits = count == 3 && parts[0] >= 1 && parts[0] <= 31 && parts[1] >= 1 && parts[1] <= 12 &&
                parts[2] >= 1000 && parts[2] <= 9999;
    return fits ? str_printf(arena, "%04d-%02d-%02d", (int)parts[2], (int)parts[1], (int)parts[0])
                : text;
}

/* What is wrong with a cleaned value, or NULL. */
static const char *fault_of(const struct form_field *field, struct str value)
{
    size_t max = field->max == 0 ? DEFAULT_MAX : field->max;
    int64_t number;
    if (value.len > max)
        return N_("Nội dung quá dài. Rút ngắn lại.");
    if (str_empty(value))
        return NULL;
    if (field->kind == FIELD_INT) {
        if (!str_to_i64(value, &number))
            return message_of(field, N_("Nhập một số nguyên."));
        bool bounded = field->min_value != 0 || field->max_value != 0;
        if (bounded && (number < field->min_value || number > field->max_value))
            return message_of(field, N_("Con số nằm ngoài khoảng cho phép."));
    }
    if (field->kind == FIELD_DATE && !civil_parse_date(value, &number))
        return message_of(field, N_("Nhập ngày có thật, ví dụ 23/11/2026."));
    return NULL;
}

static struct result add_value(struct arena *arena, struct form *form,
                               const struct form_field *field, const struct pair *pair)
{
    struct str value = pair->value;
    if (field->kind == FIELD_LINES)
        TRY(utf8_clean_lines(arena, value, &value));
    else if (field->kind == FIELD_SECRET)
        TRY(utf8_nfc(arena, value, &value));
    else
        TRY(utf8_clean_line(arena, value, &value));
    if (field->kind == FIELD_DATE)
        value = date_as_legal(arena, value);
    form->values[form->count++] = (struct form_value){.name = pair->name, .value = value};
    const char *fault = fault_of(field, value);
    if (fault != NULL)
        add_error(form, pair->name, fault);
    return RESULT_OK;
}

static struct result add_upload(struct arena *arena, struct form *form, const struct pair *pair)
{
    if (str_empty(pair->file_name) && str_empty(pair->value))
        return RESULT_OK; /* nothing was chosen */
    struct str name;
    TRY(utf8_clean_line(arena, pair->file_name, &name));
    for (size_t i = name.len; i > 0; i--) {
        if (name.ptr[i - 1] == '/' || name.ptr[i - 1] == '\\') {
            name = str_slice(name, i, name.len);
            break;
        }
    }
    form->upload_fields[form->upload_count] = pair->name;
    form->uploads[form->upload_count++] = (struct upload){
        .name = name, .media_type = pair->media_type, .bytes = pair->value,
        .size = pair->value.len};
    return RESULT_OK;
}

static struct result take_pair(struct arena *arena, const struct form_field *fields,
                               const struct pair *pair, bool lenient, struct form *form)
{
    if (str_is(pair->name, "csrf"))
        return RESULT_OK;
    const struct form_field *field = field_of(fields, pair->name);
    if (field == NULL || pair->is_file != (field->kind == FIELD_FILE)) {
        if (lenient)
            return RESULT_OK;
        return result_fail(ERROR_INVALID, "web.unknown_field",
                           N_("Biểu mẫu có ô mà trang này không hỏi. Tải lại trang rồi nhập lại."));
    }
    struct str name = str_from_c(str_c(arena, pair->name));
    struct pair named = *pair;
    named.name = name;
    bool repeated = form_has(form, name.ptr) || form_upload(form, name.ptr) != NULL;
    if (repeated && !field->many) {
        if (lenient)
            return RESULT_OK;
        return result_fail(ERROR_INVALID, "web.repeated_field",
                           N_("Một ô được gửi hai lần. Tải lại trang rồi nhập lại."));
    }
    return pair->is_file ? add_upload(arena, form, &named) : add_value(arena, form, field, &named);
}

static void check_required(const struct form_field *fields, struct form *form)
{
    for (const struct form_field *field = fields; field != NULL && field->name != NULL; field++) {
        if (!field->required)
            continue;
        bool given = field->kind == FIELD_FILE ? form_upload(form, field->name) != NULL
                                               : !str_empty(form_get(form, field->name));
        if (!given)
            add_error(form, str_from_c(field->name), message_of(field, N_("Điền ô này.")));
    }
}

struct result form_check(struct arena *arena, const struct form_field *fields,
                         const struct pairs *pairs, bool lenient, struct form **out)
{
    struct form *form = ARENA_NEW(arena, struct form);
    size_t rows = 0;
    for (const struct form_field *field = fields; field != NULL && field->name != NULL; field++)
        rows++;
    form->values = ARENA_ARRAY(arena, struct form_value, pairs->count + 1);
    form->uploads = ARENA_ARRAY(arena, struct upload, pairs->count + 1);
    form->upload_fields = ARENA_ARRAY(arena, struct str, pairs->count + 1);
    form->errors = ARENA_ARRAY(arena, struct form_error, pairs->count + rows + 1);
    for (size_t i = 0; i < pairs->count; i++)
        TRY(take_pair(arena, fields, &pairs->items[i], lenient, form));
    check_required(fields, form);
    *out = form;
    return RESULT_OK;
}

static const struct form_value *value_of(const struct form *form, const char *field, size_t n)
{
    for (size_t i = 0; form != NULL && i < form->count; i++) {
        if (str_is(form->values[i].name, field) && n-- == 0)
            return &form->values[i];
    }
    return NULL;
}

struct str form_get(const struct form *form, const char *field)
{
    const struct form_value *value = value_of(form, field, 0);
    return value == NULL ? (struct str){0} : value->value;
}

bool form_has(const struct form *form, const char *field)
{
    return value_of(form, field, 0) != NULL;
}

bool form_nth(const struct form *form, const char *field, size_t n, struct str *value)
{
    const struct form_value *found = value_of(form, field, n);
    if (found != NULL)
        *value = found->value;
    return found != NULL;
}

int64_t form_int(const struct form *form, const char *field, int64_t otherwise)
{
    int64_t number;
    return str_to_i64(form_get(form, field), &number) ? number : otherwise;
}

const struct upload *form_upload(const struct form *form, const char *field)
{
    for (size_t i = 0; form != NULL && i < form->upload_count; i++) {
        if (str_is(form->upload_fields[i], field))
            return &form->uploads[i];
    }
    return NULL;
}

const char *form_error_of(const struct form *form, const char *field)
{
    for (size_t i = 0; form != NULL && i < form->error_count; i++) {
        if (str_is(form->errors[i].field, field))
            return form->errors[i].message;
    }
    return NULL;
}
