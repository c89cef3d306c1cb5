/* Full names of form fields (12.7.3.2): two fields of one name are one field to a reader. */
#include <stdlib.h>

#include "sign/revision_work.h"

enum { PARENTS_MAX = 16, FIELDS_MAX = 20000, FIELDS_BARE = 64, PUSH_BUTTON = 1 << 16 };

struct str revision_field_name(struct revision_work *work, size_t revision,
                               const struct pdf_value *field)
{
    struct arena *arena = work->file->arena;
    struct str name = S("");
    for (size_t i = 0; i < PARENTS_MAX && field != NULL; i++) {
        const struct pdf_value *part = NULL;
        if (!result_ok(revision_target(work->file, revision, pdf_get(field, "T"), &part)))
            break;
        if (part != NULL && part->type == PDF_STRING) {
            struct str text = pdf_text_utf8(arena, part->text);
            name = str_empty(name) ? text
                                   : str_printf(arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(name));
        }
        if (!result_ok(revision_target(work->file, revision, pdf_get(field, "Parent"), &field)))
            break;
    }
    return name;
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    return str_compare(*x, *y);
}

/* What `key` of the form was. */
static const struct pdf_value *form_key(struct revision_work *work, const char *key)
{
    struct pdf_object catalog;
    const struct pdf_value *form = NULL;
    const struct pdf_value *value = NULL;
    size_t before = work->revision - 1;
    if (!result_ok(pdf_catalog(work->file, before, &catalog)) ||
        !result_ok(revision_target(work->file, before, pdf_get(catalog.value, "AcroForm"),
                                   &form)) ||
        !result_ok(revision_target(work->file, before, pdf_get(form, key), &value)))
        return NULL;
    return value;
}

/* Fields still to be looked at. */
struct pending {
    const struct pdf_value **items;
    size_t count;
    size_t room;
};

static void add_list(struct pending *pending, const struct pdf_value *list)
{
    const struct pdf_value *item = list != NULL && list->type == PDF_ARRAY ? list->first : NULL;
    for (; item != NULL && pending->count < pending->room; item = item->next)
        pending->items[pending->count++] = item;
}

/* Every name there was, up to a limit; a tree that is no tree runs into it. */
static void read_names(struct revision_work *work)
{
    size_t most = work->file->number_count + FIELDS_BARE;
    struct pending pending = {.room = most < FIELDS_MAX ? most : FIELDS_MAX};
    pending.items = ARENA_ARRAY(work->file->arena, const struct pdf_value *, pending.room);
    work->names = ARENA_ARRAY(work->file->arena, struct str, pending.room);
    add_list(&pending, form_key(work, "Fields"));
    while (pending.count > 0 && work->name_count < pending.room) {
        const struct pdf_value *field = NULL;
        const struct pdf_value *kids = NULL;
        size_t before = work->revision - 1;
        if (!result_ok(revision_target(work->file, before, pending.items[--pending.count],
                                       &field)))
            continue;
        work->names[work->name_count++] = revision_field_name(work, before, field);
        if (result_ok(revision_target(work->file, before, pdf_get(field, "Kids"), &kids)))
            add_list(&pending, kids);
    }
    if (work->name_count > 1)
        qsort(work->names, work->name_count, sizeof work->names[0], by_text);
}

bool revision_name_taken(struct revision_work *work, struct str name)
{
    if (work->names == NULL)
        read_names(work);
    return !str_empty(name) && work->name_count > 0 &&
           bsearch(&name, work->names, work->name_count, sizeof name, by_text) != NULL;
}

struct result revision_field_fillable(struct revision_work *work, const struct revision_pair *pair,
                                      bool *out)
{
    struct str type = S("");
    const struct pdf_value *flags = NULL;
    const struct pdf_value *before = pair->old == NULL ? NULL : pair->old->value;
    const struct pdf_value *drawn = pdf_get(before, "Subtype");
    TRY(revision_field_type(work->file, work->revision - 1, before, &type));
    TRY(revision_inherited(work->file, work->revision - 1, before, "Ff", &flags));
    int64_t bits = flags == NULL ? 0 : flags->type == PDF_INTEGER ? flags->integer : -1;
    bool box = str_is(type, "Btn") && (bits & PUSH_BUTTON) == 0;
    *out = (box || str_is(type, "Tx") || str_is(type, "Ch")) &&
           (drawn == NULL || pdf_is_name(drawn, "Widget"));
    return RESULT_OK;
}
