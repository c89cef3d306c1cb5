#include "core/tlog/note.h"
#include "core/tlog/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Notes, checkpoints, keys, bundles and tile paths: whatever stands on the disk of a log. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct str bytes = str_of((const char *)data, size);
    struct note note;
    struct vkey vkey;
    struct checkpoint checkpoint;
    struct tile_id id;
    struct str entries[TILE_WIDTH];
    if (result_ok(note_parse(arena, bytes, &note)) &&
        result_ok(checkpoint_parse(arena, note.text, &checkpoint))) {
        struct ed25519_public key = {{0}};
        vkey = vkey_of(arena, note.signatures[0].name, &key);
        vkey.id = note.signatures[0].key_id;
        result_ignore(note_verify(&note, &vkey)); /* only that it ends */
    }
    if (result_ok(vkey_parse(arena, bytes, &vkey)) && !str_equal(vkey_text(arena, &vkey), bytes))
        result_ignore(vkey_parse(arena, vkey_text(arena, &vkey), &vkey));
    if (tile_path_parse(bytes, &id) && !str_equal(tile_path(arena, id), bytes))
        __builtin_trap();
    result_ignore(bundle_parse(bytes, TILE_WIDTH, entries));
    result_ignore(bundle_parse(bytes, 1, entries));
    arena_free(arena);
    return 0;
}
