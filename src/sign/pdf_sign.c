#include "sign/pdf_sign.h"

#include <string.h>

#include "base/clock.h"
#include "sign/pdf_sign_allowed.h"
#include "sign/pdf_update.h"

enum {
    OBJECTS_ROOM = 4096,       /* what a revision adds besides its drawing and the CMS, as a rule */
    FIELD_FLAGS_SIGNED = 3,    /* SignaturesExist | AppendOnly */
    WIDGET_FLAGS_LOCKED = 132, /* Print | Locked */
};

/* The numbers of the objects that a signature adds. */
struct added {
    uint32_t field;
    uint32_t value;
    uint32_t appearance; /* 0: invisible */
};

static void put_unit(struct buf *out, uint32_t unit)
{
    static const char digits[] = "0123456789ABCDEF";
    const char four[] = {digits[unit >> 12 & 15], digits[unit >> 8 & 15], digits[unit >> 4 & 15],
                         digits[unit & 15]};
    buf_bytes(out, four, sizeof four);
}

static void put_code(struct buf *out, uint32_t code)
{
    if (code >= 0x10000)
        put_unit(out, 0xd800 + ((code - 0x10000) >> 10));
    put_unit(out, code >= 0x10000 ? 0xdc00 + ((code - 0x10000) & 0x3ff) : code);
}

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
        put_code(&out, sound ? code : 0xfffd);
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

static size_t room_of(const struct pdf_signature *signature)
{
    bool asked = signature->room != 0 && signature->room <= PDF_CONTENTS_MAX;
    return asked ? signature->room : PDF_CONTENTS_SIZE;
}

static void write_words(struct buf *out, const struct pdf_signature *signature)
{
    if (signature->document_timestamp)
        buf_text(out, "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 ");
    else
        buf_text(out, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ");
    if (!signature->document_timestamp) {
        buf_text(out, "/M ");
        buf_add(out, pdf_date(out->arena, signature->at_us));
    }
    if (!str_empty(signature->name)) {
        buf_text(out, " /Name ");
        buf_add(out, pdf_text(out->arena, signature->name));
    }
    if (!str_empty(signature->reason)) {
        buf_text(out, " /Reason ");
        buf_add(out, pdf_text(out->arena, signature->reason));
    }
    if (signature->certifies != 0)
        buf_printf(out,
                   " /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams "
                   "<< /Type /TransformParams /P %d /V /1.2 >> >>]",
                   signature->certifies);
    buf_byte(out, ' ');
}

/* The signature dictionary with room for the range and the CMS; gives where pdf_gap_head goes. */
static size_t write_value(struct pdf_update *update, uint32_t number,
                          const struct pdf_signature *signature)
{
    struct buf *out = &update->out;
    pdf_update_open(update, number);
    write_words(out, signature);
    size_t head_at = out->len;
    buf_fill(out, ' ', PDF_GAP_HEAD_SIZE);
    buf_byte(out, '<');
    buf_fill(out, '0', 2 * room_of(signature));
    buf_text(out, "> >>");
    pdf_update_close(update);
    return head_at;
}

/* Writes the range into the bytes that it is about. */
static void settle_range(const struct buf *bytes, size_t head_at, size_t room,
                         struct pdf_prepared *out)
{
    out->range.before = head_at + PDF_GAP_HEAD_SIZE;
    out->range.after_at = out->range.before + 2 * room + 2;
    out->range.after_len = bytes->len - out->range.after_at;
    memcpy(bytes->ptr + head_at, pdf_gap_head(bytes->arena, out->range).ptr, PDF_GAP_HEAD_SIZE);
    out->bytes = buf_str(bytes);
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

static size_t size_of_appearance(const struct pdf_appearance *appearance)
{
    size_t size = appearance == NULL ? 0 : appearance->content.len;
    for (size_t i = 0; appearance != NULL && i < appearance->image_count; i++)
        size += appearance->images[i].rgb.len + appearance->images[i].alpha.len;
    return size;
}

struct result pdf_sign_prepare(struct arena *arena, struct str base,
                               const struct pdf_signature *signature, struct pdf_prepared *out)
{
    struct pdf_file *file = NULL;
    struct pdf_update *update = ARENA_NEW(arena, struct pdf_update);
    struct pdf_object page;
    TRY(pdf_open(arena, base, &file));
    if (file->encrypted)
        return pdf_encrypted();
    if (!signature->again)
        TRY(all_readable(file));
    TRY(pdf_page(file, pdf_last(file), signature->page, &page));
    if (!signature->again)
        TRY(pdf_sign_allowed(file, &page, signature));
    TRY(pdf_update_begin(update, file, OBJECTS_ROOM + size_of_appearance(signature->appearance) +
                                           2 * room_of(signature)));
    struct added added = {.field = pdf_update_number(update), .value = pdf_update_number(update)};
    if (signature->appearance != NULL) {
        added.appearance = pdf_update_number(update);
        write_appearance(update, added.appearance, signature->appearance);
    }
    write_field(update, added, &page, signature->appearance);
    TRY(register_widget(update, &page, added.field));
    TRY(register_field(update, added.field));
    size_t head_at = write_value(update, added.value, signature);
    TRY(pdf_update_end(update, &out->bytes));
    settle_range(&update->out, head_at, room_of(signature), out);
    return RESULT_OK;
}

struct result pdf_sign_finish(struct arena *arena, struct str prepared, struct signer_range range,
                              struct str cms, struct str *signed_bytes)
{
    if (!pdf_range_fits(range, prepared.len) || range.after_at - range.before < 2)
        return result_fail(ERROR_INTERNAL, "pdf.range", NULL);
    if (cms.len > (range.after_at - range.before - 2) / 2)
        return result_fail(ERROR_LIMIT, "pdf.contents", NULL);
    struct str hex = str_hex(arena, cms.ptr, cms.len);
    char *copy = arena_copy(arena, prepared.ptr, prepared.len);
    memcpy(copy + range.before + 1, hex.ptr, hex.len);
    *signed_bytes = str_of(copy, prepared.len);
    return RESULT_OK;
}
