/* One row of the log, and the proof of it. */
#include "base/clock.h"
#include "base/json.h"
#include "core/evidence_proof.h"
#include "core/organisation.h"
#include "core/services.h"
#include "modules/audit/handlers.h"
#include "modules/audit/pages.h"
#include "modules/audit/present.h"
#include "modules/audit/scope.h"

enum { PACKAGE_MAX = 256 << 10 };

static struct result load(struct request *request, struct evidence_row *row)
{
    int64_t id;
    if (!str_to_i64(request_param(request, "id"), &id))
        return result_fail(ERROR_NOT_FOUND, "audit.none", NULL);
    TRY(audit_row(request->db, request->arena, id, row));
    TRY(audit_may(request, row->agency_id));
    respond_reads(request, "audit.row",
                  str_printf(request->arena, "evidence:%lld", (long long)id));
    if (!str_empty(row->object))
        respond_reads(request, "audit.row", row->object);
    return RESULT_OK;
}

/* An erased row has no record that its leaf could be made of again: only its place is proved. */
static struct result prove(struct request *request, const struct evidence_row *row,
                           struct log_place *place)
{
    const char *folder = str_c(request->arena, str_printf(request->arena, "%.*s/log",
                                                          STR_ARG(request->services->data_dir)));
    return evidence_prove(request->db, request->arena, folder, row, place);
}

static void fill_proof(struct request *request, const struct evidence_row *row,
                       struct audit_row_view *view)
{
    struct log_place place = {0};
    struct result proved = prove(request, row, &place);
    struct sha256 leaf = evidence_leaf(row->salt, row->record);
    view->erased = str_empty(row->record);
    view->leaf_ok = str_equal(sha256_str(&leaf), row->leaf);
    view->entry = str_hex(request->arena, row->leaf.ptr, row->leaf.len);
    view->proved = result_ok(proved);
    view->waits = proved.kind == ERROR_UNAVAILABLE;
    view->size = (int64_t)place.size;
    view->steps = (int64_t)place.steps;
    view->root = place.root;
    view->key = place.key;
}

static struct result agency_name(struct request *request, const struct evidence_row *row,
                                 struct str *name)
{
    struct agency agency;
    struct str day = civil_date_text(request->arena, civil_day_of_us(row->recorded_us));
    if (row->agency_id == 0)
        return RESULT_OK;
    struct result found = agency_by_id(request->db, request->arena, row->agency_id, day, &agency);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    *name = agency.name;
    return RESULT_OK;
}

struct result audit_show_row(struct request *request)
{
    struct evidence_row row;
    struct audit_row_view view = {0};
    TRY(load(request, &row));
    struct audit_entry entry = {.id = row.id,
                                .kind = row.kind,
                                .object = row.object,
                                .actor = row.actor,
                                .recorded_us = row.recorded_us,
                                .record = row.record,
                                .has_leaf_index = row.has_leaf_index,
                                .leaf_index = row.leaf_index};
    TRY(audit_line_of(request, &entry, &view.line));
    TRY(agency_name(request, &row, &view.agency));
    fill_proof(request, &row, &view);
    view.kind = row.kind;
    view.fields = audit_fields_of(request->arena, request->locale, row.record);
    view.crumbs = audit_crumbs(request, str_printf(request->arena, "%lld", (long long)row.id));
    view.chrome = chrome_staff(request, view.line.what, "/can-bo/quan-tri");
    page_audit_one(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result audit_show_proof(struct request *request)
{
    struct evidence_row row;
    struct log_place place;
    TRY(load(request, &row));
    struct result proved = prove(request, &row, &place);
    if (proved.kind == ERROR_UNAVAILABLE)
        return result_fail(ERROR_UNAVAILABLE, "evidence.not_yet",
                           N_("Dòng này chưa có niêm. Thử lại sau vài giây"));
    TRY(proved);
    return respond_download(
        request, "text/plain; charset=utf-8",
        str_printf(request->arena, "dong-%lld.tlog-proof", (long long)place.index),
        place.receipt);
}

/* What the entry of the log is the hash of: salt, then record. */
struct result audit_show_record(struct request *request)
{
    struct evidence_row row;
    struct buf out;
    TRY(load(request, &row));
    if (str_empty(row.record))
        return result_fail(ERROR_NOT_FOUND, "audit.erased",
                           N_("Nội dung đã xóa theo yêu cầu của người có dữ liệu"));
    buf_init(&out, request->arena, PACKAGE_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "entry", str_hex(request->arena, row.leaf.ptr, row.leaf.len));
    json_put_text(&json, "record", row.record);
    json_put_text(&json, "salt", str_hex(request->arena, row.salt.ptr, row.salt.len));
    json_close_object(&json);
    return respond_download(request, "application/json",
                            str_printf(request->arena, "ban-ghi-%lld.json", (long long)row.id),
                            buf_str(&out));
}
