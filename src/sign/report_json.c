#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "sign/report.h"

enum { JSON_MAX = 4 * 1024 * 1024 };

/* Whatever stands in a document becomes text: nothing that came from outside breaks the JSON. */
static void put_any(struct json_writer *json, struct arena *arena, const char *key, struct str text)
{
    struct str read = pdf_text_utf8(arena, text);
    if (str_find_byte(read, '\0') < read.len)
        read = S("");
    json_put_text(json, key, read);
}

static void put_text_or_null(struct json_writer *json, const char *key, const char *text)
{
    if (text == NULL)
        json_put_null(json, key);
    else
        json_put_text(json, key, str_from_c(text));
}

static void put_time(struct json_writer *json, struct arena *arena, const char *key, int64_t at_us)
{
    if (at_us == 0)
        json_put_null(json, key);
    else
        json_put_text(json, key, civil_rfc3339(arena, at_us));
}

static const char *integrity_name(enum cms_answer integrity)
{
    static const char *const names[] = {"unknown", "intact", "broken"};
    return names[integrity];
}

static void put_signer(struct json_writer *json, struct arena *arena,
                       const struct report_signature *one)
{
    json_open_object(json, "signer");
    put_any(json, arena, "subject", one->has_signer ? one->signer.subject : S(""));
    put_any(json, arena, "issuer", one->has_signer ? one->signer.issuer : S(""));
    json_put_text(json, "serial", one->has_signer ? one->signer.serial : S(""));
    json_put_text(json, "sha256",
                  one->has_signer ? str_hex(arena, one->signer.sha256.bytes,
                                            sizeof one->signer.sha256.bytes)
                                  : S(""));
    json_close_object(json);
}

void report_put_change(struct json_writer *json, struct arena *arena,
                       const struct revision_change *change)
{
    json_put_int(json, "revision", (int64_t)change->revision + 1);
    json_put_text(json, "kind", str_from_c(revision_kind_name(change->kind)));
    if (change->object == 0)
        json_put_null(json, "object");
    else
        json_put_text(json, "object", str_printf(arena, "%u 0", change->object));
    if (change->page == 0)
        json_put_null(json, "page");
    else
        json_put_int(json, "page", (int64_t)change->page);
    if (change->has_rect && change->page != 0)
        json_put_raw(json, "rect",
                     str_printf(arena, "[%.2f,%.2f,%.2f,%.2f]", change->rect[0], change->rect[1],
                                change->rect[2], change->rect[3]));
    else
        json_put_null(json, "rect");
}

static void put_timestamp(struct json_writer *json, struct arena *arena,
                          const struct report_timestamp *stamp)
{
    static const char *const kinds[] = {"content", "signature", "archive", "document"};
    json_open_object(json, NULL);
    json_put_text(json, "kind", str_from_c(kinds[stamp->kind]));
    put_time(json, arena, "time", stamp->at_us);
    put_any(json, arena, "tsa", stamp->authority);
    json_put_text(json, "integrity", str_from_c(integrity_name(stamp->integrity)));
    json_put_text(json, "indication", str_from_c(indication_name(stamp->indication)));
    put_text_or_null(json, "sub_indication", sub_indication_name(stamp->sub));
    json_close_object(json);
}

static void put_lists(struct json_writer *json, struct arena *arena, const struct report *report,
                      const struct report_signature *one)
{
    static const char *const results[] = {"ok", "fail", "warn", "skipped"};
    json_open_array(json, "modifications");
    for (size_t i = 0; one->pdf != NULL && i < report->changes.count; i++)
        if (report->changes.items[i].revision > one->revision) {
            json_open_object(json, NULL);
            report_put_change(json, arena, &report->changes.items[i]);
            json_close_object(json);
        }
    json_close_array(json);
    static const char *const statuses[] = {"good", "revoked", "unknown", "expired", "untrusted"};
    json_put_text(json, "certificate_status", str_from_c(statuses[one->certificate]));
    json_open_array(json, "timestamps");
    for (size_t i = 0; i < one->timestamp_count; i++)
        put_timestamp(json, arena, &one->timestamps[i]);
    json_close_array(json);
    json_open_array(json, "checks");
    for (size_t i = 0; i < one->check_count; i++) {
        json_open_object(json, NULL);
        json_put_text(json, "id", str_from_c(one->checks[i].id));
        json_put_text(json, "result", str_from_c(results[one->checks[i].result]));
        put_any(json, arena, "detail", one->checks[i].detail);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_signature(struct json_writer *json, struct arena *arena,
                          const struct report *report, const struct report_signature *one)
{
    static const char *const coverage[] = {"partial", "revision", "whole-file"};
    static const char *const modified[] = {"no", "permitted", "yes"};
    json_open_object(json, NULL);
    put_any(json, arena, "id", one->id);
    put_signer(json, arena, one);
    put_time(json, arena, "claimed_time", one->claimed_us);
    put_time(json, arena, "best_signature_time", one->best_us);
    json_put_text(json, "level", str_from_c(one->level));
    json_put_text(json, "indication", str_from_c(indication_name(one->indication)));
    put_text_or_null(json, "sub_indication", sub_indication_name(one->sub));
    json_put_text(json, "integrity", str_from_c(integrity_name(one->integrity)));
    json_put_text(json, "covers", str_from_c(coverage[one->covers]));
    json_put_text(json, "modified_after", str_from_c(modified[one->modified]));
    put_lists(json, arena, report, one);
    json_close_object(json);
}

struct str report_json(struct arena *arena, struct str file, const struct report *report)
{
    static const char *const formats[] = {"none", "PAdES", "CAdES"};
    struct buf out;
    buf_init(&out, arena, JSON_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    put_any(&json, arena, "file", file);
    json_put_text(&json, "format", str_from_c(formats[report->format]));
    json_open_array(&json, "signatures");
    for (size_t i = 0; i < report->count; i++)
        put_signature(&json, arena, report, &report->signatures[i]);
    json_close_array(&json);
    json_open_object(&json, "overall");
    json_put_text(&json, "indication", str_from_c(indication_name(report->indication)));
    put_text_or_null(&json, "sub_indication", sub_indication_name(report->sub));
    json_put_bool(&json, "modified", report->modified);
    json_close_object(&json);
    json_close_object(&json);
    return buf_str(&out);
}
