#ifndef TRUC_CORE_NOTIFY_H
#define TRUC_CORE_NOTIFY_H

/*
 * Messages to a phone. A row is written in the transaction of what it tells of and sent later,
 * so that nobody is told of something that did not happen. A text is one SMS: at most 160
 * characters without marks, or 70 with. It names the dossier code and nothing else of a person.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

struct notification {
    struct str phone;  /* E.164 */
    struct str text;   /* plain GSM characters ≤ 160, else ≤ 70 */
    struct str object; /* the dossier code */
};

/* ERROR_INTERNAL "notify.text" for a text that is too long or holds a run of more than eight
 * digits (an identifier or a phone number). An empty phone is no fault: nothing is written. */
struct result notify_add(struct db *db, struct arena *arena, int64_t now_us,
                         struct notification notification);

struct notification_row {
    int64_t id;
    int64_t created_us;
    struct str phone;
    struct str text;
    struct str object;
};
struct notification_list {
    struct notification_row *items;
    size_t count;
};
/* The newest first, at most `limit`; `phone` empty: of all phones. */
struct result notify_latest(struct db *db, struct arena *arena, struct str phone, int64_t limit,
                            struct notification_list *out);

/* True for a text that fits one message and tells no number but the code. */
bool notify_text_fits(struct str text);

/* Forgets the messages about an object; where `phone` is not empty, also the codes sent to it.
 * Inside the caller's write transaction. */
struct result notify_forget(struct db *db, struct arena *arena, struct str object,
                            struct str phone);

#endif
