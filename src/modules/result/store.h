#ifndef TRUC_MODULES_RESULT_STORE_H
#define TRUC_MODULES_RESULT_STORE_H

/* Rows of results, in the words of the module. */
#include "core/print/print.h"
#include "modules/result/queries.h"
#include "modules/result/result.h"
#include "sign/pdf_range.h"

typedef struct q_issued_by_id_out document_row;

struct result document_load(struct service_context *ctx, int64_t id, document_row *out);

static inline struct signer_range document_leader_range(const document_row *row)
{
    return (struct signer_range){(uint64_t)row->leader_before, (uint64_t)row->leader_after_at,
                                 (uint64_t)row->leader_after_len};
}

/* Where signing draws, as JSON and back; CORRUPT "result.places". */
struct str places_write(struct arena *arena, const struct print_places *places);
struct result places_read(struct arena *arena, struct str json, struct print_places *out);

/* The revision's rows, inside the caller's write transaction. */
struct document_revision {
    const char *kind;
    struct str sha256;
    size_t size;
    const char *level;
};
struct result document_add_revision(struct service_context *ctx, int64_t id,
                                    struct document_revision revision);
/* The grant under which the actor may use `permission` on the document; signing what was laid
 * before somebody else needs one in that person's name. FORBIDDEN "permission.denied",
 * "result.other_signer". */
struct grant;
struct result document_authority(struct service_context *ctx, const document_row *row,
                                 const char *permission, const struct grant **out);
/* Evidence of an act on the document; `data` is a JSON object or "". `authority` as in struct
 * evidence. */
struct result document_act(struct service_context *ctx, const document_row *row, const char *kind,
                           struct str data, const struct grant *authority);
/* The same by one's own right, or by the machine. */
struct result document_evidence(struct service_context *ctx, const document_row *row,
                                const char *kind, struct str data);

/* What signature rows call a document: "issued:12". */
struct str document_object(struct arena *arena, int64_t id);

/* What the outside may see of a row. */
struct issued issued_from(const document_row *row);

#endif
