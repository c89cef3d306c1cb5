/*
 * A dossier's paper from the leader's desk to a dated, sealed file: over the services and jobs of
 * the product, with the real signer and a timestamp authority that can be switched off.
 */
#include "modules/result/test_world.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "core/signature_picture.h"
#include "modules/dossier/service.h"
#include "modules/result/store.h"
#include "modules/signing/signing.h"
#include "sign/appearance.h"
#include "sign/signer_client.h"

static void leader_signs_and_agency_seals(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct validation found;
    struct dossier_brief dossier;
    assert_int_equal(desk_world_issued(w).state, ISSUED_WAITING);
    assert_string_equal(desk_world_sign(w, "000000"), "signer.pin_wrong");
    assert_int_equal(desk_world_issued(w).state, ISSUED_WAITING);
    assert_string_equal(desk_world_sign(w, "246810"), "ok");
    desk_world_run(w);
    struct issued done = desk_world_issued(w);
    assert_int_equal(done.state, ISSUED_DONE);
    assert_true(str_is(done.symbol, "01/TLHT-BS"));
    assert_int_equal(done.level, 'B'); /* nobody dates it here */
    assert_ok(issued_validate(&f->service, &done, &found));
    assert_true(found.valid);
    assert_int_equal(found.signature_count, 2);
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &dossier));
    assert_int_equal(dossier.status, DOSSIER_DONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM fact WHERE kind = 'result.signed'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_revision"), 3);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM job WHERE kind = 'result.timestamp'"), 1);
    /* every job once more, as after a crash before it was put away: nothing changes */
    struct str payload = str_printf(f->arena, "{\"document_id\":%lld,\"part_id\":1}",
                                    (long long)done.id);
    assert_ok(job_sign_part(&w->job, S("x"), payload));
    for (const struct job_kind *kind = module_result.jobs + 1;
         strcmp(kind->name, "result.timestamp") != 0; kind++)
        assert_ok(kind->run(&w->job, S("x"), payload));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_revision"), 3);
    os_process_kill(&w->signer);
}

static void what_was_allowed_is_lost_with_the_signer(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    assert_string_equal(desk_world_sign(w, "246810"), "ok");
    os_process_kill(&w->signer);
    desk_world_run(w); /* the signer is away: the job waits */
    assert_int_equal(desk_world_issued(w).state, ISSUED_SIGNING);
    desk_world_signer(w);
    fixture_advance(f, 60 * MICROS_PER_SECOND);
    desk_world_run(w);
    assert_int_equal(desk_world_issued(w).state, ISSUED_WAITING); /* on the desk, with a reason */
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_document WHERE reason <> ''"),
                     1);
    assert_string_equal(desk_world_sign(w, "246810"), "ok");
    desk_world_run(w);
    assert_int_equal(desk_world_issued(w).state, ISSUED_DONE);
    os_process_kill(&w->signer);
}

static const char *give_back(struct service_context *ctx, const struct signing_paper *paper,
                             int64_t revision)
{
    struct result done = db_write_begin(ctx->db);
    if (result_ok(done))
        done = db_finish(ctx->db, result_signables[0].give_back(ctx, paper->thing.id,
                                                                          revision,
                                                                          S("Sai ngày sinh")));
    return result_ok(done) ? "ok" : done.code;
}

static void sent_back_goes_back_to_the_officer(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    struct service_context clerk = desk_world_as(w, ROLE_CLERK);
    struct dossier_brief dossier;
    struct signing_paper paper = desk_world_paper(w, &leader);
    assert_string_equal(give_back(&clerk, &paper, paper.revision), "permission.denied");
    assert_string_equal(give_back(&leader, &paper, paper.revision + 1), "signing.changed");
    assert_string_equal(give_back(&leader, &paper, paper.revision), "ok");
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &dossier));
    assert_true(str_is(dossier.task_node, "lap_trich_luc"));
    assert_int_equal(desk_world_issued(w).state, ISSUED_RETURNED);
    struct signing_draft draft = {.id = paper.thing.id, .version = paper.thing.version};
    assert_fails(result_signables[0].check(&leader, &draft), "signing.changed");
    os_process_kill(&w->signer);
}

static void only_what_was_seen_and_only_by_its_leader(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    struct service_context stranger = leader;
    struct actor other = w->actors[ROLE_LEADER];
    struct signing_paper paper = desk_world_paper(w, &leader);
    struct signing_draft unseen = {.id = paper.thing.id,
                                   .version = sha256_hex(f->arena, S("khác"))};
    struct signing_draft seen = {.id = paper.thing.id, .version = paper.thing.version};
    assert_fails(result_signables[0].check(&leader, &unseen), "signing.changed");
    assert_ok(result_signables[0].check(&leader, &seen));
    other.person_id = w->person_id + 1;
    stranger.actor = &other;
    assert_fails(result_signables[0].check(&stranger, &seen), "result.other_signer");
    struct grant elsewhere = {.role = ROLE_LEADER, .agency_id = w->agency_id + 1};
    other.grants = &elsewhere;
    other.agency_id = elsewhere.agency_id;
    assert_fails(result_signables[0].open(&stranger, paper.thing.id, &paper), "result.none");
    os_process_kill(&w->signer);
}

/* A batch whose grant died with the signer goes on with a new PIN; what is signed stays. */
static void a_batch_goes_on_with_a_new_pin(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    const struct desk_context desk = desk_world_desk(&leader);
    struct batch batch;
    bool left;
    int64_t id = desk_world_batch(w, &leader);
    assert_string_equal(desk_world_allow(w, &leader, id, "000000"), "signer.pin_wrong");
    assert_string_equal(desk_world_allow(w, &leader, id, "246810"), "ok");
    assert_string_equal(desk_world_allow(w, &leader, id, "246810"), "signing.not_ready");
    os_process_kill(&w->signer);
    desk_world_signer(w);
    desk_world_run(w);
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_STOPPED], 1);
    assert_int_equal(batch.again, 1);
    assert_int_equal(desk_world_issued(w).state, ISSUED_WAITING);
    assert_ok(batch_resume(&leader, id));
    assert_ok(batch_prepare(&desk, id, 1, &left));
    assert_string_equal(desk_world_allow(w, &leader, id, "246810"), "ok");
    desk_world_run(w);
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_SIGNED], 1);
    assert_int_equal(desk_world_issued(w).state, ISSUED_DONE);
    assert_ok(batch_resume(&leader, id)); /* nothing stopped: nothing is asked for */
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_SIGNED], 1);
    struct actor other = w->actors[ROLE_LEADER];
    other.person_id = w->person_id + 1;
    leader.actor = &other;
    assert_fails(batch_load(&leader, id, &batch), "signing.no_batch");
    os_process_kill(&w->signer);
}

/* A PIN that comes an hour after the papers were prepared signs none of them. */
static void a_pin_that_comes_late_signs_nothing(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    struct batch batch;
    int64_t id = desk_world_batch(w, &leader);
    fixture_advance(f, (BATCH_READY_MINUTES * 60 + 1) * MICROS_PER_SECOND);
    assert_string_equal(desk_world_allow(w, &leader, id, "246810"), "signing.not_ready");
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.again, 1);
    os_process_kill(&w->signer);
}

/* What changed since the leader looked, and since it was sent back. */
static void changed_paragraphs_are_shown(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    struct service_context officer = desk_world_as(w, ROLE_OFFICER);
    const struct desk_context desk = desk_world_desk(&leader);
    struct dossier_view view;
    struct desk_paper opened;
    struct signing_paper paper = desk_world_paper(w, &leader);
    assert_ok(desk_open(&desk, S("ket-qua"), paper.thing.id, &opened));
    assert_null(opened.base); /* nothing to compare with */
    assert_string_equal(give_back(&leader, &paper, paper.revision), "ok");
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &view.brief));
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(dossier_complete_task(&officer, view.brief.code, view.brief.revision,
                                    S("{\"quyen_so\":\"02\",\"so_dang_ky\":\"0412\"}")));
    desk_world_run(w);
    assert_ok(desk_open(&desk, S("ket-qua"), desk_world_issued(w).id, &opened));
    assert_non_null(opened.base);
    assert_false(opened.base_seen);
    assert_true(str_is(opened.base->reason, "Sai ngày sinh"));
    assert_int_equal(opened.diff.changes, 1);
    assert_ok(desk_seen(&leader, &opened.paper));
    struct desk_list list;
    struct desk_row rows[DESK_PAGE_ROWS];
    size_t count;
    assert_ok(desk_load(&desk, &(struct desk_filter){.tab = DESK_WAITING}, &list));
    assert_ok(desk_rows(&desk, &list, 0, rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].news, NEWS_SAME);
    assert_int_equal(list.counts[DESK_RETURNED], 1);
    os_process_kill(&w->signer);
}

/* A disc as the settings page keeps it. */
static void use_picture(struct desk_world *w, struct str owner, const char *colour, int64_t size)
{
    enum { SIDE = 60, RGB = 3 };
    struct fixture *f = w->f;
    char *rgb = arena_alloc(f->arena, (size_t)RGB * SIDE * SIDE);
    char *alpha = arena_alloc(f->arena, (size_t)SIDE * SIDE);
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        memcpy(rgb + RGB * i, colour, RGB);
        alpha[i] = i % 2 == 0 ? (char)0xff : 0;
    }
    const struct appearance_picture pixels = {SIDE, SIDE, str_of(rgb, (size_t)RGB * SIDE * SIDE),
                                              str_of(alpha, (size_t)SIDE * SIDE)};
    struct pdf_image image;
    struct signature_picture picture = {.owner = owner, .size = size,
                                        .from_us = clock_now_us(f->service.clock)};
    const struct picture_act act = {S("system"), w->agency_id};
    assert_ok(appearance_image_of(f->arena, &pixels, &image));
    assert_ok(files_put(f->files, f->arena, appearance_pack(f->arena, &image), &picture.sha256));
    assert_ok(db_write_begin(f->db));
    assert_ok(picture_offer(f->db, f->arena, picture.from_us, &picture, &picture.id));
    assert_ok(picture_use(f->db, f->arena, picture.from_us, &picture, &act));
    assert_ok(db_commit(f->db));
}

static int64_t images_in(struct fixture *f, struct str sha256)
{
    struct str bytes;
    int64_t count = 0;
    assert_ok(files_get(f->files, f->arena, sha256, &bytes));
    for (size_t at = str_find(bytes, S("/Subtype /Image")); at < bytes.len; count++) {
        bytes = str_slice(bytes, at + 1, bytes.len);
        at = str_find(bytes, S("/Subtype /Image"));
    }
    return count;
}

/* The leader's hand and the agency's seal are the pictures in force, the seal 36 mm wide. */
static void pictures_are_used_once_there_are_any(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct validation found;
    use_picture(w, picture_of_person(f->arena, w->person_id), "\x10\x30\xc0", 0);
    use_picture(w, picture_of_agency(f->arena, w->agency_id), "\xd0\x10\x10", SEAL_SIZE);
    assert_string_equal(desk_world_sign(w, "246810"), "ok");
    desk_world_run(w);
    struct issued done = desk_world_issued(w);
    assert_int_equal(done.state, ISSUED_DONE);
    assert_int_equal(images_in(f, done.sha256), 4); /* each with its mask */
    assert_ok(issued_validate(&f->service, &done, &found));
    assert_true(found.valid);
    os_process_kill(&w->signer);
}

/* A paper from before there was room: its seal is drawn, and nothing is hidden. */
static void a_paper_without_room_gets_the_drawn_seal(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct print_places places;
    struct validation found;
    document_row row;
    use_picture(w, picture_of_agency(f->arena, w->agency_id), "\xd0\x10\x10", SEAL_SIZE);
    assert_ok(document_load(&f->service, desk_world_issued(w).id, &row));
    assert_ok(places_read(f->arena, row.places, &places));
    places.signature.y0 += 26;
    places.signature.y1 += 26;
    fixture_script(f, str_printf(f->arena, "UPDATE issued_document SET places = '%.*s'",
                                 STR_ARG(places_write(f->arena, &places))).ptr);
    assert_string_equal(desk_world_sign(w, "246810"), "ok");
    desk_world_run(w);
    struct issued done = desk_world_issued(w);
    assert_int_equal(done.state, ISSUED_DONE);
    assert_int_equal(images_in(f, done.sha256), 0);
    assert_ok(issued_validate(&f->service, &done, &found));
    assert_true(found.valid);
    os_process_kill(&w->signer);
}

/* What the leader signed, with one more revision that no one signed: it is not sealed. */
static void a_base_that_was_changed_is_not_sealed(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    struct str bytes;
    struct str hash;
    assert_string_equal(desk_world_sign(w, "246810"), "ok");
    bool ran = true;
    while (ran && desk_world_issued(w).state != ISSUED_SEALING)
        assert_ok(job_run_next(&w->job, w->kinds, S("test"), &ran));
    assert_int_equal(desk_world_issued(w).state, ISSUED_SEALING);
    assert_ok(files_get(f->files, f->arena, desk_world_issued(w).sha256, &bytes));
    bytes = str_concat(f->arena, bytes, S("% thêm vào sau khi ký\n"));
    assert_ok(files_put(f->files, f->arena, bytes, &hash));
    fixture_script(f, str_printf(f->arena, "UPDATE issued_document SET sha256 = '%.*s'",
                                 STR_ARG(hash)).ptr);
    desk_world_run(w);
    assert_int_equal(desk_world_issued(w).state, ISSUED_SEALING);
    assert_false(str_empty(desk_world_paper(w, &leader).thing.note));
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind = 'result.seal_refused'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_revision"), 2);
    /* nor is it signed where it lies on the desk itself */
    fixture_script(f, "UPDATE issued_document SET state = 1, base_sha256 = sha256");
    struct batch batch;
    int64_t id = desk_world_batch(w, &leader);
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_STOPPED], 1);
    assert_int_equal(batch.again, 0);
    assert_string_equal(desk_world_allow(w, &leader, id, "246810"), "signing.not_ready");
    os_process_kill(&w->signer);
}

/* As workers do after something broke: later, and once more. */
static void recover(struct desk_world *w)
{
    for (int round = 0; round < 6 && desk_world_issued(w).state != ISSUED_DONE; round++) {
        fixture_advance(w->f, 120 * MICROS_PER_SECOND);
        for (bool ran = true; ran;)
            if (!result_ok(job_run_next(&w->job, w->kinds, S("test"), &ran)))
                break;
        if (desk_world_issued(w).state == ISSUED_WAITING) /* the person is asked again */
            assert_string_equal(desk_world_sign(w, "246810"), "ok");
    }
}

/* Every write, commit and file operation of signing fails once: whatever broke, the paper ends up
 * signed once, with one number, and says so. */
static void every_fault_of_signing_is_survived(void **state)
{
    struct fixture *f = *state;
    struct desk_world *w = desk_world_new(f);
    struct validation found;
    size_t struck = 0;
    struct arena *scratch = arena_new(256 << 20); /* of one round */
    f->service.arena = scratch;
    w->job.service.arena = scratch;
    for (bool more = true; more;) {
        assert_string_equal(desk_world_sign(w, "246810"), "ok");
        struct str spec = str_printf(f->arena, "any:%zu", struck + 1);
        assert_ok(fault_arm(spec.ptr));
        for (bool ran = true; ran;)
            if (!result_ok(job_run_next(&w->job, w->kinds, S("test"), &ran)))
                break;
        more = fault_struck();
        const char *place = str_c(f->arena, str_from_c(fault_place()));
        struck += more;
        assert_ok(fault_arm(NULL));
        recover(w);
        struct issued done = desk_world_issued(w);
        if (done.state != ISSUED_DONE) {
            struct job_parked *parked = NULL;
            size_t count = 0;
            assert_ok(jobs_parked(f->db, scratch, 1, &parked, &count));
            fail_msg("fault %zu at %s leaves state %d, parked: %.*s", struck, place,
                     (int)done.state, count == 0 ? 0 : (int)parked[0].error_code.len,
                     count == 0 ? "" : parked[0].error_code.ptr);
        }
        assert_ok(issued_validate(&f->service, &done, &found));
        assert_true(found.valid);
        assert_int_equal(found.signature_count, 2);
        arena_reset(scratch);
        desk_world_send(w);
        desk_world_run(w);
    }
    int64_t papers = fixture_number(f, "SELECT COUNT(*) FROM issued_document WHERE state = 4");
    assert_int_equal(papers, (int64_t)struck + 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT symbol) FROM issued_document"
                                       " WHERE state = 4"), papers);
    assert_int_equal(fixture_number(f, "SELECT MAX(number) FROM issued_document"), papers);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM fact WHERE kind = 'result.signed'"),
                     papers);
    print_message("# %zu faults of signing struck\n", struck);
    assert_true(struck > 10);
    os_process_kill(&w->signer);
    f->service.arena = f->arena;
    arena_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(leader_signs_and_agency_seals),
        FIXTURE_TESTS(what_was_allowed_is_lost_with_the_signer),
        FIXTURE_TESTS(sent_back_goes_back_to_the_officer),
        FIXTURE_TESTS(only_what_was_seen_and_only_by_its_leader),
        FIXTURE_TESTS(a_batch_goes_on_with_a_new_pin),
        FIXTURE_TESTS(a_pin_that_comes_late_signs_nothing),
        FIXTURE_TESTS(changed_paragraphs_are_shown),
        FIXTURE_TESTS(pictures_are_used_once_there_are_any),
        FIXTURE_TESTS(a_paper_without_room_gets_the_drawn_seal),
        FIXTURE_TESTS(a_base_that_was_changed_is_not_sealed),
        FIXTURE_TESTS(every_fault_of_signing_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
