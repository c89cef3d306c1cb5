#include "sign/pdf_sign.h"

#include <string.h>

#include "base/clock.h"
#include "sign/pdf_sign_allowed.h"
#include "sign/pdf_update.h"

enum {
    UPDATE_ROOM = 1 << 20,   /* what a signature's revision may add besides copied objects */
    FIELD_FLAGS_SIGNED = 3,  /* SignaturesExist | AppendOnly */
    WIDGET_FLAGS_LOCKED = 132, /* Print | Locked */
};

/* The numbers of the objects that a signature adds. */
struct added {
    uint32_t field;
    uint32_t value;
    uint32_t appearance; /* 0: invisible */
};

struct str pdf_text(struct arena *arena, struct str utf8)
{
    struct buf out;
    buf_init(&out, arena, utf8.len * 8 + 16);
    buf_text(&out, "<FEFF");
    for (size_t i = 0; i < utf8.len;) {
        unsigned char lead = (unsigned char)utf8.ptr[i];
        size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        uint32_t code = more == 0 ? lead : (uint32_t)(lead & (0x3f >> more));
        bool sound = lead < 0x80 || (lead >= 0xc2 && lead < 0xf5);
        for (size_t k = 1; sound && k <= more; k++) {
            sound = i + k < utf8.len && ((unsigned char)utf8.ptr[i + k] & 0xc0) == 0x80;
            code = sound ? code << 6 | ((unsigned char)utf8.ptr[i + k] & 0x3f) : 0xfffd;
        }
        i += sound ? more + 1 : 1;
        code = sound ? code : 0xfffd;
        if (code >= 0x10000)
            buf_printf(&out, "%04X%04X", 0xd800 + ((code - 0x10000) >> 10),
                       0xdc00 + ((code - 0x10000) & 0x3ff));
        else
            buf_printf(&out, "%04X", code);
    }
    buf_byte(&out, '>');
    return buf_str(&out);
}

struct str pdf_date(struct arena *arena, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    return str_printf(arena, "(D:%04d%02d%02d%02d%02d%02d+07'00')", t.year, t.month, t.day, t.hour,
                      t.minute, t.second);
}

static struct str reference_to(struct arena *arena, uint32_t number)
{
    return str_printf(arena, "%u 0 R", number);
}

/* The new text of an array-valued key: empty where the array is an object of its own, which is
 * then written again here. */
static struct result append_to_list(struct pdf_update *update, const struct pdf_object *owner,
                                    const struct pdf_value *list, struct str item, struct str *text)
{
    struct arena *arena = update->file->arena;
    struct pdf_object array;
    *text = S("");
    if (list == NULL) {
        *text = str_printf(arena, "[%.*s]", STR_ARG(item));
        return RESULT_OK;
    }
    if (list->type == PDF_ARRAY) {
        *text = pdf_with_item(update, owner->source, list, item);
        return RESULT_OK;
    }
    TRY(pdf_resolve(update->file, pdf_last(update->file), list, &array));
    if (array.value->type != PDF_ARRAY)
        return pdf_broken();
    return pdf_update_rewrite(update, &array,
                              pdf_with_item(update, array.source, array.value, item));
}

/* `form` is the AcroForm dictionary inside `owner`; gives its new text, empty for no change. */
static struct result form_text(struct pdf_update *update, const struct pdf_object *owner,
                               const struct pdf_value *form, struct str field, struct str *text)
{
    const struct pdf_value *flags = pdf_get(form, "SigFlags");
    struct str fields;
    TRY(append_to_list(update, owner, pdf_get(form, "Fields"), field, &fields));
    bool flagged = flags != NULL && flags->type == PDF_INTEGER &&
                   flags->integer == FIELD_FLAGS_SIGNED;
    const struct pdf_edit edits[] = {
        {"Fields", fields},
        {"SigFlags", flagged ? S("") : S("3")},
    };
    *text = flagged && str_empty(fields) ? S("")
                                         : pdf_with_keys(update, owner->source, form, edits, 2);
    return RESULT_OK;
}

/* Registers the field: in the AcroForm where there is one, which stays where it is; otherwise a new
 * one of its own object, so that later signatures leave the catalog alone. */
static struct result register_field(struct pdf_update *update, uint32_t field)
{
    struct arena *arena = update->file->arena;
    struct pdf_object catalog;
    struct pdf_object form;
    struct str text;
    TRY(pdf_catalog(update->file, pdf_last(update->file), &catalog));
    const struct pdf_value *at = pdf_get(catalog.value, "AcroForm");
    struct str item = reference_to(arena, field);
    if (at == NULL) {
        uint32_t number = pdf_update_number(update);
        pdf_update_object(update, number,
                          str_printf(arena, "<< /Fields [%.*s] /SigFlags 3 >>", STR_ARG(item)));
        const struct pdf_edit edit = {"AcroForm", reference_to(arena, number)};
        return pdf_update_rewrite(update, &catalog,
                       pdf_with_keys(update, catalog.source, catalog.value, &edit, 1));
    }
    if (at->type == PDF_DICTIONARY) {
        TRY(form_text(update, &catalog, at, item, &text));
        const struct pdf_edit edit = {"AcroForm", text};
        return str_empty(text) ? RESULT_OK
                               : pdf_update_rewrite(update, &catalog,
                                         pdf_with_keys(update, catalog.source, catalog.value,
                                                       &edit, 1));
    }
    TRY(pdf_resolve(update->file, pdf_last(update->file), at, &form));
    if (form.value->type != PDF_DICTIONARY)
        return pdf_broken();
    TRY(form_text(update, &form, form.value, item, &text));
    return str_empty(text) ? RESULT_OK : pdf_update_rewrite(update, &form, text);
}

static struct result register_widget(struct pdf_update *update, const struct pdf_object *page,
                                     uint32_t field)
{
    struct str text;
    TRY(append_to_list(update, page, pdf_get(page->value, "Annots"),
                       reference_to(update->file->arena, field), &text));
    const struct pdf_edit edit = {"Annots", text};
    return str_empty(text)
               ? RESULT_OK
               : pdf_update_rewrite(
                     update, page, pdf_with_keys(update, page->source, page->value, &edit, 1));
}

/* One plane of an image: its colours or its transparency. */
static void write_plane(struct pdf_update *update, uint32_t number, const struct pdf_image *image,
                        uint32_t mask)
{
    struct arena *arena = update->file->arena;
    bool colours = mask != number;
    struct str more = colours && mask != 0 ? str_printf(arena, " /SMask %u 0 R", mask) : S("");
    struct str dictionary = str_printf(
        arena,
        "/Type /XObject /Subtype /Image /Width %u /Height %u /ColorSpace /Device%s "
        "/BitsPerComponent 8 /Filter /FlateDecode%.*s",
        image->width, image->height, colours ? "RGB" : "Gray", STR_ARG(more));
    pdf_update_stream(update, number, dictionary, colours ? image->rgb : image->alpha);
}

/* The images as objects of their own; gives the resources that name them. */
static struct str write_images(struct pdf_update *update, const struct pdf_appearance *appearance)
{
    struct str names = S("");
    for (size_t i = 0; i < appearance->image_count; i++) {
        const struct pdf_image *image = &appearance->images[i];
        uint32_t mask = str_empty(image->alpha) ? 0 : pdf_update_number(update);
        uint32_t number = pdf_update_number(update);
        if (mask != 0)
            write_plane(update, mask, image, mask);
        write_plane(update, number, image, mask);
        names = str_printf(update->file->arena, "%.*s /Im%zu %u 0 R", STR_ARG(names), i, number);
    }
    return str_empty(names)
               ? S("")
               : str_printf(update->file->arena, "/XObject <<%.*s >>", STR_ARG(names));
}

static void write_appearance(struct pdf_update *update, uint32_t number,
                             const struct pdf_appearance *appearance)
{
    struct str resources = write_images(update, appearance);
    struct str dictionary = str_printf(
        update->file->arena,
        "/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources << %.*s >>",
        appearance->width, appearance->height, STR_ARG(resources));
    pdf_update_stream(update, number, dictionary, appearance->content);
}

static void write_field(struct pdf_update *update, struct added added,
                        const struct pdf_object *page,
                        const struct pdf_appearance *appearance)
{
    struct arena *arena = update->file->arena;
    struct str rect = S("[0 0 0 0]");
    struct str shown = S("");
    if (appearance != NULL) {
        rect = str_printf(arena, "[%.2f %.2f %.2f %.2f]", appearance->x, appearance->y,
                          appearance->x + appearance->width, appearance->y + appearance->height);
        shown = str_printf(arena, " /AP << /N %u 0 R >>", added.appearance);
    }
    pdf_update_object(update, added.field,
                      str_printf(arena,
                                 "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature%u) "
                                 "/V %u 0 R /F %d /P %u %u R /Rect %.*s%.*s >>",
                                 added.field, added.value, WIDGET_FLAGS_LOCKED, page->number,
                                 page->generation, STR_ARG(rect), STR_ARG(shown)));
}

/* The signature dictionary with room for the range and the CMS; *head_at is where pdf_gap_head
 * goes. */
static void write_value(struct pdf_update *update, uint32_t number,
                        const struct pdf_signature *signature, size_t *head_at)
{
    struct arena *arena = update->file->arena;
    struct buf body;
    buf_init(&body, arena, UPDATE_ROOM);
    if (signature->document_timestamp)
        buf_text(&body, "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 ");
    else
        buf_text(&body, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ");
    if (!signature->document_timestamp) {
        buf_text(&body, "/M ");
        buf_add(&body, pdf_date(arena, signature->at_us));
    }
    if (!str_empty(signature->name)) {
        buf_text(&body, " /Name ");
        buf_add(&body, pdf_text(arena, signature->name));
    }
    if (!str_empty(signature->reason)) {
        buf_text(&body, " /Reason ");
        buf_add(&body, pdf_text(arena, signature->reason));
    }
    if (signature->certifies != 0)
        buf_printf(&body,
                   " /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams "
                   "<< /Type /TransformParams /P %d /V /1.2 >> >>]",
                   signature->certifies);
    buf_byte(&body, ' ');
    size_t head = body.len;
    buf_add(&body, pdf_gap_head(arena, (struct signer_range){0}));
    buf_byte(&body, '<');
    char *zeros = arena_alloc(arena, 2 * (size_t)PDF_CONTENTS_SIZE);
    memset(zeros, '0', 2 * (size_t)PDF_CONTENTS_SIZE);
    buf_bytes(&body, zeros, 2 * (size_t)PDF_CONTENTS_SIZE);
    buf_text(&body, "> >>");
    *head_at = pdf_update_object(update, number, buf_str(&body)) + head;
}

static void settle_range(struct arena *arena, struct str bytes, size_t head_at,
                         struct pdf_prepared *out)
{
    size_t head_len = pdf_gap_head(arena, (struct signer_range){0}).len;
    out->range.before = head_at + head_len;
    out->range.after_at = out->range.before + 2 * PDF_CONTENTS_SIZE + 2;
    out->range.after_len = bytes.len - out->range.after_at;
    struct str head = pdf_gap_head(arena, out->range);
    char *copy = arena_copy(arena, bytes.ptr, bytes.len);
    memcpy(copy + head_at, head.ptr, head.len);
    out->bytes = str_of(copy, bytes.len);
    const struct str parts[] = {
        str_slice(out->bytes, 0, out->range.before),
        str_slice(out->bytes, out->range.after_at, out->bytes.len),
    };
    out->digest = sha256_joined(parts, 2);
}

/* Nobody signs what a strict reader cannot read: later readers would differ on what was signed. */
static struct result all_readable(struct pdf_file *file)
{
    struct pdf_object object;
    for (size_t i = 0; i < file->number_count; i++) {
        struct result read = pdf_object(file, pdf_last(file), file->numbers[i], &object);
        if (!result_ok(read) && read.kind != ERROR_NOT_FOUND)
            return read;
    }
    return RESULT_OK;
}

static size_t size_of_images(const struct pdf_signature *signature)
{
    size_t size = 0;
    for (size_t i = 0; signature->appearance != NULL && i < signature->appearance->image_count; i++)
        size += signature->appearance->images[i].rgb.len +
                signature->appearance->images[i].alpha.len;
    return size;
}

struct result pdf_sign_prepare(struct arena *arena, struct str base,
                               const struct pdf_signature *signature, struct pdf_prepared *out)
{
    struct pdf_file *file = NULL;
    struct pdf_update *update = ARENA_NEW(arena, struct pdf_update);
    struct pdf_object page;
    size_t head_at = 0;
    TRY(pdf_open(arena, base, &file));
    if (file->encrypted)
        return pdf_encrypted();
    TRY(all_readable(file));
    TRY(pdf_page(file, pdf_last(file), signature->page, &page));
    TRY(pdf_sign_allowed(file, &page, signature));
    TRY(pdf_update_begin(update, file, base.len + UPDATE_ROOM + size_of_images(signature)));
    struct added added = {.field = pdf_update_number(update), .value = pdf_update_number(update)};
    if (signature->appearance != NULL) {
        added.appearance = pdf_update_number(update);
        write_appearance(update, added.appearance, signature->appearance);
    }
    write_field(update, added, &page, signature->appearance);
    TRY(register_widget(update, &page, added.field));
    TRY(register_field(update, added.field));
    write_value(update, added.value, signature, &head_at);
    struct str bytes;
    TRY(pdf_update_end(update, &bytes));
    settle_range(arena, bytes, head_at, out);
    return RESULT_OK;
}

struct result pdf_sign_finish(struct arena *arena, struct str prepared, struct signer_range range,
                              struct str cms, struct str *signed_bytes)
{
    if (!pdf_range_fits(range, prepared.len) ||
        range.after_at - range.before != 2 * PDF_CONTENTS_SIZE + 2)
        return result_fail(ERROR_INTERNAL, "pdf.range", NULL);
    if (cms.len > PDF_CONTENTS_SIZE)
        return result_fail(ERROR_LIMIT, "pdf.contents", NULL);
    struct str hex = str_hex(arena, cms.ptr, cms.len);
    char *copy = arena_copy(arena, prepared.ptr, prepared.len);
    memcpy(copy + range.before + 1, hex.ptr, hex.len);
    *signed_bytes = str_of(copy, prepared.len);
    return RESULT_OK;
}
