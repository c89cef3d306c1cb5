#include <string.h>

#include "db/driver.h"

enum { FIRST_ROWS = 8 };

void *db_sink_row(struct db_sink *sink)
{
    size_t size = sink->query->out_size;
    if (sink->single) {
        sink->count = 1;
        return sink->items;
    }
    if (sink->count == sink->capacity) {
        size_t capacity = sink->capacity == 0 ? FIRST_ROWS : sink->capacity * 2;
        char *items = arena_array(sink->arena, capacity, size);
        if (sink->count > 0)
            memcpy(items, sink->items, sink->count * size);
        sink->items = items;
        sink->capacity = capacity;
    }
    return sink->items + size * sink->count++;
}

struct result db_sink_put(struct db_sink *sink, void *row, size_t column, struct db_value value)
{
    const struct db_field *field = &sink->query->out[column];
    char *at = row;
    if (value.null && field->has == DB_NOT_NULL)
        return result_fail(ERROR_CORRUPT, "db.null", NULL);
    bool has = !value.null;
    if (field->has != DB_NOT_NULL)
        memcpy(at + field->has, &has, sizeof has);
    if (value.null)
        return RESULT_OK;
    if (field->type == DB_I64) {
        memcpy(at + field->offset, &value.number, sizeof value.number);
    } else if (field->type == DB_BOOL) {
        bool truth = value.number != 0;
        memcpy(at + field->offset, &truth, sizeof truth);
    } else {
        struct str copy = str_dup(sink->arena, value.text);
        memcpy(at + field->offset, &copy, sizeof copy);
    }
    return RESULT_OK;
}

struct result db_param(const void *in, const struct db_field *field, struct db_value *value)
{
    const char *at = in;
    *value = (struct db_value){0};
    if (field->has != DB_NOT_NULL) {
        bool has = false;
        memcpy(&has, at + field->has, sizeof has);
        value->null = !has;
        if (!has)
            return RESULT_OK;
    }
    if (field->type == DB_I64) {
        memcpy(&value->number, at + field->offset, sizeof value->number);
    } else if (field->type == DB_BOOL) {
        bool truth = false;
        memcpy(&truth, at + field->offset, sizeof truth);
        value->number = truth ? 1 : 0;
    } else {
        memcpy(&value->text, at + field->offset, sizeof value->text);
        if (field->type == DB_TEXT && str_has_nul(value->text))
            return result_fail(ERROR_INVALID, "db.text",
                               N_("Chữ nhập vào có ký tự không dùng được. Hãy nhập lại."));
        if (value->text.ptr == NULL)
            value->text = S("");
    }
    return RESULT_OK;
}
