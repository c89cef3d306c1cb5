/*
 * For tests of logs as files: makes a signed folder with a key that everybody
 * knows, and runs `truc log` without the rest of the program.
 *
 *   log_tool make DIR SIZE      prints the vkey
 *   log_tool log ARGUMENT…
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command_log.h"
#include "core/tlog/writer.h"
#include "core/tlog/note.h"

static struct result make(struct arena *arena, const char *folder, uint64_t size)
{
    struct ed25519_key key = {{1, 2, 3}};
    struct ed25519_public public = ed25519_public_of(&key);
    struct vkey vkey = vkey_of(arena, S("example.vn/nhat-ky"), &public);
    struct sha256 empty = merkle_empty();
    struct tlog_writer *writer;
    TRY(tlog_writer_open(arena, folder, 0, &empty, &writer));
    for (uint64_t i = 0; i < size; i++) {
        struct sha256 entry = sha256(str_of((const char *)&i, sizeof i));
        TRY(tlog_append(writer, sha256_str(&entry)));
    }
    TRY(tlog_flush(writer));
    struct checkpoint checkpoint = {.origin = vkey.name, .size = size, .root = tlog_root(writer)};
    struct str text = checkpoint_text(arena, &checkpoint);
    struct ed25519_signature signature = ed25519_sign(&key, text);
    struct str line = note_signature_line(arena, &vkey, &signature);
    TRY(tlog_publish(folder, str_concat(arena, str_concat(arena, text, S("\n")), line)));
    printf("%.*s\n", STR_ARG(vkey_text(arena, &vkey)));
    return RESULT_OK;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "log") == 0)
        return command_log(argc - 1, argv + 1);
    int64_t size;
    if (argc != 4 || strcmp(argv[1], "make") != 0 || !str_to_i64(str_from_c(argv[3]), &size))
        return 2;
    struct arena *arena = arena_new(64 << 20);
    struct result made = make(arena, argv[2], (uint64_t)size);
    if (!result_ok(made))
        fprintf(stderr, "%s\n", made.code);
    arena_free(arena);
    return result_ok(made) ? 0 : 1;
}
