#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "sign/report_wire.h"

enum { CODE_MAX = 40, LOCKED_MAX = 256, NUMBER_MAX = 1000000000, QUARTER = 90 };

static const int64_t time_max_us = INT64_C(253402300800) * 1000000; /* year 10000 */
static const double place_max = 1e7;

/* Sticky failure: what has been read is used only when all of it was as it must be. */
struct taking {
    struct arena *arena;
    bool bad;
};

/* True for code points that turn the direction of what follows or cannot be seen. */
static bool is_trick(struct str rest)
{
    static const char *const ranges[][2] = {
        {"\xe2\x80\x8b", "\xe2\x80\x8f"}, /* U+200B … U+200F */
        {"\xe2\x80\xa8", "\xe2\x80\xae"}, /* U+2028 … U+202E */
        {"\xe2\x81\xa0", "\xe2\x81\xaf"}, /* U+2060 … U+206F */
        {"\xef\xbb\xbf", "\xef\xbb\xbf"}, /* U+FEFF */
    };
    if (rest.len < 3)
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (memcmp(rest.ptr, ranges[i][0], 3) >= 0 && memcmp(rest.ptr, ranges[i][1], 3) <= 0)
            return true;
    return false;
}

struct str report_plain_text(struct arena *arena, struct str text)
{
    struct str line;
    struct buf out;
    if (!result_ok(utf8_clean_line(arena, str_slice(text, 0, 4 * REPORT_WIRE_TEXT), &line))) {
        if (text.len <= 4 * REPORT_WIRE_TEXT ||
            !result_ok(utf8_clean_line(arena, utf8_prefix(text, REPORT_WIRE_TEXT), &line)))
            return S("?");
    }
    line = utf8_prefix(line, REPORT_WIRE_TEXT);
    buf_init(&out, arena, line.len + 1);
    while (line.len > 0) {
        size_t len = is_trick(line) ? 0 : utf8_prefix(line, 1).len;
        buf_add(&out, str_slice(line, 0, len));
        line = str_slice(line, len == 0 ? 3 : len, line.len);
    }
    return buf_str(&out);
}

static int64_t take_number(struct taking *t, const struct json *from, const char *key,
                           int64_t most)
{
    const struct json *value = json_get(from, key);
    int64_t number = json_int(value, -1);
    if (!json_is(value, JSON_KIND_INTEGER) || number < 0 || number > most) {
        t->bad = true;
        return 0;
    }
    return number;
}

static int64_t take_time(struct taking *t, const struct json *from, const char *key)
{
    const struct json *value = json_get(from, key);
    int64_t at_us = json_int(value, 0);
    if (!json_is(value, JSON_KIND_INTEGER) || at_us > time_max_us || at_us < -time_max_us) {
        t->bad = true;
        return 0;
    }
    return at_us;
}

static bool take_bool(struct taking *t, const struct json *from, const char *key)
{
    if (!json_is(json_get(from, key), JSON_KIND_BOOL))
        t->bad = true;
    return json_get_bool(from, key, false);
}

static struct str take_text(struct taking *t, const struct json *from, const char *key)
{
    if (!json_is(json_get(from, key), JSON_KIND_STRING))
        t->bad = true;
    return report_plain_text(t->arena, json_get_text(from, key));
}

/* A word of ours: small letters, digits, '-', '.', '_'. */
static struct str take_code(struct taking *t, const struct json *from, const char *key)
{
    struct str code = json_get_text(from, key);
    bool good = json_is(json_get(from, key), JSON_KIND_STRING) && code.len <= CODE_MAX;
    for (size_t i = 0; i < code.len; i++)
        good = good && ((code.ptr[i] >= 'a' && code.ptr[i] <= 'z') ||
                        (code.ptr[i] >= '0' && code.ptr[i] <= '9') || code.ptr[i] == '-' ||
                        code.ptr[i] == '.' || code.ptr[i] == '_');
    if (!good)
        t->bad = true;
    return good ? code : S("");
}

static struct sha256 take_sha256(struct taking *t, const struct json *from, const char *key)
{
    struct sha256 out = {{0}};
    struct str bytes;
    if (!str_unhex(t->arena, json_get_text(from, key), &bytes) || bytes.len != sizeof out.bytes)
        t->bad = true;
    else
        memcpy(out.bytes, bytes.ptr, sizeof out.bytes);
    return out;
}

static void take_rect(struct taking *t, const struct json *value, double out[4])
{
    if (!json_is(value, JSON_KIND_ARRAY) || json_count(value) != 4)
        t->bad = true;
    for (size_t i = 0; i < 4; i++) {
        double number = json_number(json_at(value, i), 2 * place_max);
        if (!(number >= -place_max && number <= place_max)) {
            t->bad = true;
            number = 0;
        }
        out[i] = number;
    }
}

/* How many elements there are, at most `most`. */
static size_t take_count(struct taking *t, const struct json *list, size_t most)
{
    if (!json_is(list, JSON_KIND_ARRAY) || json_count(list) > most) {
        t->bad = true;
        return 0;
    }
    return json_count(list);
}

static void take_certificate(struct taking *t, const struct json *from, struct certificate *out)
{
    *out = (struct certificate){.name = take_text(t, from, "name"),
                                .organisation = take_text(t, from, "organisation"),
                                .subject = take_text(t, from, "subject"),
                                .issuer = take_text(t, from, "issuer"),
                                .issuer_name = take_text(t, from, "issuer_name"),
                                .serial = take_text(t, from, "serial"),
                                .algorithm = take_text(t, from, "algorithm"),
                                .strength = (int)take_number(t, from, "strength", 100000),
                                .not_before_us = take_time(t, from, "not_before"),
                                .not_after_us = take_time(t, from, "not_after"),
                                .sha256 = take_sha256(t, from, "sha256")};
}

static void take_stamp(struct taking *t, const struct json *from, struct report_timestamp *out)
{
    *out = (struct report_timestamp){
        .kind = (enum timestamp_kind)take_number(t, from, "kind", TIMESTAMP_DOCUMENT),
        .at_us = take_time(t, from, "at"),
        .authority = take_text(t, from, "authority"),
        .name = take_text(t, from, "name"),
        .field = take_text(t, from, "field"),
        .revision = (size_t)take_number(t, from, "revision", PDF_REVISIONS_MAX),
        .integrity = (enum cms_answer)take_number(t, from, "integrity", CMS_BROKEN),
        .indication = (enum indication)take_number(t, from, "indication", INDICATION_FAILED),
        .sub = (enum sub_indication)take_number(t, from, "sub", SUB_COUNT - 1)};
}

static void take_rules(struct taking *t, const struct json *from, struct report_signature *out)
{
    if (json_is(from, JSON_KIND_NULL) && from != NULL)
        return;
    struct pdf_signed *pdf = ARENA_NEW(t->arena, struct pdf_signed);
    const struct json *locked = json_get(from, "locked");
    *pdf = (struct pdf_signed){.field = out->id, .claimed_us = out->claimed_us,
                               .covers = out->covers, .revision = out->revision,
                               .certifies = (int)take_number(t, from, "certifies", 3),
                               .lock = (enum pdf_lock)take_number(t, from, "lock",
                                                                  PDF_LOCK_EXCLUDE),
                               .locked_count = take_count(t, locked, LOCKED_MAX)};
    pdf->locked = ARENA_ARRAY(t->arena, struct str, pdf->locked_count + 1);
    for (size_t i = 0; i < pdf->locked_count; i++)
        pdf->locked[i] = report_plain_text(t->arena, json_text(json_at(locked, i)));
    out->pdf = pdf;
}

static const char *take_level(struct taking *t, const struct json *from)
{
    static const char *const levels[] = {"B", "T", "LT", "LTA"};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (str_is(json_get_text(from, "level"), levels[i]))
            return levels[i];
    t->bad = true;
    return levels[0];
}

static void take_lists(struct taking *t, const struct json *from, struct report_signature *out)
{
    const struct json *stamps = json_get(from, "stamps");
    const struct json *checks = json_get(from, "checks");
    out->timestamp_count = take_count(t, stamps, REPORT_TIMESTAMPS_MAX);
    for (size_t i = 0; i < out->timestamp_count; i++)
        take_stamp(t, json_at(stamps, i), &out->timestamps[i]);
    out->check_count = take_count(t, checks, REPORT_CHECKS_MAX);
    for (size_t i = 0; i < out->check_count; i++) {
        const struct json *one = json_at(checks, i);
        out->checks[i] = (struct report_check){
            .id = str_c(t->arena, take_code(t, one, "id")),
            .result = (enum check_result)take_number(t, one, "result", CHECK_SKIPPED),
            .detail = take_text(t, one, "detail")};
    }
}

static void take_signature(struct taking *t, const struct json *from,
                           struct report_signature *out)
{
    *out = (struct report_signature){
        .id = take_text(t, from, "id"),
        .has_signer = json_is(json_get(from, "signer"), JSON_KIND_OBJECT),
        .claimed_us = take_time(t, from, "claimed"),
        .best_us = take_time(t, from, "best"),
        .level = take_level(t, from),
        .indication = (enum indication)take_number(t, from, "indication", INDICATION_FAILED),
        .sub = (enum sub_indication)take_number(t, from, "sub", SUB_COUNT - 1),
        .integrity = (enum cms_answer)take_number(t, from, "integrity", CMS_BROKEN),
        .covers = (enum pdf_coverage)take_number(t, from, "covers", PDF_COVERS_FILE),
        .modified = (enum report_modified)take_number(t, from, "modified", MODIFIED_YES),
        .revision = (size_t)take_number(t, from, "revision", PDF_REVISIONS_MAX),
        .signed_len = (size_t)take_number(t, from, "signed", NUMBER_MAX),
        .certificate = (enum certificate_status)take_number(t, from, "certificate",
                                                            STATUS_UNTRUSTED),
        .chain_ok = take_bool(t, from, "chain_ok"),
        .has_root = json_is(json_get(from, "root"), JSON_KIND_STRING)};
    if (out->has_signer)
        take_certificate(t, json_get(from, "signer"), &out->signer);
    if (out->has_root)
        out->root = take_sha256(t, from, "root");
    take_rules(t, json_get(from, "pdf"), out);
    take_lists(t, from, out);
}

static void take_change(struct taking *t, const struct json *from, struct revision_change *out)
{
    const struct json *rect = json_get(from, "rect");
    *out = (struct revision_change){
        .revision = (size_t)take_number(t, from, "revision", PDF_REVISIONS_MAX),
        .kind = (enum revision_kind)take_number(t, from, "kind", REVISION_KIND_COUNT - 1),
        .harmless = take_bool(t, from, "harmless"),
        .comment = take_bool(t, from, "comment"),
        .object = (uint32_t)take_number(t, from, "object", UINT32_MAX),
        .page = (size_t)take_number(t, from, "page", NUMBER_MAX),
        .field = take_text(t, from, "field"),
        .has_rect = json_is(rect, JSON_KIND_ARRAY)};
    if (out->has_rect)
        take_rect(t, rect, out->rect);
}

static void take_page(struct taking *t, const struct json *from, struct report_page *out)
{
    *out = (struct report_page){.page = (size_t)take_number(t, from, "page", NUMBER_MAX),
                                .turn = (int)take_number(t, from, "turn", 3 * QUARTER)};
    take_rect(t, json_get(from, "box"), out->box);
    if (out->turn % QUARTER != 0 || out->box[2] <= out->box[0] || out->box[3] <= out->box[1])
        t->bad = true;
}

static void take_revisions(struct taking *t, const struct json *from, struct report *out)
{
    const struct json *changes = json_get(from, "changes");
    const struct json *pages = json_get(from, "pages");
    out->changes.count = take_count(t, changes, REVISION_CHANGES_MAX);
    out->changes.items = ARENA_ARRAY(t->arena, struct revision_change, out->changes.count + 1);
    for (size_t i = 0; i < out->changes.count; i++)
        take_change(t, json_at(changes, i), &out->changes.items[i]);
    out->page_count = take_count(t, pages, REPORT_PAGES_MAX);
    for (size_t i = 0; i < out->page_count; i++)
        take_page(t, json_at(pages, i), &out->pages[i]);
}

struct result report_wire_read(struct arena *arena, struct str bytes, struct report *out)
{
    struct taking t = {.arena = arena};
    const struct json *from = NULL;
    memset(out, 0, sizeof *out);
    if (bytes.len > REPORT_WIRE_MAX || !result_ok(json_parse(arena, bytes, &from)))
        return result_fail(ERROR_INVALID, "report.form", NULL);
    const struct json *signatures = json_get(from, "signatures");
    const struct json *stamps = json_get(from, "stamps");
    out->format = (enum report_format)take_number(&t, from, "format", FORMAT_CADES);
    out->readable = take_bool(&t, from, "readable");
    out->problem = take_code(&t, from, "problem");
    out->revisions = (size_t)take_number(&t, from, "revisions", PDF_REVISIONS_MAX);
    out->changes.more = take_bool(&t, from, "more");
    out->count = take_count(&t, signatures, PDF_SIGNATURES_MAX);
    out->signatures = ARENA_ARRAY(arena, struct report_signature, out->count + 1);
    for (size_t i = 0; i < out->count; i++)
        take_signature(&t, json_at(signatures, i), &out->signatures[i]);
    out->stamp_count = take_count(&t, stamps, REPORT_TIMESTAMPS_MAX);
    for (size_t i = 0; i < out->stamp_count; i++)
        take_stamp(&t, json_at(stamps, i), &out->stamps[i]);
    take_revisions(&t, from, out);
    report_summarise(out);
    if (t.bad)
        return result_fail(ERROR_INVALID, "report.form", NULL);
    return RESULT_OK;
}
