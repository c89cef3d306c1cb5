#include "core/certificates.h"

#include "core/certificates_queries.h"
#include "core/identity.h"
#include "wire/timestamp_client.h"

static struct result none(void)
{
    return result_fail(ERROR_NOT_FOUND, "certificate.none",
                       N_("Chưa có chứng thư số còn hạn. Báo quản trị hệ thống."));
}

struct result certificates_add(struct db *db, struct arena *arena, int64_t now_us,
                               struct certificate_owner owner, struct str der)
{
    struct certificate read;
    TRY(certificate_read(arena, der, &read));
    const struct q_certificate_add_in row = {
        .kind = str_from_c(owner.kind),
        .key_id = owner.key_id,
        .has_person_id = owner.person_id != 0,
        .person_id = owner.person_id,
        .has_agency_id = owner.agency_id != 0,
        .agency_id = owner.agency_id,
        .der = der,
        .sha256 = str_hex(arena, read.sha256.bytes, SHA256_SIZE),
        .name = read.name,
        .not_before_us = read.not_before_us,
        .not_after_us = read.not_after_us,
        .now = now_us,
    };
    return q_certificate_add(db, arena, row, NULL);
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
    out->key_id = row.key_id;
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
    out->key_id = row.key_id;
    return certificate_read(arena, row.der, &out->certificate);
}

static struct result load_kind(struct db *db, struct arena *arena, const char *kind,
                               struct certificate_list *out)
{
    struct q_certificate_of_kind_rows rows;
    TRY(q_certificate_of_kind(
        db, arena, (struct q_certificate_of_kind_in){.kind = str_from_c(kind)}, &rows));
    struct str *items = ARENA_ARRAY(arena, struct str, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        items[i] = rows.items[i].der;
    *out = (struct certificate_list){items, rows.count};
    return RESULT_OK;
}

struct result certificates_trust(struct db *db, struct arena *arena, int64_t at_us,
                                 struct certificate_trust *out)
{
    out->at_us = at_us;
    TRY(load_kind(db, arena, "root", &out->roots));
    return load_kind(db, arena, "issuer", &out->others);
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
