#include "app/signer/sealing.h"

#include <sys/stat.h>
#include <unistd.h>

#include "sign/pdf_range.h"

enum { FILE_MAX = 64 << 20 }; /* bytes of a file to be sealed */

/* The whole file into memory once, so that it cannot change between two looks. */
static struct result read_file(struct arena *arena, int fd, struct str *bytes)
{
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0 ||
        info.st_size > FILE_MAX)
        return signer_refusal("signer.file");
    size_t size = (size_t)info.st_size;
    char *to = arena_alloc(arena, size);
    for (size_t at = 0; at < size;) {
        ssize_t got = pread(fd, to + at, size - at, (off_t)at);
        if (got <= 0)
            return signer_refusal("signer.file");
        at += (size_t)got;
    }
    *bytes = str_of(to, size);
    return RESULT_OK;
}

static bool is_hex_gap(struct str gap)
{
    if (gap.len < 2 || gap.len > 2 * PDF_CONTENTS_MAX + 2 || gap.len % 2 != 0 ||
        gap.ptr[0] != '<' || gap.ptr[gap.len - 1] != '>')
        return false;
    for (size_t i = 1; i + 1 < gap.len; i++) {
        char c = gap.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

/* The digest of what a range over `bytes` signs, when the bytes themselves agree with the range. */
static bool digest_range(struct arena *arena, struct str bytes, struct signer_range range,
                         struct sha256 *out)
{
    if (!pdf_range_fits(range, bytes.len))
        return false;
    const struct str parts[] = {str_slice(bytes, 0, range.before),
                                str_slice(bytes, range.after_at, bytes.len)};
    if (!str_ends(parts[0], pdf_gap_head(arena, range)) ||
        !is_hex_gap(str_slice(bytes, range.before, range.after_at)))
        return false;
    *out = sha256_joined(parts, 2);
    return true;
}

struct result sealing_read(struct arena *arena, const struct signer_request *request,
                           struct sealing *out)
{
    struct str bytes;
    TRY(read_file(arena, request->file, &bytes));
    struct signer_range leader = request->leader_range;
    uint64_t leader_end = leader.after_at + leader.after_len;
    if (leader_end < leader.after_at || leader_end > bytes.len)
        return signer_refusal("signer.file");
    if (!digest_range(arena, str_slice(bytes, 0, leader_end), leader, &out->leader))
        return signer_refusal("signer.no_leader");
    if (request->range.before <= leader_end ||
        !digest_range(arena, bytes, request->range, &out->document))
        return signer_refusal("signer.digest");
    return RESULT_OK;
}

struct result sealing_read_report(struct arena *arena, const struct signer_request *request,
                                  struct sha256 *out)
{
    struct str bytes;
    TRY(read_file(arena, request->file, &bytes));
    return digest_range(arena, bytes, request->range, out) ? RESULT_OK
                                                           : signer_refusal("signer.digest");
}
