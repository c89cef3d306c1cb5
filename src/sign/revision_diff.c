#include "sign/revision_work.h"

enum { VISITS_MAX = 400000 };

struct revision_change *revision_note(struct revision_work *work, enum revision_kind kind,
                                      bool harmless, const struct revision_visit *at)
{
    struct revision_changes *changes = work->changes;
    if (changes->items == NULL)
        changes->items =
            ARENA_ARRAY(work->file->arena, struct revision_change, REVISION_CHANGES_MAX + 1);
    struct revision_change *change = &changes->items[changes->count];
    for (size_t i = 0; i < changes->count; i++) {
        struct revision_change *known = &changes->items[i];
        if (known->revision == work->revision && known->kind == kind && known->object == at->number)
            change = known;
    }
    bool fresh = change == &changes->items[changes->count];
    if (fresh && changes->count == REVISION_CHANGES_MAX) {
        changes->more = true;
    } else if (fresh) {
        *change = (struct revision_change){.revision = work->revision, .kind = kind,
                                           .harmless = true, .object = at->number};
        changes->count++;
    }
    change->harmless = change->harmless && harmless;
    if (change->page == 0)
        change->page = at->page;
    return change;
}

bool revision_existed(const struct revision_work *work, int64_t number)
{
    const struct pdf_entry *entry = pdf_entry_of(work->file, work->revision - 1, number, NULL);
    return entry != NULL && entry->place != PDF_FREE;
}

bool revision_wrote(const struct revision_work *work, int64_t number)
{
    size_t section = 0;
    const struct pdf_entry *entry = pdf_entry_of(work->file, work->revision, number, &section);
    return entry != NULL && section == work->revision;
}

static struct result object_or_none(struct pdf_file *file, size_t revision, int64_t number,
                                    const struct pdf_object **out)
{
    struct pdf_object *object = ARENA_NEW(file->arena, struct pdf_object);
    struct result read = pdf_object(file, revision, number, object);
    *out = result_ok(read) ? object : NULL;
    return read.kind == ERROR_NOT_FOUND ? RESULT_OK : read;
}

struct result revision_pair_of(struct revision_work *work, int64_t number,
                               struct revision_pair *out)
{
    TRY(object_or_none(work->file, work->revision, number, &out->now));
    if (!revision_wrote(work, number)) {
        out->old = out->now;
        return RESULT_OK;
    }
    return object_or_none(work->file, work->revision - 1, number, &out->old);
}

struct result revision_target(struct pdf_file *file, size_t revision,
                              const struct pdf_value *value, const struct pdf_value **out)
{
    const struct pdf_object *object = NULL;
    *out = value;
    if (value == NULL || value->type != PDF_REFERENCE)
        return RESULT_OK;
    TRY(object_or_none(file, revision, value->integer, &object));
    *out = object == NULL ? NULL : object->value;
    return RESULT_OK;
}

/* Position of a page among all of the revision, from 1; 0 where it is none. */
static size_t page_number(const struct revision_work *work, uint32_t number)
{
    for (size_t i = 0; i < work->page_count; i++)
        if (work->pages[i] == number)
            return i + 1;
    return 0;
}

/* The document's frame: its objects are judged by their own rules, whoever else points at them. */
static const uint32_t FRAME = 1u << PDF_ROLE_CATALOG | 1u << PDF_ROLE_FORM | 1u << PDF_ROLE_FIELDS |
                              1u << PDF_ROLE_FIELD | 1u << PDF_ROLE_PAGES | 1u << PDF_ROLE_PAGE |
                              1u << PDF_ROLE_ANNOTATIONS | 1u << PDF_ROLE_ANNOTATION;
/* Roles in which something may point back at the frame: destinations, structure, references of a
 * signature to what it is about. */
static const uint32_t POINTERS = 1u << PDF_ROLE_NAMES | 1u << PDF_ROLE_REST |
                                 1u << PDF_ROLE_SIGNATURE | 1u << PDF_ROLE_FORM_DATA |
                                 1u << PDF_ROLE_ANNOTATION;

/* A list of annotations belongs to one page. Where another has the same, what was added to it is
 * looked at on that page too. */
static struct result judge_list(struct revision_work *work, size_t index,
                                const struct revision_visit *at)
{
    struct revision_pair pair = {0};
    if (at->role != PDF_ROLE_ANNOTATIONS || !revision_wrote(work, at->number))
        return RESULT_OK;
    if (work->list_pages == NULL)
        work->list_pages = ARENA_ARRAY(work->file->arena, size_t, work->file->number_count);
    size_t other = work->list_pages[index];
    work->list_pages[index] = at->page;
    if (other == 0 || other == at->page)
        return RESULT_OK;
    TRY(revision_pair_of(work, at->number, &pair));
    return revision_judge(work, at, &pair);
}

static struct result push(struct revision_work *work, struct revision_visit visit)
{
    size_t index = pdf_index(work->file, visit.number);
    uint32_t bit = UINT32_C(1) << visit.role;
    struct revision_queue *queue = (bit & FRAME) != 0 ? &work->structure : &work->rest;
    if (index == work->file->number_count)
        return RESULT_OK;
    TRY(judge_list(work, index, &visit));
    if ((work->roles[index] & bit) != 0)
        return RESULT_OK;
    work->roles[index] |= bit;
    if (queue->count == queue->room) {
        size_t room = queue->room == 0 ? 256 : queue->room * 2;
        if (room > VISITS_MAX)
            return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
        struct revision_visit *more = ARENA_ARRAY(work->file->arena, struct revision_visit, room);
        for (size_t i = 0; i < queue->count; i++)
            more[i] = queue->items[i];
        queue->items = more;
        queue->room = room;
    }
    queue->items[queue->count++] = visit;
    return RESULT_OK;
}

static bool points_at_frame(const struct revision_work *work, const struct revision_visit *at)
{
    uint32_t roles = work->roles[pdf_index(work->file, at->number)];
    uint32_t bit = UINT32_C(1) << at->role;
    return (bit & POINTERS) != 0 && (roles & FRAME & ~bit) != 0;
}

static bool refers_to(const struct pdf_object *object, int64_t number)
{
    const struct pdf_value *at = object == NULL ? NULL : object->value;
    for (; at != NULL; at = pdf_walk(object->value, at))
        if (pdf_is_reference_to(at, number))
            return true;
    return false;
}

static bool leads_nowhere(const struct revision_work *work, int64_t number)
{
    const struct pdf_entry *entry = pdf_entry_of(work->file, work->revision, number, NULL);
    return entry == NULL || entry->place == PDF_FREE;
}

/* One value below the object `pair` in `from->role`: a reference is visited later. An object that
 * is new although what stood here referred to it already fills a hole that was signed as a hole; a
 * new hole sends some readers looking for objects wherever the file seems to have one. */
static struct result meet(struct revision_work *work, const struct pdf_value *value,
                          struct revision_visit from, const struct revision_pair *pair)
{
    if (value->type != PDF_REFERENCE)
        return RESULT_OK;
    from.number = (uint32_t)value->integer;
    bool filled = revision_wrote(work, value->integer) &&
                  !revision_existed(work, value->integer) &&
                  !revision_role_is_free(from.role) && refers_to(pair->old, value->integer);
    bool hole = pair->old != pair->now && leads_nowhere(work, value->integer) &&
                !refers_to(pair->old, value->integer);
    if (filled || hole)
        revision_note(work, revision_role_kind(from.role), false, &from);
    return push(work, from);
}

/* What an object really is: a leaf of the page tree, a widget. */
static struct revision_visit settle(struct revision_work *work, struct revision_visit at,
                                    const struct pdf_value *value)
{
    if (at.role == PDF_ROLE_PAGES && pdf_get(value, "Kids") == NULL)
        at.role = PDF_ROLE_PAGE;
    if (at.role == PDF_ROLE_ANNOTATION && pdf_is_name(pdf_get(value, "Subtype"), "Widget"))
        at.role = PDF_ROLE_FIELD;
    if (at.role == PDF_ROLE_PAGE)
        at.page = page_number(work, at.number);
    return at;
}

/* One container on the way down, and the next of its members to look at. */
struct descent {
    const struct pdf_value *container;
    const struct pdf_value *next;
    enum revision_role role;
};

static struct result role_of_member(struct revision_work *work, const struct descent *here,
                                    const struct revision_pair *pair, struct str key,
                                    enum revision_role *out)
{
    if (here->container->type == PDF_ARRAY) {
        *out = here->role == PDF_ROLE_ANNOTATIONS ? PDF_ROLE_ANNOTATION
               : here->role == PDF_ROLE_FIELDS    ? PDF_ROLE_FIELD
                                              : here->role;
        return RESULT_OK;
    }
    if (here->role == PDF_ROLE_FIELD && here->container == pair->now->value)
        return revision_field_role(work, pair, key, out);
    *out = revision_role_below(here->role, key);
    return RESULT_OK;
}

/* All references below an object, each with the role that its path gives it. */
static struct result descend(struct revision_work *work, struct revision_visit at,
                             const struct revision_pair *pair)
{
    struct descent path[PDF_DEPTH_MAX + 1];
    size_t depth = 0;
    path[depth++] = (struct descent){pair->now->value, pair->now->value->first, at.role};
    while (depth > 0) {
        struct descent *here = &path[depth - 1];
        const struct pdf_value *value = here->next;
        struct str key = S("");
        if (value == NULL) {
            depth--;
            continue;
        }
        if (here->container->type == PDF_DICTIONARY) {
            key = value->text;
            value = value->next;
        }
        here->next = value->next;
        enum revision_role role = here->role;
        TRY(role_of_member(work, here, pair, key, &role));
        if (value->first != NULL && depth <= PDF_DEPTH_MAX)
            path[depth++] = (struct descent){value, value->first, role};
        TRY(meet(work, value, (struct revision_visit){0, role, at.page}, pair));
    }
    return RESULT_OK;
}

static struct result visit(struct revision_work *work, struct revision_visit at)
{
    struct revision_pair pair = {0};
    if (points_at_frame(work, &at))
        return RESULT_OK;
    TRY(revision_pair_of(work, at.number, &pair));
    at = settle(work, at, pair.now != NULL ? pair.now->value
                          : pair.old != NULL ? pair.old->value
                                             : NULL);
    if (pair.old == NULL && pair.now != NULL && at.role != PDF_ROLE_CATALOG &&
        pdf_is_name(pdf_get(pair.now->value, "Type"), "Catalog"))
        revision_note(work, REVISION_CATALOG, false, &at);
    if (revision_wrote(work, at.number))
        TRY(revision_judge(work, &at, &pair));
    else if (at.role == PDF_ROLE_FIELD && pair.now != NULL)
        TRY(revision_field_refilled(work, &at, &pair));
    return pair.now == NULL ? RESULT_OK : descend(work, at, &pair);
}

/* Nothing that this revision lists stands in the object stream. */
static bool holds_nothing(const struct revision_work *work, uint32_t number)
{
    for (size_t i = 0; i < work->section->count; i++)
        if (work->section->entries[i].place == PDF_IN_STREAM &&
            work->section->entries[i].where == number)
            return false;
    return true;
}

/* What nothing leads to is nothing that a signer may add: two readers may differ on what leads
 * where. Containers of other objects and left-over frames of validation data are let through. */
static struct result note_unreached(struct revision_work *work)
{
    for (size_t i = 0; i < work->section->count; i++) {
        const struct pdf_entry *entry = &work->section->entries[i];
        size_t index = pdf_index(work->file, entry->number);
        if (entry->place == PDF_FREE || work->roles[index] != 0)
            continue;
        struct revision_pair pair;
        TRY(revision_pair_of(work, entry->number, &pair));
        const struct pdf_value *type = pair.now == NULL ? NULL : pdf_get(pair.now->value, "Type");
        bool container = pair.now == NULL ||
                         (pdf_is_name(type, "ObjStm") && !holds_nothing(work, entry->number)) ||
                         pdf_is_name(type, "XRef") || pdf_is_name(type, "VRI") ||
                         pdf_is_name(type, "DSS") || revision_same_object(work, &pair);
        struct revision_visit at = {.number = entry->number};
        if (!container)
            revision_note(work, REVISION_UNREFERENCED, false, &at);
    }
    return RESULT_OK;
}

static struct result list_pages(struct revision_work *work)
{
    struct pdf_page_list pages;
    TRY(pdf_pages(work->file, work->revision, &pages));
    work->pages = pages.numbers;
    work->page_count = pages.count;
    return RESULT_OK;
}

struct result revision_compare(struct pdf_file *file, size_t revision,
                               struct revision_changes *out)
{
    struct revision_work work = {.file = file, .revision = revision,
                                 .section = &file->sections[revision], .changes = out};
    work.roles = ARENA_ARRAY(file->arena, uint32_t, file->number_count + 1);
    const struct pdf_value *root = pdf_get(work.section->trailer, "Root");
    const struct pdf_value *info = pdf_get(work.section->trailer, "Info");
    TRY(revision_bytes_compare(&work));
    TRY(list_pages(&work));
    if (root == NULL || root->type != PDF_REFERENCE)
        return pdf_broken();
    TRY(push(&work, (struct revision_visit){(uint32_t)root->integer, PDF_ROLE_CATALOG, 0}));
    if (info != NULL && info->type == PDF_REFERENCE)
        TRY(push(&work, (struct revision_visit){(uint32_t)info->integer, PDF_ROLE_METADATA, 0}));
    while (work.structure.count > 0 || work.rest.count > 0) {
        struct revision_queue *queue = work.structure.count > 0 ? &work.structure : &work.rest;
        TRY(visit(&work, queue->items[--queue->count]));
    }
    return note_unreached(&work);
}

void revision_unreadable(struct pdf_file *file, size_t revision, struct revision_changes *out)
{
    struct revision_work work = {.file = file, .revision = revision, .changes = out};
    struct revision_visit at = {0};
    revision_note(&work, REVISION_TRAILING_BYTES, false, &at);
}
