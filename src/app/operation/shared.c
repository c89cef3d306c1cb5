#include "app/operation/shared.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/listener.h"
#include "app/version.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "modules/operation/rules.h"
#include "modules/operation/tell.h"

enum { OFTEN_US = 200 * 1000, SELDOM_US = 10 * 1000 * 1000, FOLDER_MODE = 0700 };
#define TURN_US (60 * MICROS_PER_SECOND)

static void drop_argument(struct config *config, int at, int count)
{
    for (int i = at; i + count < config->count; i++)
        config->rest[i] = config->rest[i + count];
    config->count -= count;
}

bool option_taken(struct config *config, const char *name)
{
    for (int i = 1; i < config->count; i++)
        if (strcmp(config->rest[i], name) == 0) {
            drop_argument(config, i, 1);
            return true;
        }
    return false;
}

const char *option_value(struct config *config, const char *name)
{
    for (int i = 1; i + 1 < config->count; i++)
        if (strcmp(config->rest[i], name) == 0) {
            const char *value = config->rest[i + 1];
            drop_argument(config, i, 2);
            return value;
        }
    return NULL;
}

bool options_end(const struct config *config, int most)
{
    for (int i = 1; i < config->count; i++)
        if (config->rest[i][0] == '-' || i > most) {
            fprintf(stderr, tr(config->locale, N_("Không hiểu tham số %s. Xem truc %s --help.\n")),
                    config->rest[i], config->rest[0]);
            return false;
        }
    return true;
}

struct node_place node_place_of(const struct config *config)
{
    return (struct node_place){
        .data = config->data, .database = config->database, .config = config->file};
}

struct str program_version(struct arena *arena)
{
    return str_printf(arena, "%s (%s)", TRUC_VERSION, TRUC_COMMIT);
}

static void show(void *context, const char *what, uint64_t done, uint64_t of)
{
    struct shown *shown = context;
    int64_t now_us = clock_monotonic_us();
    if (now_us < shown->next_us && shown->what == what)
        return;
    shown->what = what;
    shown->next_us = now_us + (shown->terminal ? OFTEN_US : SELDOM_US);
    fprintf(stderr, "%s%s", shown->terminal ? "\r\033[K" : "", tr(shown->locale, what));
    if (of > 0)
        fprintf(stderr, " %3llu %%", (unsigned long long)(done >= of ? 100 : done * 100 / of));
    fputs(shown->terminal ? "" : "\n", stderr);
}

struct operation_progress progress_on_stderr(struct shown *shown, const struct config *config)
{
    *shown = (struct shown){.locale = config->locale, .terminal = isatty(STDERR_FILENO) == 1};
    return (struct operation_progress){show, shown};
}

void progress_end(const struct shown *shown)
{
    if (shown->terminal && shown->what != NULL)
        fputs("\r\033[K", stderr);
}

struct result become_owner(const struct config *config, const char *folder)
{
    const char *data = str_c(config->arena, config->data);
    struct stat status;
    if (geteuid() != 0 || stat(data, &status) != 0 || status.st_uid == 0)
        return RESULT_OK;
    if (folder != NULL && !os_file_exists(folder)) {
        TRY(os_dir_make(folder, FOLDER_MODE));
        TRY(os_tree_give(folder, data));
    }
    return privileges_drop(data);
}

struct result open_node(const struct config *config, struct db **db)
{
    return db_open(config->database, (struct db_options){.wait_us = TURN_US}, db);
}

static void say_failure(const struct config *config, const char *what, struct result failure)
{
    if (!result_ok(failure))
        (void)config_failed(config, what, failure);
}

void run_ended(const struct config *config, struct db *db, const struct operation_run *run,
               bool tell)
{
    struct tell_to to = {
        .mail = settings_text(config->settings, "operation.mail"),
        .phone = settings_text(config->settings, "operation.phone"),
        .sendmail = str_c(config->arena, settings_text(config->settings, "operation.sendmail")),
        .place = settings_text(config->settings, "site.place"),
    };
    say_failure(config, tr(config->locale, N_("Chưa ghi được lần chạy này vào nút")),
                operation_record(db, config->arena, run));
    if (tell)
        say_failure(config, tr(config->locale, N_("Chưa báo được cho người vận hành")),
                    operation_tell(db, config->arena, &to, run));
}

void print_faults(const struct faults *faults)
{
    for (size_t i = 0; i < faults->count && i < FAULTS_MAX; i++)
        fprintf(stderr, "  %.*s\n", STR_ARG(faults->items[i]));
    if (faults->count > FAULTS_MAX)
        fprintf(stderr, "  … %zu\n", faults->count - FAULTS_MAX);
}

/* Without a slash at its end, and absolute where it can be. */
static const char *plain_path(const struct config *config, struct str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return str_c(config->arena, path);
}

const char *backup_folder_of(const struct config *config, int argument)
{
    struct str folder = settings_text(config->settings, "backup.folder");
    if (argument < config->count)
        folder = str_from_c(config->rest[argument]);
    if (!str_empty(folder))
        return plain_path(config, folder);
    fprintf(stderr, "%s\n", tr(config->locale, N_("Cho biết thư mục sao lưu: viết sau lệnh, hoặc "
                                                   "đặt mục backup.folder.")));
    return NULL;
}

const char *scratch_folder_of(const struct config *config, const char *folder)
{
    struct str setting = settings_text(config->settings, "drill.folder");
    if (str_empty(setting))
        return str_printf(config->arena, "%s/.dien-tap", folder).ptr;
    return str_printf(config->arena, "%s/truc-dien-tap", plain_path(config, setting)).ptr;
}
