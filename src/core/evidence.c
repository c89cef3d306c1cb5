#include "core/evidence.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/delegation_queries.h"
#include "core/evidence_queries.h"
#include "core/identity.h"
#include "db/db.h"

enum { RECORD_MAX = 64 << 10 };

struct sha256 evidence_leaf(struct str salt, struct str record)
{
    struct str parts[] = {salt, record};
    return sha256_joined(parts, 2);
}

static bool in_anothers_name(const struct grant *authority)
{
    return authority && authority->for_person_id != 0 && authority->source;
}

static void put_behalf(struct json_writer *json, const struct grant *authority)
{
    if (!in_anothers_name(authority))
        return;
    json_open_object(json, "behalf");
    json_put_int(json, "delegation", authority->source->id);
    json_put_text(json, "name", authority->for_name);
    json_put_int(json, "person", authority->for_person_id);
    json_close_object(json);
}

struct str evidence_behalf(struct arena *arena, struct str record)
{
    const struct json *parsed;
    if (!result_ok(json_parse(arena, record, &parsed)))
        return S("");
    return json_text(json_find(json_find(parsed, S("behalf")), S("name")));
}

/* Members in the order of their names; the bytes are kept, and proved, as written here. */
static struct result record_of(struct arena *arena, int64_t now_us, struct evidence evidence,
                               struct str *record)
{
    struct buf out;
    const struct json *data;
    struct str text = evidence.data.len > 0 ? evidence.data : S("{}");
    if (!result_ok(json_parse(arena, text, &data)) || !json_is(data, JSON_KIND_OBJECT))
        return result_fail(ERROR_INVALID, "evidence.data", NULL);
    buf_init(&out, arena, RECORD_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "actor", evidence.actor);
    json_put_int(&json, "agency", evidence.agency_id);
    json_put_int(&json, "at_us", now_us);
    put_behalf(&json, evidence.authority);
    json_put_value(&json, "data", data);
    json_put_text(&json, "kind", evidence.kind);
    json_put_text(&json, "object", evidence.object);
    json_close_object(&json);
    if (out.overflowed)
        return result_fail(ERROR_LIMIT, "evidence.size", NULL);
    *record = buf_str(&out);
    return RESULT_OK;
}

static struct result seal(struct arena *arena, int64_t now_us, struct evidence evidence,
                          struct evidence_sealed *out)
{
    *out = (struct evidence_sealed){.now_us = now_us, .evidence = evidence};
    TRY(record_of(arena, now_us, evidence, &out->record));
    out->salt = random_str(arena, EVIDENCE_SALT);
    out->leaf = evidence_leaf(out->salt, out->record);
    return RESULT_OK;
}

static struct result insert(struct db *db, struct arena *arena,
                            const struct evidence_sealed *sealed, int64_t *id)
{
    struct q_evidence_insert_in row = {.kind = sealed->evidence.kind,
                                       .object = sealed->evidence.object,
                                       .actor = sealed->evidence.actor,
                                       .agency_id = sealed->evidence.agency_id,
                                       .now = sealed->now_us,
                                       .salt = sealed->salt,
                                       .record = sealed->record,
                                       .leaf = sha256_str(&sealed->leaf)};
    struct q_evidence_insert_out added;
    TRY(q_evidence_insert(db, arena, row, &added));
    *id = added.id;
    return RESULT_OK;
}

struct result evidence_add(struct db *db, struct arena *arena, int64_t now_us,
                           struct evidence evidence)
{
    int64_t id;
    struct evidence_sealed sealed;
    if (in_anothers_name(evidence.authority))
        TRY(q_delegated_act_add(
            db, arena,
            (struct q_delegated_act_add_in){.delegation_id = evidence.authority->source->id,
                                            .actor = evidence.actor, .kind = evidence.kind,
                                            .object = evidence.object, .now = now_us},
            NULL));
    TRY(seal(arena, now_us, evidence, &sealed));
    return insert(db, arena, &sealed, &id);
}

static struct str objects_json(struct arena *arena, const struct evidence_reading *reading)
{
    struct buf out;
    buf_init(&out, arena, RECORD_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < reading->object_count; i++)
        json_put_text(&json, NULL, reading->objects[i]);
    json_close_array(&json);
    return buf_str(&out);
}

static struct str reading_data(struct arena *arena, const struct evidence_reading *reading,
                               struct str objects)
{
    struct buf out;
    buf_init(&out, arena, RECORD_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_raw(&json, "objects", objects);
    json_put_text(&json, "purpose", reading->purpose);
    json_put_text(&json, "screen", reading->screen);
    json_close_object(&json);
    return buf_str(&out);
}

struct result evidence_reading_seal(struct arena *arena, int64_t now_us,
                                    struct evidence_reading reading, struct evidence_sealed *out)
{
    struct str objects = objects_json(arena, &reading);
    struct evidence evidence = {.kind = S("read"), .actor = reading.actor,
                                .object = reading.object_count == 1 ? reading.objects[0] : S(""),
                                .agency_id = reading.agency_id,
                                .data = reading_data(arena, &reading, objects),
                                .authority = reading.authority};
    TRY(seal(arena, now_us, evidence, out));
    out->objects = objects;
    return RESULT_OK;
}

/* The rows and, beside each, what it showed: who looked at a thing is found by these. */
static struct result add_readings(struct db *db, struct arena *arena,
                                  const struct evidence_sealed *const *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        TRY(insert(db, arena, readings[i], &id));
        TRY(q_evidence_subjects_add(
            db, arena,
            (struct q_evidence_subjects_add_in){.objects = readings[i]->objects, .evidence_id = id},
            NULL));
    }
    return RESULT_OK;
}

struct result evidence_readings_take(struct db *db, struct arena *arena, int64_t most,
                                     size_t *taken)
{
    struct q_evidence_subjects_bundle_out bundle;
    bool found;
    int64_t gone = 0;
    *taken = 0;
    TRY(q_evidence_subjects_bundle(db, arena, (struct q_evidence_subjects_bundle_in){.most = most},
                                   &bundle, &found));
    if (!found || !bundle.has_last)
        return RESULT_OK;
    TRY(q_evidence_subjects_take(db, arena,
                                 (struct q_evidence_subjects_take_in){.last = bundle.last}, NULL));
    TRY(q_evidence_subjects_taken(
        db, arena, (struct q_evidence_subjects_taken_in){.last = bundle.last}, &gone));
    *taken = (size_t)gone;
    return RESULT_OK;
}

struct result evidence_readings_store(struct db *db, struct arena *arena,
                                      const struct evidence_sealed *const *readings, size_t count)
{
    TRY(db_write_begin(db));
    return db_finish(db, add_readings(db, arena, readings, count));
}

struct result evidence_reading_add(struct db *db, struct arena *arena, int64_t now_us,
                                   struct evidence_reading reading)
{
    struct evidence_sealed sealed;
    const struct evidence_sealed *one = &sealed;
    TRY(evidence_reading_seal(arena, now_us, reading, &sealed));
    return evidence_readings_store(db, arena, &one, 1);
}

/* All queries of whole rows have the same columns, and so the same members. */
#define ROW_OF(q)                                                                                  \
    ((struct evidence_row){.id = (q).id,                                                           \
                           .kind = (q).kind,                                                       \
                           .object = (q).object,                                                   \
                           .actor = (q).actor,                                                     \
                           .agency_id = (q).agency_id,                                             \
                           .recorded_us = (q).recorded,                                            \
                           .salt = (q).salt,                                                       \
                           .record = (q).record,                                                   \
                           .leaf = (q).leaf,                                                       \
                           .has_leaf_index = (q).has_leaf_index,                                   \
                           .leaf_index = (q).leaf_index})

struct result evidence_of(struct db *db, struct arena *arena, struct str object,
                          struct evidence_row **rows, size_t *count)
{
    struct q_evidence_of_object_rows found;
    TRY(q_evidence_of_object(db, arena, (struct q_evidence_of_object_in){.object = object},
                             &found));
    *rows = ARENA_ARRAY(arena, struct evidence_row, found.count + 1);
    *count = found.count;
    for (size_t i = 0; i < found.count; i++)
        (*rows)[i] = ROW_OF(found.items[i]);
    return RESULT_OK;
}

struct result evidence_last(struct db *db, struct arena *arena, struct str kind,
                            struct str object, struct evidence_row *row)
{
    struct q_evidence_newest_out newest;
    bool found;
    TRY(q_evidence_newest(db, arena,
                          (struct q_evidence_newest_in){.object = object, .kind = kind}, &newest,
                          &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "evidence.none", NULL);
    *row = ROW_OF(newest);
    return RESULT_OK;
}

struct result evidence_in_log(struct db *db, struct arena *arena, struct evidence_walk walk,
                              struct evidence_row **rows, size_t *count)
{
    struct q_evidence_in_log_rows found;
    TRY(q_evidence_in_log(db, arena,
                          (struct q_evidence_in_log_in){.after = walk.after, .kind = walk.kind,
                                                        .or_kind = walk.or_kind,
                                                        .most = walk.most},
                          &found));
    *rows = ARENA_ARRAY(arena, struct evidence_row, found.count + 1);
    *count = found.count;
    for (size_t i = 0; i < found.count; i++)
        (*rows)[i] = ROW_OF(found.items[i]);
    return RESULT_OK;
}

struct result evidence_erase(struct db *db, struct arena *arena, struct str object,
                             int64_t *erased)
{
    if (object.len == 0)
        return result_fail(ERROR_INVALID, "evidence.object", NULL);
    struct q_evidence_forget_in in = {.object = object, .nothing = S("")};
    for (size_t taken = 1; taken > 0;)
        TRY(evidence_readings_take(db, arena, EVIDENCE_BUNDLE, &taken));
    TRY(q_evidence_subject_forget(db, arena,
                                  (struct q_evidence_subject_forget_in){.object = object}, NULL));
    return q_evidence_forget(db, arena, in, erased);
}
