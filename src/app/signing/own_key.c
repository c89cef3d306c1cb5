#include "app/signing/own_key.h"

#include <string.h>

#include "app/signing/options.h"
#include "app/terminal.h"
#include "base/crypto.h"
#include "sign/issue.h"

enum { FILE_LIMIT = 1 << 20, SECRET_MAX = 512, SECRETS_MOST = 16 << 20 };

static struct result read_secret(struct arena *arena, const struct own_key_place *place,
                                 struct str *out)
{
    if (place->pin_file == NULL)
        return terminal_ask_secret(arena, place->key != NULL ? "Passphrase" : "PIN", out);
    struct str text;
    TRY(options_input(arena, place->pin_file, SECRET_MAX, &text));
    str_split(text, '\n', out, &text);
    *out = str_ends(*out, S("\r")) ? str_slice(*out, 0, out->len - 1) : *out;
    return RESULT_OK;
}

static struct result sign_soft(void *self, struct arena *arena, struct str bytes,
                               struct str *signature)
{
    struct own_key *key = self;
    struct str made = S("");
    struct result signing =
        issue_sign(key->secrets, key->soft.secret, key->use.kind, bytes, &made);
    *signature = str_dup(arena, made);
    own_key_close(key);
    return signing;
}

static struct result sign_by_token(void *self, struct arena *arena, struct str bytes,
                                   struct str *signature)
{
    struct own_key *key = self;
    struct result signing = token_sign(arena, &key->session, key->use.kind, bytes, signature);
    own_key_close(key);
    return signing;
}

/* A file without passphrase opens at once. */
static struct result open_soft(struct arena *arena, const struct own_key_place *place,
                               struct own_key *key)
{
    struct str passphrase;
    TRY(options_input(key->secrets, place->key, FILE_LIMIT, &key->file));
    struct result opened = softkey_read(key->secrets, key->file, S(""), &key->soft);
    if (opened.kind == ERROR_FORBIDDEN) {
        TRY(read_secret(key->secrets, place, &passphrase));
        opened = softkey_read(key->secrets, key->file, passphrase, &key->soft);
    }
    struct str *others = ARENA_ARRAY(arena, struct str, key->soft.others.count + 1);
    for (size_t i = 0; i < key->soft.others.count; i++)
        others[i] = str_dup(arena, key->soft.others.items[i]);
    key->use.certificate = str_dup(arena, key->soft.certificate);
    key->use.issuers = (struct certificate_list){others, key->soft.others.count};
    key->use.sign = sign_soft;
    return opened;
}

static struct result open_token(const struct own_key_place *place, struct own_key *key)
{
    struct str pin;
    TRY(token_module_load(place->module, &key->module));
    TRY(read_secret(key->secrets, place, &pin));
    key->use.sign = sign_by_token;
    return token_login(key->module, str_from_c(place->token), pin, &key->session);
}

static struct result read_certificates(struct arena *arena, const char *path, struct own_key *key)
{
    struct str file;
    struct certificate_list found = {NULL, 0};
    TRY(options_input(arena, path, FILE_LIMIT, &file));
    if (str_find(file, S("-----BEGIN ")) == file.len) {
        key->use.certificate = file;
        return RESULT_OK;
    }
    TRY(certificate_pem_read(arena, file, &found));
    key->use.certificate = found.items[0];
    key->use.issuers = (struct certificate_list){found.items + 1, found.count - 1};
    return RESULT_OK;
}

struct result own_key_open(struct arena *arena, const struct own_key_place *place,
                           struct own_key *out)
{
    memset(out, 0, sizeof *out);
    out->use.self = out;
    out->secrets = arena_new(SECRETS_MOST);
    TRY(place->key != NULL ? open_soft(arena, place, out) : open_token(place, out));
    if (place->certificate != NULL)
        TRY(read_certificates(arena, place->certificate, out));
    if (str_empty(out->use.certificate))
        return result_fail(ERROR_INVALID, "sign.certificate",
                           N_("Thiếu chứng thư số của người ký. Thêm --certificate TỆP."));
    TRY(certificate_read(arena, out->use.certificate, &out->certificate));
    bool rsa = out->certificate.key == CERTIFICATE_RSA;
    out->use.kind = rsa && place->pss ? CERTIFICATE_RSA_PSS : out->certificate.key;
    return RESULT_OK;
}

struct str own_key_name(struct arena *arena, const struct own_key_place *place)
{
    struct own_key key = {.certificate = {.name = S("")}};
    if (place->certificate == NULL ||
        !result_ok(read_certificates(arena, place->certificate, &key)) ||
        !result_ok(certificate_read(arena, key.use.certificate, &key.certificate)))
        return S("");
    return key.certificate.name;
}

static void wipe(struct str secret)
{
    union {
        const char *from;
        char *to;
    } bytes = {.from = secret.ptr};
    if (!str_empty(secret))
        crypto_wipe(bytes.to, secret.len);
}

void own_key_close(struct own_key *key)
{
    if (key->secrets == NULL)
        return;
    wipe(key->file);
    wipe(key->soft.secret);
    token_logout(&key->session);
    token_module_free(key->module);
    arena_free(key->secrets);
    key->secrets = NULL;
    key->module = NULL;
}
