#include "sign/revision_diff.h"

#include <stdlib.h>

enum { REVISION_OBJECTS_MAX = 4096, WAITING_MAX = 4096 };

/* The work on one revision. */
struct comparison {
    struct pdf_file *file;
    size_t revision;
    const struct pdf_section *section;
    bool *accounted; /* by position in section->entries */
    enum revision_change found;
    const struct pdf_value *new_fields[16];
    size_t new_field_count;
};

static struct result note(struct comparison *work, enum revision_change change)
{
    if (work->found == REVISION_PERMITTED)
        work->found = change;
    return RESULT_OK;
}

static size_t position_of(const struct comparison *work, int64_t number)
{
    for (size_t i = 0; i < work->section->count; i++)
        if (work->section->entries[i].number == number)
            return i;
    return work->section->count;
}

static bool existed(const struct comparison *work, int64_t number)
{
    return pdf_entry_of(work->file, work->revision - 1, number, NULL) != NULL;
}

/* Marks a changed object as explained; true when this revision wrote it. */
static bool account(struct comparison *work, int64_t number)
{
    size_t at = position_of(work, number);
    if (at == work->section->count)
        return false;
    work->accounted[at] = true;
    return true;
}

static bool is_new_field(const struct comparison *work, const struct pdf_value *value)
{
    for (size_t i = 0; i < work->new_field_count; i++)
        if (pdf_is_reference_to(value, work->new_fields[i]->integer))
            return true;
    return false;
}

/* `longer` starts with all of `shorter`; what follows are references to new objects. NULL stands
 * for the empty list. */
static bool is_extended(const struct comparison *work, const struct pdf_value *shorter,
                        const struct pdf_value *longer, const struct pdf_value **first_added)
{
    const struct pdf_value *old = shorter == NULL ? NULL : shorter->first;
    const struct pdf_value *now = longer == NULL ? NULL : longer->first;
    if ((shorter != NULL && shorter->type != PDF_ARRAY) ||
        (longer != NULL && longer->type != PDF_ARRAY))
        return false;
    for (; old != NULL; old = old->next, now = now->next)
        if (now == NULL || !pdf_equal(old, now))
            return false;
    *first_added = now;
    for (; now != NULL; now = now->next)
        if (now->type != PDF_REFERENCE || existed(work, now->integer))
            return false;
    return true;
}

/* All keys but `free_keys` (NULL-terminated) are the same in both. */
static bool same_but(const struct pdf_value *old, const struct pdf_value *now,
                     const char *const *free_keys)
{
    size_t excused_old = 0;
    size_t excused_now = 0;
    for (const char *const *key = free_keys; *key != NULL; key++) {
        excused_old += pdf_get(old, *key) != NULL;
        excused_now += pdf_get(now, *key) != NULL;
    }
    if (old->type != PDF_DICTIONARY || now->type != PDF_DICTIONARY ||
        old->count / 2 - excused_old != now->count / 2 - excused_now)
        return false;
    for (const struct pdf_value *key = old->first; key != NULL; key = key->next->next) {
        bool excused = false;
        for (const char *const *name = free_keys; *name != NULL; name++)
            excused = excused || str_is(key->text, *name);
        const struct pdf_value *other = NULL;
        for (const struct pdf_value *at = now->first; at != NULL; at = at->next->next)
            if (str_equal(at->text, key->text))
                other = at->next;
        if (!excused && (other == NULL || !pdf_equal(key->next, other)))
            return false;
    }
    return true;
}

/* The array behind `value` as of `revision`, through one reference; NULL where there is none. */
static struct result array_of(struct pdf_file *file, size_t revision, const struct pdf_value *value,
                              struct pdf_value **out, int64_t *number)
{
    *out = NULL;
    *number = 0;
    if (value == NULL)
        return RESULT_OK;
    union {
        const struct pdf_value *from;
        struct pdf_value *to;
    } plain = {.from = value};
    *out = plain.to;
    if (value->type != PDF_REFERENCE)
        return RESULT_OK;
    struct pdf_object object;
    TRY(pdf_object(file, revision, value->integer, &object));
    *out = object.value;
    *number = value->integer;
    return RESULT_OK;
}

/* Compares the two lists behind a key and accounts for the array object when it is one. */
static struct result compare_lists(struct comparison *work, const struct pdf_value *old,
                                   const struct pdf_value *now, enum revision_change kind,
                                   const struct pdf_value **added)
{
    struct pdf_value *before;
    struct pdf_value *after;
    int64_t number_before;
    int64_t number_after;
    *added = NULL;
    TRY(array_of(work->file, work->revision - 1, old, &before, &number_before));
    TRY(array_of(work->file, work->revision, now, &after, &number_after));
    if (number_after != number_before || (old != NULL && now == NULL) ||
        !is_extended(work, before, after, added))
        return note(work, kind);
    if (number_after != 0)
        account(work, number_after);
    return RESULT_OK;
}

/* The form before and after: the same but for added fields and the flags. */
static struct result compare_forms(struct comparison *work, const struct pdf_value *old,
                                   const struct pdf_value *now)
{
    static const char *const free_keys[] = {"Fields", "SigFlags", NULL};
    const struct pdf_value *flags = pdf_get(now, "SigFlags");
    const struct pdf_value *added;
    if (now == NULL || now->type != PDF_DICTIONARY)
        return note(work, REVISION_CATALOG);
    bool same = old == NULL ? now->count == 4 : same_but(old, now, free_keys);
    if (!same || flags == NULL || flags->integer != 3)
        return note(work, REVISION_CATALOG);
    TRY(compare_lists(work, pdf_get(old, "Fields"), pdf_get(now, "Fields"), REVISION_CATALOG,
                      &added));
    for (; added != NULL; added = added->next) {
        if (work->new_field_count == 16)
            return note(work, REVISION_FIELD);
        work->new_fields[work->new_field_count++] = added;
    }
    return RESULT_OK;
}

/* The dictionary behind a catalog key, through one reference. */
static struct result form_of(struct comparison *work, size_t revision,
                             const struct pdf_value *catalog, struct pdf_value **form,
                             int64_t *number)
{
    return array_of(work->file, revision, pdf_get(catalog, "AcroForm"), form, number);
}

static struct result compare_catalogs(struct comparison *work)
{
    static const char *const free_keys[] = {"AcroForm", "DSS", NULL};
    struct pdf_object old;
    struct pdf_object now;
    struct pdf_value *old_form;
    struct pdf_value *new_form;
    int64_t old_number;
    int64_t new_number;
    TRY(pdf_catalog(work->file, work->revision - 1, &old));
    TRY(pdf_catalog(work->file, work->revision, &now));
    if (!same_but(old.value, now.value, free_keys))
        return note(work, REVISION_CATALOG);
    account(work, now.number);
    TRY(form_of(work, work->revision - 1, old.value, &old_form, &old_number));
    TRY(form_of(work, work->revision, now.value, &new_form, &new_number));
    if (old_form != NULL && old_number != new_number)
        return note(work, REVISION_CATALOG);
    if (new_number != 0)
        account(work, new_number);
    return new_form == NULL ? RESULT_OK : compare_forms(work, old_form, new_form);
}

/* A page that this revision wrote again: nothing but new widgets of new fields. */
static struct result compare_page(struct comparison *work, int64_t number)
{
    static const char *const free_keys[] = {"Annots", NULL};
    struct pdf_object old;
    struct pdf_object now;
    const struct pdf_value *added;
    TRY(pdf_object(work->file, work->revision - 1, number, &old));
    TRY(pdf_object(work->file, work->revision, number, &now));
    if (!pdf_is_name(pdf_get(old.value, "Type"), "Page") || old.has_stream || now.has_stream ||
        !same_but(old.value, now.value, free_keys))
        return note(work, REVISION_PAGE);
    TRY(compare_lists(work, pdf_get(old.value, "Annots"), pdf_get(now.value, "Annots"),
                      REVISION_PAGE, &added));
    for (; added != NULL; added = added->next)
        if (!is_new_field(work, added))
            return note(work, REVISION_PAGE);
    account(work, number);
    return RESULT_OK;
}

/* The annotation list of a new field's page when it is an object of its own. */
static struct result compare_annotations(struct comparison *work, int64_t page_number)
{
    struct pdf_object old;
    struct pdf_object now;
    const struct pdf_value *added;
    if (!existed(work, page_number))
        return note(work, REVISION_FIELD);
    TRY(pdf_object(work->file, work->revision - 1, page_number, &old));
    TRY(pdf_object(work->file, work->revision, page_number, &now));
    if (!pdf_is_name(pdf_get(now.value, "Type"), "Page"))
        return note(work, REVISION_FIELD);
    TRY(compare_lists(work, pdf_get(old.value, "Annots"), pdf_get(now.value, "Annots"),
                      REVISION_PAGE, &added));
    for (; added != NULL; added = added->next)
        if (!is_new_field(work, added))
            return note(work, REVISION_PAGE);
    return RESULT_OK;
}

/* Follows every reference below `top`; all that is reached must be new in this revision. */
static struct result account_below(struct comparison *work, const struct pdf_value *top)
{
    const struct pdf_value *waiting[WAITING_MAX];
    size_t count = 0;
    waiting[count++] = top;
    while (count > 0) {
        const struct pdf_value *root = waiting[--count];
        for (const struct pdf_value *at = root; at != NULL; at = pdf_walk(root, at)) {
            if (at->type != PDF_REFERENCE)
                continue;
            size_t position = position_of(work, at->integer);
            if (position == work->section->count || existed(work, at->integer))
                return note(work, REVISION_FIELD);
            if (work->accounted[position])
                continue;
            work->accounted[position] = true;
            struct pdf_object object;
            TRY(pdf_object(work->file, work->revision, at->integer, &object));
            if (count == WAITING_MAX)
                return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
            waiting[count++] = object.value;
        }
    }
    return RESULT_OK;
}

static bool only_keys(const struct pdf_value *dictionary, const char *const *keys)
{
    if (dictionary == NULL || dictionary->type != PDF_DICTIONARY)
        return false;
    for (const struct pdf_value *key = dictionary->first; key != NULL; key = key->next->next) {
        bool known = false;
        for (const char *const *name = keys; *name != NULL; name++)
            known = known || str_is(key->text, *name);
        if (!known)
            return false;
    }
    return true;
}

/* A new field: a signature field that is its own widget, with a normal appearance and no action. */
static struct result examine_field(struct comparison *work, int64_t number)
{
    static const char *const field_keys[] = {"Type", "Subtype", "FT", "T", "V", "F",
                                             "P", "Rect", "AP", NULL};
    static const char *const appearance_keys[] = {"N", NULL};
    struct pdf_object field;
    account(work, number);
    TRY(pdf_object(work->file, work->revision, number, &field));
    const struct pdf_value *value = pdf_get(field.value, "V");
    const struct pdf_value *page = pdf_get(field.value, "P");
    const struct pdf_value *appearance = pdf_get(field.value, "AP");
    if (!only_keys(field.value, field_keys) || !pdf_is_name(pdf_get(field.value, "FT"), "Sig") ||
        !pdf_is_name(pdf_get(field.value, "Subtype"), "Widget") || value == NULL ||
        value->type != PDF_REFERENCE || page == NULL || page->type != PDF_REFERENCE ||
        (appearance != NULL && !only_keys(appearance, appearance_keys)))
        return note(work, REVISION_FIELD);
    TRY(compare_annotations(work, page->integer));
    TRY(account_below(work, value));
    return appearance == NULL ? RESULT_OK : account_below(work, appearance);
}

/* /DSS of the catalog: new objects only; what it held before may be referred to again. */
static struct result examine_store(struct comparison *work)
{
    struct pdf_object old;
    struct pdf_object now;
    TRY(pdf_catalog(work->file, work->revision - 1, &old));
    TRY(pdf_catalog(work->file, work->revision, &now));
    const struct pdf_value *before = pdf_get(old.value, "DSS");
    const struct pdf_value *after = pdf_get(now.value, "DSS");
    if (before == NULL && after == NULL)
        return RESULT_OK;
    if (before != NULL)
        return after != NULL && pdf_equal(before, after) ? RESULT_OK
                                                         : note(work, REVISION_CATALOG);
    return account_below(work, after);
}

static bool same_key(const struct pdf_value *a, const struct pdf_value *b, const char *key)
{
    const struct pdf_value *x = pdf_get(a, key);
    const struct pdf_value *y = pdf_get(b, key);
    return x == NULL || y == NULL ? x == y : pdf_equal(x, y);
}

static struct result compare_trailers(struct comparison *work)
{
    const struct pdf_value *old = work->file->sections[work->revision - 1].trailer;
    const struct pdf_value *now = work->section->trailer;
    const struct pdf_value *old_id = pdf_get(old, "ID");
    const struct pdf_value *new_id = pdf_get(now, "ID");
    bool same_id = old_id == NULL || new_id == NULL
                       ? old_id == new_id
                       : old_id->first != NULL && new_id->first != NULL &&
                             pdf_equal(old_id->first, new_id->first);
    if (!same_key(old, now, "Root") || !same_key(old, now, "Info") || !same_id)
        return note(work, REVISION_TRAILER);
    return RESULT_OK;
}

struct span {
    size_t start;
    size_t end;
};

static int by_start(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static bool is_blank(struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (!pdf_is_space((unsigned char)bytes.ptr[i]))
            return false;
    return true;
}

/* The body is its objects, one after the other with nothing but white space between. */
static struct result check_tiling(struct comparison *work)
{
    const struct pdf_section *section = work->section;
    struct span *spans = ARENA_ARRAY(work->file->arena, struct span, section->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < section->count; i++) {
        if (section->entries[i].place == PDF_IN_STREAM)
            return note(work, REVISION_BYTES);
        if (section->entries[i].place == PDF_FREE)
            continue;
        struct pdf_object object;
        TRY(pdf_object_at(work->file, (size_t)section->entries[i].where, &object));
        spans[count++] = (struct span){object.start, object.end};
    }
    if (count > 1)
        qsort(spans, count, sizeof spans[0], by_start);
    size_t at = section->start;
    for (size_t i = 0; i < count; i++) {
        bool itself = section->stream && spans[i].start == section->xref_at;
        if (spans[i].start < at || spans[i].start > section->xref_at ||
            (!itself && spans[i].end > section->xref_at) ||
            !is_blank(str_slice(work->file->bytes, at, spans[i].start)))
            return note(work, REVISION_BYTES);
        at = spans[i].end;
    }
    if (!section->stream && !is_blank(str_slice(work->file->bytes, at, section->xref_at)))
        return note(work, REVISION_BYTES);
    return RESULT_OK;
}

/* Everything that this revision wrote must have been explained by now. */
static struct result check_accounted(struct comparison *work)
{
    for (size_t i = 0; i < work->section->count; i++) {
        const struct pdf_entry *entry = &work->section->entries[i];
        if (work->section->stream && entry->number == work->section->stream_number &&
            !existed(work, entry->number))
            continue;
        if (entry->place == PDF_FREE && entry->number == 0)
            continue;
        if (entry->place == PDF_FREE)
            return note(work, REVISION_OBJECT);
        if (work->accounted[i])
            continue;
        struct pdf_object object;
        bool page = existed(work, entry->number) &&
                    result_ok(pdf_object(work->file, work->revision, entry->number, &object)) &&
                    pdf_is_name(pdf_get(object.value, "Type"), "Page");
        if (page)
            TRY(compare_page(work, entry->number));
        else
            TRY(note(work, existed(work, entry->number) ? REVISION_OBJECT
                                                        : REVISION_UNREFERENCED));
    }
    return RESULT_OK;
}

struct result revision_compare(struct pdf_file *file, size_t revision, enum revision_change *out)
{
    struct comparison work = {.file = file, .revision = revision,
                              .section = &file->sections[revision]};
    if (work.section->count > REVISION_OBJECTS_MAX)
        return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
    work.accounted = ARENA_ARRAY(file->arena, bool, work.section->count + 1);
    TRY(compare_trailers(&work));
    TRY(check_tiling(&work));
    TRY(compare_catalogs(&work));
    for (size_t i = 0; i < work.new_field_count; i++)
        TRY(examine_field(&work, work.new_fields[i]->integer));
    TRY(examine_store(&work));
    TRY(check_accounted(&work));
    *out = work.found;
    return RESULT_OK;
}
