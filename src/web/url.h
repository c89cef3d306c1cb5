#ifndef TRUC_WEB_URL_H
#define TRUC_WEB_URL_H

/* Addresses and forms as they travel: percent-encoding (RFC 3986, the URL standard's forms). */
#include "base/result.h"
#include "base/str.h"

/* Decodes %XX and, where `plus`, '+' as a space. INVALID "web.encoding" for a broken escape, NUL,
 * or text that is not UTF-8. Not normalised. */
struct result url_decode(struct arena *arena, struct str text, bool plus, struct str *out);

/* A path that stands for itself: begins with '/', no empty, "." or ".." part, no encoded slash,
 * backslash, NUL or control character. */
bool url_path_ok(struct str path);

/* A path (with query) of this site that a redirect may go to. */
bool url_is_local(struct str url);

#endif
