#include "app/demo/demo_play.h"

#include "app/demo/demo_fill.h"
#include "core/files.h"
#include "core/session.h"
#include "modules/dossier/service.h"
#include "modules/result/result.h"

#define KEEP_EVERY_US (7 * MICROS_PER_DAY)

/* What one step works with: the dossier's own lines, and the service context of who acts. */
struct scene {
    struct demo_play *play;
    struct demo_dossier *dossier;
    size_t agency;
    struct service_context ctx;
};

static struct result as_role(struct scene *scene, enum role role)
{
    struct actor *actor;
    size_t person = demo_person_with(scene->agency, role);
    TRY(actor_load(scene->ctx.db, scene->ctx.arena, scene->ctx.clock,
                   scene->play->cast.account_id[person], &actor));
    scene->ctx.actor = actor;
    return RESULT_OK;
}

static struct str place_of(const struct scene *scene)
{
    return scene->play->cast.place[scene->agency];
}

static bool wants_paper(struct scene *scene, const struct form_component *component,
                        const struct json *answers)
{
    if (component->kind != FORM_FILE || form_component_hidden(component, answers))
        return false;
    return component->required || demo_chance_below(&scene->play->chance, 5) < 3;
}

/* The file fields get a specimen, of a kind that the inspector passes (tests/sandbox). */
static struct result add_papers(struct scene *scene, struct str token, struct str answers_json)
{
    struct arena *arena = scene->ctx.arena;
    const struct eform *form = scene->play->procedure.form;
    const struct json *answers;
    struct str bytes = demo_paper(arena, "Giay to mau - du lieu minh hoa");
    TRY(json_parse(arena, answers_json, &answers));
    for (size_t p = 0; p < form->page_count; p++) {
        for (size_t c = 0; c < form->pages[p].component_count; c++) {
            const struct form_component *component = &form->pages[p].components[c];
            if (!wants_paper(scene, component, answers))
                continue;
            struct dossier_file file = {.slot = component->key,
                                        .name = S("giay-to.pdf"),
                                        .media_type = S("application/pdf"),
                                        .size = (int64_t)bytes.len,
                                        .pages = 1,
                                        .added_us = clock_now_us(scene->ctx.clock)};
            TRY(files_put(scene->play->files, arena, bytes, &file.sha256));
            TRY(draft_add_file(&scene->ctx, token, &file));
        }
    }
    return RESULT_OK;
}

static struct result submit(struct scene *scene)
{
    struct demo_play *play = scene->play;
    struct dossier_view view;
    struct str token;
    struct str receipt;
    struct demo_citizen citizen = demo_citizen_make(scene->ctx.arena, &play->chance);
    struct demo_filler filler = {.chance = &play->chance,
                                 .citizen = &citizen,
                                 .own_name = play->procedure.bindings.applicant_name,
                                 .place = place_of(scene)};
    struct str answers = demo_fill_form(scene->ctx.arena, play->procedure.form, &filler);
    TRY(dossier_draft_start(&scene->ctx, play->procedure.code,
                            play->cast.agency_id[scene->agency], &token));
    TRY(draft_save(&scene->ctx, token, answers));
    TRY(add_papers(scene, token, answers));
    TRY(dossier_submit(&scene->ctx, token, &receipt));
    TRY(dossier_by_receipt(&scene->ctx, receipt, &view));
    scene->dossier->receipt_token = str_dup(play->arena, receipt);
    scene->dossier->code = str_dup(play->arena, view.brief.code);
    scene->dossier->answers = str_dup(play->arena, answers);
    return RESULT_OK;
}

static struct result withdraw(struct scene *scene)
{
    return dossier_withdraw(&scene->ctx, scene->dossier->receipt_token);
}

static struct result accept(struct scene *scene)
{
    struct dossier_view view;
    struct fee_paid fee = {.paid_us = clock_now_us(scene->ctx.clock)};
    TRY(as_role(scene, ROLE_CLERK));
    TRY(dossier_open(&scene->ctx, scene->dossier->code, &view));
    TRY(procedure_fee(&scene->play->procedure, view.copies, (struct str){0}, &fee.amount_vnd));
    fee.number = str_printf(scene->ctx.arena, "BL%06lld", (long long)view.brief.id);
    return dossier_accept(&scene->ctx, scene->dossier->code, view.brief.revision, &fee);
}

static struct result refuse(struct scene *scene)
{
    struct dossier_view view;
    TRY(as_role(scene, ROLE_CLERK));
    TRY(dossier_open(&scene->ctx, scene->dossier->code, &view));
    return dossier_refuse(&scene->ctx, scene->dossier->code, view.brief.revision, S("TC-02"),
                          S("Sổ hộ tịch của cơ quan không có sự kiện này. Bạn hỏi nơi đã đăng ký "
                            "lần đầu."));
}

static struct result ask(struct scene *scene)
{
    struct dossier_view view;
    TRY(as_role(scene, ROLE_CLERK));
    TRY(dossier_open(&scene->ctx, scene->dossier->code, &view));
    struct dossier_defect defects[] = {
        {.slot = view.file_count > 0 ? view.files[0].slot
                                     : scene->play->procedure.bindings.applicant_name,
         .reason = S("GT-02"),
         .text = S("Ảnh bị nhòe nên không đọc được. Chụp lại ở nơi đủ sáng, giữ máy đứng yên.")},
        {.slot = scene->play->procedure.bindings.identifier,
         .reason = S("TK-01"),
         .text = S("Nội dung khai chưa khớp với giấy tờ đã gửi. Xem lại giấy tờ và sửa cho khớp.")},
    };
    size_t count = sizeof(defects) / sizeof(defects[0]);
    return dossier_ask_supplement(&scene->ctx, scene->dossier->code, view.brief.revision, defects,
                                  count);
}

static struct result complete(struct scene *scene)
{
    struct str token;
    struct str receipt;
    TRY(dossier_reopen(&scene->ctx, scene->dossier->receipt_token, &token));
    TRY(draft_save(&scene->ctx, token, scene->dossier->answers));
    return dossier_submit(&scene->ctx, token, &receipt);
}

/* The form that the procedure gives the open task, filled in with what the citizen wrote where
 * the keys meet; an empty object where there is no form. */
static struct result task_answers(struct scene *scene, const struct dossier_brief *brief,
                                  struct str *variables)
{
    struct arena *arena = scene->ctx.arena;
    const struct json *tasks = json_get(scene->play->procedure.data, "tasks");
    const struct json *definition = json_find(tasks, brief->task_node);
    const struct eform *form;
    struct str problem;
    *variables = S("{}");
    if (!definition)
        return RESULT_OK;
    struct demo_citizen citizen = demo_citizen_make(arena, &scene->play->chance);
    struct demo_filler filler = {
        .chance = &scene->play->chance, .citizen = &citizen, .place = place_of(scene)};
    TRY(json_parse(arena, brief->answers, &filler.known));
    TRY(form_parse(arena, definition, &form, &problem));
    *variables = demo_fill_form(arena, form, &filler);
    return RESULT_OK;
}

/* A process may pass a task by (no paper copy wanted): then there is nothing to do. */
static struct result do_task(struct scene *scene, enum role role)
{
    struct dossier_brief brief;
    struct str variables;
    TRY(as_role(scene, role));
    TRY(dossier_brief_by_code(&scene->ctx, scene->dossier->code, &brief));
    if (!str_is(brief.task_role, role_code(role)))
        return RESULT_OK;
    TRY(task_answers(scene, &brief, &variables));
    return dossier_complete_task(&scene->ctx, brief.code, brief.revision, variables);
}

static struct result prepare(struct scene *scene)
{
    return do_task(scene, ROLE_OFFICER);
}

static struct result hand_over(struct scene *scene)
{
    return do_task(scene, ROLE_CLERK);
}

static struct result sign(struct scene *scene)
{
    struct dossier_brief brief;
    TRY(as_role(scene, ROLE_LEADER));
    TRY(dossier_brief_by_code(&scene->ctx, scene->dossier->code, &brief));
    return demo_sign_result(&scene->ctx, scene->play->job.signer_path, brief.id);
}

static struct result send_back(struct scene *scene)
{
    struct dossier_brief brief;
    TRY(as_role(scene, ROLE_LEADER));
    TRY(dossier_brief_by_code(&scene->ctx, scene->dossier->code, &brief));
    return demo_return_result(&scene->ctx, brief.id);
}

static struct result (*const STEPS[DEMO_STEPS])(struct scene *scene) = {
    [DEMO_SUBMIT] = submit,       [DEMO_WITHDRAW] = withdraw, [DEMO_ACCEPT] = accept,
    [DEMO_REFUSE] = refuse,       [DEMO_ASK] = ask,           [DEMO_COMPLETE] = complete,
    [DEMO_PREPARE] = prepare,     [DEMO_SEND_BACK] = send_back,
    [DEMO_SIGN] = sign,           [DEMO_HAND_OVER] = hand_over,
};

/* What workers would do by now: papers, results, messages. */
static struct result run_jobs(struct demo_play *play)
{
    bool ran = true;
    while (ran) {
        arena_reset(play->job_arena);
        TRY(job_run_next(&play->job, play->kinds, S("demo"), &ran));
    }
    return RESULT_OK;
}

static void go_to(struct demo_play *play, int64_t at_us)
{
    play->clock = clock_fixed(at_us);
    demo_signing_at(&play->signing, at_us);
}

static struct result play_event(struct demo_play *play, const struct demo_event *event)
{
    arena_reset(play->step_arena);
    go_to(play, event->at_us);
    struct scene scene = {
        .play = play,
        .dossier = &play->dossiers[event->dossier],
        .agency = play->story.agency_of[event->dossier],
        .ctx = {.db = play->db,
                .arena = play->step_arena,
                .clock = &play->clock,
                .files = play->files},
    };
    if (STEPS[event->step])
        TRY(STEPS[event->step](&scene));
    return run_jobs(play);
}

/* What was signed before gets what lets it be checked in years; all of it by the same few answers
 * of the authorities. */
static struct result keep_signed(struct demo_play *play, int64_t at_us)
{
    arena_reset(play->job_arena);
    go_to(play, at_us);
    return issued_augment_due(&play->job);
}

struct result demo_play_run(struct demo_play *play, int64_t now_us)
{
    int64_t kept_us = 0;
    play->dossiers = ARENA_ARRAY(play->arena, struct demo_dossier, play->story.dossiers);
    for (size_t i = 0; i < play->story.count; i++) {
        const struct demo_event *event = &play->story.events[i];
        if (event->at_us >= kept_us + KEEP_EVERY_US) {
            kept_us = event->at_us;
            TRY(keep_signed(play, kept_us));
        }
        TRY(play_event(play, event));
        if (play->progress)
            play->progress(i + 1, play->story.count);
    }
    return keep_signed(play, now_us);
}
