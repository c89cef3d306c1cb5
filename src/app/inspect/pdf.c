#include "app/inspect/pdf.h"

#include "app/inspect/verdict.h"
#include "core/inspector.h"
#include "core/media.h"

enum { TEXT_MAX = 1024 * 1024, TAIL = 2048 };

bool pdf_prepare_check(struct pdf_tools *tools)
{
    static const char *const info[] = {"/usr/bin/pdfinfo", "-", NULL};
    static const char *const first[] = {"/usr/bin/pdftoppm", "-png", "-f", "1", "-l", "1",
                                        "-scale-to", "160", "-", NULL};
    return tool_prepare(info, &tools->info) && tool_prepare(first, &tools->first);
}

bool pdf_prepare_page(const char *page, const char *dpi, bool pixels, struct tool *tool)
{
    const char *const draw[] = {"/usr/bin/pdftoppm", "-f", page, "-l", page, "-r", dpi,
                                pixels ? "-" : "-png", pixels ? NULL : "-", NULL};
    return tool_prepare(draw, tool);
}

/* Value of a line "name:   value" of pdfinfo; empty when there is none. */
static struct str field_of(struct str text, struct str name)
{
    struct str line;
    struct str rest = text;
    while (rest.len > 0) {
        if (!str_split(rest, '\n', &line, &rest))
            line = rest, rest = S("");
        if (str_starts(line, name))
            return str_trim(str_slice(line, name.len, line.len));
    }
    return S("");
}

/* A file cut short has lost its end; poppler would mend it in silence. */
static bool has_end(struct str bytes)
{
    struct str tail = str_slice(bytes, bytes.len > TAIL ? bytes.len - TAIL : 0, bytes.len);
    return str_find(tail, S("startxref")) < tail.len && str_find(tail, S("%%EOF")) < tail.len;
}

_Noreturn void pdf_check(struct arena *arena, struct str bytes, struct pdf_tools *tools)
{
    struct str info;
    struct str errors;
    struct str picture;
    if (!has_end(bytes))
        verdict_refuse("file.broken_pdf");
    if (!tool_run(arena, &tools->info, TEXT_MAX, &info, &errors))
        verdict_refuse("file.too_complex");
    struct str encrypted = field_of(info, S("Encrypted:"));
    if (str_starts(encrypted, S("yes")) || str_find(errors, S("Incorrect password")) < errors.len)
        verdict_refuse("file.encrypted");
    int64_t pages = 0;
    if (!str_to_i64(field_of(info, S("Pages:")), &pages) || pages < 1)
        verdict_refuse("file.broken_pdf");
    if (pages > INSPECTOR_PAGES_MAX)
        verdict_refuse("file.too_many_pages");
    if (!tool_run(arena, &tools->first, INSPECTOR_ANSWER_MAX, &picture, &errors))
        verdict_refuse("file.too_complex");
    if (media_sniff(picture) != MEDIA_PNG) /* ran out of time or memory */
        verdict_refuse("file.too_complex");
    const struct verdict good = {media_type_of(MEDIA_PDF), (unsigned)pages, 0, 0};
    verdict_accept(&good);
}

_Noreturn void pdf_draw(struct arena *arena, struct str bytes, bool pixels, struct tool *tool)
{
    struct media_pixels found;
    struct str picture;
    struct str errors;
    if (media_sniff(bytes) != MEDIA_PDF)
        verdict_refuse("file.no_page");
    if (!tool_run(arena, tool, INSPECTOR_ANSWER_MAX, &picture, &errors) ||
        !(pixels ? media_pixels_read(picture, &found) : media_sniff(picture) == MEDIA_PNG))
        verdict_refuse("file.no_page");
    verdict_bytes(picture);
}
