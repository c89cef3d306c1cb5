#ifndef TRUC_APP_SIGNER_SEALING_H
#define TRUC_APP_SIGNER_SEALING_H

/*
 * What the agency's seal may go on: a file that a leader of that agency has signed, byte for byte
 * as it was signed, and nothing has sealed before. The file is read here and hashed here; no PDF is
 * parsed: a signature of ours says in its own signed bytes where its gap is (pdf_gap_head), so that
 * comparing these bytes is enough.
 */
#include "app/signer/record.h"
#include "sign/signer_message.h"

struct sealing {
    struct sha256 document; /* what the seal will sign */
    struct sha256 leader;   /* what the leader signed */
};

/* Reads request->file and computes both digests; refusals "signer.file" and "signer.digest". */
struct result sealing_read(struct arena *arena, const struct signer_request *request,
                           struct sealing *out);

/* The digest of the whole of a prepared report: refusals as above. */
struct result sealing_read_report(struct arena *arena, const struct signer_request *request,
                                  struct sha256 *out);

#endif
