#include "app/signing/steps.h"

#include <string.h>

#include "app/confined.h"
#include "sign/validation_data.h"

enum { STEP_TIME_US = 10 * 1000000, TEXT_MAX = 60000, RANGE_SIZE = 24 };

static const char *const LEVELS[] = {"B", "T", "LT", "LTA"};

bool step_level_read(const char *word, enum step_level *out)
{
    for (size_t i = 0; i < sizeof LEVELS / sizeof LEVELS[0]; i++)
        if (strcmp(word, LEVELS[i]) == 0) {
            *out = (enum step_level)i;
            return true;
        }
    return false;
}

static struct result run(struct arena *arena,
                         struct result (*step)(void *self, struct arena *arena, struct buf *out),
                         const void *self, struct str *output)
{
    union {
        const void *from;
        void *to;
    } task = {.from = self};
    const struct confined_work work = {step, task.to, STEP_TIME_US};
    return confined_run(arena, &work, output);
}

static struct result odd_answer(void)
{
    return result_fail(ERROR_LIMIT, "confined.limit", NULL);
}

/* ---- examining ---- */

static void put_str(struct buf *out, struct str text)
{
    struct str cut = text.len > TEXT_MAX ? S("") : text;
    buf_u16(out, (uint16_t)cut.len);
    buf_add(out, cut);
}

static void put_facts(struct arena *arena, const struct report *report,
                      const struct augment_list *needs, struct buf *out)
{
    size_t count = report->count < STEP_SIGNATURES_MAX ? report->count : STEP_SIGNATURES_MAX;
    size_t need_count = needs->count < STEP_NEEDS_MAX ? needs->count : STEP_NEEDS_MAX;
    buf_u16(out, (uint16_t)count);
    for (size_t i = 0; i < count; i++) {
        const struct report_signature *one = &report->signatures[i];
        enum step_level level = STEP_B;
        step_level_read(one->level, &level);
        const unsigned char row[] = {(unsigned char)one->integrity, (unsigned char)one->modified,
                                     (unsigned char)one->indication, (unsigned char)one->sub,
                                     (unsigned char)level};
        buf_bytes(out, row, sizeof row);
    }
    buf_u16(out, (uint16_t)need_count);
    for (size_t i = 0; i < need_count; i++) {
        const struct augment_need *need = &needs->items[i];
        struct str request = S("");
        if (!str_empty(need->issuer) &&
            !result_ok(ocsp_request_make(arena, need->certificate, need->issuer, &request)))
            request = S("");
        put_str(out, need->ocsp_url);
        put_str(out, need->crl_url);
        put_str(out, need->issuer_url);
        put_str(out, request);
    }
}

static struct result look(const struct step_subject *subject, struct arena *arena,
                          struct evidence_set *evidence, struct report *report)
{
    *evidence = (struct evidence_set){.arena = arena, .at_us = subject->at_us};
    shelf_read(subject->shelf, evidence);
    TRY(report_make(evidence, &subject->input, report));
    return report->readable
               ? RESULT_OK
               : result_fail(ERROR_INVALID, str_c(arena, report->problem),
                             N_("Không đọc được tệp. Kiểm tra tệp gốc rồi thử lại."));
}

static struct result examine(void *self, struct arena *arena, struct buf *out)
{
    struct evidence_set evidence;
    struct report *report = ARENA_NEW(arena, struct report);
    struct augment_list needs;
    TRY(look(self, arena, &evidence, report));
    augment_needs(&evidence, report, &needs);
    put_facts(arena, report, &needs, out);
    return RESULT_OK;
}

/* What a child said, taken byte by byte. */
struct taker {
    struct str rest;
    bool good;
};

static unsigned take_byte(struct taker *taker)
{
    if (str_empty(taker->rest)) {
        taker->good = false;
        return 0;
    }
    unsigned byte = (unsigned char)taker->rest.ptr[0];
    taker->rest = str_slice(taker->rest, 1, taker->rest.len);
    return byte;
}

/* A byte below `limit`. */
static unsigned take_below(struct taker *taker, unsigned limit)
{
    unsigned byte = take_byte(taker);
    taker->good = taker->good && byte < limit;
    return taker->good ? byte : 0;
}

static size_t take_u16(struct taker *taker, size_t most)
{
    size_t value = (size_t)take_byte(taker) << 8;
    value |= take_byte(taker);
    taker->good = taker->good && value <= most;
    return taker->good ? value : 0;
}

static struct str take_str(struct taker *taker)
{
    size_t len = take_u16(taker, taker->rest.len);
    len = len <= taker->rest.len ? len : 0;
    struct str text = str_slice(taker->rest, 0, len);
    taker->rest = str_slice(taker->rest, len, taker->rest.len);
    return text;
}

struct result step_examine(struct arena *arena, const struct step_subject *subject,
                           struct step_facts *out)
{
    struct taker taker = {.good = true};
    memset(out, 0, sizeof *out);
    TRY(run(arena, examine, subject, &taker.rest));
    out->count = take_u16(&taker, STEP_SIGNATURES_MAX);
    for (size_t i = 0; i < out->count; i++) {
        struct step_signature *one = &out->signatures[i];
        one->integrity = (enum cms_answer)take_below(&taker, CMS_BROKEN + 1);
        one->modified = (enum report_modified)take_below(&taker, MODIFIED_YES + 1);
        one->indication = (enum indication)take_below(&taker, INDICATION_FAILED + 1);
        one->sub = (enum sub_indication)take_below(&taker, SUB_COUNT);
        one->level = (enum step_level)take_below(&taker, STEP_LTA + 1);
    }
    out->need_count = take_u16(&taker, STEP_NEEDS_MAX);
    for (size_t i = 0; i < out->need_count; i++) {
        struct step_need *need = &out->needs[i];
        need->ocsp_url = take_str(&taker);
        need->crl_url = take_str(&taker);
        need->issuer_url = take_str(&taker);
        need->ocsp_request = take_str(&taker);
    }
    return taker.good && str_empty(taker.rest) ? RESULT_OK : odd_answer();
}

/* ---- writing ---- */

static struct result keep(void *self, struct arena *arena, struct buf *out)
{
    const struct step_subject *subject = self;
    struct evidence_set evidence;
    struct report *report = ARENA_NEW(arena, struct report);
    struct validation_data data;
    struct str bytes;
    TRY(look(subject, arena, &evidence, report));
    validation_data_select(&evidence, report, &data);
    TRY(pdf_add_validation_data(arena, subject->input.bytes, &data, &bytes));
    buf_add(out, bytes);
    return RESULT_OK;
}

/* Whatever the child does, no byte of what is there changes. */
static struct result is_longer(struct str base, struct str bytes)
{
    return str_starts(bytes, base) ? RESULT_OK : odd_answer();
}

struct result step_keep(struct arena *arena, const struct step_subject *subject, struct str *out)
{
    TRY(run(arena, keep, subject, out));
    return is_longer(subject->input.bytes, *out);
}

struct preparing {
    struct str base;
    const struct pdf_signature *wanted;
};

static struct result prepare(void *self, struct arena *arena, struct buf *out)
{
    const struct preparing *task = self;
    struct pdf_prepared prepared;
    TRY(pdf_sign_prepare(arena, task->base, task->wanted, &prepared));
    buf_u64(out, prepared.range.before);
    buf_u64(out, prepared.range.after_at);
    buf_u64(out, prepared.range.after_len);
    buf_add(out, prepared.bytes);
    return RESULT_OK;
}

static uint64_t number_at(struct str bytes, size_t at)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 8; i++)
        value = value << 8 | (unsigned char)bytes.ptr[at + i];
    return value;
}

struct result step_prepare(struct arena *arena, struct str base,
                           const struct pdf_signature *wanted, struct pdf_prepared *out)
{
    const struct preparing task = {base, wanted};
    struct str said;
    TRY(run(arena, prepare, &task, &said));
    if (said.len < RANGE_SIZE)
        return odd_answer();
    out->range = (struct signer_range){number_at(said, 0), number_at(said, 8),
                                       number_at(said, 16)};
    out->bytes = str_slice(said, RANGE_SIZE, said.len);
    if (!pdf_range_fits(out->range, out->bytes.len) || out->range.before < base.len)
        return odd_answer();
    const struct str parts[] = {str_slice(out->bytes, 0, out->range.before),
                                str_slice(out->bytes, out->range.after_at, out->bytes.len)};
    out->digest = sha256_joined(parts, 2);
    return is_longer(base, out->bytes);
}

struct opening {
    const struct timestamp_request *request;
    struct str response;
};

/* Whether the authority is one to trust is weighed with the whole document. */
static struct result open_token(void *self, struct arena *arena, struct buf *out)
{
    const struct opening *task = self;
    struct str token;
    TRY(timestamp_extract(arena, task->request, task->response, &token));
    buf_add(out, token);
    return RESULT_OK;
}

struct result step_token(struct arena *arena, const struct timestamp_request *request,
                         struct str response, struct str *token)
{
    const struct opening task = {request, response};
    return run(arena, open_token, &task, token);
}
