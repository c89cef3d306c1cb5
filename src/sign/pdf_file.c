#include "sign/pdf_file.h"

#include <stdlib.h>

#include "sign/pdf_crypt.h"
#include "sign/pdf_xref.h"

enum { GENERATION_MAX = 65535 };

struct pdf_decoded {
    struct pdf_decoded *next;
    size_t section;
    uint32_t number;
    struct str bytes;
    int64_t first;                 /* /First */
    const struct pdf_value *index; /* number and offset of each object in turn */
};

struct result pdf_broken(void)
{
    return result_fail(ERROR_INVALID, "pdf.broken",
                       N_("Tệp PDF bị hỏng. Mở lại tệp gốc rồi xuất PDF lần nữa."));
}

struct result pdf_encrypted(void)
{
    return result_fail(ERROR_UNSUPPORTED, "pdf.encrypted",
                       N_("Tệp PDF có mật khẩu. Bỏ mật khẩu rồi gửi lại."));
}

/* The offset that the last startxref of the file names. */
static struct result last_xref(const struct pdf_file *file, size_t *out)
{
    struct str tail = file->bytes;
    while (tail.len > 0 && (tail.ptr[tail.len - 1] == '\n' || tail.ptr[tail.len - 1] == '\r') &&
           file->bytes.len - tail.len < 2)
        tail.len--;
    if (!str_ends(tail, S("%%EOF")))
        return pdf_broken();
    tail = str_trim(str_slice(tail, 0, tail.len - 5));
    size_t digits = tail.len;
    while (digits > 0 && tail.ptr[digits - 1] >= '0' && tail.ptr[digits - 1] <= '9')
        digits--;
    int64_t offset;
    if (!str_to_i64(str_slice(tail, digits, tail.len), &offset) ||
        (uint64_t)offset >= file->bytes.len ||
        !str_ends(str_trim(str_slice(tail, 0, digits)), S("startxref")))
        return pdf_broken();
    *out = (size_t)offset;
    return RESULT_OK;
}

static struct result too_much(void)
{
    return result_fail(ERROR_LIMIT, "pdf.limit",
                       N_("Tệp PDF quá phức tạp. In lại thành tệp PDF mới rồi gửi."));
}

static struct result previous_of(const struct pdf_section *section, bool *more, size_t *at)
{
    const struct pdf_value *previous = pdf_get(section->trailer, "Prev");
    *more = previous != NULL;
    if (previous == NULL)
        return RESULT_OK;
    if (previous->type != PDF_INTEGER || previous->integer < 0)
        return pdf_broken();
    *at = (size_t)previous->integer;
    return RESULT_OK;
}

/* Annex F: the section of the first page stands at the front and names the rest of the table, which
 * stands at the end of the original. Together they are its one revision. */
static struct result join_linearised(struct pdf_file *file, size_t rest_at,
                                     struct pdf_section *first)
{
    struct pdf_section rest;
    bool more;
    size_t ignored;
    TRY(pdf_section_read(file, rest_at, &rest));
    TRY(previous_of(&rest, &more, &ignored));
    if (more || rest.named != first->xref_at || rest.hidden_at != 0)
        return result_fail(ERROR_UNSUPPORTED, "pdf.order", NULL);
    TRY(pdf_entries_add(file, first, rest.entries, rest.count));
    first->named = first->xref_at;
    first->end = rest.end;
    first->body_end = rest.xref_at;
    return RESULT_OK;
}

/* As word processors write hybrid files: an original whose table hides the compressed objects, and
 * behind it an empty table that names their stream. Together they are the first revision. */
static bool is_hybrid_pair(const struct pdf_section *oldest, const struct pdf_section *next)
{
    return next->hidden_at != 0 && next->hidden_at < oldest->end && next->table_count == 0 &&
           oldest->hidden_at == 0 && !oldest->stream;
}

/* The same as other products write it in any revision: one table right behind the other, which
 * names nothing but the head of the free list. */
static bool is_close_pair(const struct pdf_section *table, const struct pdf_section *next)
{
    const struct pdf_entry *head = next->entries;
    bool empty = next->table_count == 0 ||
                 (next->table_count == 1 && head->number == 0 && head->place == PDF_FREE);
    return table->paired_at == next->xref_at && next->hidden_at != 0 && empty &&
           next->hidden_at < table->xref_at && table->hidden_at == 0;
}

static struct result join_hybrid(struct pdf_file *file, const struct pdf_section *table,
                                 struct pdf_section *next)
{
    struct pdf_section joined = *table;
    TRY(pdf_entries_add(file, &joined, next->entries, next->count));
    joined.xref_at = next->xref_at;
    joined.named = next->named;
    joined.hidden_at = next->hidden_at;
    joined.paired_at = 0;
    joined.end = next->end;
    joined.trailer = next->trailer;
    *next = joined;
    return RESULT_OK;
}

/* The table newest_first[at] takes the place of the empty one that was read before it. */
static struct result join_close_pair(struct pdf_file *file, struct pdf_section *newest_first,
                                     size_t at)
{
    if (at == 0 || !is_close_pair(&newest_first[at], &newest_first[at - 1]))
        return pdf_broken();
    return join_hybrid(file, &newest_first[at], &newest_first[at - 1]);
}

/* Follows /Prev from the newest section; each must stand before the one that names it. */
static struct result read_chain(struct pdf_file *file)
{
    struct pdf_section newest_first[PDF_REVISIONS_MAX];
    size_t count = 0;
    size_t entries = 0;
    size_t at = 0;
    TRY(last_xref(file, &at));
    for (bool more = true; more; count++) {
        if (count == PDF_REVISIONS_MAX)
            return too_much();
        struct pdf_section *section = &newest_first[count];
        size_t previous = 0;
        TRY(pdf_section_read(file, at, section));
        TRY(previous_of(section, &more, &previous));
        if (section->paired_at != 0) {
            TRY(join_close_pair(file, newest_first, count));
            section = &newest_first[--count];
        }
        if (more && previous > at) {
            TRY(join_linearised(file, previous, section));
            more = false;
        }
        entries += section->count;
        if (entries > PDF_ENTRIES_MAX)
            return too_much();
        if (section->named != section->xref_at || (more && previous == at))
            return pdf_broken();
        at = previous;
    }
    if (count > 1 && is_hybrid_pair(&newest_first[count - 1], &newest_first[count - 2])) {
        count--;
        TRY(join_hybrid(file, &newest_first[count], &newest_first[count - 1]));
    }
    file->sections = ARENA_ARRAY(file->arena, struct pdf_section, count);
    file->section_count = count;
    for (size_t i = 0; i < count; i++) {
        file->sections[i] = newest_first[count - 1 - i];
        file->sections[i].objects =
            ARENA_ARRAY(file->arena, struct pdf_object *, file->sections[i].count + 1);
    }
    return RESULT_OK;
}

/* Some writers list in each section everything that is known: what it says of older bytes must be
 * what stood before. Such an entry changes nothing and is dropped. */
static struct result drop_restated(struct pdf_file *file, size_t revision)
{
    struct pdf_section *section = &file->sections[revision];
    size_t kept = 0;
    for (size_t i = 0; i < section->count; i++) {
        const struct pdf_entry *entry = &section->entries[i];
        if (entry->place == PDF_AT_OFFSET && entry->where < section->start) {
            const struct pdf_entry *known =
                revision == 0 ? NULL : pdf_entry_of(file, revision - 1, entry->number, NULL);
            if (known == NULL || known->place != PDF_AT_OFFSET || known->where != entry->where ||
                known->extra != entry->extra)
                return pdf_broken();
            continue;
        }
        section->entries[kept++] = *entry;
    }
    section->count = kept;
    return RESULT_OK;
}

/* Revisions follow one another, and a section speaks only of bytes of its own revision. */
static struct result check_places(struct pdf_file *file)
{
    for (size_t i = 0; i < file->section_count; i++) {
        struct pdf_section *section = &file->sections[i];
        section->start = i == 0 ? 0 : file->sections[i - 1].end;
        if (section->xref_at < section->start || section->end <= section->body_end ||
            (section->hidden_at != 0 && (section->hidden_at < section->start ||
                                         section->hidden_at > section->body_end)))
            return pdf_broken();
        TRY(drop_restated(file, i));
        for (size_t k = 0; k < section->count; k++)
            if (section->entries[k].place == PDF_AT_OFFSET &&
                section->entries[k].where > section->body_end)
                return pdf_broken();
    }
    return file->sections[pdf_last(file)].end == file->bytes.len ? RESULT_OK : pdf_broken();
}

static int by_value(const void *a, const void *b)
{
    const uint32_t *x = a;
    const uint32_t *y = b;
    return (*x > *y) - (*x < *y);
}

static void collect_numbers(struct pdf_file *file)
{
    size_t all = 0;
    size_t count = 0;
    for (size_t i = 0; i < file->section_count; i++)
        all += file->sections[i].count;
    file->numbers = ARENA_ARRAY(file->arena, uint32_t, all + 1);
    for (size_t i = 0; i < file->section_count; i++)
        for (size_t k = 0; k < file->sections[i].count; k++)
            file->numbers[count++] = file->sections[i].entries[k].number;
    if (count > 1)
        qsort(file->numbers, count, sizeof file->numbers[0], by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || file->numbers[i] != file->numbers[file->number_count - 1])
            file->numbers[file->number_count++] = file->numbers[i];
}

size_t pdf_index(const struct pdf_file *file, int64_t number)
{
    size_t low = 0;
    size_t high = file->number_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (file->numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < file->number_count && file->numbers[low] == number;
    return found ? low : file->number_count;
}

struct result pdf_open(struct arena *arena, struct str bytes, struct pdf_file **out)
{
    if (bytes.len > PDF_FILE_MAX)
        return too_much();
    if (!str_starts(bytes, S("%PDF-")))
        return result_fail(ERROR_UNSUPPORTED, "pdf.not_pdf", N_("Tệp này không phải PDF."));
    struct pdf_file *file = ARENA_NEW(arena, struct pdf_file);
    file->arena = arena;
    file->bytes = bytes;
    file->values_left = PDF_VALUES_MAX;
    file->decoded_left = PDF_DECODED_MAX;
    TRY(read_chain(file));
    TRY(check_places(file));
    collect_numbers(file);
    *out = file;
    return file->encrypted ? pdf_crypt_open(file) : RESULT_OK;
}

static const struct pdf_entry *find_entry(const struct pdf_section *section, int64_t number)
{
    size_t low = 0;
    size_t high = section->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (section->entries[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < section->count && section->entries[low].number == number;
    return found ? &section->entries[low] : NULL;
}

const struct pdf_entry *pdf_entry_of(const struct pdf_file *file, size_t revision, int64_t number,
                                     size_t *section)
{
    for (size_t i = revision + 1; i-- > 0;) {
        const struct pdf_entry *entry = find_entry(&file->sections[i], number);
        if (entry == NULL)
            continue;
        if (section != NULL)
            *section = i;
        return entry;
    }
    return NULL;
}

/* "n g obj" at `at`; the lexer ends up behind it. */
static struct result read_head(struct pdf_lexer *lexer, struct pdf_object *out)
{
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(lexer, &root, &keyword));
    if (!str_is(keyword, "obj") || root->count != 2 || root->first->type != PDF_INTEGER ||
        root->last->type != PDF_INTEGER || root->first->start != out->start ||
        root->first->integer <= 0 || root->first->integer > PDF_NUMBER_MAX ||
        root->last->integer < 0 || root->last->integer > GENERATION_MAX)
        return pdf_broken();
    out->number = (uint32_t)root->first->integer;
    out->generation = (uint32_t)root->last->integer;
    return RESULT_OK;
}

static struct result read_in_stream(struct pdf_file *file, size_t section,
                                    const struct pdf_entry *entry, struct pdf_object *out);

/* An integer standing alone in an indirect object: the /Length of streams as cairo writes them.
 * One in an object stream is read once, not while another is being read: that ends every loop. */
static struct result plain_integer(struct pdf_file *file, size_t section, int64_t number,
                                   int64_t *out)
{
    const struct pdf_entry *entry = NULL;
    struct pdf_object object = {0};
    if (section < file->section_count)
        entry = pdf_entry_of(file, section, number, NULL);
    if (entry == NULL || entry->place == PDF_FREE || file->reading_length)
        return pdf_broken();
    file->reading_length = true;
    struct result read = entry->place == PDF_AT_OFFSET
                             ? pdf_object_at(file, section, (size_t)entry->where, &object)
                             : read_in_stream(file, section, entry, &object);
    file->reading_length = false;
    if (!result_ok(read) || object.number != number || object.value->type != PDF_INTEGER)
        return pdf_broken();
    *out = object.value->integer;
    return RESULT_OK;
}

/* The bytes between "stream" and "endstream" (7.3.8), and "endobj". */
static struct result read_stream(struct pdf_file *file, size_t section, struct pdf_lexer *lexer,
                                 struct pdf_object *out)
{
    const struct pdf_value *length = pdf_get(out->value, "Length");
    if (length == NULL || (length->type != PDF_INTEGER && length->type != PDF_REFERENCE))
        return pdf_broken();
    int64_t len = length->integer;
    if (length->type == PDF_REFERENCE)
        TRY(plain_integer(file, section, length->integer, &len));
    struct str rest = str_slice(file->bytes, lexer->at, lexer->at + 2);
    size_t line = str_starts(rest, S("\r\n")) ? 2 : str_starts(rest, S("\n"));
    if (line == 0 || len < 0 || (uint64_t)len > file->bytes.len - lexer->at - line)
        return pdf_broken();
    out->has_stream = true;
    out->stream_at = lexer->at + line;
    out->stream_len = (size_t)len;
    lexer->at = out->stream_at + out->stream_len;
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(lexer, &root, &keyword));
    if (root->count != 0 || !str_is(keyword, "endstream"))
        return pdf_broken();
    TRY(pdf_values_read(lexer, &root, &keyword));
    return root->count == 0 && str_is(keyword, "endobj") ? RESULT_OK : pdf_broken();
}

struct result pdf_object_at(struct pdf_file *file, size_t section, size_t at,
                            struct pdf_object *out)
{
    *out = (struct pdf_object){.start = at, .source = file->bytes};
    struct pdf_lexer lexer = {file->arena, file->bytes, at, &file->values_left};
    TRY(read_head(&lexer, out));
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(&lexer, &root, &keyword));
    if (root->count != 1)
        return pdf_broken();
    out->value = root->first;
    if (str_is(keyword, "stream") && out->value->type == PDF_DICTIONARY)
        TRY(read_stream(file, section, &lexer, out));
    else if (!str_is(keyword, "endobj"))
        return pdf_broken();
    out->end = lexer.at;
    return RESULT_OK;
}

static struct result read_at_offset(struct pdf_file *file, size_t section,
                                    const struct pdf_entry *entry, struct pdf_object *out)
{
    TRY(pdf_object_at(file, section, (size_t)entry->where, out));
    return out->number == entry->number && out->generation == entry->extra ? RESULT_OK
                                                                            : pdf_broken();
}

static int by_integer(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

/* Number and offset of each member in turn, as many as /N says, none twice: one reader goes by the
 * number, another by the place. */
static bool is_index(struct pdf_file *file, const struct pdf_value *index,
                     const struct pdf_value *members)
{
    if (index->count % 2 != 0 || members == NULL || members->type != PDF_INTEGER ||
        members->integer < 0 || (uint64_t)members->integer != index->count / 2)
        return false;
    int64_t *numbers = ARENA_ARRAY(file->arena, int64_t, index->count / 2 + 1);
    size_t count = 0;
    for (const struct pdf_value *at = index->first; at != NULL; at = at->next->next)
        numbers[count++] = at->type == PDF_INTEGER ? at->integer : -1;
    if (count > 1)
        qsort(numbers, count, sizeof numbers[0], by_integer);
    for (size_t i = 1; i < count; i++)
        if (numbers[i] == numbers[i - 1])
            return false;
    return true;
}

/* The object stream `number` of `section`, decoded once. */
static struct result object_stream(struct pdf_file *file, size_t section, uint64_t number,
                                   struct pdf_decoded **out)
{
    for (struct pdf_decoded *known = file->decoded; known != NULL; known = known->next)
        if (known->section == section && known->number == number) {
            *out = known;
            return RESULT_OK;
        }
    size_t home = 0;
    if (file->encrypted && file->crypt == NULL)
        return pdf_encrypted();
    const struct pdf_entry *entry = pdf_entry_of(file, section, (int64_t)number, &home);
    if (entry == NULL || entry->place != PDF_AT_OFFSET)
        return pdf_broken();
    struct pdf_object object;
    TRY(read_at_offset(file, home, entry, &object));
    const struct pdf_value *first = pdf_get(object.value, "First");
    if (!object.has_stream || !pdf_is_name(pdf_get(object.value, "Type"), "ObjStm") ||
        first == NULL || first->type != PDF_INTEGER || first->integer < 0)
        return pdf_broken();
    struct pdf_decoded *decoded = ARENA_NEW(file->arena, struct pdf_decoded);
    *decoded = (struct pdf_decoded){.next = file->decoded, .section = section,
                                    .number = (uint32_t)number, .first = first->integer};
    TRY(pdf_stream_decode(file, &object, &decoded->bytes));
    struct pdf_lexer lexer = {file->arena, str_slice(decoded->bytes, 0, (size_t)first->integer), 0,
                              &file->values_left};
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(&lexer, &root, &keyword));
    if (!str_empty(keyword) || !is_index(file, root, pdf_get(object.value, "N")))
        return pdf_broken();
    decoded->index = root;
    file->decoded = decoded;
    *out = decoded;
    return RESULT_OK;
}

static struct result read_in_stream(struct pdf_file *file, size_t section,
                                    const struct pdf_entry *entry, struct pdf_object *out)
{
    struct pdf_decoded *decoded = NULL;
    TRY(object_stream(file, section, entry->where, &decoded));
    if (decoded == NULL || decoded->index == NULL)
        return pdf_broken();
    const struct pdf_value *number = decoded->index->first;
    for (uint32_t i = 0; i < entry->extra && number != NULL; i++)
        number = number->next->next;
    if (number == NULL || number->integer != entry->number ||
        number->next->type != PDF_INTEGER || number->next->integer < 0)
        return pdf_broken();
    const struct pdf_value *following = number->next->next;
    int64_t from = decoded->first + number->next->integer;
    int64_t to = following == NULL ? (int64_t)decoded->bytes.len
                                   : decoded->first + following->next->integer;
    if (from > to || to > (int64_t)decoded->bytes.len)
        return pdf_broken();
    *out = (struct pdf_object){.number = entry->number, .source = decoded->bytes};
    struct pdf_lexer lexer = {file->arena, str_slice(decoded->bytes, 0, (size_t)to), (size_t)from,
                              &file->values_left};
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(&lexer, &root, &keyword));
    if (!str_empty(keyword) || root->count != 1)
        return pdf_broken();
    out->value = root->first;
    return RESULT_OK;
}

struct result pdf_object(struct pdf_file *file, size_t revision, int64_t number,
                         struct pdf_object *out)
{
    size_t section = 0;
    const struct pdf_entry *entry = pdf_entry_of(file, revision, number, &section);
    if (entry == NULL || entry->place == PDF_FREE)
        return result_fail(ERROR_NOT_FOUND, "pdf.no_object", NULL);
    struct pdf_object **kept =
        &file->sections[section].objects[entry - file->sections[section].entries];
    if (*kept == NULL) {
        if (entry->place == PDF_AT_OFFSET) {
            TRY(read_at_offset(file, section, entry, out));
            pdf_crypt_strings(file, out);
        } else {
            TRY(read_in_stream(file, section, entry, out));
        }
        out->section = section;
        *kept = arena_copy(file->arena, out, sizeof *out);
    }
    *out = **kept;
    return RESULT_OK;
}

struct result pdf_resolve(struct pdf_file *file, size_t revision, const struct pdf_value *value,
                          struct pdf_object *out)
{
    if (value == NULL || value->type != PDF_REFERENCE)
        return pdf_broken();
    return pdf_object(file, revision, value->integer, out);
}

struct result pdf_catalog(struct pdf_file *file, size_t revision, struct pdf_object *out)
{
    TRY(pdf_resolve(file, revision, pdf_get(file->sections[revision].trailer, "Root"), out));
    return pdf_is_name(pdf_get(out->value, "Type"), "Catalog") ? RESULT_OK : pdf_broken();
}
