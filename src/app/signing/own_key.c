#include "app/signing/own_key.h"

#include <string.h>

#include "app/terminal.h"
#include "base/os_file.h"
#include "sign/issue.h"

enum { FILE_LIMIT = 1 << 20, SECRET_MAX = 512 };

static struct result read_secret(struct arena *arena, const struct own_key_place *place,
                                 struct str *out)
{
    if (place->pin_file == NULL)
        return terminal_ask_secret(arena, place->key != NULL ? "Passphrase" : "PIN", out);
    struct str text;
    TRY(os_file_read(arena, place->pin_file, SECRET_MAX, &text));
    str_split(text, '\n', out, &text);
    *out = str_ends(*out, S("\r")) ? str_slice(*out, 0, out->len - 1) : *out;
    return RESULT_OK;
}

static struct result sign_soft(void *self, struct arena *arena, struct str bytes,
                               struct str *signature)
{
    const struct own_key *key = self;
    return issue_sign(arena, key->soft.secret, key->use.kind, bytes, signature);
}

static struct result sign_by_token(void *self, struct arena *arena, struct str bytes,
                                   struct str *signature)
{
    struct own_key *key = self;
    return token_sign(arena, &key->session, key->use.kind, bytes, signature);
}

/* A file without passphrase opens at once. */
static struct result open_soft(struct arena *arena, const struct own_key_place *place,
                               struct own_key *key)
{
    struct str file;
    struct str passphrase;
    TRY(os_file_read(arena, place->key, FILE_LIMIT, &file));
    struct result opened = softkey_read(arena, file, S(""), &key->soft);
    if (opened.kind == ERROR_FORBIDDEN) {
        TRY(read_secret(arena, place, &passphrase));
        opened = softkey_read(arena, file, passphrase, &key->soft);
    }
    key->use.certificate = key->soft.certificate;
    key->use.issuers = key->soft.others;
    key->use.sign = sign_soft;
    return opened;
}

static struct result open_token(struct arena *arena, const struct own_key_place *place,
                                struct own_key *key)
{
    struct str pin;
    TRY(token_module_load(place->module, &key->module));
    TRY(read_secret(arena, place, &pin));
    key->use.sign = sign_by_token;
    return token_login(key->module, str_from_c(place->token), pin, &key->session);
}

static struct result read_certificates(struct arena *arena, const char *path, struct own_key *key)
{
    struct str file;
    struct certificate_list found = {NULL, 0};
    TRY(os_file_read(arena, path, FILE_LIMIT, &file));
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
    TRY(place->key != NULL ? open_soft(arena, place, out) : open_token(arena, place, out));
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

void own_key_close(struct own_key *key)
{
    token_logout(&key->session);
    token_module_free(key->module);
}
