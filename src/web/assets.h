#ifndef TRUC_WEB_ASSETS_H
#define TRUC_WEB_ASSETS_H

/*
 * The files under pages/static, built into the program: compressed once, named by their content,
 * so that a browser may keep them for ever. Made by tools/assets.py.
 */
#include "base/str.h"

struct asset {
    const char *name; /* "ui.css" */
    const char *path; /* "/static/ui.1a2b3c4d.css" */
    const char *media_type;
    struct str plain;
    struct str gzip;   /* empty where it would not be smaller */
    struct str brotli; /* likewise */
};

/* NULL where there is none. */
const struct asset *asset_named(const char *name);
const struct asset *asset_at(struct str path);

#endif
