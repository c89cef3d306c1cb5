#include "sign/pdf_letters.h"

#include <string.h>

enum { CODES = 65536, WIDTH_MOST = 10000, WIDTH_USUAL = 1000, RANGES_MAX = 20000 };

static const double EM = 0.001;

static const struct pdf_value *look(const struct pdf_fonts *fonts, const struct pdf_value *value)
{
    struct pdf_object object;
    if (value == NULL || value->type != PDF_REFERENCE)
        return value;
    return result_ok(pdf_object(fonts->file, fonts->revision, value->integer, &object))
               ? object.value
               : NULL;
}

static uint16_t width_of(const struct pdf_value *value)
{
    double width = 0;
    if (!pdf_number(value, &width) || width < 0)
        return 0;
    return (uint16_t)(width > WIDTH_MOST ? WIDTH_MOST : width);
}

/* "c [w w …]" or "c c w" at `at` (9.7.4.3); the next of them. */
static const struct pdf_value *take_range(const struct pdf_fonts *fonts, uint16_t *widths,
                                          const struct pdf_value *at)
{
    const struct pdf_value *second = at->next;
    const struct pdf_value *list = look(fonts, second);
    int64_t code = at->type == PDF_INTEGER ? at->integer : CODES;
    if (list != NULL && list->type == PDF_ARRAY) {
        for (at = list->first; at != NULL && code >= 0 && code < CODES; at = at->next)
            widths[code++] = width_of(at);
        return second->next;
    }
    if (second == NULL || second->next == NULL)
        return NULL;
    int64_t last = second->type == PDF_INTEGER && second->integer < CODES ? second->integer : -1;
    for (; code >= 0 && code <= last; code++)
        widths[code] = width_of(second->next);
    return second->next->next;
}

/* Codes are numbers of letters only where the encoding says so; elsewhere all are as wide as the
 * usual one. */
static void read_composite(const struct pdf_fonts *fonts, struct pdf_letters *out)
{
    const struct pdf_value *below = look(fonts, pdf_get(out->font, "DescendantFonts"));
    const struct pdf_value *one =
        below != NULL && below->type == PDF_ARRAY ? look(fonts, below->first) : NULL;
    const struct pdf_value *usual = look(fonts, pdf_get(one, "DW"));
    const struct pdf_value *list = look(fonts, pdf_get(one, "W"));
    out->otherwise = usual == NULL ? WIDTH_USUAL : width_of(usual);
    if (list == NULL || list->type != PDF_ARRAY ||
        !pdf_is_name(look(fonts, pdf_get(out->font, "Encoding")), "Identity-H"))
        return;
    uint16_t *widths = ARENA_ARRAY(fonts->file->arena, uint16_t, CODES);
    for (size_t i = 0; i < CODES; i++)
        widths[i] = (uint16_t)out->otherwise;
    const struct pdf_value *at = list->first;
    for (size_t i = 0; at != NULL && i < RANGES_MAX; i++)
        at = take_range(fonts, widths, at);
    out->by_code = widths;
}

static void read_simple(const struct pdf_fonts *fonts, struct pdf_letters *out)
{
    const struct pdf_value *first = look(fonts, pdf_get(out->font, "FirstChar"));
    const struct pdf_value *widths = look(fonts, pdf_get(out->font, "Widths"));
    const struct pdf_value *matrix = look(fonts, pdf_get(out->font, "FontMatrix"));
    const struct pdf_value *name = look(fonts, pdf_get(out->font, "BaseFont"));
    bool usable = widths != NULL && widths->type == PDF_ARRAY && first != NULL &&
                  first->type == PDF_INTEGER && first->integer >= 0;
    out->widths = usable ? widths : NULL;
    out->first = usable ? first->integer : 0;
    out->fixed = name != NULL && name->type == PDF_NAME && str_starts(name->text, S("Courier"));
    if (out->drawn && matrix != NULL && matrix->type == PDF_ARRAY &&
        pdf_number(matrix->first, &out->em) && out->em < 0)
        out->em = -out->em;
}

const struct pdf_letters *pdf_letters_of(struct pdf_fonts *fonts, const struct pdf_value *font)
{
    for (const struct pdf_letters *known = fonts->known; known != NULL; known = known->next)
        if (known->font == font)
            return known;
    struct pdf_letters *fresh = ARENA_NEW(fonts->file->arena, struct pdf_letters);
    *fresh = (struct pdf_letters){.font = font, .em = EM, .next = fonts->known,
                                  .wide = pdf_is_name(pdf_get(font, "Subtype"), "Type0"),
                                  .drawn = pdf_is_name(pdf_get(font, "Subtype"), "Type3")};
    if (fresh->wide)
        read_composite(fonts, fresh);
    else
        read_simple(fonts, fresh);
    fonts->known = fresh;
    return fresh;
}

/* Of a font that does not say: about as wide as in the common ones (9.6.2.2). */
static double usual_width(const struct pdf_letters *letters, char code)
{
    if (letters->fixed)
        return 0.6;
    if (code != '\0' && strchr("ijltf.,:;'|!I ", code) != NULL)
        return 0.28;
    if (code != '\0' && strchr("MWmw@%", code) != NULL)
        return 0.87;
    return code >= 'A' && code <= 'Z' ? 0.7 : 0.54;
}

double pdf_letter_width(const struct pdf_letters *letters, const char *code)
{
    double width = 0;
    if (letters->wide) {
        size_t number = (size_t)(unsigned char)code[0] << 8 | (unsigned char)code[1];
        return EM * (double)(letters->by_code == NULL ? letters->otherwise
                                                       : letters->by_code[number]);
    }
    int64_t index = (unsigned char)code[0] - letters->first;
    if (letters->widths == NULL || index < 0 || (uint64_t)index >= letters->widths->count)
        return usual_width(letters, code[0]);
    const struct pdf_value *item = letters->widths->first;
    for (; index > 0; index--)
        item = item->next;
    return pdf_number(item, &width) ? width * letters->em : 0.5;
}
