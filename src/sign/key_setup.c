#include "sign/key_setup.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/os_file.h"
#include "sign/issue.h"
#include "sign/revocation_authority.h"
#include "sign/timestamp_authority.h"
#include "sign/token.h"

enum { SECRET_MODE = 0600, FOLDER_MODE = 0700, FILE_MAX = 64 * 1024, PIN_BYTES = 12 };

/* A demonstration lives two years from 120 days before today: its dossiers lie up to 60 days
 * back. */
#define VALID_BEFORE_US (120 * MICROS_PER_DAY)
#define VALID_AFTER_US (610 * MICROS_PER_DAY)

static const char *const modules[] = {
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
};

const char *key_setup_softhsm_module(void)
{
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        if (os_file_exists(modules[i]))
            return modules[i];
    return modules[0];
}

bool key_setup_softhsm_installed(void) { return os_file_exists(key_setup_softhsm_module()); }

static struct result put(struct arena *arena, const struct key_setup *setup, struct str name,
                         struct str bytes)
{
    return os_file_write(str_printf(arena, "%s/%.*s", setup->folder, STR_ARG(name)).ptr, bytes,
                         SECRET_MODE);
}

/* The root's key lives only while the demonstration is being made; the issuing one goes on where
 * certificates name a place that answers about them. */
struct authority {
    struct issue_key root;
    struct issue_key issuing;
};

static struct result issue(struct arena *arena, const struct key_setup *setup,
                           const struct authority *authority, struct issue_order order,
                           struct str *der)
{
    order.issuer = order.profile == ISSUE_AUTHORITY ? setup->root : setup->authority;
    order.issuer_secret =
        order.profile == ISSUE_ROOT || order.profile == ISSUE_AUTHORITY
            ? authority->root.secret
            : authority->issuing.secret;
    if (!str_empty(setup->authority_url) && order.profile != ISSUE_ROOT) {
        order.ocsp_url = order.profile == ISSUE_AUTHORITY
                             ? S("")
                             : str_concat(arena, setup->authority_url, S("/ocsp"));
        order.crl_url = str_concat(arena, setup->authority_url,
                                   order.profile == ISSUE_AUTHORITY ? S("/root.crl")
                                                                    : S("/issuing.crl"));
    }
    order.from_us = setup->now_us - VALID_BEFORE_US;
    order.to_us = setup->now_us + VALID_AFTER_US;
    return issue_certificate(arena, &order, der);
}

static struct result make_authority(struct arena *arena, struct key_setup *setup,
                                    struct authority *authority)
{
    const struct str office = S("Cơ quan chứng thực trình diễn");
    TRY(issue_key_make(arena, CERTIFICATE_P256, &authority->root));
    TRY(issue_key_make(arena, CERTIFICATE_P256, &authority->issuing));
    TRY(issue(arena, setup, authority,
              (struct issue_order){.profile = ISSUE_ROOT, .name = S("Gốc trình diễn"),
                                   .organisation = office,
                                   .public_info = authority->root.public_info},
              &setup->root));
    return issue(arena, setup, authority,
                 (struct issue_order){.profile = ISSUE_AUTHORITY,
                                      .name = S("Chứng thư công vụ trình diễn"),
                                      .organisation = office,
                                      .public_info = authority->issuing.public_info},
                 &setup->authority);
}

static struct result make_timestamps(struct arena *arena, struct key_setup *setup,
                                     const struct authority *authority)
{
    struct issue_key key;
    struct str der;
    TRY(issue_key_make(arena, CERTIFICATE_P256, &key));
    TRY(issue(arena, setup, authority,
              (struct issue_order){.profile = ISSUE_TIMESTAMP,
                                   .name = S("Dấu thời gian trình diễn"),
                                   .organisation = S("Cơ quan chứng thực trình diễn"),
                                   .public_info = key.public_info},
              &der));
    TRY(put(arena, setup, S("tsa.der"), der));
    TRY(put(arena, setup, S("tsa.key"), key.secret));
    TRY(put(arena, setup, S("root.der"), setup->root));
    return put(arena, setup, S("authority.der"), setup->authority);
}

struct result key_setup_timestamps(struct arena *arena, const char *folder,
                                   struct timestamp_authority *out)
{
    static const char *const names[] = {"tsa.der", "tsa.key", "authority.der"};
    struct str *parts = ARENA_ARRAY(arena, struct str, 3);
    for (size_t i = 0; i < 3; i++)
        TRY(os_file_read(arena, str_printf(arena, "%s/%s", folder, names[i]).ptr, FILE_MAX,
                         &parts[i]));
    *out = (struct timestamp_authority){parts[0], {&parts[2], 1}, parts[1]};
    return RESULT_OK;
}

/* The root revokes nobody: one list for as long as the demonstration lives. */
static struct result make_revocation(struct arena *arena, const struct key_setup *setup,
                                     const struct authority *authority)
{
    struct str crl;
    const struct revocation_authority root = {
        .certificate = setup->root, .secret = authority->root.secret,
        .now_us = setup->now_us - VALID_BEFORE_US, .valid_us = VALID_BEFORE_US + VALID_AFTER_US};
    if (str_empty(setup->authority_url))
        return RESULT_OK;
    TRY(revocation_crl_make(arena, &root, &crl));
    TRY(put(arena, setup, S("root.crl"), crl));
    TRY(put(arena, setup, S("authority.url"), setup->authority_url));
    return put(arena, setup, S("authority.key"), authority->issuing.secret);
}

struct result key_setup_revocation(struct arena *arena, const char *folder,
                                   struct revocation_authority *issuing, struct str *root_crl)
{
    static const char *const names[] = {"authority.der", "authority.key", "root.crl"};
    struct str parts[3];
    for (size_t i = 0; i < 3; i++)
        TRY(os_file_read(arena, str_printf(arena, "%s/%s", folder, names[i]).ptr, FILE_MAX,
                         &parts[i]));
    *issuing = (struct revocation_authority){.certificate = parts[0], .secret = parts[1]};
    *root_crl = parts[2];
    return RESULT_OK;
}

/* The token module reads its own folder from a file that this variable names. */
static struct result open_tokens(struct arena *arena, const struct key_setup *setup,
                                 struct token_module **module)
{
    const char *config = str_printf(arena, "%s/softhsm2.conf", setup->folder).ptr;
    TRY(os_dir_make(str_printf(arena, "%s/tokens", setup->folder).ptr, FOLDER_MODE));
    TRY(put(arena, setup, S("softhsm2.conf"),
            str_printf(arena,
                       "directories.tokendir = %s/tokens\nobjectstore.backend = file\n"
                       "log.level = ERROR\nslots.removable = false\n",
                       setup->folder)));
    if (setenv("SOFTHSM2_CONF", config, 1) != 0)
        return result_fail(ERROR_UNAVAILABLE, "signer.token", NULL);
    return token_module_load(key_setup_softhsm_module(), module);
}

static struct result make_holder(struct arena *arena, struct key_setup *setup,
                                 const struct authority *authority, struct token_module *module,
                                 struct key_holder *holder)
{
    struct str public_info;
    bool person = !holder->agency && !holder->report;
    if (!person)
        holder->pin = random_hex(arena, PIN_BYTES);
    const struct token_new token = {.label = holder->id, .pin = holder->pin,
                                    .officer_pin = random_hex(arena, PIN_BYTES),
                                    .kind = person ? CERTIFICATE_RSA : CERTIFICATE_P256};
    TRY(token_make(arena, module, &token, &public_info));
    TRY(issue(arena, setup, authority,
              (struct issue_order){.profile = ISSUE_SIGNER, .name = holder->name,
                                   .organisation = holder->organisation,
                                   .public_info = public_info},
              &holder->certificate));
    TRY(put(arena, setup, str_printf(arena, "%.*s.der", STR_ARG(holder->id)),
            holder->certificate));
    if (person)
        return RESULT_OK;
    return put(arena, setup, str_printf(arena, "%.*s.pin", STR_ARG(holder->id)), holder->pin);
}

static struct result make_holders(struct arena *arena, struct key_setup *setup)
{
    struct authority authority;
    struct token_module *module = NULL;
    struct result made = RESULT_OK;
    TRY(make_authority(arena, setup, &authority));
    TRY(make_timestamps(arena, setup, &authority));
    TRY(make_revocation(arena, setup, &authority));
    TRY(open_tokens(arena, setup, &module));
    for (size_t i = 0; i < setup->holder_count && result_ok(made); i++)
        made = make_holder(arena, setup, &authority, module, &setup->holders[i]);
    token_module_free(module);
    return made;
}

static struct result make_log_key(struct arena *arena, struct key_setup *setup)
{
    struct ed25519_key key = ed25519_generate();
    setup->log_key = ed25519_public_of(&key);
    struct result written = put(arena, setup, S("nhat-ky.seed"),
                                str_of((const char *)key.seed, ED25519_SEED_SIZE));
    crypto_wipe(&key, sizeof key);
    return written;
}

static struct result write_list(struct arena *arena, const struct key_setup *setup)
{
    struct buf out;
    buf_init(&out, arena, 1 << 20);
    if (setup->holder_count > 0)
        buf_printf(&out, "module\t%s\n", key_setup_softhsm_module());
    buf_printf(&out, "log\tnhat-ky\t-\tnhat-ky.seed\t%.*s\n", STR_ARG(setup->origin));
    for (size_t i = 0; i < setup->holder_count; i++) {
        const struct key_holder *holder = &setup->holders[i];
        const char *kind = holder->report ? "report" : holder->agency ? "seal" : "person";
        buf_printf(&out, "%s\t%.*s\t%.*s\t%.*s.der", kind, STR_ARG(holder->id),
                   STR_ARG(holder->report ? S("-") : holder->agencies), STR_ARG(holder->id));
        if (holder->report || holder->agency)
            buf_printf(&out, "\t%.*s.pin", STR_ARG(holder->id));
        buf_byte(&out, '\n');
    }
    return put(arena, setup, S("keys.conf"), buf_str(&out));
}

struct result key_setup_make(struct arena *arena, struct key_setup *setup)
{
    if (os_file_exists(str_printf(arena, "%s/keys.conf", setup->folder).ptr))
        return result_fail(ERROR_CONFLICT, "keys.exist",
                           N_("Thư mục khóa đã có. Không ghi đè lên khóa đang dùng."));
    if (setup->holder_count > KEY_SETUP_HOLDERS_MAX)
        return result_fail(ERROR_LIMIT, "keys.too_many", NULL);
    TRY(os_dir_make(setup->folder, FOLDER_MODE));
    TRY(make_log_key(arena, setup));
    if (setup->holder_count > 0)
        TRY(make_holders(arena, setup));
    return write_list(arena, setup);
}
