#include "sign/evidence_wire.h"

#include "base/buf.h"
#include "base/reader.h"

enum { LISTS = 4, DETACHED = 1 };

static const char mark[] = "truc-evidence-1\n";

static void put(struct buf *out, struct str bytes)
{
    buf_u32(out, (uint32_t)bytes.len);
    buf_add(out, bytes);
}

struct result evidence_wire_write(struct arena *arena, const struct evidence_set *evidence,
                                  const struct report_input *input, struct str *out)
{
    const struct evidence_list *lists[LISTS] = {&evidence->roots, &evidence->certificates,
                                                &evidence->crls, &evidence->ocsps};
    struct buf bytes;
    buf_init(&bytes, arena, EVIDENCE_WIRE_MAX);
    buf_add(&bytes, S(mark));
    buf_u64(&bytes, (uint64_t)evidence->at_us);
    for (size_t i = 0; i < LISTS; i++) {
        buf_u32(&bytes, (uint32_t)lists[i]->count);
        for (size_t k = 0; k < lists[i]->count; k++)
            put(&bytes, lists[i]->items[k]);
    }
    buf_byte(&bytes, input->has_detached ? DETACHED : 0);
    if (input->has_detached)
        put(&bytes, input->detached);
    *out = buf_str(&bytes);
    return bytes.overflowed ? result_fail(ERROR_LIMIT, "evidence.too_large", NULL) : RESULT_OK;
}

static void take_list(struct arena *arena, struct reader *reader, struct evidence_list *list)
{
    uint32_t count = reader_u32(reader);
    for (uint32_t i = 0; i < count && count <= EVIDENCE_ITEMS_MAX && !reader->failed; i++)
        evidence_list_add(arena, list, reader_take(reader, reader_u32(reader)));
    if (count > EVIDENCE_ITEMS_MAX)
        reader->failed = true;
}

struct result evidence_wire_read(struct arena *arena, struct str bytes,
                                 struct evidence_set *evidence, struct report_input *input)
{
    struct reader reader = reader_of(bytes);
    *evidence = (struct evidence_set){.arena = arena};
    struct evidence_list *lists[LISTS] = {&evidence->roots, &evidence->certificates,
                                          &evidence->crls, &evidence->ocsps};
    bool marked = reader_accept(&reader, S(mark));
    evidence->at_us = (int64_t)reader_u64(&reader);
    for (size_t i = 0; i < LISTS; i++)
        take_list(arena, &reader, lists[i]);
    unsigned detached = reader_u8(&reader);
    input->has_detached = detached == DETACHED;
    input->detached = input->has_detached ? reader_take(&reader, reader_u32(&reader)) : S("");
    if (!marked || detached > DETACHED || !reader_done(&reader))
        return result_fail(ERROR_INVALID, "evidence.form", NULL);
    return RESULT_OK;
}
