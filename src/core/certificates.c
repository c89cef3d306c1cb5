#include "core/certificates.h"

#include "core/certificates_queries.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/trust.h"
#include "wire/timestamp_client.h"

static const char *const standings[] = {
    [CERTIFICATE_UNKNOWN] = "unknown",
    [CERTIFICATE_GOOD] = "good",
    [CERTIFICATE_SUSPENDED] = "suspended",
    [CERTIFICATE_REVOKED] = "revoked",
};

const char *certificate_standing_code(enum certificate_standing standing)
{
    return standings[standing];
}

enum certificate_standing certificate_standing_parse(struct str code)
{
    for (size_t i = 0; i < sizeof standings / sizeof *standings; i++)
        if (str_is(code, standings[i]))
            return (enum certificate_standing)i;
    return CERTIFICATE_UNKNOWN;
}

/* Of the trusted root that the path of `der` ends at, whatever the time. */
static struct result find_domain(struct db *db, struct arena *arena, int64_t now_us,
                                 struct str der, enum trust_domain *out)
{
    struct evidence_set evidence;
    struct chain *chain = ARENA_NEW(arena, struct chain);
    struct trust_issuer root;
    TRY(trust_evidence(db, arena, TRUST_ANY, now_us, &evidence));
    chain_find(&evidence, der, CHAIN_SIGNING, now_us, chain);
    struct result found = trust_of_chain(db, arena, chain, now_us, &root);
    if (found.kind == ERROR_NOT_FOUND)
        return result_fail(ERROR_UNTRUSTED, "certificate.no_path",
                           N_("Chứng thư không dẫn tới gốc nào trong danh sách tin cậy. "
                              "Thêm cơ quan cấp trước."));
    TRY(found);
    *out = root.domain;
    return RESULT_OK;
}

struct result certificates_hold(struct db *db, struct arena *arena, int64_t now_us,
                                struct certificate_owner owner, int64_t id)
{
    struct q_certificate_hold_out held;
    struct str actor = str_empty(owner.actor) ? S("system") : owner.actor;
    const struct q_certificate_hold_in row = {
        .certificate_id = id,
        .has_person_id = owner.person_id != 0,
        .person_id = owner.person_id,
        .has_agency_id = owner.agency_id != 0,
        .agency_id = owner.agency_id,
        .now = now_us,
        .by = actor,
        .reason = owner.reason,
    };
    TRY(q_certificate_hold(db, arena, row, &held));
    const struct evidence evidence = {
        .kind = S("certificate.held"),
        .object = str_printf(arena, "certificate:%lld", (long long)id),
        .actor = actor,
        .data = str_printf(arena, "{\"before\":null,\"person\":%lld,\"agency\":%lld}",
                           (long long)owner.person_id, (long long)owner.agency_id),
    };
    return evidence_add(db, arena, now_us, evidence);
}

struct result certificates_add(struct db *db, struct arena *arena, int64_t now_us,
                               struct certificate_owner owner, struct str der)
{
    struct certificate read;
    enum trust_domain domain;
    struct q_certificate_add_out added;
    bool fresh;
    TRY(certificate_read(arena, der, &read));
    TRY(find_domain(db, arena, now_us, der, &domain));
    const struct q_certificate_add_in row = {
        .kind = str_from_c(owner.kind),
        .domain = str_from_c(trust_domain_code(domain)),
        .key_id = owner.key_id,
        .der = der,
        .sha256 = str_hex(arena, read.sha256.bytes, SHA256_SIZE),
        .name = read.name,
        .issuer = read.issuer_name,
        .serial = read.serial,
        .not_before_us = read.not_before_us,
        .not_after_us = read.not_after_us,
        .now = now_us,
    };
    TRY(q_certificate_add(db, arena, row, &added, &fresh));
    return fresh ? certificates_hold(db, arena, now_us, owner, added.id) : RESULT_OK;
}

/* What a person is told who has no certificate to sign with. */
static struct result usable(enum certificate_standing standing)
{
    if (standing == CERTIFICATE_REVOKED)
        return result_fail(ERROR_NOT_FOUND, "certificate.revoked",
                           N_("Chứng thư số đã bị thu hồi, không ký được. "
                              "Xin cấp chứng thư mới rồi báo quản trị hệ thống."));
    if (standing == CERTIFICATE_SUSPENDED)
        return result_fail(ERROR_NOT_FOUND, "certificate.suspended",
                           N_("Chứng thư số đang bị tạm dừng, không ký được. "
                              "Hỏi cơ quan cấp chứng thư để mở lại."));
    return RESULT_OK;
}

static struct result none(void)
{
    return result_fail(ERROR_NOT_FOUND, "certificate.none",
                       N_("Chưa có chứng thư số còn hạn. Báo quản trị hệ thống."));
}

struct result certificates_of_person(struct db *db, struct arena *arena, int64_t person_id,
                                     int64_t at_us, struct signing_certificate *out)
{
    struct q_certificate_of_person_out row;
    bool found;
    TRY(q_certificate_of_person(
        db, arena, (struct q_certificate_of_person_in){.person_id = person_id, .at = at_us}, &row,
        &found));
    if (!found)
        return none();
    *out = (struct signing_certificate){.id = row.id, .key_id = row.key_id,
                                        .standing = certificate_standing_parse(row.status),
                                        .standing_us = row.status_us};
    TRY(usable(out->standing));
    return certificate_read(arena, row.der, &out->certificate);
}

struct result certificates_of_agency(struct db *db, struct arena *arena, int64_t agency_id,
                                     int64_t at_us, struct signing_certificate *out)
{
    struct q_certificate_of_agency_out row;
    bool found;
    TRY(q_certificate_of_agency(
        db, arena, (struct q_certificate_of_agency_in){.agency_id = agency_id, .at = at_us}, &row,
        &found));
    if (!found)
        return none();
    *out = (struct signing_certificate){.id = row.id, .key_id = row.key_id,
                                        .standing = certificate_standing_parse(row.status),
                                        .standing_us = row.status_us};
    TRY(usable(out->standing));
    return certificate_read(arena, row.der, &out->certificate);
}

struct result certificates_key_of(struct db *db, struct arena *arena, struct str login,
                                  struct str *key_id)
{
    struct q_certificate_key_of_login_out row;
    bool found;
    TRY(q_certificate_key_of_login(
        db, arena, (struct q_certificate_key_of_login_in){.login = login}, &row, &found));
    *key_id = found ? row.key_id : S("");
    return found ? RESULT_OK : none();
}

struct result certificates_trust(struct db *db, struct arena *arena, int64_t at_us,
                                 struct certificate_trust *out)
{
    struct evidence_set set;
    TRY(trust_evidence(db, arena, TRUST_ANY, at_us, &set));
    *out = (struct certificate_trust){.roots = {set.roots.items, set.roots.count},
                                      .others = {set.certificates.items, set.certificates.count},
                                      .crls = {set.crls.items, set.crls.count},
                                      .at_us = at_us};
    return RESULT_OK;
}

struct result certificates_answers(struct db *db, struct str object, struct evidence_set *out)
{
    struct q_signature_certificates_rows rows;
    TRY(q_signature_certificates(db, out->arena,
                                 (struct q_signature_certificates_in){.object = object}, &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(trust_evidence_about(db, rows.items[i].sha256, out));
    return RESULT_OK;
}

struct result certificates_trust_of(struct db *db, struct arena *arena, int64_t at_us,
                                    struct str object, struct certificate_trust *out)
{
    struct evidence_set answers = {.arena = arena, .at_us = at_us};
    TRY(certificates_trust(db, arena, at_us, out));
    TRY(certificates_answers(db, object, &answers));
    out->ocsps = (struct certificate_list){answers.ocsps.items, answers.ocsps.count};
    return RESULT_OK;
}

struct result certificates_used(struct db *db, struct arena *arena, int64_t now_us,
                                const struct certificate_use *use)
{
    const struct q_signature_add_in row = {
        .certificate_id = use->certificate_id,
        .has_person_id = use->person_id != 0,
        .person_id = use->person_id,
        .agency_id = use->agency_id,
        .object = use->object,
        .file_sha256 = use->file_sha256,
        .signed_us = use->signed_us,
        .now = now_us,
    };
    return q_signature_add(db, arena, row, NULL);
}

static struct result write_finding(struct db *db, struct arena *arena, int64_t now_us,
                                   const struct q_signatures_by_out *row,
                                   const struct signature_finding *finding)
{
    bool holds = str_empty(finding->fault);
    const struct q_signature_void_in fault = {.signature_id = row->id, .now = now_us,
                                              .fault = finding->fault};
    const struct q_signature_void_end_in end = {.id = row->void_id, .now = now_us};
    const struct evidence evidence = {
        .kind = holds ? S("signature.restored") : S("signature.voided"),
        .object = finding->object,
        .actor = S("system"),
        .agency_id = row->agency_id,
        .data = str_printf(arena,
                           "{\"before\":\"%s\",\"after\":\"%s\",\"signature\":%lld,"
                           "\"person\":%lld,\"certificate\":\"%.*s\",\"reason\":\"%.*s\"}",
                           holds ? "void" : "holds", holds ? "holds" : "void", (long long)row->id,
                           (long long)row->person_id, STR_ARG(finding->certificate_sha256),
                           STR_ARG(finding->fault)),
    };
    TRY(holds ? q_signature_void_end(db, arena, end, NULL)
              : q_signature_void(db, arena, fault, NULL));
    return evidence_add(db, arena, now_us, evidence);
}

struct result certificates_judged(struct db *db, struct arena *arena, int64_t now_us,
                                  const struct signature_finding *finding, bool *changed)
{
    struct q_signatures_by_rows rows;
    const struct q_signatures_by_in asked = {.object = finding->object,
                                             .sha256 = finding->certificate_sha256};
    *changed = false;
    TRY(q_signatures_by(db, arena, asked, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_empty(finding->fault) == (rows.items[i].void_id == 0))
            continue;
        TRY(write_finding(db, arena, now_us, &rows.items[i], finding));
        *changed = true;
    }
    return RESULT_OK;
}

struct result certificates_ending(struct db *db, struct arena *arena, int64_t before_us,
                                  struct certificate_ending **items, size_t *count)
{
    struct q_certificate_ending_rows rows;
    TRY(q_certificate_ending(db, arena, (struct q_certificate_ending_in){.before = before_us},
                             &rows));
    *items = ARENA_ARRAY(arena, struct certificate_ending, rows.count + 1);
    *count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*items)[i] = (struct certificate_ending){rows.items[i].kind, rows.items[i].name,
                                                  rows.items[i].not_after_us};
    return RESULT_OK;
}

struct result certificates_leaders(struct db *db, struct arena *arena, struct str day,
                                   struct agency_leader **items, size_t *count)
{
    struct q_leaders_with_posts_rows rows;
    TRY(q_leaders_with_posts(db, arena,
                             (struct q_leaders_with_posts_in){
                                 .day = day, .role = str_from_c(role_code(ROLE_LEADER))},
                             &rows));
    *items = ARENA_ARRAY(arena, struct agency_leader, rows.count + 1);
    *count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*items)[i] = (struct agency_leader){
            .person_id = rows.items[i].person_id,
            .agency_id = rows.items[i].agency_id,
            .name = rows.items[i].name,
            .title = rows.items[i].title,
            .agency_name = rows.items[i].agency_name,
        };
    return RESULT_OK;
}

struct result certificates_timestamp(struct arena *arena, struct str url,
                                     const struct sha256 *imprint,
                                     const struct certificate_trust *trust, struct str *token)
{
    if (str_empty(url))
        return result_fail(ERROR_UNAVAILABLE, "timestamp.none", NULL);
    return timestamp_fetch(arena, str_c(arena, url), imprint, trust, token);
}
