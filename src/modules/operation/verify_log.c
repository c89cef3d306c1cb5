#include "modules/operation/verify_log.h"

#include "base/merkle.h"
#include "core/evidence.h"
#include "core/tlog/verify.h"
#include "modules/operation/queries.h"

enum { LEAVES_A_READ = 2048, SCRATCH = 32 << 20 };

/* Rows [first, first + LEAVES_A_READ) of the log as the database has them. */
static struct result check_leaves(const struct node_check *check, struct arena *scratch,
                                  struct merkle_range *range, int64_t until, struct str *fault)
{
    struct q_operation_leaves_rows rows;
    int64_t first = (int64_t)range->size;
    int64_t end = until - first < LEAVES_A_READ ? until : first + LEAVES_A_READ;
    TRY(q_operation_leaves(check->db, scratch, (struct q_operation_leaves_in){first, end}, &rows));
    for (size_t i = 0; i < rows.count && str_empty(*fault); i++) {
        const struct q_operation_leaves_out *row = &rows.items[i];
        struct sha256 own = evidence_leaf(row->salt, row->record);
        struct sha256 leaf = merkle_leaf(row->leaf);
        bool erased = str_empty(row->salt) && str_empty(row->record);
        if (row->leaf_index != first + (int64_t)i)
            *fault = S("thiếu dòng");
        else if (!erased && !str_equal(sha256_str(&own), row->leaf))
            *fault = S("dòng đã bị sửa");
        merkle_append(range, &leaf);
    }
    if (rows.count != (size_t)(end - first) && str_empty(*fault))
        *fault = S("thiếu dòng");
    return RESULT_OK;
}

static struct result check_evidence(struct arena *arena, const struct node_check *check,
                                    const struct q_operation_checkpoint_out *last,
                                    struct faults *faults)
{
    struct merkle_range range = {0};
    struct arena *scratch = arena_new(SCRATCH);
    struct str fault = S("");
    struct result done = RESULT_OK;
    while (result_ok(done) && str_empty(fault) && (int64_t)range.size < last->size) {
        arena_reset(scratch);
        done = check_leaves(check, scratch, &range, last->size, &fault);
    }
    arena_free(scratch);
    TRY(done);
    struct sha256 root = merkle_root(&range);
    if (!str_empty(fault))
        faults_add(faults, arena, "chứng cứ gần dòng %llu: %.*s", (unsigned long long)range.size,
                   STR_ARG(fault));
    else if (!str_equal(sha256_str(&root), last->root))
        faults_add(faults, arena, "chứng cứ: gốc khác điểm chốt đã ký");
    return RESULT_OK;
}

struct result verify_log(struct arena *arena, const struct node_check *check,
                         struct faults *faults)
{
    const struct manifest *m = check->manifest;
    struct q_operation_checkpoint_out last;
    struct tlog_report report;
    struct vkey vkey;
    bool found;
    TRY(q_operation_checkpoint(check->db, arena, &last, &found));
    if (!found && m->log_size == 0)
        return RESULT_OK;
    if (!found || last.size != m->log_size ||
        !str_equal(str_base64(arena, last.root), m->log_root)) {
        faults_add(faults, arena, "nhật ký: điểm chốt khác bản sao lưu");
        return RESULT_OK;
    }
    TRY(check_evidence(arena, check, &last, faults));
    TRY(vkey_parse(arena, m->log_vkey, &vkey));
    const char *folder = str_printf(arena, "%.*s/log", STR_ARG(check->data)).ptr;
    if (!result_ok(tlog_verify(arena, folder, &vkey, NULL, &report)))
        faults_add(faults, arena, "nhật ký %.*s: %.*s", STR_ARG(report.bad),
                   STR_ARG(report.reason));
    else if ((int64_t)report.checkpoint.size != m->log_size)
        faults_add(faults, arena, "nhật ký: %llu mục, lẽ ra %lld",
                   (unsigned long long)report.checkpoint.size, (long long)m->log_size);
    return RESULT_OK;
}
