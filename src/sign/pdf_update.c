#include "sign/pdf_update.h"

#include <stdlib.h>

struct result pdf_update_begin(struct pdf_update *update, struct pdf_file *file, size_t room)
{
    const struct pdf_value *size = pdf_get(file->sections[pdf_last(file)].trailer, "Size");
    *update = (struct pdf_update){.file = file, .next_number = 1};
    if (size == NULL || size->type != PDF_INTEGER || size->integer < 1 ||
        size->integer > PDF_NUMBER_MAX - PDF_UPDATE_OBJECTS_MAX)
        return pdf_broken();
    update->next_number = (uint32_t)size->integer;
    /* A wrong /Size must not make us write over an object that exists. */
    for (size_t i = 0; i < file->section_count; i++)
        for (size_t k = 0; k < file->sections[i].count; k++)
            if (file->sections[i].entries[k].number >= update->next_number)
                update->next_number = file->sections[i].entries[k].number + 1;
    buf_init(&update->out, file->arena, PDF_FILE_MAX);
    buf_reserve(&update->out, file->bytes.len + room);
    buf_add(&update->out, file->bytes);
    if (!str_ends(file->bytes, S("\n")) && !str_ends(file->bytes, S("\r")))
        buf_byte(&update->out, '\n');
    return RESULT_OK;
}

uint32_t pdf_update_number(struct pdf_update *update)
{
    return update->next_number++;
}

static void note_object(struct pdf_update *update, uint32_t number, uint32_t generation)
{
    if (update->count == PDF_UPDATE_OBJECTS_MAX) {
        update->out.overflowed = true;
        return;
    }
    update->entries[update->count++] = (struct pdf_entry){
        .number = number, .place = PDF_AT_OFFSET, .where = update->out.len,
        .extra = generation};
}

static void open_object(struct pdf_update *update, uint32_t number, uint32_t generation)
{
    note_object(update, number, generation);
    buf_printf(&update->out, "%u %u obj\n", number, generation);
}

void pdf_update_open(struct pdf_update *update, uint32_t number)
{
    open_object(update, number, 0);
}

void pdf_update_close(struct pdf_update *update)
{
    buf_text(&update->out, "\nendobj\n");
}

static void write_object(struct pdf_update *update, uint32_t number, uint32_t generation,
                         struct str body)
{
    open_object(update, number, generation);
    buf_add(&update->out, body);
    pdf_update_close(update);
}

void pdf_update_object(struct pdf_update *update, uint32_t number, struct str body)
{
    write_object(update, number, 0, body);
}

void pdf_update_stream(struct pdf_update *update, uint32_t number, struct str dictionary,
                       struct str data)
{
    note_object(update, number, 0);
    buf_printf(&update->out, "%u 0 obj\n<< ", number);
    buf_add(&update->out, dictionary);
    buf_printf(&update->out, " /Length %zu >>\nstream\n", data.len);
    buf_add(&update->out, data);
    buf_text(&update->out, "\nendstream\nendobj\n");
}

struct result pdf_update_rewrite(struct pdf_update *update, const struct pdf_object *object,
                                 struct str body)
{
    if (object->has_stream)
        return pdf_broken();
    write_object(update, object->number, object->generation, body);
    return RESULT_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct pdf_entry *x = a;
    const struct pdf_entry *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* /Root, /Info and /ID as the last trailer has them, and where the last section stands. */
static void add_trailer_keys(struct pdf_update *update)
{
    const struct pdf_section *last = &update->file->sections[pdf_last(update->file)];
    static const char *const kept[] = {"Root", "Info", "ID"};
    buf_printf(&update->out, "/Size %u", update->next_number);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        const struct pdf_value *value = pdf_get(last->trailer, kept[i]);
        if (value == NULL)
            continue;
        buf_printf(&update->out, " /%s ", kept[i]);
        buf_add(&update->out, str_slice(update->file->bytes, value->start, value->end));
    }
    buf_printf(&update->out, " /Prev %zu", last->xref_at);
}

/* Entries that follow one another share a subsection. */
static size_t run_length(const struct pdf_update *update, size_t from)
{
    size_t count = 1;
    while (from + count < update->count &&
           update->entries[from + count].number == update->entries[from].number + count)
        count++;
    return count;
}

static void write_table(struct pdf_update *update)
{
    buf_text(&update->out, "xref\n");
    for (size_t i = 0; i < update->count;) {
        size_t count = run_length(update, i);
        buf_printf(&update->out, "%u %zu\n", update->entries[i].number, count);
        for (size_t k = 0; k < count; k++, i++)
            buf_printf(&update->out, "%010llu %05u n \n",
                       (unsigned long long)update->entries[i].where, update->entries[i].extra);
    }
    buf_text(&update->out, "trailer\n<< ");
    add_trailer_keys(update);
    buf_text(&update->out, " >>\n");
}

/* 7.5.8 with /W [1 4 2] and no filter. The stream lists itself: its entry is noted before the data
 * are made, so that all offsets are known. */
static void write_stream(struct pdf_update *update)
{
    uint32_t number = pdf_update_number(update);
    note_object(update, number, 0);
    struct buf data;
    buf_init(&data, update->file->arena, PDF_UPDATE_OBJECTS_MAX * 7);
    buf_printf(&update->out, "%u 0 obj\n<< /Type /XRef /W [1 4 2] /Index [", number);
    for (size_t i = 0; i < update->count;) {
        size_t count = run_length(update, i);
        buf_printf(&update->out, i == 0 ? "%u %zu" : " %u %zu", update->entries[i].number, count);
        i += count;
    }
    for (size_t i = 0; i < update->count; i++) {
        buf_byte(&data, 1);
        buf_u32(&data, (uint32_t)update->entries[i].where);
        buf_u16(&data, (uint16_t)update->entries[i].extra);
    }
    buf_text(&update->out, "] ");
    add_trailer_keys(update);
    buf_printf(&update->out, " /Length %zu >>\nstream\n", data.len);
    buf_add(&update->out, buf_str(&data));
    buf_text(&update->out, "\nendstream\nendobj\n");
}

struct result pdf_update_end(struct pdf_update *update, struct str *bytes)
{
    qsort(update->entries, update->count, sizeof update->entries[0], by_number);
    size_t at = update->out.len;
    if (update->file->sections[pdf_last(update->file)].stream)
        write_stream(update);
    else
        write_table(update);
    buf_printf(&update->out, "startxref\n%zu\n%%%%EOF\n", at);
    if (update->out.overflowed || update->out.len > PDF_FILE_MAX)
        return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
    *bytes = buf_str(&update->out);
    return RESULT_OK;
}

static void buf_for_edit(struct pdf_update *update, struct buf *out)
{
    buf_init(out, update->file->arena, PDF_FILE_MAX);
}

struct str pdf_with_keys(struct pdf_update *update, struct str source,
                         const struct pdf_value *dictionary, const struct pdf_edit *edits,
                         size_t count)
{
    struct buf out;
    buf_for_edit(update, &out);
    size_t copied = dictionary->start;
    for (const struct pdf_value *key = dictionary->first; key != NULL; key = key->next->next)
        for (size_t i = 0; i < count; i++)
            if (str_is(key->text, edits[i].key) && !str_empty(edits[i].text)) {
                buf_add(&out, str_slice(source, copied, key->end));
                buf_byte(&out, ' ');
                buf_add(&out, edits[i].text);
                copied = key->next->end;
            }
    buf_add(&out, str_slice(source, copied, dictionary->end - 2));
    for (size_t i = 0; i < count; i++)
        if (!str_empty(edits[i].text) && pdf_get(dictionary, edits[i].key) == NULL) {
            buf_printf(&out, " /%s ", edits[i].key);
            buf_add(&out, edits[i].text);
        }
    buf_text(&out, " >>");
    return buf_str(&out);
}

struct str pdf_with_item(struct pdf_update *update, struct str source,
                         const struct pdf_value *array, struct str item)
{
    struct buf out;
    buf_for_edit(update, &out);
    buf_add(&out, str_slice(source, array->start, array->end - 1));
    buf_byte(&out, ' ');
    buf_add(&out, item);
    buf_byte(&out, ']');
    return buf_str(&out);
}
