#ifndef TRUC_BASE_JSON_DIFF_H
#define TRUC_BASE_JSON_DIFF_H

/* What differs between two JSON trees, member by member. */
#include "base/json.h"

struct json_change {
    struct str path;   /* "fee.per_copy_vnd", "components[giay-to].label" */
    struct str before; /* text, or compact JSON; "" where it was not there */
    struct str after;
};

struct json_changes {
    struct json_change *items;
    size_t count;
    bool more; /* there were more than were asked for */
};

/* Elements of arrays are compared by their "id", "key", "code" or "value" where they have one, else
 * by their place. Either tree may be NULL. At most `most` changes, in the order of the trees. */
struct json_changes json_diff(struct arena *arena, const struct json *before,
                              const struct json *after, size_t most);

#endif
