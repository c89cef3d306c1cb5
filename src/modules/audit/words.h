#ifndef TRUC_MODULES_AUDIT_WORDS_H
#define TRUC_MODULES_AUDIT_WORDS_H

/* Rows of the log as people read them. */
#include "base/i18n.h"
#include "base/json.h"
#include "modules/audit/find.h"

/* Msgid of a kind; NULL for one without words: then its name is shown. */
const char *audit_kind_words(struct str kind);

/* "account:7" as a person with the post of that day; "citizen", "system". */
struct audit_who {
    struct str name;
    struct str detail; /* login and post; may be empty */
};
struct result audit_who(struct db *db, struct arena *arena, struct str actor, int64_t at_us,
                        struct audit_who *out);

/* "dossier:12" as "H19.62-261123-0001"; anything else as it is. */
struct result audit_object_name(struct db *db, struct arena *arena, struct str object,
                                struct str *out);

/* A value of a record as text: instants of members in "_us" as dates, lists with commas. */
struct str audit_value(struct arena *arena, enum locale locale, struct str key,
                       const struct json *value);

/* One line of a record's table; for a plain member only `after` is set. */
struct audit_field {
    struct str key;
    struct str before;
    struct str after;
    bool changed;
};
struct audit_fields {
    struct audit_field *items;
    size_t count;
    bool has_before; /* the record tells before and after */
};
/* The data of a record; nothing where it was erased. */
struct audit_fields audit_fields_of(struct arena *arena, enum locale locale, struct str record);
/* Why it was done, as the record says; may be empty. */
struct str audit_why(struct arena *arena, enum locale locale, struct str record);

#endif
