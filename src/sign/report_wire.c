#include "sign/report_wire.h"

#include "base/buf.h"
#include "base/json.h"

static void put_sha256(struct json_writer *json, struct arena *arena, const char *key,
                       const struct sha256 *value)
{
    json_put_text(json, key, str_hex(arena, value->bytes, sizeof value->bytes));
}

static void put_rect(struct json_writer *json, struct arena *arena, const char *key,
                     const double rect[4])
{
    json_open_array(json, key);
    for (size_t i = 0; i < 4; i++)
        json_put_raw(json, NULL, str_printf(arena, "%.2f", rect[i]));
    json_close_array(json);
}

static void put_certificate(struct json_writer *json, struct arena *arena,
                            const struct certificate *one)
{
    json_open_object(json, "signer");
    json_put_text(json, "name", report_plain_text(arena, one->name));
    json_put_text(json, "organisation", report_plain_text(arena, one->organisation));
    json_put_text(json, "subject", report_plain_text(arena, one->subject));
    json_put_text(json, "issuer", report_plain_text(arena, one->issuer));
    json_put_text(json, "issuer_name", report_plain_text(arena, one->issuer_name));
    json_put_text(json, "serial", report_plain_text(arena, one->serial));
    json_put_text(json, "algorithm", report_plain_text(arena, one->algorithm));
    json_put_int(json, "strength", one->strength);
    json_put_int(json, "not_before", one->not_before_us);
    json_put_int(json, "not_after", one->not_after_us);
    put_sha256(json, arena, "sha256", &one->sha256);
    json_close_object(json);
}

static void put_stamp(struct json_writer *json, struct arena *arena,
                      const struct report_timestamp *one)
{
    json_open_object(json, NULL);
    json_put_int(json, "kind", one->kind);
    json_put_int(json, "at", one->at_us);
    json_put_text(json, "authority", report_plain_text(arena, one->authority));
    json_put_text(json, "name", report_plain_text(arena, one->name));
    json_put_text(json, "field", report_plain_text(arena, one->field));
    json_put_int(json, "revision", (int64_t)one->revision);
    json_put_int(json, "integrity", one->integrity);
    json_put_int(json, "indication", one->indication);
    json_put_int(json, "sub", one->sub);
    json_close_object(json);
}

static void put_rules(struct json_writer *json, struct arena *arena, const struct pdf_signed *pdf)
{
    if (pdf == NULL) {
        json_put_null(json, "pdf");
        return;
    }
    json_open_object(json, "pdf");
    json_put_int(json, "certifies", pdf->certifies);
    json_put_int(json, "lock", pdf->lock);
    json_open_array(json, "locked");
    for (size_t i = 0; i < pdf->locked_count; i++)
        json_put_text(json, NULL, report_plain_text(arena, pdf->locked[i]));
    json_close_array(json);
    json_close_object(json);
}

static void put_lists(struct json_writer *json, struct arena *arena,
                      const struct report_signature *one)
{
    json_open_array(json, "stamps");
    for (size_t i = 0; i < one->timestamp_count; i++)
        put_stamp(json, arena, &one->timestamps[i]);
    json_close_array(json);
    json_open_array(json, "checks");
    for (size_t i = 0; i < one->check_count; i++) {
        json_open_object(json, NULL);
        json_put_text(json, "id", str_from_c(one->checks[i].id));
        json_put_int(json, "result", one->checks[i].result);
        json_put_text(json, "detail", report_plain_text(arena, one->checks[i].detail));
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_signature(struct json_writer *json, struct arena *arena,
                          const struct report_signature *one)
{
    json_open_object(json, NULL);
    json_put_text(json, "id", report_plain_text(arena, one->id));
    if (one->has_signer)
        put_certificate(json, arena, &one->signer);
    else
        json_put_null(json, "signer");
    json_put_int(json, "claimed", one->claimed_us);
    json_put_int(json, "best", one->best_us);
    json_put_text(json, "level", str_from_c(one->level));
    json_put_int(json, "indication", one->indication);
    json_put_int(json, "sub", one->sub);
    json_put_int(json, "integrity", one->integrity);
    json_put_int(json, "covers", one->covers);
    json_put_int(json, "modified", one->modified);
    json_put_int(json, "revision", (int64_t)one->revision);
    json_put_int(json, "signed", (int64_t)one->signed_len);
    json_put_int(json, "certificate", one->certificate);
    json_put_bool(json, "chain_ok", one->chain_ok);
    if (one->has_root)
        put_sha256(json, arena, "root", &one->root);
    else
        json_put_null(json, "root");
    put_rules(json, arena, one->pdf);
    put_lists(json, arena, one);
    json_close_object(json);
}

static void put_change(struct json_writer *json, struct arena *arena,
                       const struct revision_change *one)
{
    json_open_object(json, NULL);
    json_put_int(json, "revision", (int64_t)one->revision);
    json_put_int(json, "kind", one->kind);
    json_put_bool(json, "harmless", one->harmless);
    json_put_bool(json, "comment", one->comment);
    json_put_int(json, "object", one->object);
    json_put_int(json, "page", (int64_t)one->page);
    json_put_text(json, "field", report_plain_text(arena, one->field));
    if (one->has_rect)
        put_rect(json, arena, "rect", one->rect);
    else
        json_put_null(json, "rect");
    json_close_object(json);
}

static void put_pages(struct json_writer *json, struct arena *arena, const struct report *report)
{
    json_open_array(json, "changes");
    for (size_t i = 0; i < report->changes.count; i++)
        put_change(json, arena, &report->changes.items[i]);
    json_close_array(json);
    json_open_array(json, "pages");
    for (size_t i = 0; i < report->page_count; i++) {
        json_open_object(json, NULL);
        json_put_int(json, "page", (int64_t)report->pages[i].page);
        put_rect(json, arena, "box", report->pages[i].box);
        json_put_int(json, "turn", report->pages[i].turn);
        json_close_object(json);
    }
    json_close_array(json);
}

struct result report_wire_write(struct arena *arena, const struct report *report,
                                struct str *out)
{
    struct buf bytes;
    buf_init(&bytes, arena, REPORT_WIRE_MAX);
    struct json_writer json = json_writer_of(&bytes);
    json_open_object(&json, NULL);
    json_put_int(&json, "format", report->format);
    json_put_bool(&json, "readable", report->readable);
    json_put_text(&json, "problem", report->problem);
    json_put_int(&json, "revisions", (int64_t)report->revisions);
    json_put_bool(&json, "more", report->changes.more);
    json_open_array(&json, "signatures");
    for (size_t i = 0; i < report->count; i++)
        put_signature(&json, arena, &report->signatures[i]);
    json_close_array(&json);
    json_open_array(&json, "stamps");
    for (size_t i = 0; i < report->stamp_count; i++)
        put_stamp(&json, arena, &report->stamps[i]);
    json_close_array(&json);
    put_pages(&json, arena, report);
    json_close_object(&json);
    *out = buf_str(&bytes);
    return bytes.overflowed ? result_fail(ERROR_LIMIT, "report.too_large", NULL) : RESULT_OK;
}
