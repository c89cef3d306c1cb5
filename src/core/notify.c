#include "core/notify.h"

#include "base/utf8.h"
#include "core/notification_queries.h"

enum { SMS_PLAIN_MAX = 160, SMS_MARKED_MAX = 70, DIGITS_MAX = 8 };

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    }
    return true;
}

static size_t longest_digits(struct str text)
{
    size_t run = 0;
    size_t longest = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] >= '0' && text.ptr[i] <= '9' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

bool notify_text_fits(struct str text)
{
    size_t most = is_plain(text) ? SMS_PLAIN_MAX : SMS_MARKED_MAX;
    return text.len > 0 && utf8_length(text) <= most && longest_digits(text) <= DIGITS_MAX;
}

struct result notify_add(struct db *db, struct arena *arena, int64_t now_us,
                         struct notification notification)
{
    if (!notify_text_fits(notification.text))
        return result_fail(ERROR_INTERNAL, "notify.text", NULL);
    if (str_empty(notification.phone))
        return RESULT_OK;
    struct q_notification_add_in in = {.phone = notification.phone,
                                       .body = notification.text,
                                       .object = notification.object,
                                       .created_us = now_us};
    return q_notification_add(db, arena, in, NULL);
}

/* Both queries answer the same columns. */
#define ROW_OF(row)                                                                                \
    ((struct notification_row){.id = (row).id,                                                     \
                               .created_us = (row).created_us,                                     \
                               .phone = (row).phone,                                               \
                               .text = (row).body,                                                 \
                               .object = (row).object})

struct result notify_latest(struct db *db, struct arena *arena, struct str phone, int64_t limit,
                            struct notification_list *out)
{
    if (str_empty(phone)) {
        struct q_notification_latest_rows rows;
        struct q_notification_latest_in in = {.limit = limit};
        TRY(q_notification_latest(db, arena, in, &rows));
        DB_LIST_OF(arena, rows, out, ROW_OF);
        return RESULT_OK;
    }
    struct q_notification_of_phone_rows rows;
    struct q_notification_of_phone_in in = {.phone = phone, .limit = limit};
    TRY(q_notification_of_phone(db, arena, in, &rows));
    DB_LIST_OF(arena, rows, out, ROW_OF);
    return RESULT_OK;
}

struct result notify_forget(struct db *db, struct arena *arena, struct str object,
                            struct str phone)
{
    TRY(q_notification_forget(db, arena, (struct q_notification_forget_in){.object = object},
                              NULL));
    if (str_empty(phone))
        return RESULT_OK;
    return q_notification_forget_phone(
        db, arena, (struct q_notification_forget_phone_in){.phone = phone}, NULL);
}
