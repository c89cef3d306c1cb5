#ifndef TRUC_WEB_FORM_H
#define TRUC_WEB_FORM_H

/*
 * Forms against their schema. First the pairs as they came (form_pairs_*): well-formed, few
 * enough, UTF-8 without NUL. Then the schema (form_check): unnamed input is refused, text is
 * cleaned and brought to NFC, and what a person can mend becomes a form_error.
 */
#include "web/web.h"

enum { FORM_PAIRS_MAX = 1000, FORM_TEXT_MAX = 1 << 20 };

struct pair {
    struct str name;
    struct str value; /* of a file: its bytes */
    bool is_file;
    struct str file_name;
    struct str media_type;
};

struct pairs {
    struct pair *items;
    size_t count;
};

/* application/x-www-form-urlencoded, also a query. INVALID "web.encoding"; LIMIT
 * "web.too_many_fields". */
struct result form_pairs_urlencoded(struct arena *arena, struct str body, struct pairs *out);
/* multipart/form-data; files borrow from the body. As above and "web.multipart", and LIMIT
 * "web.form_too_large" when the fields that are not files pass FORM_TEXT_MAX. */
struct result form_pairs_multipart(struct arena *arena, struct str content_type, struct str body,
                                   struct pairs *out);

/* First value of a name, empty where there is none. */
struct str form_pair(const struct pairs *pairs, const char *name);

/* INVALID "web.unknown_field" for a pair that no row names, unless `lenient` (queries: links pick
 * up parameters on their way), which drops it; "web.repeated_field" for a second value of a field
 * that takes one. The pair "csrf" is skipped. */
struct result form_check(struct arena *arena, const struct form_field *fields,
                         const struct pairs *pairs, bool lenient, struct form **out);

#endif
