#include "sign/pdf_xref.h"

#include <stdlib.h>

#include "base/reader.h"

enum { TABLE_ENTRY = 20 }; /* bytes of an entry, 7.5.4 */

static int by_number(const void *a, const void *b)
{
    const struct pdf_entry *x = a;
    const struct pdf_entry *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* Sorts by number; an object listed twice in one section is refused. */
static struct result entries_settle(struct pdf_section *section)
{
    size_t rising = 1;
    while (rising < section->count &&
           section->entries[rising].number > section->entries[rising - 1].number)
        rising++;
    if (rising >= section->count)
        return RESULT_OK; /* as most are written */
    qsort(section->entries, section->count, sizeof section->entries[0], by_number);
    for (size_t i = 1; i < section->count; i++)
        if (section->entries[i].number == section->entries[i - 1].number)
            return pdf_broken();
    return RESULT_OK;
}

static struct result entries_reserve(struct pdf_file *file, struct pdf_section *section,
                                     size_t more)
{
    if (more > PDF_ENTRIES_MAX || section->count + more > PDF_ENTRIES_MAX)
        return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
    struct pdf_entry *grown = ARENA_ARRAY(file->arena, struct pdf_entry, section->count + more);
    for (size_t i = 0; i < section->count; i++)
        grown[i] = section->entries[i];
    section->entries = grown;
    return RESULT_OK;
}

static struct pdf_entry *entry_in(const struct pdf_section *section, uint32_t number)
{
    struct pdf_entry key = {.number = number};
    return section->count == 0 ? NULL
                               : bsearch(&key, section->entries, section->count,
                                         sizeof section->entries[0], by_number);
}

struct result pdf_entries_add(struct pdf_file *file, struct pdf_section *section,
                              const struct pdf_entry *entries, size_t count)
{
    struct pdf_section known = *section; /* sorted; what is appended below is not */
    TRY(entries_reserve(file, section, count));
    known.entries = section->entries;
    for (size_t i = 0; i < count; i++) {
        struct pdf_entry *here = entry_in(&known, entries[i].number);
        if (here == NULL)
            section->entries[section->count++] = entries[i];
        else if (here->place == PDF_FREE) {
            *here = entries[i];
            here->twofold = true;
        }
    }
    return entries_settle(section);
}

static bool digits_at(struct str bytes, size_t at, size_t count, uint64_t *out)
{
    *out = 0;
    for (size_t i = at; i < at + count; i++) {
        if (bytes.ptr[i] < '0' || bytes.ptr[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(bytes.ptr[i] - '0');
    }
    return true;
}

/* "nnnnnnnnnn ggggg n" and a two-byte line end. */
static bool table_entry(struct str bytes, size_t at, struct pdf_entry *out)
{
    uint64_t generation;
    if (!digits_at(bytes, at, 10, &out->where) || bytes.ptr[at + 10] != ' ' ||
        !digits_at(bytes, at + 11, 5, &generation) || bytes.ptr[at + 16] != ' ')
        return false;
    char kind = bytes.ptr[at + 17];
    char first = bytes.ptr[at + 18];
    char second = bytes.ptr[at + 19];
    out->extra = (uint32_t)generation;
    out->place = kind == 'n' ? PDF_AT_OFFSET : PDF_FREE;
    /* some writers give the head of the free list 65536; nothing is read by it */
    return (kind == 'f' || (kind == 'n' && generation <= 65535)) &&
           ((first == ' ' && (second == '\n' || second == '\r')) ||
            (first == '\r' && second == '\n'));
}

/* Length of the line end at `at`: CR, LF or both; 0 where there is none. */
static size_t line_end(struct str text, size_t at)
{
    size_t end = at;
    end += end < text.len && text.ptr[end] == '\r';
    end += end < text.len && text.ptr[end] == '\n';
    return end - at;
}

/* Up to its line end, with it. */
static struct str first_line(struct str text)
{
    size_t end = 0;
    while (end < text.len && text.ptr[end] != '\r' && text.ptr[end] != '\n')
        end++;
    return str_slice(text, 0, end + line_end(text, end));
}

/* One subsection: "first count", then its entries. */
static struct result table_part(struct pdf_file *file, struct pdf_lexer *lexer,
                                struct pdf_section *section)
{
    struct str line = first_line(str_slice(file->bytes, lexer->at, lexer->at + 40));
    struct str first_text;
    struct str count_text;
    int64_t first;
    int64_t count;
    if (!str_split(str_trim(line), ' ', &first_text, &count_text) ||
        !str_to_i64(first_text, &first) || !str_to_i64(count_text, &count) || first < 0 ||
        count < 0 || first > PDF_NUMBER_MAX || count > PDF_NUMBER_MAX)
        return pdf_broken();
    lexer->at += line.len;
    if (lexer->at > file->bytes.len ||
        (uint64_t)count > (file->bytes.len - lexer->at) / TABLE_ENTRY)
        return pdf_broken();
    TRY(entries_reserve(file, section, (size_t)count));
    for (int64_t i = 0; i < count; i++, lexer->at += TABLE_ENTRY) {
        struct pdf_entry *entry = &section->entries[section->count++];
        entry->number = (uint32_t)(first + i);
        if (!table_entry(file->bytes, lexer->at, entry))
            return pdf_broken();
    }
    return RESULT_OK;
}

static bool next_is_digit(const struct pdf_lexer *lexer)
{
    return lexer->at < lexer->bytes.len && lexer->bytes.ptr[lexer->at] >= '0' &&
           lexer->bytes.ptr[lexer->at] <= '9';
}

static struct result table_read(struct pdf_file *file, struct pdf_lexer *lexer,
                                struct pdf_section *section)
{
    pdf_skip_space(lexer);
    if (!next_is_digit(lexer))
        return pdf_broken();
    while (next_is_digit(lexer)) {
        TRY(table_part(file, lexer, section));
        pdf_skip_space(lexer);
    }
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(lexer, &root, &keyword));
    if (root->count != 0 || !str_is(keyword, "trailer"))
        return pdf_broken();
    TRY(pdf_values_read(lexer, &root, &keyword));
    bool paired = str_is(keyword, "xref");
    if (root->count != 1 || root->first->type != PDF_DICTIONARY ||
        !(paired || str_is(keyword, "startxref")))
        return pdf_broken();
    section->trailer = root->first;
    section->paired_at = paired ? lexer->at - keyword.len : 0;
    return entries_settle(section);
}

/* A field of `width` bytes; widths of 0 mean `absent`. */
static uint64_t take_field(struct reader *reader, int64_t width, uint64_t absent)
{
    uint64_t value = width == 0 ? absent : 0;
    for (int64_t i = 0; i < width; i++)
        value = value << 8 | reader_u8(reader);
    return value;
}

static struct result stream_entry(struct reader *reader, const int64_t *widths,
                                  struct pdf_entry *out)
{
    uint64_t kind = take_field(reader, widths[0], 1);
    out->where = take_field(reader, widths[1], 0);
    uint64_t extra = take_field(reader, widths[2], 0);
    if (reader->failed || kind > 2 || extra > UINT32_MAX)
        return pdf_broken();
    out->place = (enum pdf_place)kind;
    out->extra = (uint32_t)extra;
    return RESULT_OK;
}

/* The data of a cross-reference stream as it is being read. */
struct rows {
    const int64_t *widths;
    struct reader reader;
};

/* `count` entries from object `first` on. */
static struct result stream_part(struct pdf_file *file, struct rows *rows, int64_t first,
                                 int64_t count, struct pdf_section *section)
{
    int64_t row = rows->widths[0] + rows->widths[1] + rows->widths[2];
    if (first < 0 || count < 0 || first > PDF_NUMBER_MAX || count > PDF_NUMBER_MAX || row <= 0 ||
        (uint64_t)count > reader_left(&rows->reader) / (uint64_t)row)
        return pdf_broken();
    TRY(entries_reserve(file, section, (size_t)count));
    for (int64_t i = 0; i < count; i++) {
        struct pdf_entry *entry = &section->entries[section->count++];
        entry->number = (uint32_t)(first + i);
        TRY(stream_entry(&rows->reader, rows->widths, entry));
    }
    return RESULT_OK;
}

/* The /Index pairs, or [0 Size]. */
static struct result stream_entries(struct pdf_file *file, const int64_t *widths, struct str data,
                                    struct pdf_section *section)
{
    const struct pdf_value *size = pdf_get(section->trailer, "Size");
    const struct pdf_value *index = pdf_get(section->trailer, "Index");
    struct rows rows = {widths, reader_of(data)};
    if (size == NULL || size->type != PDF_INTEGER ||
        (index != NULL && (index->type != PDF_ARRAY || index->count % 2 != 0)))
        return pdf_broken();
    if (index == NULL)
        TRY(stream_part(file, &rows, 0, size->integer, section));
    const struct pdf_value *at = index == NULL ? NULL : index->first;
    for (; at != NULL; at = at->next->next)
        TRY(stream_part(file, &rows, at->integer, at->next->integer, section));
    return reader_done(&rows.reader) ? entries_settle(section) : pdf_broken();
}

/* The cross-reference stream at `at`: its entries, its dictionary as the trailer. */
static struct result stream_read(struct pdf_file *file, size_t at, struct pdf_lexer *lexer,
                                 struct pdf_section *section)
{
    struct pdf_object object;
    TRY(pdf_object_at(file, file->section_count, at, &object));
    const struct pdf_value *w = pdf_get(object.value, "W");
    if (!object.has_stream || !pdf_is_name(pdf_get(object.value, "Type"), "XRef") || w == NULL ||
        w->type != PDF_ARRAY || w->count != 3)
        return pdf_broken();
    int64_t widths[3];
    const struct pdf_value *item = w->first;
    for (size_t i = 0; i < 3; i++, item = item->next) {
        widths[i] = item->integer;
        if (item->type != PDF_INTEGER || widths[i] < 0 || widths[i] > 8)
            return pdf_broken();
    }
    struct str data;
    TRY(pdf_stream_decode(file, &object, &data));
    section->stream = true;
    section->stream_number = object.number;
    section->trailer = object.value;
    lexer->at = object.end;
    return stream_entries(file, widths, data, section);
}

/* One reader goes by the table, another by the stream: they must not differ. */
static bool agree(const struct pdf_section *table, const struct pdf_section *hidden)
{
    const struct pdf_value *root = pdf_get(hidden->trailer, "Root");
    for (size_t i = 0; i < hidden->count; i++) {
        const struct pdf_entry *other = &hidden->entries[i];
        const struct pdf_entry *here = entry_in(table, other->number);
        if (here != NULL && here->place != PDF_FREE &&
            (here->place != other->place || here->where != other->where))
            return false;
    }
    return root == NULL || pdf_equal(root, pdf_get(table->trailer, "Root"));
}

/* The section at the front of a linearised file names one behind it; a stream's own startxref
 * (F.3.4) serves no reader and some writers leave it out. */
static bool is_front(const struct pdf_section *section, size_t at)
{
    const struct pdf_value *rest = pdf_get(section->trailer, "Prev");
    return rest != NULL && rest->type == PDF_INTEGER && rest->integer > (int64_t)at;
}

/* 7.5.8.4: a stream beside the table, for readers that know streams; the table counts first. */
static struct result hidden_read(struct pdf_file *file, struct pdf_section *section)
{
    const struct pdf_value *at = pdf_get(section->trailer, "XRefStm");
    if (at == NULL)
        return RESULT_OK;
    struct pdf_section hidden = {0};
    struct pdf_lexer lexer = {file->arena, file->bytes, 0, &file->values_left};
    if (at->type != PDF_INTEGER || at->integer <= 0 ||
        ((uint64_t)at->integer >= section->xref_at && !is_front(section, section->xref_at)))
        return pdf_broken();
    section->hidden_at = (size_t)at->integer;
    section->table_count = section->count;
    TRY(stream_read(file, section->hidden_at, &lexer, &hidden));
    return agree(section, &hidden)
               ? pdf_entries_add(file, section, hidden.entries, hidden.count)
               : pdf_broken();
}

/* "startxref" as the next word. */
static struct result expect_startxref(struct pdf_lexer *lexer)
{
    struct pdf_value *root;
    struct str keyword;
    TRY(pdf_values_read(lexer, &root, &keyword));
    return root->count == 0 && str_is(keyword, "startxref") ? RESULT_OK : pdf_broken();
}

/* The offset after startxref, %%EOF and its line end. */
static struct result section_end(struct pdf_lexer *lexer, struct pdf_section *section)
{
    struct str bytes = lexer->bytes;
    size_t at = lexer->at;
    while (at < bytes.len && pdf_is_space((unsigned char)bytes.ptr[at]))
        at++;
    size_t from = at;
    while (at < bytes.len && bytes.ptr[at] >= '0' && bytes.ptr[at] <= '9')
        at++;
    int64_t offset;
    if (!str_to_i64(str_slice(bytes, from, at), &offset) || offset < 0)
        return pdf_broken();
    section->named = (size_t)offset;
    while (at < bytes.len && pdf_is_space((unsigned char)bytes.ptr[at]))
        at++;
    if (!str_starts(str_slice(bytes, at, bytes.len), S("%%EOF")))
        return pdf_broken();
    at += 5;
    at += line_end(bytes, at);
    if (at + 1 == bytes.len && bytes.ptr[at - 1] == '\n' && bytes.ptr[at] == '\n')
        at++; /* an empty line ends the file */
    section->end = at;
    return RESULT_OK;
}

struct result pdf_section_read(struct pdf_file *file, size_t at, struct pdf_section *out)
{
    *out = (struct pdf_section){.xref_at = at, .body_end = at};
    struct pdf_lexer lexer = {file->arena, file->bytes, at, &file->values_left};
    if (str_starts(str_slice(file->bytes, at, file->bytes.len), S("xref"))) {
        lexer.at += 4;
        TRY(table_read(file, &lexer, out));
        TRY(hidden_read(file, out));
    } else {
        TRY(stream_read(file, at, &lexer, out));
    }
    if (pdf_get(out->trailer, "Encrypt") != NULL)
        file->encrypted = true;
    if (out->stream && is_front(out, at))
        return RESULT_OK; /* the section that it names ends both */
    if (out->paired_at != 0) {
        out->named = at;
        return RESULT_OK; /* the table behind it ends both */
    }
    if (out->stream)
        TRY(expect_startxref(&lexer));
    return section_end(&lexer, out);
}
