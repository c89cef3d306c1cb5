#include "sign/pdf_signatures.h"

#include <stdlib.h>

#include "base/clock.h"

enum { LISTS_MAX = 4096, LISTS_FIRST = 32 };

/* A field on the way down, with what it inherits to those below. */
struct field_visit {
    const struct pdf_value *value;
    struct str name;
    bool signature;
};

struct field_queue {
    struct field_visit *items;
    size_t count;
    size_t room;
    bool *seen; /* by position in file->numbers: a tree leads to each field once */
};

static struct result target(struct pdf_file *file, const struct pdf_value *value,
                            struct pdf_object *object, const struct pdf_value **out)
{
    *object = (struct pdf_object){0};
    *out = value;
    if (value == NULL || value->type != PDF_REFERENCE)
        return RESULT_OK;
    struct result read = pdf_object(file, pdf_last(file), value->integer, object);
    *out = result_ok(read) ? object->value : NULL;
    return read.kind == ERROR_NOT_FOUND ? RESULT_OK : read;
}

/* Seconds east of UTC of "+07'00'"; 0 for Z, nothing and anything else. */
static int64_t zone_seconds(struct str zone)
{
    int64_t hours;
    int64_t minutes;
    if (zone.len < 6 || (zone.ptr[0] != '+' && zone.ptr[0] != '-') ||
        !str_to_i64(str_slice(zone, 1, 3), &hours) || !str_to_i64(str_slice(zone, 4, 6), &minutes))
        return 0;
    return (hours * 3600 + minutes * 60) * (zone.ptr[0] == '-' ? -1 : 1);
}

/* "D:YYYYMMDDHHmmSS" with Z or an offset in hours and minutes (7.9.4). */
static int64_t date_of(const struct pdf_value *value)
{
    static const size_t at[] = {2, 6, 8, 10, 12, 14, 16};
    static const int64_t least[] = {1, 1, 1, 0, 0, 0};
    static const int64_t most[] = {9999, 12, 31, 23, 59, 59};
    int64_t parts[6];
    if (value == NULL || value->type != PDF_STRING || value->text.len < 16 ||
        !str_starts(value->text, S("D:")))
        return 0;
    for (size_t i = 0; i < 6; i++)
        if (!str_to_i64(str_slice(value->text, at[i], at[i + 1]), &parts[i]) ||
            parts[i] < least[i] || parts[i] > most[i])
            return 0;
    int64_t offset_s = zone_seconds(str_slice(value->text, 16, value->text.len));
    struct civil_time local = {(int)parts[0], (int)parts[1], (int)parts[2],
                               (int)parts[3], (int)parts[4], (int)parts[5]};
    return civil_to_us(local) + (TIME_ZONE_OFFSET_S - offset_s) * MICROS_PER_SECOND;
}

/* The four numbers, as they must be. */
static bool range_of(const struct pdf_value *range, size_t size, size_t out[4])
{
    if (range == NULL || range->type != PDF_ARRAY || range->count != 4)
        return false;
    const struct pdf_value *item = range->first;
    for (size_t i = 0; i < 4; i++, item = item->next) {
        if (item->type != PDF_INTEGER || item->integer < 0 || (uint64_t)item->integer > size)
            return false;
        out[i] = (size_t)item->integer;
    }
    return out[0] == 0 && out[1] < out[2] && out[3] <= size - out[2];
}

/* The last revision whose bytes end at `end`; true where there is one. A revision may be signed
 * without the line end behind its %%EOF, or half of it; not without an empty line behind that. */
static bool revision_ending(const struct pdf_file *file, size_t end, size_t *out)
{
    for (size_t i = 0; i < file->section_count; i++) {
        size_t full = file->sections[i].end;
        size_t marker = full;
        while (marker > 0 && pdf_is_space((unsigned char)file->bytes.ptr[marker - 1]))
            marker--;
        if (str_is(str_slice(file->bytes, marker, full), "\n\n"))
            marker = full;
        if (end < marker || end > full)
            continue;
        *out = i;
        return true;
    }
    return false;
}

/* The gap between the two ranges is exactly this dictionary's own /Contents token, and the range
 * ends the very revision that wrote the dictionary. */
static void examine_range(struct pdf_file *file, const struct pdf_object *home,
                          const struct pdf_value *dictionary, struct pdf_signed *out)
{
    const struct pdf_value *contents = pdf_get(dictionary, "Contents");
    size_t n[4];
    size_t ends = 0;
    out->readable = contents != NULL && contents->type == PDF_STRING && contents->text.len > 0 &&
                    range_of(pdf_get(dictionary, "ByteRange"), file->bytes.len, n);
    if (!out->readable)
        return;
    out->contents = contents->text;
    out->parts[0] = str_slice(file->bytes, 0, n[1]);
    out->parts[1] = str_slice(file->bytes, n[2], n[2] + n[3]);
    if (home->source.ptr != file->bytes.ptr || home->end == 0 ||
        file->bytes.ptr[contents->start] != '<' || n[1] != contents->start ||
        n[2] != contents->end || !revision_ending(file, n[2] + n[3], &ends) ||
        home->section != ends)
        return;
    out->revision = ends;
    out->covers = ends == pdf_last(file) ? PDF_COVERS_FILE : PDF_COVERS_REVISION;
}

/* Which fields a rule locks; one that cannot be told locks all. */
static struct result read_lock(struct pdf_file *file, const struct pdf_value *rule,
                               struct pdf_signed *out)
{
    struct pdf_object object;
    const struct pdf_value *action = NULL;
    const struct pdf_value *fields = NULL;
    TRY(target(file, pdf_get(rule, "Action"), &object, &action));
    TRY(target(file, pdf_get(rule, "Fields"), &object, &fields));
    bool listed = fields != NULL && fields->type == PDF_ARRAY && out->lock == PDF_LOCK_NONE;
    out->lock = PDF_LOCK_ALL;
    if (!listed || (!pdf_is_name(action, "Include") && !pdf_is_name(action, "Exclude")))
        return RESULT_OK;
    out->locked = ARENA_ARRAY(file->arena, struct str, fields->count + 1);
    for (const struct pdf_value *item = fields->first; item != NULL; item = item->next) {
        const struct pdf_value *name = NULL;
        TRY(target(file, item, &object, &name));
        if (name == NULL || name->type != PDF_STRING)
            return RESULT_OK;
        out->locked[out->locked_count++] = pdf_text_utf8(file->arena, name->text);
    }
    out->lock = pdf_is_name(action, "Exclude") ? PDF_LOCK_EXCLUDE : PDF_LOCK_INCLUDE;
    return RESULT_OK;
}

static void read_level(const struct pdf_value *rule, struct pdf_signed *out)
{
    const struct pdf_value *level = pdf_get(rule, "P");
    int found = level == NULL ? 2 : level->type != PDF_INTEGER ? 1 : (int)level->integer;
    if (found < 1 || found > 3)
        found = 1;
    if (out->certifies == 0 || found < out->certifies)
        out->certifies = found;
}

/* /Reference of the signature: DocMDP and FieldMDP; /Lock of its field. */
static struct result read_rules(struct pdf_file *file, const struct pdf_value *dictionary,
                                const struct pdf_value *field, struct pdf_signed *out)
{
    struct pdf_object object;
    const struct pdf_value *list = NULL;
    const struct pdf_value *lock = NULL;
    TRY(target(file, pdf_get(dictionary, "Reference"), &object, &list));
    const struct pdf_value *item = list != NULL && list->type == PDF_ARRAY ? list->first : NULL;
    for (; item != NULL; item = item->next) {
        const struct pdf_value *reference = NULL;
        const struct pdf_value *rule = NULL;
        const struct pdf_value *method = NULL;
        TRY(target(file, item, &object, &reference));
        TRY(target(file, pdf_get(reference, "TransformParams"), &object, &rule));
        TRY(target(file, pdf_get(reference, "TransformMethod"), &object, &method));
        if (pdf_is_name(method, "DocMDP"))
            read_level(rule, out);
        if (pdf_is_name(method, "FieldMDP"))
            TRY(read_lock(file, rule, out));
    }
    TRY(target(file, pdf_get(field, "Lock"), &object, &lock));
    if (lock != NULL && out->lock == PDF_LOCK_NONE)
        TRY(read_lock(file, lock, out));
    if (pdf_get(lock, "P") != NULL)
        read_level(lock, out);
    return RESULT_OK;
}

static struct str text_of(const struct pdf_value *value, enum pdf_type type)
{
    return value != NULL && value->type == type ? value->text : S("");
}

static struct result add_signature(struct pdf_file *file, const struct field_visit *field,
                                   const struct pdf_object *field_home, struct pdf_signatures *out)
{
    struct pdf_object home;
    const struct pdf_value *value = pdf_get(field->value, "V");
    const struct pdf_value *dictionary = NULL;
    if (out->count == PDF_SIGNATURES_MAX)
        return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
    if (!result_ok(target(file, value, &home, &dictionary)))
        home = (struct pdf_object){.number = 1}; /* what cannot be read covers nothing */
    struct pdf_signed *signature = &out->items[out->count++];
    *signature = (struct pdf_signed){.field = field->name, .object = home.number};
    if (home.number == 0)
        home = *field_home;
    signature->written = home.section;
    if (dictionary == NULL || dictionary->type != PDF_DICTIONARY)
        return RESULT_OK;
    signature->filter = text_of(pdf_get(dictionary, "SubFilter"), PDF_NAME);
    signature->type = text_of(pdf_get(dictionary, "Type"), PDF_NAME);
    signature->claimed_us = date_of(pdf_get(dictionary, "M"));
    examine_range(file, &home, dictionary, signature);
    return read_rules(file, dictionary, field->value, signature);
}

static struct str joined_name(struct arena *arena, struct str above, const struct pdf_value *field)
{
    struct str part = pdf_text_utf8(arena, text_of(pdf_get(field, "T"), PDF_STRING));
    if (str_empty(above) || str_empty(part))
        return str_empty(above) ? part : above;
    return str_printf(arena, "%.*s.%.*s", STR_ARG(above), STR_ARG(part));
}

static struct result push_list(struct pdf_file *file, struct field_queue *queue,
                               const struct field_visit *list)
{
    if (queue->count == LISTS_MAX)
        return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
    if (queue->count == queue->room) {
        size_t room = queue->room == 0 ? LISTS_FIRST : queue->room * 2;
        struct field_visit *more = ARENA_ARRAY(file->arena, struct field_visit, room);
        for (size_t i = 0; i < queue->count; i++)
            more[i] = queue->items[i];
        queue->items = more;
        queue->room = room;
    }
    queue->items[queue->count++] = *list;
    return RESULT_OK;
}

static struct result visit_field(struct pdf_file *file, const struct pdf_value *item,
                                 const struct field_visit *above, struct field_queue *queue,
                                 struct pdf_signatures *out)
{
    struct pdf_object home;
    const struct pdf_value *value = NULL;
    const struct pdf_value *kids = NULL;
    struct pdf_object ignored;
    size_t index = item->type == PDF_REFERENCE ? pdf_index(file, item->integer)
                                               : file->number_count;
    if (index < file->number_count && queue->seen[index])
        return RESULT_OK;
    queue->seen[index] = index < file->number_count;
    TRY(target(file, item, &home, &value));
    if (value == NULL || value->type != PDF_DICTIONARY)
        return RESULT_OK;
    const struct pdf_value *type = pdf_get(value, "FT");
    struct field_visit here = {.value = value,
                               .name = joined_name(file->arena, above->name, value),
                               .signature = type == NULL ? above->signature
                                                         : pdf_is_name(type, "Sig")};
    TRY(target(file, pdf_get(value, "Kids"), &ignored, &kids));
    bool list = kids != NULL && kids->type == PDF_ARRAY;
    if (here.signature && pdf_get(value, "V") != NULL)
        TRY(add_signature(file, &here, &home, out));
    if (!list)
        return RESULT_OK;
    here.value = kids;
    return push_list(file, queue, &here);
}

static size_t covered(const struct pdf_signed *signature)
{
    return signature->parts[0].len + signature->contents.len + signature->parts[1].len;
}

static int by_coverage(const void *a, const void *b)
{
    size_t x = covered(a);
    size_t y = covered(b);
    return (x > y) - (x < y);
}

/* Everything that two ranges say must nest: the longer one covers the shorter one whole. */
static void check_nesting(struct pdf_signatures *out)
{
    for (size_t i = 1; i < out->count; i++) {
        struct pdf_signed *earlier = &out->items[i - 1];
        struct pdf_signed *later = &out->items[i];
        if (earlier->covers != PDF_COVERS_PARTIAL && later->covers != PDF_COVERS_PARTIAL &&
            later->revision == earlier->revision)
            later->covers = earlier->covers = PDF_COVERS_PARTIAL;
    }
}

struct result pdf_signatures_read(struct pdf_file *file, struct pdf_signatures *out)
{
    struct pdf_object object;
    const struct pdf_value *form = NULL;
    const struct pdf_value *fields = NULL;
    struct pdf_object catalog;
    struct field_queue queue = {0};
    *out = (struct pdf_signatures){
        .items = ARENA_ARRAY(file->arena, struct pdf_signed, PDF_SIGNATURES_MAX)};
    TRY(pdf_catalog(file, pdf_last(file), &catalog));
    TRY(target(file, pdf_get(catalog.value, "AcroForm"), &object, &form));
    TRY(target(file, pdf_get(form, "Fields"), &object, &fields));
    if (fields == NULL || fields->type != PDF_ARRAY)
        return RESULT_OK;
    queue.seen = ARENA_ARRAY(file->arena, bool, file->number_count + 1);
    TRY(push_list(file, &queue, &(struct field_visit){.value = fields}));
    while (queue.count > 0) {
        struct field_visit above = queue.items[--queue.count];
        for (const struct pdf_value *kid = above.value->first; kid != NULL; kid = kid->next)
            TRY(visit_field(file, kid, &above, &queue, out));
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof out->items[0], by_coverage);
    check_nesting(out);
    return RESULT_OK;
}

/* A lock on a field also holds for the fields below it. */
static bool names_field(struct str locked, struct str field)
{
    return str_equal(locked, field) ||
           (str_starts(field, locked) && field.len > locked.len && field.ptr[locked.len] == '.');
}

bool pdf_signature_locks(const struct pdf_signed *signature, struct str field)
{
    bool named = false;
    for (size_t i = 0; i < signature->locked_count; i++)
        named = named || names_field(signature->locked[i], field);
    return signature->lock == PDF_LOCK_ALL || (signature->lock == PDF_LOCK_INCLUDE && named) ||
           (signature->lock == PDF_LOCK_EXCLUDE && !named);
}
