#include "sign/pdf_identity.h"

#include "base/clock.h"
#include "sign/pdf_update.h"

enum { ROOM = 64 * 1024, XMP_MAX = 32 * 1024 };

/* A text of the information dictionary; empty where there is none. */
static struct str information(struct pdf_file *file, const char *key)
{
    struct pdf_object object;
    const struct pdf_value *info =
        pdf_get(file->sections[pdf_last(file)].trailer, "Info");
    if (info == NULL || !result_ok(pdf_resolve(file, pdf_last(file), info, &object)))
        return S("");
    const struct pdf_value *text = pdf_get(object.value, key);
    return text != NULL && text->type == PDF_STRING ? pdf_text_utf8(file->arena, text->text)
                                                    : S("");
}

static void put_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte == '&')
            buf_text(out, "&amp;");
        else if (byte == '<')
            buf_text(out, "&lt;");
        else if (byte == '>')
            buf_text(out, "&gt;");
        else if (byte >= ' ' || byte == '\n' || byte == '\t') /* no other control is XML */
            buf_byte(out, byte);
    }
}

static void put_plain(struct buf *out, const char *name, struct str text)
{
    if (str_empty(text))
        return;
    buf_printf(out, "<%s>", name);
    put_escaped(out, text);
    buf_printf(out, "</%s>\n", name);
}

static void put_alternative(struct buf *out, const char *name, struct str text)
{
    if (str_empty(text))
        return;
    buf_printf(out, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
    put_escaped(out, text);
    buf_printf(out, "</rdf:li></rdf:Alt></%s>\n", name);
}

static struct str metadata(struct pdf_file *file, int64_t made_us)
{
    struct buf out;
    struct str made = civil_rfc3339(file->arena, made_us);
    buf_init(&out, file->arena, XMP_MAX);
    buf_text(&out, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                   "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                   "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                   "<rdf:Description rdf:about=\"\" "
                   "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                   "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
                   "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
                   "<dc:format>application/pdf</dc:format>\n");
    put_alternative(&out, "dc:title", information(file, "Title"));
    put_alternative(&out, "dc:description", information(file, "Subject"));
    put_plain(&out, "xmp:CreateDate", made);
    put_plain(&out, "xmp:ModifyDate", made);
    put_plain(&out, "pdf:Producer", information(file, "Producer"));
    buf_text(&out, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    return buf_str(&out);
}

struct result pdf_add_identity(struct arena *arena, struct str base, int64_t made_us,
                               struct str *out)
{
    struct pdf_file *file = NULL;
    struct pdf_update *update = ARENA_NEW(arena, struct pdf_update);
    struct pdf_object catalog;
    TRY(pdf_open(arena, base, &file));
    TRY(pdf_catalog(file, pdf_last(file), &catalog));
    if (pdf_get(catalog.value, "Metadata") != NULL ||
        pdf_get(catalog.value, "OutputIntents") != NULL)
        return result_fail(ERROR_CONFLICT, "pdf.identity", NULL);
    TRY(pdf_update_begin(update, file, ROOM));
    uint32_t described = pdf_update_number(update);
    uint32_t profile = pdf_update_number(update);
    uint32_t intent = pdf_update_number(update);
    /* plain, so that programs that know no PDF find it too (ISO 19005-2, 6.6.2.1) */
    pdf_update_stream(update, described, S("/Type /Metadata /Subtype /XML"),
                      metadata(file, made_us));
    pdf_update_stream(update, profile, S("/N 3"), srgb_profile(arena));
    pdf_update_object(update, intent,
                      str_printf(arena,
                                 "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier "
                                 "(sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile %u 0 R >>",
                                 profile));
    bool named = pdf_get(catalog.value, "Lang") != NULL;
    const struct pdf_edit edits[] = {
        {"Metadata", str_printf(arena, "%u 0 R", described)},
        {"OutputIntents", str_printf(arena, "[%u 0 R]", intent)},
        {"Lang", named ? S("") : S("(vi-VN)")},
    };
    TRY(pdf_update_rewrite(update, &catalog,
                           pdf_with_keys(update, catalog.source, catalog.value, edits, 3)));
    return pdf_update_end(update, out);
}
