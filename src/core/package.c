#include "core/package.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/zip_format.h"
#include "core/tlog/proof.h"
#include "sign/report_wire.h"

enum { FILES_MAX = 2100, MANIFEST_MAX = 1024 * 1024, LISTS = 4 };

static const char format[] = "truc-package-1";
static const char document[] = "document";
static const char document_data[] = "document.data";
static const char manifest_name[] = "manifest.json";

static const char readme[] =
    "GÓI KIỂM TRA CHỮ KÝ SỐ\n"
    "\n"
    "Trong gói này có tài liệu, các chứng thư, danh sách thu hồi, câu trả lời OCSP và báo\n"
    "cáo. Ai cũng kiểm tra lại được mà không cần mạng và không cần hỏi nơi lập gói:\n"
    "\n"
    "    truc verify --package GOI.zip\n"
    "    truc verify --package GOI.zip --trust THU-MUC --vkey KHOA-NHAT-KY\n"
    "\n"
    "Lệnh sau dùng các chứng thư gốc và khóa nhật ký mà bạn tự có và tự tin, thay cho những\n"
    "gì nằm trong gói: đó là cách chắc chắn. Tệp document là tài liệu, đúng từng byte.\n"
    "Thư mục evidence\n"
    "chứa dạng chuẩn (DER): openssl, pdfsig và các công cụ khác đọc được. Thư mục log, nếu có,\n"
    "chứng minh tài liệu đã được ghi vào nhật ký công khai: SHA-256 của log/salt nối với\n"
    "log/record.json là mục có trong cây mà log/receipt.tlog-proof dẫn tới.\n"
    "\n"
    "Không có lệnh truc thì làm theo phần CHECKING BY HAND ở cuối, chỉ với openssl và qpdf.\n"
    "\n"
    "\n"
    "SIGNATURE VERIFICATION PACKAGE\n"
    "\n"
    "This package holds a document, the certificates, revocation lists and OCSP answers that its\n"
    "verdict rests on, and the report. Anybody can check it again without a network and without\n"
    "asking whoever made it:\n"
    "\n"
    "    truc verify --package PACKAGE.zip\n"
    "    truc verify --package PACKAGE.zip --trust FOLDER --vkey LOG-KEY\n"
    "\n"
    "The second form goes by root certificates and a log key that you have and trust\n"
    "yourself, in the place of those in the package: that is the sure way. The file\n"
    "document is the document, byte for byte. The folder evidence is in standard form (DER),\n"
    "readable by openssl, pdfsig and others. The folder log, where there is one, proves that\n"
    "the document stands in the public log:\n"
    "SHA-256 of log/salt followed by log/record.json is the entry that log/receipt.tlog-proof\n"
    "leads to.\n"
    "\n"
    "\n"
    "CHECKING BY HAND\n"
    "\n"
    "In the folder that the package was unpacked into, with a shell, openssl and qpdf. Is\n"
    "every file as manifest.json says?\n"
    "\n"
    "    sha256sum README.txt document report.json evidence/* log/*\n"
    "\n"
    "The PDF is sound, and its signatures say which bytes they cover ([0 A B C]):\n"
    "\n"
    "    qpdf --check document\n"
    "    grep -a -o '/ByteRange *\\[[0-9 ]*\\]' document\n"
    "\n"
    "For each of them, with its A, B and C:\n"
    "\n"
    "    head -c $A document > signed; tail -c +$((B+1)) document | head -c $C >> signed\n"
    "    head -c $((B-1)) document | tail -c +$((A+2)) | xxd -r -p > signature.der\n"
    "    for f in evidence/*.cer; do openssl x509 -inform DER -in $f; done > trusted.pem\n"
    "    openssl cms -verify -inform DER -in signature.der -binary -content signed \\\n"
    "        -CAfile trusted.pem -purpose any -out signed.again\n"
    "\n"
    "\"CMS Verification successful\" says that the signature is of these bytes and leads to a\n"
    "certificate of the package. With /SubFilter /ETSI.RFC3161 it is a timestamp: openssl ts\n"
    "-verify -token_in -in signature.der -data signed -CAfile trusted.pem. The last signature or\n"
    "timestamp must end where the file ends (B + C is its size): what stands behind it was added\n"
    "later, and whether that changed what one reads is what truc verify looks at.\n";

struct packing {
    struct arena *arena;
    struct zip_entry *entries;
    size_t count;
    uint16_t time;
    uint16_t date;
};

static void put(struct packing *p, struct str name, struct str bytes)
{
    if (p->count < FILES_MAX)
        p->entries[p->count++] = (struct zip_entry){name, bytes, p->time, p->date};
}

/* The lists of an evidence set as they are called in the archive. */
static const struct kind {
    const char *name;
    const char *ending;
} kinds[LISTS] = {{"root", "cer"}, {"certificate", "cer"}, {"list", "crl"}, {"answer", "ocsp"}};

static void put_evidence(struct packing *p, const struct evidence_set *evidence)
{
    const struct evidence_list *lists[LISTS] = {&evidence->roots, &evidence->certificates,
                                                &evidence->crls, &evidence->ocsps};
    for (size_t i = 0; i < LISTS; i++)
        for (size_t k = 0; k < lists[i]->count; k++)
            put(p, str_printf(p->arena, "evidence/%s-%03zu.%s", kinds[i].name, k + 1,
                              kinds[i].ending),
                lists[i]->items[k]);
}

static struct str manifest_of(const struct packing *p, int64_t at_us)
{
    struct buf out;
    buf_init(&out, p->arena, MANIFEST_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "format", str_from_c(format));
    json_put_text(&json, "at", civil_rfc3339(p->arena, at_us));
    json_put_int(&json, "at_us", at_us);
    json_open_array(&json, "files");
    for (size_t i = 0; i < p->count; i++) {
        json_open_object(&json, NULL);
        json_put_text(&json, "name", p->entries[i].name);
        json_put_text(&json, "sha256", sha256_hex(p->arena, p->entries[i].bytes));
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    return buf_str(&out);
}

struct result package_make(struct arena *arena, const struct package *package,
                           const struct report *report, struct str *out)
{
    struct packing p = {.arena = arena};
    p.entries = ARENA_ARRAY(arena, struct zip_entry, FILES_MAX + 1);
    zip_stamp(package->evidence->at_us, &p.time, &p.date);
    put(&p, S("README.txt"), S(readme));
    put(&p, str_from_c(document), package->input.bytes);
    if (package->input.has_detached)
        put(&p, str_from_c(document_data), package->input.detached);
    put_evidence(&p, package->evidence);
    put(&p, S("report.json"), report_json(arena, str_from_c(document), report));
    if (package->log != NULL) {
        put(&p, S("log/record.json"), package->log->record);
        put(&p, S("log/salt"), package->log->salt);
        put(&p, S("log/receipt.tlog-proof"), package->log->receipt);
        put(&p, S("log/vkey"), package->log->vkey);
    }
    put(&p, str_from_c(manifest_name), manifest_of(&p, package->evidence->at_us));
    return zip_pack(arena, p.entries, p.count, PACKAGE_MAX, out);
}

struct opened {
    struct zip_entry *entries;
    size_t count;
    struct str document;
    int64_t at_us;
};

static const struct zip_entry *entry_of(const struct opened *o, const char *name)
{
    for (size_t i = 0; i < o->count; i++)
        if (str_is(o->entries[i].name, name))
            return &o->entries[i];
    return NULL;
}

static struct result changed(struct package_check *out, struct str name)
{
    out->changed = name;
    return result_fail(ERROR_INVALID, "package.changed", NULL);
}

/* The manifest names every other file with its digest, each once. */
static struct result compare(struct arena *arena, const struct opened *o, const struct json *files,
                             struct package_check *out)
{
    bool *named = ARENA_ARRAY(arena, bool, o->count + 1);
    for (size_t i = 0; i < json_count(files); i++) {
        const struct json *row = json_at(files, i);
        struct str name = json_get_text(row, "name");
        const struct zip_entry *entry = entry_of(o, str_c(arena, name));
        if (entry == NULL || named[entry - o->entries] ||
            !str_equal(json_get_text(row, "sha256"), sha256_hex(arena, entry->bytes)))
            return changed(out, name);
        named[entry - o->entries] = true;
    }
    for (size_t i = 0; i < o->count; i++)
        if (named[i] == str_is(o->entries[i].name, manifest_name))
            return changed(out, o->entries[i].name);
    return RESULT_OK;
}

static struct result open_package(struct arena *arena, struct str bytes, struct opened *o,
                                  struct package_check *out)
{
    const struct result form = result_fail(ERROR_INVALID, "package.form", NULL);
    const struct json *manifest = NULL;
    if (!result_ok(zip_unpack(arena, bytes, &o->entries, &o->count)) || o->count > FILES_MAX)
        return form;
    const struct zip_entry *said = entry_of(o, manifest_name);
    const struct zip_entry *paper = entry_of(o, document);
    if (said == NULL)
        return form;
    if (said->bytes.len > MANIFEST_MAX || !result_ok(json_parse(arena, said->bytes, &manifest)) ||
        !str_is(json_get_text(manifest, "format"), format) ||
        !json_is(json_get(manifest, "at_us"), JSON_KIND_INTEGER))
        return changed(out, said->name);
    TRY(compare(arena, o, json_get(manifest, "files"), out));
    if (paper == NULL)
        return form;
    o->document = paper->bytes;
    o->at_us = json_get_int(manifest, "at_us", 0);
    return RESULT_OK;
}

/* The checker's own anchors make the package's plain certificates, which prove nothing. */
static void gather(const struct opened *o, const struct package_trust *trust,
                   struct evidence_set *evidence)
{
    struct evidence_list *lists[LISTS] = {
        trust->own_roots ? &evidence->certificates : &evidence->roots, &evidence->certificates,
        &evidence->crls, &evidence->ocsps};
    for (size_t i = 0; trust->own_roots && i < trust->roots.count; i++)
        evidence_list_add(evidence->arena, &evidence->roots, trust->roots.items[i]);
    for (size_t i = 0; i < o->count; i++)
        for (size_t k = 0; k < LISTS; k++)
            if (str_starts(o->entries[i].name,
                           str_printf(evidence->arena, "evidence/%s-", kinds[k].name)))
                evidence_list_add(evidence->arena, lists[k], o->entries[i].bytes);
}

/* The document's own digest stands in the record, the record in the entry, the entry in the tree
 * that the log signed. */
static enum package_log_state check_log(struct arena *arena, const struct opened *o,
                                        const struct package_trust *trust, struct str *name)
{
    const struct zip_entry *record = entry_of(o, "log/record.json");
    const struct zip_entry *salt = entry_of(o, "log/salt");
    const struct zip_entry *proof = entry_of(o, "log/receipt.tlog-proof");
    const struct zip_entry *key = entry_of(o, "log/vkey");
    const struct json *said = NULL;
    struct vkey vkey;
    struct receipt receipt;
    if (record == NULL && salt == NULL && proof == NULL && key == NULL)
        return PACKAGE_LOG_NONE;
    if (record == NULL || salt == NULL || proof == NULL || key == NULL)
        return PACKAGE_LOG_BROKEN;
    const struct str parts[] = {salt->bytes, record->bytes};
    struct sha256 entry = sha256_joined(parts, 2);
    struct str wanted = str_empty(trust->vkey) ? str_trim(key->bytes) : str_trim(trust->vkey);
    if (!result_ok(json_parse(arena, record->bytes, &said)) ||
        !str_equal(json_get_text(json_get(said, "data"), "sha256"),
                   sha256_hex(arena, o->document)) ||
        !result_ok(vkey_parse(arena, wanted, &vkey)) ||
        !result_ok(receipt_parse(arena, proof->bytes, &receipt)) ||
        !result_ok(receipt_check(arena, &receipt, &vkey,
                                 str_of((const char *)entry.bytes, sizeof entry.bytes))))
        return PACKAGE_LOG_BROKEN;
    *name = vkey.name;
    return PACKAGE_LOG_HOLDS;
}

struct result package_check(struct arena *arena, struct str bytes,
                            const struct package_trust *trust, struct package_check *out)
{
    struct opened o = {0};
    struct str wire;
    memset(out, 0, sizeof *out);
    TRY(open_package(arena, bytes, &o, out));
    const struct zip_entry *data = entry_of(&o, document_data);
    const struct zip_entry *said = entry_of(&o, "report.json");
    struct report *made = ARENA_NEW(arena, struct report);
    struct report_input input = {.bytes = o.document,
                                 .has_detached = data != NULL};
    if (data != NULL)
        input.detached = data->bytes;
    out->evidence = (struct evidence_set){.arena = arena, .at_us = o.at_us};
    gather(&o, trust, &out->evidence);
    struct evidence_set used = out->evidence;
    TRY(report_make(&used, &input, made));
    TRY(report_wire_write(arena, made, &wire)); /* as the report in the package came out */
    TRY(report_wire_read(arena, wire, &out->report));
    out->json = report_json(arena, str_from_c(document), &out->report);
    out->same_report = said != NULL && str_equal(said->bytes, out->json);
    out->log = check_log(arena, &o, trust, &out->log_name);
    out->files = o.count;
    return RESULT_OK;
}
