#include "core/trust.h"

#include <assert.h>

#include "base/buf.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/trust_queries.h"

enum { DATA_MAX = 4096 };

static const struct {
    const char *code;
    const char *name;
} domains[TRUST_DOMAINS] = {
    [TRUST_PUBLIC] = {"public", N_("công cộng")},
    [TRUST_OFFICIAL] = {"official", N_("chuyên dùng công vụ")},
    [TRUST_TEST] = {"test", N_("chạy thử")},
};

const char *trust_domain_code(enum trust_domain domain)
{
    assert(domain < TRUST_DOMAINS);
    return domains[domain].code;
}

const char *trust_domain_name(enum trust_domain domain)
{
    assert(domain < TRUST_DOMAINS);
    return domains[domain].name;
}

bool trust_domain_parse(struct str code, enum trust_domain *out)
{
    for (int i = 0; i < TRUST_DOMAINS; i++)
        if (str_is(code, domains[i].code)) {
            *out = (enum trust_domain)i;
            return true;
        }
    return false;
}

static struct result full(struct evidence_list *list, struct arena *arena, struct str der)
{
    if (list->count == EVIDENCE_ITEMS_MAX)
        return result_fail(ERROR_LIMIT, "trust.too_many", NULL);
    evidence_list_add(arena, list, der);
    return RESULT_OK;
}

struct result trust_evidence(struct db *db, struct arena *arena, enum trust_domain domain,
                             int64_t at_us, struct evidence_set *out)
{
    struct q_trust_issuers_at_rows issuers;
    struct q_trust_crls_at_rows crls;
    const struct q_trust_issuers_at_in asked = {
        .domain = domain == TRUST_ANY ? S("") : str_from_c(trust_domain_code(domain)),
        .at = at_us};
    *out = (struct evidence_set){.arena = arena, .at_us = at_us};
    TRY(q_trust_issuers_at(db, arena, asked, &issuers));
    TRY(q_trust_crls_at(db, arena, (struct q_trust_crls_at_in){.at = at_us}, &crls));
    for (size_t i = 0; i < issuers.count; i++)
        TRY(full(issuers.items[i].root ? &out->roots : &out->certificates, arena,
                 issuers.items[i].der));
    for (size_t i = 0; i < crls.count; i++)
        TRY(full(&out->crls, arena, crls.items[i].der));
    return RESULT_OK;
}

struct result trust_evidence_about(struct db *db, struct str certificate_sha256,
                                   struct evidence_set *out)
{
    struct q_trust_ocsps_at_rows rows;
    const struct q_trust_ocsps_at_in asked = {.about = certificate_sha256, .at = out->at_us};
    TRY(q_trust_ocsps_at(db, out->arena, asked, &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(full(&out->ocsps, out->arena, rows.items[i].der));
    return RESULT_OK;
}

static struct result read_row(const struct q_trust_issuer_by_id_out *row,
                              struct trust_issuer *out)
{
    *out = (struct trust_issuer){
        .id = row->id,
        .root = row->root,
        .der = row->der,
        .sha256 = row->sha256,
        .name = row->name,
        .not_before_us = row->not_before_us,
        .not_after_us = row->not_after_us,
        .source = row->source,
        .reason = row->reason,
        .added_by = row->added_by,
        .added_name = row->added_name,
        .added_us = row->added_us,
        .withdrawn = row->has_withdrawn_us,
        .withdrawn_us = row->withdrawn_us,
        .withdrawn_by = row->withdrawn_by,
        .withdrawn_name = row->withdrawn_name,
        .withdraw_reason = row->withdraw_reason,
    };
    return trust_domain_parse(row->domain, &out->domain)
               ? RESULT_OK
               : result_fail(ERROR_CORRUPT, "trust.domain", NULL);
}

struct result trust_find(struct db *db, struct arena *arena, int64_t id, struct trust_issuer *out)
{
    struct q_trust_issuer_by_id_out row;
    bool found;
    TRY(q_trust_issuer_by_id(db, arena, (struct q_trust_issuer_by_id_in){.id = id}, &row, &found));
    return found ? read_row(&row, out)
                 : result_fail(ERROR_NOT_FOUND, "trust.none",
                               N_("Không có cơ quan cấp chứng thư này trong danh sách."));
}

struct result trust_domain_of(struct db *db, struct arena *arena, struct str root_sha256,
                              int64_t at_us, struct trust_issuer *out)
{
    struct q_trust_issuer_at_out row;
    bool found;
    const struct q_trust_issuer_at_in asked = {.sha256 = root_sha256, .at = at_us};
    TRY(q_trust_issuer_at(db, arena, asked, &row, &found));
    if (found)
        TRY(trust_find(db, arena, row.id, out));
    return found && out->root
               ? RESULT_OK
               : result_fail(ERROR_NOT_FOUND, "trust.unknown_root",
                             N_("Chứng thư không dẫn tới gốc nào trong danh sách tin cậy."));
}

struct result trust_of_chain(struct db *db, struct arena *arena, const struct chain *chain,
                             int64_t at_us, struct trust_issuer *out)
{
    struct str root = S("");
    if (chain->trusted && chain->count > 0) {
        struct sha256 digest = sha256(chain->links[chain->count - 1].der);
        root = str_hex(arena, digest.bytes, SHA256_SIZE);
    }
    return trust_domain_of(db, arena, root, at_us, out);
}

struct result trust_list(struct db *db, struct arena *arena, struct trust_issuer **items,
                         size_t *count)
{
    struct q_trust_issuers_rows rows;
    TRY(q_trust_issuers(db, arena, &rows));
    *items = ARENA_ARRAY(arena, struct trust_issuer, rows.count + 1);
    *count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_trust_issuers_out *from = &rows.items[i];
        const struct q_trust_issuer_by_id_out row = {
            from->id, from->domain, from->root, from->der, from->sha256, from->name,
            from->not_before_us, from->not_after_us, from->source, from->reason, from->added_by,
            from->added_us, from->has_withdrawn_us, from->withdrawn_us, from->withdrawn_by,
            from->withdraw_reason, from->added_name, from->withdrawn_name};
        TRY(read_row(&row, &(*items)[i]));
    }
    return RESULT_OK;
}

/* The state that an act found or left, as evidence holds it. */
static struct str state_data(struct arena *arena, const struct trust_issuer *issuer,
                             const char *before)
{
    struct buf out;
    buf_init(&out, arena, DATA_MAX + issuer->source.len * 6 + issuer->reason.len * 6 +
                              issuer->withdraw_reason.len * 6 + issuer->name.len * 6);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "before", str_from_c(before));
    json_put_text(&writer, "after", issuer->withdrawn ? S("withdrawn") : S("trusted"));
    json_put_text(&writer, "domain", str_from_c(trust_domain_code(issuer->domain)));
    json_put_bool(&writer, "root", issuer->root);
    json_put_text(&writer, "name", issuer->name);
    json_put_text(&writer, "sha256", issuer->sha256);
    json_put_text(&writer, "source", issuer->source);
    json_put_text(&writer, "reason",
                  issuer->withdrawn ? issuer->withdraw_reason : issuer->reason);
    json_close_object(&writer);
    return buf_str(&out);
}

static struct result leave_evidence(struct db *db, struct arena *arena, int64_t now_us,
                                    const struct trust_issuer *issuer)
{
    const struct evidence evidence = {
        .kind = issuer->withdrawn ? S("trust.withdrawn") : S("trust.added"),
        .object = str_printf(arena, "trust:%lld", (long long)issuer->id),
        .actor = issuer->withdrawn ? issuer->withdrawn_by : issuer->added_by,
        .data = state_data(arena, issuer, issuer->withdrawn ? "trusted" : "none"),
    };
    return evidence_add(db, arena, now_us, evidence);
}

/* "AB:CD 12" as "abcd12". */
static struct str bare_hex(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != ':' && c != ' ')
            buf_byte(&out, (unsigned char)(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c));
    }
    return buf_str(&out);
}

static struct result check_fingerprint(struct arena *arena, const struct trust_order *order,
                                       struct str fingerprint)
{
    return str_empty(order->fingerprint) ||
                   str_equal(bare_hex(arena, order->fingerprint), fingerprint)
               ? RESULT_OK
               : result_fail(ERROR_INVALID, "trust.fingerprint",
                             N_("Dấu vân tay không khớp tệp. Đừng thêm: hỏi lại cơ quan cấp, và "
                                "xem tệp lấy từ đâu."));
}

/* A key that was ever of one domain is never of another: whoever adds the same issuer again, or a
 * certificate that somebody else gave it, would lead old chains elsewhere. */
static struct result check_other_domains(struct db *db, struct arena *arena,
                                         const struct trust_order *order)
{
    struct trust_issuer *issuers;
    size_t count;
    TRY(trust_list(db, arena, &issuers, &count));
    for (size_t i = 0; i < count; i++)
        if (issuers[i].domain != order->domain &&
            certificate_same_key(arena, issuers[i].der, order->der))
            return result_fail(ERROR_CONFLICT, "trust.key_elsewhere",
                               N_("Khóa của chứng thư này đã hoặc đang thuộc miền khác. Một cơ "
                                  "quan cấp không đổi miền; xin chứng thư có khóa mới."));
    return RESULT_OK;
}

/* An issuer that is no root needs one above it, in its own domain. */
static struct result check_place(struct db *db, struct arena *arena, int64_t now_us,
                                 const struct trust_order *order, const struct certificate *read)
{
    struct evidence_set above;
    if (!certificate_is_authority(arena, order->der))
        return result_fail(ERROR_INVALID, "trust.not_authority",
                           N_("Đây không phải chứng thư của cơ quan cấp chứng thư số."));
    if (read->not_after_us <= now_us)
        return result_fail(ERROR_INVALID, "trust.expired",
                           N_("Chứng thư này đã hết hạn. Lấy chứng thư mới từ cơ quan cấp."));
    if (certificate_issued_by(arena, order->der, order->der))
        return RESULT_OK;
    TRY(trust_evidence(db, arena, order->domain, now_us, &above));
    const struct evidence_list *lists[] = {&above.roots, &above.certificates};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->count; i++)
            if (certificate_issued_by(arena, order->der, lists[l]->items[i]))
                return RESULT_OK;
    return result_fail(ERROR_INVALID, "trust.other_domain",
                       N_("Cơ quan cấp trên của chứng thư này chưa có trong miền đã chọn. "
                          "Thêm chứng thư gốc trước, hoặc chọn đúng miền."));
}

struct result trust_add(struct db *db, struct arena *arena, int64_t now_us,
                        const struct trust_order *order, int64_t *id)
{
    struct certificate read;
    struct q_trust_issuer_at_out known;
    struct q_trust_issuer_add_out added;
    struct trust_issuer stored;
    bool found;
    TRY(certificate_read(arena, order->der, &read));
    struct str fingerprint = str_hex(arena, read.sha256.bytes, SHA256_SIZE);
    TRY(q_trust_issuer_at(db, arena,
                          (struct q_trust_issuer_at_in){.sha256 = fingerprint, .at = now_us},
                          &known, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "trust.known",
                           N_("Chứng thư này đã có trong danh sách tin cậy."));
    TRY(check_fingerprint(arena, order, fingerprint));
    TRY(check_place(db, arena, now_us, order, &read));
    TRY(check_other_domains(db, arena, order));
    const struct q_trust_issuer_add_in row = {
        .domain = str_from_c(trust_domain_code(order->domain)),
        .root = certificate_issued_by(arena, order->der, order->der),
        .der = order->der,
        .sha256 = fingerprint,
        .name = read.name,
        .not_before_us = read.not_before_us,
        .not_after_us = read.not_after_us,
        .source = order->source,
        .reason = order->reason,
        .added_by = order->actor,
        .now = now_us,
    };
    TRY(q_trust_issuer_add(db, arena, row, &added));
    *id = added.id;
    TRY(trust_find(db, arena, added.id, &stored));
    return leave_evidence(db, arena, now_us, &stored);
}

struct result trust_withdraw(struct db *db, struct arena *arena, int64_t now_us,
                             const struct trust_end *end)
{
    struct trust_issuer stored;
    int64_t changed = 0;
    const struct q_trust_issuer_end_in row = {.id = end->id, .now = now_us, .by = end->actor,
                                              .reason = end->reason};
    TRY(q_trust_issuer_end(db, arena, row, &changed));
    TRY(trust_find(db, arena, end->id, &stored));
    if (changed == 0)
        return result_fail(ERROR_CONFLICT, "trust.withdrawn",
                           N_("Cơ quan cấp chứng thư này đã thôi được tin cậy."));
    return leave_evidence(db, arena, now_us, &stored);
}

struct result trust_answer_keep(struct db *db, struct arena *arena, int64_t now_us,
                                const struct trust_answer *answer)
{
    struct sha256 digest = sha256(answer->der);
    const struct q_revocation_answer_add_in row = {
        .kind = answer->crl ? S("crl") : S("ocsp"),
        .about = answer->about,
        .der = answer->der,
        .sha256 = str_hex(arena, digest.bytes, SHA256_SIZE),
        .url = answer->url,
        .made_us = answer->made_us,
        .next_us = answer->next_us,
        .now = now_us,
    };
    return q_revocation_answer_add(db, arena, row, NULL);
}
