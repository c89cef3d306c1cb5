/* `truc serve`: makes what all processes share, gives up root, and watches over them. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/listener.h"
#include "app/node_keys.h"
#include "app/operation/upgrade_note.h"
#include "app/reference_data.h"
#include "app/supervisor.h"
#include "base/log.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "base/os_sandbox.h"
#include "core/demo_marker.h"
#include "core/fetcher.h"
#include "core/password_line.h"
#include "core/tls_config.h"
#include "db/migrate.h"

enum { TLS_FILE_MAX = 256 << 10 };

static struct result share(struct node *node)
{
    void *mapping = mmap(NULL, sizeof *node->shared, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED)
        return result_fail(ERROR_UNAVAILABLE, "node.no_memory", NULL);
    node->shared = mapping;
    random_bytes(&node->shared->rates.salt, sizeof node->shared->rates.salt);
    node->shared->started_us = clock_now_us(clock_system());
    return db_lock_init(&node->shared->writer);
}

/* Folders of the data folder exist before anybody is confined to them. */
static struct result make_folders(const struct config *config)
{
    static const char *const names[] = {"exports", "files", "log", "run", "tmp"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        TRY(os_dir_make(config_path(config, names[i]), 0750));
    return RESULT_OK;
}

/* The key survives restarts, so that forms that lie open in browsers stay good. */
static struct result load_csrf_key(struct node *node)
{
    const char *path = config_path(node->config, "csrf.key");
    struct str bytes = {0};
    struct result read = os_file_read(node->config->arena, path, 64, &bytes);
    if (!result_ok(read) || bytes.len != sizeof node->csrf_key.bytes) {
        random_bytes(node->csrf_key.bytes, sizeof node->csrf_key.bytes);
        bytes = str_of((const char *)node->csrf_key.bytes, sizeof node->csrf_key.bytes);
        return os_file_write(path, bytes, 0600);
    }
    for (size_t i = 0; i < bytes.len; i++)
        node->csrf_key.bytes[i] = (unsigned char)bytes.ptr[i];
    return RESULT_OK;
}

static int migrate(const struct config *config)
{
    struct db *db = NULL;
    size_t applied = 0;
    struct inspector inspector;
    struct result done = own_inspector(config->arena, &inspector);
    if (result_ok(done))
        done = db_open(config->database, (struct db_options){.create = true}, &db);
    if (result_ok(done))
        done = db_migrate(db, config->arena, clock_now_us(clock_system()), db_migrations, &applied);
    if (result_ok(done))
        done = reference_data_load(config, db, &inspector);
    if (result_ok(done))
        upgrade_note_start(config, db, applied);
    if (result_ok(done))
        done = demo_guard(db, config->arena, config->data,
                          settings_bool(config->settings, "demo"));
    int status = result_ok(done) ? EXIT_OK : config_failed(config, "truc serve", done);
    db_close(db);
    return status;
}

/* In a process of its own: the supervisor never has a database open. */
static struct result migrate_apart(const struct config *config)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(migrate(config));
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) != EXIT_OK)
        return result_fail(ERROR_UNAVAILABLE, "node.database",
                           N_("Chưa mở được cơ sở dữ liệu. Xem dòng trên rồi chạy lại."));
    return RESULT_OK;
}

struct result node_open_database(const struct node *node, struct db **db)
{
    return db_open(node->config->database, (struct db_options){.lock = &node->shared->writer}, db);
}

static int spawner_run(const struct node *node, unsigned number)
{
    (void)number;
    struct inspector_spawner spawner = {
        .program = str_c(node->config->arena, str_concat(node->config->arena, node->programs,
                                                         S("/truc-inspect"))),
        .parallel = (unsigned)settings_int(node->config->settings, "inspector.parallel"),
    };
    close(node->inspectors.requests);
    close(node->listener);
    return result_ok(inspector_spawner_run(&node->inspectors, &spawner)) ? EXIT_OK : EXIT_FAILED;
}

static int passwords_run(const struct node *node, unsigned number)
{
    (void)number;
    close(node->passwords.requests);
    close(node->listener);
    return result_ok(password_line_run(&node->passwords)) ? EXIT_OK : EXIT_FAILED;
}

static int fetcher_run(const struct node *node, unsigned number)
{
    (void)number;
    close(node->fetcher.requests);
    close(node->listener);
    struct result done = fetcher_serve(&node->fetcher, config_path(node->config, "keys/oidc"));
    if (!result_ok(done))
        log_write(LOG_ERROR, "node.fetcher", log_text("code", str_from_c(done.code)));
    return result_ok(done) ? EXIT_OK : EXIT_FAILED;
}

/* The program that holds the keys: started by exec, so that nothing of ours is in its memory. */
static int signer_run(const struct node *node, unsigned number)
{
    (void)number;
    struct arena *arena = node->config->arena;
    char *data = str_c(arena, node->config->data);
    char *program = str_c(arena, str_concat(arena, node->programs, S("/truc-signer")));
    char *const arguments[] = {program, data, NULL};
    execv(program, arguments);
    return EXIT_FAILED;
}

/* Workers reach their own folders and nothing else; the keys least of all. */
static bool confine(const struct node *node)
{
    const struct config *config = node->config;
    struct str sqlite = S("sqlite:");
    bool file = str_starts(config->database, sqlite);
    struct os_worker_paths paths = {
        .data_folder = str_c(config->arena, config->data),
        .database_file = !file ? NULL
                               : str_c(config->arena, str_slice(config->database, sqlite.len,
                                                                config->database.len)),
    };
    struct result held = os_worker_confine(&paths);
    if (!result_ok(held))
        log_write(held.kind == ERROR_UNSUPPORTED ? LOG_WARNING : LOG_ERROR, "node.not_confined",
                  log_text("code", str_from_c(held.code)));
    return result_ok(held) || held.kind == ERROR_UNSUPPORTED;
}

static int web_run(const struct node *node, unsigned number)
{
    return confine(node) ? web_worker_run(node, number) : EXIT_FAILED;
}

static int job_run(const struct node *node, unsigned number)
{
    close(node->listener);
    return confine(node) ? job_worker_run(node, number) : EXIT_FAILED;
}

static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Workers see the data folder only, so the web server's file is read before them. That there is
 * none is no failure: the security report says so. */
static void read_tls(struct node *node)
{
    struct arena *arena = node->config->arena;
    struct str path = settings_text(node->config->settings, "tls.config");
    if (str_empty(path) ||
        !result_ok(os_file_read(arena, str_c(arena, path), TLS_FILE_MAX, &node->tls_config)))
        return;
    struct str certificate = tls_config_word(node->tls_config, S("ssl_certificate"));
    if (!str_empty(certificate))
        result_ignore(os_file_read(arena, str_c(arena, certificate), TLS_FILE_MAX,
                                   &node->tls_certificate));
}

static struct result prepare(struct node *node, int stop[2])
{
    const struct config *config = node->config;
    raise_descriptor_limit();
    TRY(listener_open(config->arena, settings_text(config->settings, "listen"), &node->listener));
    TRY(privileges_drop(str_c(config->arena, config->data)));
    read_tls(node);
    TRY(os_program_folder(config->arena, &node->programs));
    TRY(make_folders(config));
    TRY(node_keys_ensure(config));
    TRY(load_csrf_key(node));
    TRY(share(node));
    TRY(inspector_channel_open(&node->inspectors));
    TRY(errand_channel_open(&node->passwords));
    TRY(errand_channel_open(&node->fetcher));
    TRY(migrate_apart(config));
    if (pipe2(stop, O_CLOEXEC) != 0)
        return result_fail(ERROR_UNAVAILABLE, "node.no_pipe", NULL);
    node->stop = stop[0];
    return RESULT_OK;
}

static void block_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal_leave(SIGPIPE, SIG_IGN);
}

int command_serve(int argc, char **argv)
{
    struct config config;
    int stop[2];
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    struct node node = {.config = &config, .listener = -1};
    block_signals();
    struct result ready = prepare(&node, stop);
    if (!result_ok(ready)) {
        int failed = config_failed(&config, "truc serve", ready);
        config_free(&config);
        return failed;
    }
    const struct role roles[] = {
        {"truc-spawner", spawner_run, 1, true},
        {"truc-signer", signer_run, os_file_exists(config_path(&config, "keys/keys.conf")), true},
        {"truc-password", passwords_run, 1, true},
        {"truc-fetch", fetcher_run, 1, true},
        {"truc-web", web_run, (unsigned)settings_int(config.settings, "web.workers"), false},
        {"truc-job", job_run, (unsigned)settings_int(config.settings, "jobs.workers"), false},
    };
    log_write(LOG_INFO, "node.started",
              log_text("listen", settings_text(config.settings, "listen")),
              log_text("data", config.data));
    int status = supervisor_run(&node, roles, sizeof roles / sizeof roles[0], stop[1]);
    upgrade_note_stop(&config);
    config_free(&config);
    return status;
}
