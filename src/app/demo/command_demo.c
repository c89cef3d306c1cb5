#include "app/demo/command_demo.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/config.h"
#include "app/demo_authority.h"
#include "app/demo/demo_history.h"
#include "app/demo/demo_play.h"
#include "app/modules.h"
#include "app/reference_data.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/calendar_days.h"
#include "core/certificates.h"
#include "core/demo_marker.h"
#include "core/files.h"
#include "core/totp.h"
#include "db/migrate.h"
#include "modules/outbox/outbox.h"
#include "modules/result/result.h"
#include "modules/signing/signing.h"

enum { DOSSIERS = 120, STEP_ARENA = 32 << 20, ACCOUNTS_MAX = 64 * 1024 };

static const char PROCEDURE[] = "2.000635";

static int usage(void)
{
    fprintf(stderr, "truc demo small | accounts [--json] [--config FILE]\n"
                    "truc demo certificate LOGIN good | suspended | revoked\n");
    return EXIT_WRONG_USE;
}

static void print_json(const struct config *config)
{
    struct buf out;
    buf_init(&out, config->arena, ACCOUNTS_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_array(&writer, NULL);
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        const struct demo_person *p = &demo_people[i];
        if (p->login[0] == '\0')
            continue; /* no account yet */
        struct str secret = demo_totp_secret(config->arena, str_from_c(p->login));
        json_open_object(&writer, NULL);
        json_put_text(&writer, "name", str_from_c(p->login));
        json_put_text(&writer, "password", S(OUTBOX_DEMO_PASSWORD));
        json_put_text(&writer, "totp", totp_base32(config->arena, secret));
        if (p->role == ROLE_LEADER)
            json_put_text(&writer, "pin", S(OUTBOX_DEMO_PIN));
        json_put_text(&writer, "role", str_from_c(role_code(p->role)));
        json_put_text(&writer, "person", str_from_c(p->name));
        json_put_text(&writer, "title", str_from_c(p->title));
        json_put_text(&writer, "agency", str_from_c(demo_agencies[p->agency].name));
        json_put_text(&writer, "agency_code", str_from_c(demo_agencies[p->agency].code));
        json_close_object(&writer);
    }
    json_close_array(&writer);
    puts(str_c(config->arena, buf_str(&out)));
}

static void print_accounts(const struct config *config)
{
    if (config->json) {
        print_json(config);
        return;
    }
    int64_t step = totp_step_of(clock_now_us(&config->clock));
    printf("%s %s · %s %s\n", tr(config->locale, N_("Mật khẩu chung:")), OUTBOX_DEMO_PASSWORD,
           tr(config->locale, N_("PIN ký số:")), OUTBOX_DEMO_PIN);
    printf("%-10s  %-6s  %-32s  %s\n", tr(config->locale, N_("tài khoản")),
           tr(config->locale, N_("mã")), tr(config->locale, N_("khóa tạo mã")),
           tr(config->locale, N_("là ai")));
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        const struct demo_person *p = &demo_people[i];
        if (p->login[0] == '\0')
            continue; /* no account yet */
        struct str secret = demo_totp_secret(config->arena, str_from_c(p->login));
        printf("%-10s  %.*s  %.*s  %s, %s, %s\n", p->login,
               STR_ARG(totp_code(config->arena, secret, step)),
               STR_ARG(totp_base32(config->arena, secret)), p->name, p->title,
               demo_agencies[p->agency].name);
    }
}

/* A line that is written over, on a terminal; elsewhere a line for every quarter. */
static void show_progress(size_t done, size_t all)
{
    bool terminal = isatty(STDERR_FILENO);
    size_t every = terminal ? 25 : (all + 3) / 4;
    if (done % every == 0 || done == all)
        fprintf(stderr, terminal ? "\r%zu/%zu" : "%zu/%zu\n", done, all);
    if (terminal && done == all)
        fputc('\n', stderr);
}

static struct result begin_in_2022(struct demo_history *history, struct demo_cast *cast)
{
    TRY(demo_history_begin(history));
    return demo_cast_begin(&history->ctx, cast);
}

/* The agencies from 2022 to today, then the people who work there now. */
static struct result make_cast(struct demo_play *play)
{
    struct demo_history history = {
        .clock = clock_fixed(civil_to_us((struct civil_time){2022, 1, 1, 8, 0, 0})),
        .holdings = modules_holdings(play->arena)};
    struct service_context ctx = {.db = play->db, .arena = play->arena, .clock = &play->clock};
    history.ctx = (struct service_context){
        .db = play->db, .arena = play->arena, .clock = &history.clock, .files = play->files};
    TRY(db_write_begin(play->db));
    TRY(db_finish(play->db, begin_in_2022(&history, &play->cast)));
    history.prepares = play->cast.account_id[DEMO_ADMINISTRATOR];
    history.approves = play->cast.account_id[DEMO_PROVINCE_LEADER];
    TRY(demo_history_go(&history));
    TRY(db_write_begin(play->db));
    return db_finish(play->db, demo_cast_finish(&ctx, &play->cast));
}

static void fill_job(struct demo_play *play, const struct config *config)
{
    play->job = (struct job_context){
        .service = {.db = play->db,
                    .arena = play->job_arena,
                    .clock = &play->clock,
                    .files = play->files},
        .settings = config->settings,
        .data_dir = config->data,
        .signer_path = str_from_c(config_path(config, "run/signer.sock")),
        .signables = demo_signables(),
    };
    const struct job_kind **tables = ARENA_ARRAY(play->arena, const struct job_kind *, 2);
    /* what the story waits for; the rest is put away meanwhile */
    tables[0] = module_result.jobs;
    tables[1] = module_signing.jobs;
    play->kinds = (struct job_kinds){.tables = tables, .count = 2};
}

/* Gives the jobs that were put away to the node's own workers: the paper forms take a third of the
 * time, and nobody waits for them. */
static struct result hand_over_jobs(struct demo_play *play, int64_t now_us)
{
    enum { MOST_JOBS = 10000 };
    struct job_parked *parked = NULL;
    size_t count = 0;
    TRY(jobs_parked(play->db, play->arena, MOST_JOBS, &parked, &count));
    TRY(db_write_begin(play->db));
    struct result handed = RESULT_OK;
    for (size_t i = 0; i < count && result_ok(handed); i++)
        if (str_is(parked[i].error_code, "job.unknown_kind"))
            handed = job_retry(play->db, play->arena, now_us, parked[i].id);
    return db_finish(play->db, handed);
}

static struct result play_story(const struct config *config, struct demo_play *play)
{
    int64_t now_us = clock_now_us(&config->clock);
    struct calendar calendar;
    TRY(calendar_load(play->db, play->arena, &calendar));
    play->story = demo_story_make(play->arena, &calendar, now_us, DOSSIERS);
    play->chance = (struct demo_chance){.state = DOSSIERS};
    play->clock = clock_fixed(play->story.events[0].at_us);
    TRY(make_cast(play));
    TRY(procedure_current(play->db, play->arena, str_from_c(PROCEDURE), clock_now_us(&play->clock),
                          &play->procedure));
    fill_job(play, config);
    play->progress = show_progress;
    struct result played = demo_signing_start(config, play->db, &play->signing);
    if (result_ok(played))
        played = demo_play_run(play, now_us);
    if (result_ok(played))
        played = hand_over_jobs(play, now_us);
    demo_signing_stop(&play->signing);
    return played;
}

static struct result load(const struct config *config, const struct inspector *inspector,
                          struct db *db)
{
    size_t applied;
    struct demo_play play = {.db = db,
                             .arena = config->arena,
                             .step_arena = arena_new(STEP_ARENA),
                             .job_arena = arena_new(STEP_ARENA)};
    struct result done = db_migrate(db, config->arena, clock_now_us(clock_system()),
                                    db_migrations, &applied);
    if (result_ok(done))
        done = demo_mark(db, config->arena, config->data);
    if (result_ok(done))
        done = reference_data_load(config, db, inspector);
    if (result_ok(done))
        done = files_open(config_path(config, "files"), &play.files);
    if (result_ok(done)) {
        files_fill(play.files);
        done = play_story(config, &play);
        if (result_ok(done))
            done = files_filled(play.files);
        files_close(play.files);
    }
    arena_free(play.step_arena);
    arena_free(play.job_arena);
    return done;
}

static int load_small(const struct config *config)
{
    struct inspector inspector;
    struct db *db = NULL;
    struct result done = os_dir_make(str_c(config->arena, config->data), 0750);
    if (result_ok(done))
        done = own_inspector(config->arena, &inspector);
    struct db_options filling = {.create = true, .filling = true};
    if (result_ok(done))
        done = db_open(config->database, filling, &db);
    if (result_ok(done))
        done = load(config, &inspector, db);
    if (!result_ok(done) && db)
        fprintf(stderr, "%s\n", db_last_error(db));
    db_close(db);
    if (!result_ok(done))
        return config_failed(config, "truc demo", done);
    print_accounts(config);
    return EXIT_OK;
}

static int show_accounts(const struct config *config)
{
    if (!demo_marked(config->arena, config->data))
        return config_failed(config, "truc demo",
                             result_fail(ERROR_FORBIDDEN, "demo.none",
                                         N_("Thư mục này không phải bản dùng thử")));
    print_accounts(config);
    return EXIT_OK;
}

/* The authority of the demonstration says so about a leader's certificate from now on. */
static struct result say_standing(const struct config *config, const char *login,
                                  enum demo_standing standing)
{
    struct db *db = NULL;
    struct str key;
    TRY(config_open(config, false, &db));
    struct result found = certificates_key_of(db, config->arena, str_from_c(login), &key);
    db_close(db);
    TRY(found);
    return demo_authority_set(config, str_c(config->arena, key), standing);
}

static int set_certificate(const struct config *config)
{
    static const char *const words[] = {
        [DEMO_GOOD] = "good", [DEMO_SUSPENDED] = "suspended", [DEMO_REVOKED] = "revoked"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(config->rest[3], words[i]) == 0) {
            struct result said = say_standing(config, config->rest[2], (enum demo_standing)i);
            return result_ok(said) ? EXIT_OK : config_failed(config, "truc demo", said);
        }
    return usage();
}

int command_demo(int argc, char **argv)
{
    struct config config;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    int status = EXIT_WRONG_USE;
    if (config.count == 2 && strcmp(config.rest[1], "small") == 0)
        status = load_small(&config);
    else if (config.count == 2 && strcmp(config.rest[1], "accounts") == 0)
        status = show_accounts(&config);
    else if (config.count == 4 && strcmp(config.rest[1], "certificate") == 0)
        status = set_certificate(&config);
    else
        usage();
    config_free(&config);
    return status;
}
