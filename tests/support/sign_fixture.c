#include "tests/support/sign_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/os_file.h"
#include "sign/produce.h"
#include "sign/revocation_authority.h"
#include "sign/timestamp.h"
#include "sign/validation_data.h"
#include "tests/unit/cmocka_all.h"

#define YEAR_US (365 * MICROS_PER_DAY)

static void must(struct result r)
{
    if (!result_ok(r))
        fail_msg("%s", r.code);
}

static struct str issue(struct sign_fixture *f, struct issue_order order,
                        const struct issue_key *by, struct str issuer)
{
    struct str der;
    order.issuer = issuer;
    order.issuer_secret = by->secret;
    order.from_us = SIGN_NOW_US - YEAR_US;
    order.to_us = SIGN_NOW_US + (order.profile == ISSUE_SIGNER ? YEAR_US : 3 * YEAR_US);
    must(issue_certificate(f->arena, &order, &der));
    return der;
}

static struct sign_party make_party(struct sign_fixture *f, struct str name,
                                    enum certificate_key kind, enum issue_profile profile,
                                    const struct issue_key *by)
{
    struct sign_party party;
    party.kind = kind;
    must(issue_key_make(f->arena, kind, &party.key));
    party.certificate =
        issue(f,
              (struct issue_order){.profile = profile, .name = name,
                                   .organisation = S("UBND xã Phú Hoà"),
                                   .public_info = party.key.public_info},
              by, f->authority);
    return party;
}

int sign_fixture_begin(void **state)
{
    struct arena *arena = arena_new(256 << 20);
    struct sign_fixture *f = ARENA_NEW(arena, struct sign_fixture);
    struct issue_key root;
    struct issue_key authority;
    struct issue_key foreign;
    f->arena = arena;
    f->clock = clock_fixed(SIGN_NOW_US);
    must(issue_key_make(arena, CERTIFICATE_P256, &root));
    must(issue_key_make(arena, CERTIFICATE_P256, &authority));
    must(issue_key_make(arena, CERTIFICATE_P256, &foreign));
    f->root = issue(f, (struct issue_order){.profile = ISSUE_ROOT, .name = S("Gốc thử nghiệm"),
                                            .public_info = root.public_info}, &root, S(""));
    f->authority = issue(f, (struct issue_order){.profile = ISSUE_AUTHORITY,
                                                 .name = S("Cấp phát thử nghiệm"),
                                                 .public_info = authority.public_info},
                         &root, f->root);
    f->person = make_party(f, S("Nguyễn Thị Thu Hà"), CERTIFICATE_RSA, ISSUE_SIGNER, &authority);
    f->agency = make_party(f, S("UBND xã Phú Hoà"), CERTIFICATE_P256, ISSUE_SIGNER, &authority);
    f->leader = make_party(f, S("Lê Văn Chủ Tịch"), CERTIFICATE_P384, ISSUE_SIGNER, &authority);
    f->modern = f->person;
    f->modern.kind = CERTIFICATE_RSA_PSS;
    f->clockmaker = make_party(f, S("Dấu thời gian thử nghiệm"), CERTIFICATE_P256, ISSUE_TIMESTAMP,
                               &authority);
    f->stranger.key = foreign;
    f->stranger.kind = CERTIFICATE_P256;
    f->stranger.certificate =
        issue(f, (struct issue_order){.profile = ISSUE_ROOT, .name = S("Nguyễn Thị Thu Hà"),
                                      .public_info = foreign.public_info}, &foreign, S(""));
    f->root_key = root;
    f->authority_key = authority;
    f->issuers[0] = f->authority;
    f->roots[0] = f->root;
    f->trust = (struct certificate_trust){
        .roots = {f->roots, 1}, .others = {f->issuers, 1}, .at_us = SIGN_NOW_US};
    f->timestamps = (struct timestamp_authority){f->clockmaker.certificate, {f->issuers, 1},
                                                 f->clockmaker.key.secret};
    *state = f;
    return 0;
}

int sign_fixture_end(void **state)
{
    struct sign_fixture *f = *state;
    arena_free(f->arena);
    return 0;
}

struct str sign_token(struct arena *arena, struct sign_fixture *f, const struct sha256 *imprint)
{
    struct timestamp_request request;
    struct str response;
    struct str token;
    must(timestamp_ask(arena, imprint, &request));
    must(timestamp_authority_answer(arena, &f->timestamps, &f->clock, request.der, &response));
    struct certificate_trust now = f->trust;
    now.at_us = clock_now_us(&f->clock);
    must(timestamp_accept(arena, &request, response, &now, &token));
    return token;
}

static struct result sign_by_party(void *self, struct arena *arena, struct str bytes,
                                   struct str *signature)
{
    const struct sign_party *party = self;
    return issue_sign(arena, party->key.secret, party->kind, bytes, signature);
}

static struct result stamp_by_fixture(void *self, struct arena *arena,
                                      const struct sha256 *imprint, struct str *token)
{
    *token = sign_token(arena, self, imprint);
    return RESULT_OK;
}

/* At which level, and what it lets others do. */
struct sign_manner {
    bool stamped;
    int certifies;
    const struct pdf_appearance *shown; /* NULL: a stroke */
    const char *end;                    /* behind the last %%EOF; NULL: as we write it */
};

/* Lets the file end as other products end theirs. */
static void end_with(struct arena *arena, struct pdf_prepared *prepared, const char *end)
{
    struct str kept = str_trim(prepared->bytes);
    struct str old = pdf_gap_head(arena, prepared->range);
    struct signer_range *range = &prepared->range;
    range->after_len = kept.len + strlen(end) - range->after_at;
    struct str head = pdf_gap_head(arena, *range);
    assert_int_equal(head.len, old.len);
    prepared->bytes = str_printf(
        arena, "%.*s%.*s%.*s%s", STR_ARG(str_slice(kept, 0, range->before - head.len)),
        STR_ARG(head), STR_ARG(str_slice(kept, range->before, kept.len)), end);
}

static struct str sign_with(struct arena *arena, struct sign_fixture *f, struct str base,
                            const struct sign_party *party, struct sign_manner manner)
{
    const struct pdf_appearance shown = {
        .x = 100, .y = 100, .width = 120, .height = 60,
        .content = S("0.1 0.2 0.7 RG 2 w 5 30 m 40 60 70 0 115 30 c S")};
    struct pdf_signature wanted = {.appearance = manner.shown != NULL ? manner.shown : &shown,
                                   .name = S("Nguyễn Thị Thu Hà"),
                                   .reason = S("Cấp bản sao"), .at_us = SIGN_NOW_US,
                                   .certifies = manner.certifies};
    struct pdf_prepared prepared;
    struct str out;
    struct result ready = pdf_sign_prepare(arena, base, &wanted, &prepared);
    if (ready.kind == ERROR_CONFLICT) { /* text stands there: sign unseen */
        wanted.appearance = NULL;
        ready = pdf_sign_prepare(arena, base, &wanted, &prepared);
    }
    must(ready);
    if (manner.end != NULL)
        end_with(arena, &prepared, manner.end);
    union {
        const struct sign_party *from;
        void *to;
    } self = {.from = party};
    const struct produce_key key = {party->certificate, {f->issuers, 1}, party->kind, sign_by_party,
                                    self.to};
    const struct produce_stamper stamper = {stamp_by_fixture, f};
    must(produce_pdf(arena, &prepared, &key, manner.stamped ? &stamper : NULL, &out));
    return out;
}

struct str sign_showing(struct arena *arena, struct sign_fixture *f, struct str base,
                        const struct sign_party *party, const struct pdf_appearance *shown)
{
    return sign_with(arena, f, base, party, (struct sign_manner){.stamped = true, .shown = shown});
}

struct str sign_as(struct arena *arena, struct sign_fixture *f, struct str base,
                   const struct sign_party *party, bool stamped)
{
    return sign_with(arena, f, base, party, (struct sign_manner){.stamped = stamped});
}

struct str sign_certifying(struct arena *arena, struct sign_fixture *f, struct str base, int level)
{
    return sign_with(arena, f, base, &f->person, (struct sign_manner){.certifies = level});
}

struct str sign_ending(struct arena *arena, struct sign_fixture *f, struct str base,
                       const char *end)
{
    return sign_with(arena, f, base, &f->person, (struct sign_manner){.end = end});
}

struct str sign_document_timestamp(struct arena *arena, struct sign_fixture *f, struct str base)
{
    const struct pdf_signature wanted = {.document_timestamp = true};
    struct pdf_prepared prepared;
    struct str out;
    must(pdf_sign_prepare(arena, base, &wanted, &prepared));
    struct str token = sign_token(arena, f, &prepared.digest);
    must(pdf_sign_finish(arena, prepared.bytes, prepared.range, token, &out));
    return out;
}

struct sign_statements sign_statements(struct sign_fixture *f, int64_t from_us,
                                       struct str revoked)
{
    const struct str certificates[SIGN_OCSPS] = {f->person.certificate, f->agency.certificate,
                                                 f->leader.certificate, f->clockmaker.certificate};
    struct revocation_authority says = {.certificate = f->root, .secret = f->root_key.secret,
                                        .now_us = from_us, .valid_us = 7 * MICROS_PER_DAY};
    struct sign_statements out;
    struct certificate read = {.serial = S("")};
    must(revocation_crl_make(f->arena, &says, &out.crl));
    if (!str_empty(revoked))
        must(certificate_read(f->arena, revoked, &read));
    const struct revoked gone = {read.serial, from_us, false};
    says.certificate = f->authority;
    says.secret = f->authority_key.secret;
    says.revoked = &gone;
    says.count = str_empty(revoked) ? 0 : 1;
    for (size_t i = 0; i < SIGN_OCSPS; i++) {
        struct str request;
        must(ocsp_request_make(f->arena, certificates[i], f->authority, &request));
        must(revocation_ocsp_answer(f->arena, &says, request, &out.ocsps[i]));
    }
    return out;
}

struct str sign_validation_data(struct arena *arena, struct sign_fixture *f, struct str base)
{
    struct sign_statements said = sign_statements(f, SIGN_NOW_US, S(""));
    struct evidence_set evidence = {.arena = arena, .at_us = SIGN_NOW_US + MICROS_PER_DAY};
    const struct report_input input = {.bytes = base};
    struct report *report = ARENA_NEW(arena, struct report);
    struct validation_data data;
    struct str out;
    evidence_list_add(arena, &evidence.roots, f->root);
    evidence_list_add(arena, &evidence.crls, said.crl);
    for (size_t i = 0; i < SIGN_OCSPS; i++)
        evidence_list_add(arena, &evidence.ocsps, said.ocsps[i]);
    must(report_make(&evidence, &input, report));
    validation_data_select(&evidence, report, &data);
    must(pdf_add_validation_data(arena, base, &data, &out));
    return out;
}

/* The features of a base file, one number each taken out of the variant. */
struct base_plan {
    bool stream;       /* cross-reference stream instead of a table */
    unsigned form;     /* none, direct, own object, own object with own field list */
    unsigned annots;   /* none, direct, own object */
    bool nested;       /* pages two levels deep */
    bool identity;     /* /ID */
};

static size_t offsets[16];

static void begin_object(struct buf *out, unsigned number)
{
    offsets[number] = out->len;
    buf_printf(out, "%u 0 obj\n", number);
}

static void add_object(struct buf *out, unsigned number, const char *body)
{
    begin_object(out, number);
    buf_printf(out, "%s\nendobj\n", body);
}

static void add_body(struct buf *out, const struct base_plan *plan)
{
    static const char *const forms[] = {"", "/AcroForm << /Fields [] /DA (/Helv 0 Tf) >>",
                                        "/AcroForm 6 0 R", "/AcroForm 6 0 R"};
    static const char *const annots[] = {"", "/Annots []", "/Annots 8 0 R"};
    char text[400];
    snprintf(text, sizeof text, "<< /Type /Catalog /Pages 2 0 R %s /Lang (vi) >>",
             forms[plan->form]);
    add_object(out, 1, text);
    add_object(out, 2, plan->nested ? "<</Type/Pages/Kids[9 0 R]/Count 1>>"
                                    : "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    snprintf(text, sizeof text,
             "<</Type/Page/Parent %u 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
             "/Resources<</Font<</F0 5 0 R>>>>%s>>",
             plan->nested ? 9U : 2U, annots[plan->annots]);
    add_object(out, 3, text);
    add_object(out, 4, "<</Length 50>>\nstream\nBT /F0 24 Tf 72 700 Td (Trich luc ban sao) Tj ET \n"
                       "endstream");
    add_object(out, 5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    add_object(out, 6, plan->form == 3 ? "<< /Fields 7 0 R /SigFlags 0 >>"
                                       : "<< /Fields [ ] /SigFlags 3 >>");
    add_object(out, 7, "[ ]");
    add_object(out, 8, "[ % chú thích\n ]");
    add_object(out, 9, "<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>");
}

struct str sign_base(struct arena *arena, unsigned variant)
{
    const struct base_plan plan = {variant % 2 != 0, variant / 2 % 4, variant / 8 % 3,
                                   variant / 24 % 2 != 0, variant / 48 % 2 != 0};
    struct buf out;
    buf_init(&out, arena, 1 << 16);
    buf_text(&out, "%PDF-1.7\n%\xc3\xa9\xc3\xa0\n");
    add_body(&out, &plan);
    const char *id = plan.identity ? "/ID [<00112233> <00112233>]" : "";
    size_t at = out.len;
    if (plan.stream) {
        begin_object(&out, 10);
        buf_printf(&out, "<</Type/XRef/W[1 2 1]/Size 11/Root 1 0 R %s/Length 44>>\nstream\n", id);
        buf_bytes(&out, "\0\0\0\xff", 4);
        for (unsigned i = 1; i <= 10; i++) {
            buf_byte(&out, 1);
            buf_u16(&out, (uint16_t)offsets[i]);
            buf_byte(&out, 0);
        }
        buf_text(&out, "\nendstream\nendobj\n");
    } else {
        buf_text(&out, "xref\n0 10\n0000000000 65535 f \n");
        for (unsigned i = 1; i <= 9; i++)
            buf_printf(&out, "%010zu 00000 n \n", offsets[i]);
        buf_printf(&out, "trailer\n<< /Size 10 /Root 1 0 R %s >>\n", id);
    }
    buf_printf(&out, "startxref\n%zu\n%%%%EOF%s", at, variant % 5 == 0 ? "" : "\n");
    return buf_str(&out);
}

int sign_run(struct arena *arena, const char *command, struct str file, struct str *output)
{
    char path[] = "/tmp/truc-sign-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    must(os_fd_write_all(fd, file));
    close(fd);
    struct buf line;
    buf_init(&line, arena, 4096);
    for (const char *at = command; *at != '\0'; at++) {
        if (*at == '@')
            buf_text(&line, path);
        else
            buf_byte(&line, (unsigned char)*at);
    }
    buf_text(&line, " 2>&1");
    FILE *pipe = popen(buf_str(&line).ptr, "r");
    assert_non_null(pipe);
    struct buf text;
    buf_init(&text, arena, 1 << 20);
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        buf_bytes(&text, chunk, got);
    int status = pclose(pipe);
    unlink(path);
    *output = buf_str(&text);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
