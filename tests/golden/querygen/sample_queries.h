/* Written by tools/querygen.py; edit the .sql file. */
#ifndef TRUC_CORE_SAMPLE_QUERIES_H
#define TRUC_CORE_SAMPLE_QUERIES_H

#include "db/db.h"

struct q_sample_by_code_in {
    struct str code;
};

struct q_sample_by_code_out {
    int64_t id;
    bool has_due;
    int64_t due;
    struct str answers;
    bool open;
    int64_t fee;
};

struct result q_sample_by_code(struct db *db, struct arena *arena, struct q_sample_by_code_in in, struct q_sample_by_code_out *out);

struct q_sample_find_in {
    struct str raw;
    struct str from;
};

struct q_sample_find_out {
    int64_t id;
};

struct result q_sample_find(struct db *db, struct arena *arena, struct q_sample_find_in in, struct q_sample_find_out *out, bool *found);

struct q_sample_all_out {
    int64_t id;
};

struct q_sample_all_rows {
    struct q_sample_all_out *items;
    size_t count;
};

struct result q_sample_all(struct db *db, struct arena *arena, struct q_sample_all_rows *rows);

struct q_sample_take_in {
    int64_t now;
};

struct result q_sample_take(struct db *db, struct arena *arena, struct q_sample_take_in in, int64_t *changed);

struct q_sample_search_in {
    struct str words;
};

struct q_sample_search_out {
    int64_t id;
};

struct q_sample_search_rows {
    struct q_sample_search_out *items;
    size_t count;
};

struct result q_sample_search(struct db *db, struct arena *arena, struct q_sample_search_in in, struct q_sample_search_rows *rows);

#endif
