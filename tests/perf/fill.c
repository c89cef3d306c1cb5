/*
 * Fills a node's database with many dossiers, as they would have come to be: real columns, facts,
 * histories, process instances and search entries, spread over 95 communes and 20 departments. One
 * tenth is open. Some officials of different agencies get a session.
 *
 *   fill DATABASE DOSSIERS UNITS
 *
 * DATABASE has the small demo; the node is stopped. DOSSIERS 0 adds nothing and begins those
 * sessions anew: they last half a day. UNITS: so many agencies in all, schools and
 * clinics below the communes. Standard output: one JSON object a line for each session,
 * {"token", "account", "agency", "below"}. Rows go in by the hundred in plain INSERTs from a JSON
 * array.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/demo/demo_fill.h"
#include "app/demo/demo_data.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/utf8.h"
#include "core/organisation.h"
#include "core/search_row.h"
#include "core/session.h"
#include "db/query.h"
#include "tests/perf/fill_queries.h"

enum {
    BATCH = 250,
    BATCHES_A_COMMIT = 40,
    COMMUNES = 95,
    DEPARTMENTS = 20,
    CLERKS = 40,
    LEADERS = 8,
    PLACES_MAX = COMMUNES + DEPARTMENTS,
    OPEN_IN = 10,      /* one of so many is open */
    DAYS = 3 * 365,    /* over which they came */
    LIMIT_DAYS = 5,
    ARENA_BYTES = 256 << 20,
    ROWS_BYTES = BATCH * 4096
};

#define SINCE "2026-05-01"

struct fill {
    struct db *db;
    struct arena *arena; /* of the run */
    struct arena *batch;
    struct demo_chance chance;
    struct q_fill_version_out version;
    int64_t now_us;
    int64_t root_id;
    int64_t places[PLACES_MAX];
    size_t place_count;
};

static void need(struct fill *f, struct result result)
{
    if (result_ok(result))
        return;
    fprintf(stderr, "fill: %s: %s\n", result.code, f->db == NULL ? "" : db_last_error(f->db));
    exit(2);
}

/* ---- agencies ---- */

static int64_t found(struct fill *f, struct agency agency)
{
    struct agency_new what = {.agency = agency, .act = S("Đo lường"), .valid_from = S(SINCE)};
    int64_t id = 0;
    need(f, agency_found(f->db, f->arena, f->now_us, what, &id));
    return id;
}

static void found_departments(struct fill *f)
{
    for (int i = 1; i <= DEPARTMENTS; i++)
        f->places[f->place_count++] =
            found(f, (struct agency){.code = str_printf(f->arena, "H19.9%02d", i),
                                     .name = str_printf(f->arena, "Sở Đo lường %d", i),
                                     .place = str_printf(f->arena, "sở số %d", i),
                                     .kind = S("sở"), .level = 2, .parent_id = f->root_id});
}

static void found_communes(struct fill *f)
{
    struct agency_list there;
    need(f, agency_at_level(f->db, f->arena, 4, S("2026-11-01"), &there));
    for (size_t i = 0; i < there.count && f->place_count < COMMUNES; i++)
        f->places[f->place_count++] = there.items[i].id;
    for (int i = 1; f->place_count < COMMUNES; i++)
        f->places[f->place_count++] =
            found(f, (struct agency){.code = str_printf(f->arena, "H19.8%02d", i),
                                     .name = str_printf(f->arena, "UBND xã Tân Đo %d", i),
                                     .place = str_printf(f->arena, "xã Tân Đo %d", i),
                                     .kind = S("xã"), .level = 4, .parent_id = f->root_id});
}

static void found_units(struct fill *f, int64_t units)
{
    static const char *const kinds[] = {"Trường Tiểu học", "Trường Mầm non", "Trạm Y tế",
                                        "Trường Trung học cơ sở"};
    const struct demo_names *names = &demo_names;
    for (int64_t i = (int64_t)f->place_count; i < units; i++) {
        const char *kind = kinds[i % 4];
        const char *name = names->given_female[(size_t)i % names->given_female_count];
        const char *middle = names->middle_female[(size_t)i / 7 % names->middle_female_count];
        struct str title = str_printf(f->arena, "%s %s %s", kind, middle, name);
        found(f, (struct agency){.code = str_printf(f->arena, "H19.7%05lld", (long long)i),
                                 .name = title, .place = title, .kind = S("đơn vị"), .level = 4,
                                 .parent_id = f->places[i % COMMUNES]});
    }
}

static void organise(struct fill *f, int64_t units)
{
    struct agency_list roots;
    need(f, db_write_begin(f->db));
    need(f, agency_children(f->db, f->arena, 0, S("2026-11-01"), &roots));
    for (size_t i = 0; i < roots.count && f->root_id == 0; i++)
        f->root_id = roots.items[i].level == 2 ? roots.items[i].id : 0;
    found_communes(f);
    found_departments(f);
    found_units(f, units);
    need(f, db_commit(f->db));
}

/* ---- people ---- */

static void seat(struct fill *f, int number, int64_t agency_id, bool leads)
{
    struct post_new post = {.agency_id = agency_id, .unit = S("Đo lường"),
                            .title = str_printf(f->arena, "Đo lường %d", number),
                            .role = leads ? S("lanh_dao") : S("mot_cua"), .subtree = leads,
                            .valid_from = S(SINCE)};
    struct demo_citizen who = demo_citizen_make(f->arena, &f->chance);
    struct str token = str_hex(f->arena, random_str(f->arena, 32).ptr, 32);
    int64_t post_id;
    int64_t person_id;
    need(f, post_ensure(f->db, f->arena, post, &post_id));
    need(f, person_add(f->db, f->arena, f->now_us, who.name, &person_id));
    struct appointment_new appointment = {.person_id = person_id, .position_id = post_id,
                                          .decision = S("Đo lường"), .valid_from = S(SINCE)};
    need(f, person_appoint(f->db, f->arena, appointment));
    struct q_fill_account_out account;
    struct q_fill_account_in in = {person_id, str_printf(f->arena, "perf.%d", number),
                                   random_str(f->arena, 20), f->now_us};
    need(f, q_fill_account(f->db, f->arena, in, &account));
    struct session_new session = {.token = token, .account_id = account.id, .stage = SESSION_OPEN,
                                  .address = S("127.0.0.1"), .agent = S("perf")};
    need(f, session_record(f->db, f->arena, f->now_us, session));
    printf("{\"token\":\"%.*s\",\"account\":%lld,\"agency\":%lld,\"below\":%s}\n",
           STR_ARG(token), (long long)account.id, (long long)agency_id, leads ? "true" : "false");
}

static void seat_all(struct fill *f)
{
    need(f, db_write_begin(f->db));
    for (int i = 0; i < CLERKS; i++)
        seat(f, i, f->places[(size_t)i * 2 % f->place_count], false);
    for (int i = 0; i < LEADERS; i++)
        seat(f, CLERKS + i, f->root_id, true);
    need(f, db_commit(f->db));
}

static void begin_sessions_anew(struct fill *f)
{
    int64_t until = f->now_us + SESSION_LIFE_US;
    need(f, db_write_begin(f->db));
    need(f, q_fill_sessions(f->db, f->arena, (struct q_fill_sessions_in){f->now_us, until}, NULL));
    need(f, db_commit(f->db));
}

/* ---- dossiers ---- */

static const struct {
    const char *role;
    const char *node;
    const char *task;
    int status;
} STATES[] = {
    {"mot_cua", "tiep_nhan", "Tiếp nhận hồ sơ", 1},
    {"mot_cua", "tiep_nhan", "Tiếp nhận hồ sơ", 1},
    {"tu_phap_ho_tich", "lap_ban", "Lập bản trích lục", 4},
    {"tu_phap_ho_tich", "lap_ban", "Lập bản trích lục", 4},
    {"lanh_dao", "ky", "Ký trích lục", 4},
    {"mot_cua", "tra", "Trả kết quả", 9},
    {"citizen", "", "", 5},
};

/* Communes have most; some have three times what others have, departments half. */
static int64_t some_place(struct fill *f)
{
    size_t at = demo_chance_below(&f->chance, PLACES_MAX);
    if (demo_chance_below(&f->chance, 3) == 0)
        at %= COMMUNES / 3;
    if (at >= COMMUNES && demo_chance_below(&f->chance, 2) == 0)
        at %= COMMUNES;
    return f->places[at];
}

/* 38 of 100 families are Nguyễn. */
static struct str family(struct fill *f, struct str name)
{
    struct str first;
    struct str rest;
    if (demo_chance_below(&f->chance, 100) >= 33 || !str_split(name, ' ', &first, &rest))
        return name;
    return str_concat(f->batch, S("Nguyễn "), rest);
}

static void put_dossier(struct fill *f, struct json_writer *json, int64_t id)
{
    struct demo_citizen who = demo_citizen_make(f->batch, &f->chance);
    bool open = demo_chance_below(&f->chance, OPEN_IN) == 0;
    size_t state = demo_chance_below(&f->chance, sizeof STATES / sizeof STATES[0]);
    size_t back = demo_chance_below(&f->chance, open ? 12 : DAYS);
    int64_t submitted = f->now_us - (int64_t)back * MICROS_PER_DAY -
                        (int64_t)demo_chance_below(&f->chance, 86400) * MICROS_PER_SECOND;
    struct str day = civil_date_text(f->batch, civil_day_of_us(submitted));
    struct str name = family(f, who.name);
    int64_t agency = some_place(f);
    struct str code = str_printf(f->batch, "H19.%lld-%.*s-%07lld", (long long)agency,
                                 STR_ARG(str_slice(day, 2, 4)), (long long)id);
    struct str numbers = str_printf(f->batch, "%.*s %.*s %.*s", STR_ARG(code),
                                    STR_ARG(who.identifier), STR_ARG(who.phone));
    struct search_entry entry = {.kind = SEARCH_DOSSIER, .object_id = id, .agency_id = agency,
                                 .key = code, .title = name, .note = f->version.name,
                                 .also = numbers};
    struct q_search_put_in found = search_row(f->batch, &entry);
    json_open_object(json, NULL);
    json_put_int(json, "id", id);
    json_put_text(json, "code", code);
    json_put_text(json, "receipt", str_hex(f->batch, random_str(f->batch, 16).ptr, 16));
    json_put_text(json, "link", str_hex(f->batch, random_str(f->batch, 16).ptr, 16));
    json_put_int(json, "agency", agency);
    json_put_int(json, "status", open ? STATES[state].status : 10);
    json_put_text(json, "name", name);
    json_put_text(json, "identifier", who.identifier);
    json_put_text(json, "phone", who.phone);
    json_put_text(json, "search", utf8_fold(f->batch, str_printf(f->batch, "%.*s %.*s",
                                                                 STR_ARG(name), STR_ARG(numbers))));
    json_put_text(json, "answers",
                  str_printf(f->batch, "{\"ho_ten\":\"%.*s\",\"so_dinh_danh\":\"%.*s\","
                             "\"quan_he\":\"cha_me\",\"loai_giay_to\":\"khai_sinh\"}",
                             STR_ARG(name), STR_ARG(who.identifier)));
    json_put_text(json, "day", day);
    json_put_int(json, "submitted", submitted);
    json_put_int(json, "due", submitted + LIMIT_DAYS * MICROS_PER_DAY);
    json_put_int(json, "finished", open ? 0 : submitted + 2 * MICROS_PER_DAY);
    json_put_text(json, "node", str_from_c(open ? STATES[state].node : ""));
    json_put_text(json, "task", str_from_c(open ? STATES[state].task : ""));
    json_put_text(json, "role", str_from_c(open ? STATES[state].role : ""));
    json_put_text(json, "note", f->version.name);
    json_put_int(json, "digest", found.digest);
    json_put_text(json, "words", found.words);
    json_put_text(json, "procedure", f->version.code);
    json_close_object(json);
}

static void put_batch(struct fill *f, int64_t first, int64_t count)
{
    struct buf out;
    buf_init(&out, f->batch, ROWS_BYTES);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (int64_t i = 0; i < count; i++)
        put_dossier(f, &json, first + i);
    json_close_array(&json);
    if (out.overflowed)
        need(f, result_fail(ERROR_LIMIT, "fill.batch", NULL));
    struct str rows = buf_str(&out);
    struct db *db = f->db;
    need(f, q_fill_dossiers(db, f->batch,
                            (struct q_fill_dossiers_in){rows, f->version.id}, NULL));
    need(f, q_fill_facts(db, f->batch,
                         (struct q_fill_facts_in){rows, S("dossier.received"), f->version.code},
                         NULL));
    need(f, q_fill_events(db, f->batch, (struct q_fill_events_in){rows}, NULL));
    need(f, q_fill_instances(db, f->batch,
                             (struct q_fill_instances_in){rows, f->version.id}, NULL));
    need(f, q_fill_entries(db, f->batch, (struct q_fill_entries_in){rows}, NULL));
}

static void fill_dossiers(struct fill *f, int64_t count)
{
    struct q_fill_last_out last;
    need(f, q_fill_last(f->db, f->arena, &last));
    for (int64_t done = 0, batch = 0; done < count; done += BATCH, batch++) {
        if (batch % BATCHES_A_COMMIT == 0)
            need(f, db_write_begin(f->db));
        arena_reset(f->batch);
        put_batch(f, last.id + 1 + done, count - done < BATCH ? count - done : BATCH);
        if (batch % BATCHES_A_COMMIT != BATCHES_A_COMMIT - 1 && done + BATCH < count)
            continue;
        need(f, db_commit(f->db));
        need(f, db_maintain(f->db)); /* or the log grows far beyond the database */
    }
}

/* What autovacuum does within a minute, and the counter of ids that were given by hand. */
static void settle(struct fill *f)
{
    if (db_engine_of(f->db) == DB_SQLITE)
        return;
    need(f, db_write_begin(f->db));
    need(f, db_script(f->db, "SELECT setval(pg_get_serial_sequence('dossier', 'id'),"
                             " (SELECT MAX(id) FROM dossier)); ANALYZE"));
    need(f, db_commit(f->db));
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "fill DATABASE DOSSIERS UNITS\n");
        return 2;
    }
    struct fill f = {.arena = arena_new(ARENA_BYTES), .batch = arena_new(ARENA_BYTES),
                     .now_us = clock_now_us(clock_system())};
    f.chance.state = 20261123;
    need(&f, db_open(str_from_c(argv[1]), (struct db_options){.filling = true}, &f.db));
    need(&f, q_fill_version(f.db, f.arena, &f.version));
    int64_t dossiers = strtoll(argv[2], NULL, 10);
    if (dossiers > 0) {
        organise(&f, strtoll(argv[3], NULL, 10));
        seat_all(&f);
        fill_dossiers(&f, dossiers);
        settle(&f);
    } else {
        begin_sessions_anew(&f);
    }
    db_close(f.db);
    arena_free(f.batch);
    arena_free(f.arena);
    return 0;
}
