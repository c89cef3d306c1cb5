/* truc sign FILE --out FILE (--key FILE | --pkcs11 MODULE --token LABEL) … */
#include <stdio.h>

#include "app/commands.h"
#include "app/signing/augment.h"
#include "app/signing/options.h"
#include "app/signing/own_key.h"
#include "app/signing/stamp.h"

enum {
    EXIT_USE = 2,
    FILE_LIMIT = 64 << 20,
    ARENA_MOST = 1 << 30,
    POINTS_MOST = 14400, /* largest page (annex C.2) */
};

const char sign_usage[] =
    "Usage: truc sign FILE --out FILE (--key FILE | --pkcs11 MODULE --token LABEL)\n"
    "                 [--certificate FILE] [--pin-file FILE] [--pss] [--level B|T|LT|LTA]\n"
    "                 [--tsa URL] [--trust DIR] [--evidence DIR] [--offline] [--loopback]\n"
    "                 [--reason TEXT] [--page N --rect X,Y,WIDTH,HEIGHT] [--cades [--attached]]\n"
    "                 [--attachment-of NUMBER | --copy FORM --agency NAME]\n"
    "\n"
    "--out FILE          where to write; what is there is replaced, in one step\n"
    "--key FILE          private key, PEM or PKCS #12\n"
    "--pkcs11, --token   module (.so) and label of the token\n"
    "--certificate FILE  the signer's certificate, then those above it; PEM or DER\n"
    "--pin-file FILE     PIN or passphrase; without it it is asked for\n"
    "--pss               RSASSA-PSS with an RSA key; default PKCS#1 v1.5\n"
    "--level LEVEL       default T with --tsa, else B\n"
    "--page, --rect      draws a frame there, in whole points from the lower left corner\n"
    "--attachment-of     stamps page 1 (A4) at the top right with the document's number and time\n"
    "--copy, --agency    stamps it with the form of the copy (\"SAO Y\"), the agency and the time\n"
    "--cades             any file: a CAdES signature (.p7s), detached unless --attached\n"
    "--trust, --evidence, --offline, --loopback: as truc augment\n"
    "Exit status: 0 signed; 1 refused, nothing written; 2 wrong use.\n";

struct arguments {
    const char *file;
    const char *out;
    const char *level_word;
    const char *tsa;
    const char *trust;
    const char *evidence;
    const char *reason;
    const char *page_word;
    const char *rect_word;
    bool cades;
    bool attached;
    bool offline;
    bool loopback;
    struct own_key_place place;
    enum step_level level;
    size_t page;
    struct pdf_appearance shown;
    struct stamp_words stamp;
};

/* Whole points, four of them. */
static bool read_rect(struct arguments *out)
{
    double *const parts[] = {&out->shown.x, &out->shown.y, &out->shown.width, &out->shown.height};
    struct str rest = str_from_c(out->rect_word);
    int64_t page = 1;
    if (out->rect_word == NULL)
        return out->page_word == NULL;
    if (out->page_word != NULL && !str_to_i64(str_from_c(out->page_word), &page))
        return false;
    for (size_t i = 0; i < 4; i++) {
        struct str part;
        int64_t number = 0;
        bool more = str_split(rest, ',', &part, &rest);
        if (more != (i < 3) || !str_to_i64(part, &number) || number < -POINTS_MOST ||
            number > POINTS_MOST)
            return false;
        *parts[i] = (double)number;
    }
    out->page = (size_t)page - 1;
    return page >= 1 && out->shown.width >= 4 && out->shown.height >= 4;
}

static bool is_stamped(const struct arguments *arguments)
{
    return arguments->stamp.attachment_of != NULL || arguments->stamp.copy != NULL;
}

/* One stamp at most, and nothing else that is shown. */
static bool stamp_fits(const struct arguments *arguments)
{
    const struct stamp_words *stamp = &arguments->stamp;
    if ((stamp->copy == NULL) != (stamp->agency == NULL))
        return false;
    return !is_stamped(arguments) ||
           (!arguments->cades && arguments->rect_word == NULL &&
            (stamp->attachment_of == NULL || stamp->copy == NULL));
}

static bool fits_together(struct arguments *out)
{
    bool token = out->place.module != NULL && out->place.token != NULL;
    if (out->file == NULL || out->out == NULL || (out->place.key != NULL) == token)
        return false;
    out->level = out->tsa == NULL ? STEP_B : STEP_T;
    if (out->level_word != NULL && !step_level_read(out->level_word, &out->level))
        return false;
    if (out->attached && !out->cades)
        return false;
    bool timed = out->level == STEP_B || out->tsa != NULL;
    return timed && stamp_fits(out) && (!out->cades || out->level <= STEP_T) && read_rect(out);
}

static bool read_arguments(int argc, char **argv, struct arguments *out)
{
    const struct option_word options[] = {
        {"--out", &out->out, NULL},
        {"--key", &out->place.key, NULL},
        {"--pkcs11", &out->place.module, NULL},
        {"--token", &out->place.token, NULL},
        {"--certificate", &out->place.certificate, NULL},
        {"--pin-file", &out->place.pin_file, NULL},
        {"--pss", NULL, &out->place.pss},
        {"--level", &out->level_word, NULL},
        {"--tsa", &out->tsa, NULL},
        {"--trust", &out->trust, NULL},
        {"--evidence", &out->evidence, NULL},
        {"--offline", NULL, &out->offline},
        {"--loopback", NULL, &out->loopback},
        {"--reason", &out->reason, NULL},
        {"--page", &out->page_word, NULL},
        {"--rect", &out->rect_word, NULL},
        {"--attachment-of", &out->stamp.attachment_of, NULL},
        {"--copy", &out->stamp.copy, NULL},
        {"--agency", &out->stamp.agency, NULL},
        {"--cades", NULL, &out->cades},
        {"--attached", NULL, &out->attached},
    };
    struct option_words words = {options, sizeof options / sizeof options[0], &out->file, 1, 0};
    return options_read(argc, argv, &words) && fits_together(out);
}

/* Everything that a signature is made with. */
struct signing {
    struct arena *arena;
    const struct arguments *arguments;
    struct own_key key;
    struct produce_stamper stamper;
    struct shelf shelf;
    int64_t now_us;
};

/* TT 15/2025, Art. 5: the certificate is looked at before the signature is allowed. */
static struct result open_key(struct signing *s)
{
    TRY(own_key_open(s->arena, &s->arguments->place, &s->key));
    const struct certificate *certificate = &s->key.certificate;
    if (s->now_us > certificate->not_after_us)
        return result_fail(ERROR_UNTRUSTED, "certificate.expired", N_("Chứng thư số đã hết hạn."));
    if (s->now_us < certificate->not_before_us)
        return result_fail(ERROR_UNTRUSTED, "certificate.early",
                           N_("Chứng thư số chưa đến ngày có hiệu lực."));
    return RESULT_OK;
}

static const struct produce_stamper *stamper_of(const struct signing *s)
{
    return s->arguments->level == STEP_B ? NULL : &s->stamper;
}

static struct result sign_pdf(struct signing *s, struct str base, struct str *out)
{
    const struct arguments *arguments = s->arguments;
    struct pdf_appearance stamped;
    if (is_stamped(arguments)) /* before anything of a stranger's is parsed */
        TRY(stamp_draw(s->arena, &arguments->stamp, s->now_us, &stamped));
    const struct pdf_signature wanted = {
        .page = arguments->page,
        .appearance = is_stamped(arguments)           ? &stamped
                      : arguments->rect_word == NULL ? NULL
                                                     : &arguments->shown,
        .name = own_key_name(s->arena, &arguments->place),
        .reason = str_from_c(arguments->reason),
        .at_us = s->now_us};
    struct pdf_prepared prepared;
    TRY(step_prepare(s->arena, base, &wanted, &prepared));
    TRY(open_key(s));
    TRY(produce_pdf(s->arena, &prepared, &s->key.use, stamper_of(s), out));
    if (arguments->level <= STEP_T)
        return RESULT_OK;
    const struct augmenting how = {&s->shelf, arguments->tsa, arguments->offline,
                                   arguments->loopback, clock_system()};
    return augment_to(s->arena, &how, *out, arguments->level, out);
}

static struct result sign_cms(struct signing *s, struct str content, struct str *out)
{
    TRY(open_key(s));
    const struct produce_order order = {
        .key = &s->key.use,
        .stamper = stamper_of(s),
        .digest = produce_digest(s->arena, s->key.use.kind, &content, 1),
        .at_us = s->now_us,
        .attached = s->arguments->attached,
        .content = content};
    return produce_cms(s->arena, &order, out);
}

/* The new file is judged before anybody gets it: every signature intact, none revoked, the level
 * reached. */
static struct result check_result(struct signing *s, struct str content, struct str made)
{
    const struct arguments *arguments = s->arguments;
    const struct step_subject subject = {
        {made, content, arguments->cades && !arguments->attached},
        &s->shelf,
        clock_now_us(clock_system())};
    struct step_facts *facts = ARENA_NEW(s->arena, struct step_facts);
    bool good = true;
    TRY(step_examine(s->arena, &subject, facts));
    for (size_t i = 0; i < facts->count; i++) {
        const struct step_signature *one = &facts->signatures[i];
        bool revoked = one->sub == SUB_REVOKED_NO_POE || one->sub == SUB_REVOKED_CA_NO_POE;
        bool ours = i + 1 == facts->count;
        if (revoked && ours)
            return result_fail(ERROR_UNTRUSTED, "sign.revoked",
                               N_("Chứng thư số đã bị thu hồi hoặc tạm dừng nên không ký được."));
        good = good && one->integrity == CMS_HOLDS && one->modified != MODIFIED_YES &&
               (!ours || one->level >= arguments->level);
    }
    return good && facts->count > 0
               ? RESULT_OK
               : result_fail(ERROR_INTERNAL, "sign.check",
                             N_("Tệp sau khi ký không qua được kiểm tra. Không ghi tệp nào."));
}

static struct result sign(struct signing *s)
{
    const struct arguments *arguments = s->arguments;
    struct str content;
    struct str made;
    union {
        const char *from;
        void *to;
    } tsa = {.from = arguments->tsa};
    s->stamper = (struct produce_stamper){stamp_over_http, tsa.to};
    s->shelf.arena = s->arena;
    TRY(options_input(s->arena, arguments->file, FILE_LIMIT, &content));
    TRY(shelf_add_folder(&s->shelf, arguments->trust, true));
    TRY(shelf_add_folder(&s->shelf, arguments->evidence, false));
    TRY(arguments->cades ? sign_cms(s, content, &made) : sign_pdf(s, content, &made));
    TRY(check_result(s, content, made));
    return options_output(s->arena, arguments->out, made);
}

int command_sign(int argc, char **argv)
{
    struct arguments arguments = {0};
    if (!read_arguments(argc, argv, &arguments)) {
        fputs(sign_usage, stderr);
        return EXIT_USE;
    }
    struct arena *arena = arena_new(ARENA_MOST);
    struct signing *s = ARENA_NEW(arena, struct signing);
    s->arena = arena;
    s->arguments = &arguments;
    s->now_us = clock_now_us(clock_system());
    arguments.shown.content = str_printf(arena, "0 0 0.6 RG 1 w 0.5 0.5 %.2f %.2f re S",
                                         arguments.shown.width - 1, arguments.shown.height - 1);
    struct result done = sign(s);
    int status = result_ok(done) ? 0 : options_failed("truc sign", done);
    own_key_close(&s->key);
    arena_free(arena);
    return status;
}
