#include <stdlib.h>
#include <string.h>

#include "sign/revision_work.h"

static const struct pdf_value *first_of(const struct pdf_value *array)
{
    return array == NULL ? NULL : array->first;
}

static int64_t size_of(const struct pdf_value *trailer)
{
    const struct pdf_value *size = pdf_get(trailer, "Size");
    return size != NULL && size->type == PDF_INTEGER ? size->integer : 0;
}

/* The catalog stays where it is, nothing is encrypted afterwards, and no object falls out of the
 * file because it says to be shorter. */
static void compare_trailers(struct revision_work *work)
{
    const struct pdf_value *old = work->file->sections[work->revision - 1].trailer;
    const struct pdf_value *now = work->section->trailer;
    const struct pdf_value *old_id = first_of(pdf_get(old, "ID"));
    const struct pdf_value *new_id = first_of(pdf_get(now, "ID"));
    struct revision_visit at = {0};
    bool locked = pdf_get(old, "Encrypt") != NULL && !revision_same(old_id, new_id);
    if (!revision_same(pdf_get(old, "Root"), pdf_get(now, "Root")) || locked ||
        !revision_same(pdf_get(old, "Encrypt"), pdf_get(now, "Encrypt")) ||
        size_of(now) < size_of(old))
        revision_note(work, REVISION_CATALOG, false, &at);
    if (!revision_same(pdf_get(old, "Info"), pdf_get(now, "Info")) ||
        !revision_same(old_id, new_id))
        revision_note(work, REVISION_METADATA, true, &at);
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

/* White space and comments only. */
static bool is_blank(struct revision_work *work, size_t from, size_t to)
{
    struct pdf_lexer lexer = {work->file->arena, str_slice(work->file->bytes, 0, to), from,
                              &work->file->values_left};
    pdf_skip_space(&lexer);
    return lexer.at >= to;
}

static void add_span(const struct pdf_object *object, struct span *spans, size_t *count)
{
    spans[(*count)++] = (struct span){object->start, object->end};
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Moves back from `at` over bytes of one kind; false where there are none. */
static bool back_over(struct str bytes, size_t *at, bool digits)
{
    size_t from = *at;
    while (*at > 0 && (digits ? is_digit(bytes.ptr[*at - 1])
                              : pdf_is_space((unsigned char)bytes.ptr[*at - 1])))
        --*at;
    return *at < from;
}

/* Where "obj" ends a head "n g obj", the first byte of n. */
static bool head_before(struct str bytes, size_t at, size_t *start)
{
    *start = at;
    return back_over(bytes, start, false) && back_over(bytes, start, true) &&
           back_over(bytes, start, false) && back_over(bytes, start, true);
}

static bool is_listed(const struct span *spans, size_t count, size_t start)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spans[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && spans[low].start == start;
}

/* Readers that repair take whatever looks like the head of an object, or like a trailer, wherever
 * it stands. */
static bool has_strangers(const struct revision_work *work, const struct span *spans, size_t count)
{
    const struct pdf_section *section = work->section;
    struct str body = str_slice(work->file->bytes, 0, section->end);
    for (size_t at = section->start; at + 3 <= body.len; at++) {
        const char *next = memchr(body.ptr + at, 'o', body.len - at - 2);
        size_t start = 0;
        if (next == NULL)
            break;
        at = (size_t)(next - body.ptr);
        if (next[1] == 'b' && next[2] == 'j' && head_before(body, at, &start) &&
            start >= section->start && start != section->xref_at && start != section->hidden_at &&
            !is_listed(spans, count, start))
            return true;
    }
    body = str_slice(body, section->start, section->body_end);
    return str_find(body, S("trailer")) < body.len;
}

/* The body is its objects, one after the other with nothing but white space between. */
static struct result check_tiling(struct revision_work *work)
{
    const struct pdf_section *section = work->section;
    struct span *spans = ARENA_ARRAY(work->file->arena, struct span, section->count + 2);
    struct revision_visit at = {0};
    struct pdf_object object;
    size_t count = 0;
    for (size_t i = 0; i < section->count; i++)
        if (section->entries[i].place == PDF_AT_OFFSET &&
            section->entries[i].where != section->xref_at &&
            section->entries[i].where != section->hidden_at) {
            TRY(pdf_object(work->file, work->revision, section->entries[i].number, &object));
            add_span(&object, spans, &count);
        }
    if (section->hidden_at != 0) {
        TRY(pdf_object_at(work->file, work->revision, section->hidden_at, &object));
        add_span(&object, spans, &count);
    }
    if (count > 1)
        qsort(spans, count, sizeof spans[0], by_start);
    size_t end = section->start;
    bool tiled = true;
    for (size_t i = 0; i < count && tiled; i++) {
        tiled = spans[i].start >= end && spans[i].end <= section->body_end &&
                is_blank(work, end, spans[i].start);
        end = spans[i].end;
    }
    if (!tiled || !is_blank(work, end, section->body_end) || has_strangers(work, spans, count))
        revision_note(work, REVISION_TRAILING_BYTES, false, &at);
    return RESULT_OK;
}

/* Who wrote an object stream anew would replace every object that older sections keep in it, for
 * those readers that look for the stream by its number. */
static void check_containers(struct revision_work *work)
{
    uint64_t last = 0;
    for (size_t i = 0; i < work->revision; i++) {
        const struct pdf_section *section = &work->file->sections[i];
        for (size_t k = 0; k < section->count; k++) {
            const struct pdf_entry *entry = &section->entries[k];
            struct revision_visit at = {.number = (uint32_t)entry->where};
            if (entry->place != PDF_IN_STREAM || entry->where == last)
                continue;
            last = entry->where;
            if (revision_wrote(work, (int64_t)entry->where))
                revision_note(work, REVISION_CONTENT, false, &at);
        }
    }
}

/* Some readers see an object, others that it is gone. */
static void check_twofold(struct revision_work *work)
{
    for (size_t i = 0; i < work->section->count; i++) {
        const struct pdf_entry *entry = &work->section->entries[i];
        struct revision_visit at = {.number = entry->number};
        if (entry->twofold && revision_existed(work, entry->number))
            revision_note(work, REVISION_CONTENT, false, &at);
    }
}

struct result revision_bytes_compare(struct revision_work *work)
{
    compare_trailers(work);
    check_containers(work);
    check_twofold(work);
    return check_tiling(work);
}
