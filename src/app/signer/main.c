/*
 * truc-signer DATA_FOLDER
 *
 * Holds the keys in DATA_FOLDER/keys and answers on DATA_FOLDER/run/signer.sock. Started by
 * `truc serve`; as root it becomes the owner of the keys folder first.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/signer/server.h"
#include "base/log.h"
#include "base/os_file.h"
#include "base/os_sandbox.h"
#include "base/os_socket.h"

enum { LIFE_ARENA = 1 << 30, SOCKET_MODE = 0660 };

static bool become_owner(const char *folder)
{
    struct stat info;
    if (stat(folder, &info) != 0)
        return false;
    if (geteuid() != 0 || info.st_uid == 0)
        return true;
    return setgid(info.st_gid) == 0 && setuid(info.st_uid) == 0;
}

/* From here on: its own folder, the system's libraries, no network, no signal to others. */
static void confine(const char *keys)
{
    const struct os_path_rule rules[] = {
        {keys, OS_PATH_WRITE},
        {"/usr/lib", OS_PATH_READ | OS_PATH_EXECUTE},
        {"/lib", OS_PATH_READ | OS_PATH_EXECUTE},
        {"/etc", OS_PATH_READ},
    };
    struct result held = os_no_new_privileges();
    if (result_ok(held))
        held = os_landlock_enter(rules, sizeof rules / sizeof rules[0],
                                 OS_LANDLOCK_NO_NETWORK | OS_LANDLOCK_NO_SIGNALS);
    if (!result_ok(held))
        log_write(LOG_WARNING, "signer.not_confined", log_text("code", str_from_c(held.code)));
}

static struct result run(struct arena *arena, const char *data)
{
    const char *keys = str_printf(arena, "%s/keys", data).ptr;
    const char *path = str_printf(arena, "%s/run/signer.sock", data).ptr;
    struct statements *statements = NULL;
    struct stat info;
    int listener = -1;
    if (stat(data, &info) != 0 || !become_owner(keys))
        return result_fail(ERROR_INVALID, "signer.folder", NULL);
    umask(0077);
    TRY(os_socket_listen(OS_SOCKET_MESSAGES, path, SOCKET_MODE, &listener));
    TRY(statements_open(arena, keys, clock_system(), &statements));
    confine(keys);
    log_write(LOG_INFO, "signer.ready", log_int("keys", (int64_t)statements->keys.count));
    const unsigned allowed[] = {geteuid(), info.st_uid};
    return signer_serve(statements, listener, allowed, 2);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("Usage: truc-signer DATA_FOLDER\n", stderr);
        return 2;
    }
    struct result ended = run(arena_new(LIFE_ARENA), argv[1]);
    log_write(LOG_ERROR, "signer.stopped", log_text("code", str_from_c(ended.code)));
    return 1;
}
