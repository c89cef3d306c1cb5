#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <stdio.h>

#include "base/os_file.h"
#include "core/print/page.h"
#include "core/print/print.h"

/* Version 2 of the face: version 1, which Debian 12 also has, knows no Vietnamese. Debian 12,
 * Debian 13 and Fedora keep it in different folders. */
static const char *const folders[] = {"/usr/share/fonts/truetype/liberation2",
                                      "/usr/share/fonts/truetype/liberation",
                                      "/usr/share/fonts/liberation-serif-fonts"};
static const char *const faces[] = {"Regular", "Bold", "Italic", "BoldItalic"};
enum { FACES = sizeof faces / sizeof faces[0], PATH_LIMIT = 128, E_CIRCUMFLEX_DOT = 0x1ec7 };

static bool all_know_vietnamese(FcConfig *config)
{
    FcFontSet *found = FcConfigGetFonts(config, FcSetApplication);
    if (found == NULL || found->nfont != FACES)
        return false;
    for (int i = 0; i < found->nfont; i++) {
        FcCharSet *letters = NULL;
        if (FcPatternGetCharSet(found->fonts[i], FC_CHARSET, 0, &letters) != FcResultMatch ||
            !FcCharSetHasChar(letters, E_CIRCUMFLEX_DOT))
            return false;
    }
    return true;
}

/* Nothing but our face may be found: the look of a paper must not depend on what else is
 * installed. */
static FcConfig *our_faces(const char *folder)
{
    FcConfig *config = FcConfigCreate();
    for (size_t i = 0; config != NULL && i < FACES; i++) {
        char path[PATH_LIMIT];
        (void)snprintf(path, sizeof path, "%s/LiberationSerif-%s.ttf", folder, faces[i]);
        (void)FcConfigAppFontAddFile(config, (const FcChar8 *)path);
    }
    if (config == NULL || all_know_vietnamese(config))
        return config;
    FcConfigDestroy(config);
    return NULL;
}

bool print_face_installed(void)
{
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char path[PATH_LIMIT];
        (void)snprintf(path, sizeof path, "%s/LiberationSerif-BoldItalic.ttf", folders[i]);
        if (os_file_exists(path))
            return true;
    }
    return false;
}

static PangoFontMap *make_fonts(void)
{
    FcConfig *config = NULL;
    for (size_t i = 0; config == NULL && i < sizeof folders / sizeof folders[0]; i++)
        config = our_faces(folders[i]);
    if (config == NULL)
        return NULL;
    (void)FcConfigSetCurrent(config); /* or the libraries read the system's configuration too */
    PangoFontMap *fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts), config);
    FcConfigDestroy(config); /* the map holds its own reference */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72.0); /* 1 unit = 1 point */
    return fonts;
}

/* Made once a process: pango keeps it as its own default, with a mark of ours. */
PangoFontMap *print_fonts(void)
{
    static const char mark[] = "truc-faces";
    PangoFontMap *fonts = pango_cairo_font_map_get_default();
    if (g_object_get_data(G_OBJECT(fonts), mark) != NULL)
        return g_object_ref(fonts);
    fonts = make_fonts();
    if (fonts == NULL)
        return NULL;
    g_object_set_data(G_OBJECT(fonts), mark, fonts);
    pango_cairo_font_map_set_default(PANGO_CAIRO_FONT_MAP(fonts));
    return fonts;
}

PangoContext *print_context(PangoFontMap *fonts)
{
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    return context;
}
