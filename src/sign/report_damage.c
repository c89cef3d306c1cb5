/* Signatures of bytes that cannot be read strictly: of a damaged file, or behind a damaged
 * signature dictionary. Nothing is repaired and nothing can pass here: where the CMS is there and
 * its digest fits no reading of the bytes, they are certainly not what was signed. */
#include <string.h>

#include "sign/report_parts.h"

enum { HEX_MIN = 512, NEAR = 4096, TOKENS_MAX = 8, HASHED_MAX = 128 * 1024 * 1024 };

static bool is_hex(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
           (byte >= 'A' && byte <= 'F');
}

/* The next "<30…>" from *at on, as /Contents of a signature stands; *at moves behind it. */
static bool next_token(struct str bytes, size_t *at, size_t *start)
{
    while (*at < bytes.len) {
        *at += str_find_byte(str_slice(bytes, *at, bytes.len), '<');
        *start = (*at)++;
        if (!str_starts(str_slice(bytes, *at, bytes.len), S("30")))
            continue;
        while (*at < bytes.len && is_hex(bytes.ptr[*at]))
            (*at)++;
        if (*at < bytes.len && bytes.ptr[*at] == '>' && *at - *start >= HEX_MIN) {
            (*at)++;
            return true;
        }
    }
    return false;
}

/* Four numbers, however they are set apart. */
static bool read_numbers(struct str text, size_t out[4])
{
    size_t at = 0;
    for (size_t i = 0; i < 4; i++) {
        while (at < text.len && (text.ptr[at] < '0' || text.ptr[at] > '9'))
            at++;
        size_t from = at;
        while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
            at++;
        int64_t number = 0;
        if (at - from > 18 || !str_to_i64(str_slice(text, from, at), &number))
            return false;
        out[i] = (size_t)number;
    }
    return true;
}

/* The range that somebody may have meant: as stated near the token, if that lies in the file. */
static bool stated_range(struct str bytes, size_t from, size_t to, struct str parts[2])
{
    size_t n[4];
    struct str window = str_slice(bytes, from, to);
    size_t at = str_find(window, S("/ByteRange"));
    if (at == window.len || !read_numbers(str_slice(window, at, window.len), n) ||
        n[0] > bytes.len || n[1] > bytes.len - n[0] || n[2] > bytes.len ||
        n[3] > bytes.len - n[2])
        return false;
    parts[0] = str_slice(bytes, n[0], n[0] + n[1]);
    parts[1] = str_slice(bytes, n[2], n[2] + n[3]);
    return true;
}

/* Everything but the token, up to the end of its revision. */
static void natural_range(struct str bytes, size_t start, size_t end, struct str parts[2])
{
    size_t last = end + str_find(str_slice(bytes, end, bytes.len), S("%%EOF"));
    last = last < bytes.len ? last + 5 : bytes.len;
    last += last < bytes.len && bytes.ptr[last] == '\r';
    last += last < bytes.len && bytes.ptr[last] == '\n';
    parts[0] = str_slice(bytes, 0, start);
    parts[1] = str_slice(bytes, end, last);
}

/* True where the digest of the one signer fits none of the ranges; its findings are in `signer`. */
static bool is_broken(struct report_work *work, struct cms *cms, size_t start, size_t end,
                      struct cms_signer *signer)
{
    struct str parts[2];
    struct str bytes = work->bytes;
    struct cms_content_parts content = {parts, 2};
    const struct cms_items pool = {NULL, 0};
    const size_t windows[][2] = {{start > NEAR ? start - NEAR : 0, start}, {end, end + NEAR}};
    for (size_t i = 0; i < 2; i++) {
        if (!stated_range(bytes, windows[i][0], windows[i][1], parts))
            continue;
        cms_signer_read(cms, 0, &content, &pool, signer);
        if (signer->digest != CMS_BROKEN)
            return false;
    }
    natural_range(bytes, start, end, parts);
    cms_signer_read(cms, 0, &content, &pool, signer);
    return signer->digest == CMS_BROKEN;
}

static bool is_known(const struct pdf_signatures *known, struct str contents)
{
    for (size_t i = 0; known != NULL && i < known->count; i++)
        if (known->items[i].readable && str_equal(known->items[i].contents, contents))
            return true;
    return false;
}

bool report_damaged(struct report_work *work, const struct pdf_signatures *known,
                    struct report_signature *signature)
{
    struct arena *arena = work->evidence->arena;
    size_t start = 0;
    while (work->damage.tokens < TOKENS_MAX && work->damage.hashed < HASHED_MAX &&
           next_token(work->bytes, &work->damage.at, &start)) {
        struct cms *cms = NULL;
        struct str contents;
        work->damage.tokens++;
        work->damage.hashed += work->bytes.len;
        if (!str_unhex(arena, str_slice(work->bytes, start + 1, work->damage.at - 1), &contents) ||
            is_known(known, contents) || !result_ok(cms_open(arena, contents, &cms)) ||
            cms_signer_count(cms) != 1 || !str_is(cms_content_type(cms), "1.2.840.113549.1.7.1") ||
            !is_broken(work, cms, start, work->damage.at, &signature->cms))
            continue;
        struct cms_items certificates = cms_certificates(cms);
        evidence_list_add_all(arena, &work->evidence->certificates, &certificates);
        report_collect(work, &signature->cms);
        report_crypto(work, signature);
        return true;
    }
    memset(&signature->cms, 0, sizeof signature->cms);
    return false;
}
