#include "core/evidence_proof.h"

#include "base/os_file.h"
#include "core/sequencer.h"
#include "core/tlog/proof.h"

enum { VKEY_MAX = 1024 };

struct result evidence_prove(struct db *db, struct arena *arena, const char *folder,
                             const struct evidence_row *row, struct log_place *place)
{
    struct sha256 leaf = evidence_leaf(row->salt, row->record);
    struct str text;
    struct vkey vkey;
    struct receipt receipt;
    struct note note;
    struct checkpoint checkpoint;
    if (row->record.len > 0 && !str_equal(sha256_str(&leaf), row->leaf))
        return result_fail(ERROR_CORRUPT, "evidence.leaf", NULL);
    if (!row->has_leaf_index)
        return result_fail(ERROR_UNAVAILABLE, "evidence.not_yet", NULL);
    TRY(os_file_read(arena, str_c(arena, str_printf(arena, "%s/vkey", folder)), VKEY_MAX, &text));
    TRY(vkey_parse(arena, str_trim(text), &vkey));
    TRY(sequencer_receipt(db, arena, folder, (uint64_t)row->leaf_index, &place->receipt));
    TRY(receipt_parse(arena, place->receipt, &receipt));
    TRY(receipt_check(arena, &receipt, &vkey, row->leaf));
    TRY(note_parse(arena, receipt.checkpoint, &note));
    TRY(checkpoint_parse(arena, note.text, &checkpoint));
    place->index = row->leaf_index;
    place->size = checkpoint.size;
    place->steps = receipt.proof_count;
    place->entry = str_hex(arena, row->leaf.ptr, row->leaf.len);
    struct str root = sha256_str(&checkpoint.root);
    place->root = str_hex(arena, root.ptr, root.len);
    place->key = vkey.name;
    return RESULT_OK;
}
