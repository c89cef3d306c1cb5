#include "sign/pdf_crypt.h"

#include <openssl/evp.h>
#include <string.h>

enum cipher { CIPHER_NONE, CIPHER_RC4, CIPHER_AES };
enum { AES_BLOCK = 16, OBJECT_KEY_MAX = 16 };

struct pdf_crypt {
    struct pdf_key key;
    enum cipher strings;
    enum cipher streams;
    uint32_t number;    /* of the dictionary that says all this; 0: in the trailer */
    bool whole_key;     /* every object under the file's own key (AES-256) */
    bool open_metadata; /* metadata streams are plain */
};

/* The method behind the name of a crypt filter; false for one that is not known. */
static bool named_cipher(const struct pdf_value *encrypt, const char *key, enum cipher *out)
{
    const struct pdf_value *name = pdf_get(encrypt, key);
    *out = CIPHER_NONE;
    if (name == NULL || pdf_is_name(name, "Identity"))
        return true;
    if (name->type != PDF_NAME)
        return false;
    const struct pdf_value *method =
        pdf_get(pdf_get_text(pdf_get(encrypt, "CF"), name->text), "CFM");
    if (pdf_is_name(method, "V2"))
        *out = CIPHER_RC4;
    else if (pdf_is_name(method, "AESV2") || pdf_is_name(method, "AESV3"))
        *out = CIPHER_AES;
    return *out != CIPHER_NONE || method == NULL || pdf_is_name(method, "None");
}

static bool read_ciphers(const struct pdf_value *encrypt, struct pdf_crypt *crypt)
{
    const struct pdf_value *version = pdf_get(encrypt, "V");
    const struct pdf_value *metadata = pdf_get(encrypt, "EncryptMetadata");
    if (version == NULL || version->type != PDF_INTEGER)
        return false;
    crypt->whole_key = version->integer == 5;
    crypt->open_metadata =
        metadata != NULL && metadata->type == PDF_BOOLEAN && metadata->integer == 0;
    crypt->strings = crypt->streams = CIPHER_RC4;
    if (version->integer == 1 || version->integer == 2)
        return true;
    return (version->integer == 4 || version->integer == 5) &&
           named_cipher(encrypt, "StrF", &crypt->strings) &&
           named_cipher(encrypt, "StmF", &crypt->streams);
}

struct result pdf_crypt_open(struct pdf_file *file)
{
    const struct pdf_value *trailer = file->sections[pdf_last(file)].trailer;
    const struct pdf_value *encrypt = pdf_get(trailer, "Encrypt");
    const struct pdf_value *ids = pdf_get(trailer, "ID");
    struct str id = S("");
    struct pdf_object home = {0};
    struct pdf_crypt *crypt = ARENA_NEW(file->arena, struct pdf_crypt);
    *crypt = (struct pdf_crypt){.number = 0};
    if (encrypt != NULL && encrypt->type == PDF_REFERENCE) {
        struct result read = pdf_object(file, pdf_last(file), encrypt->integer, &home);
        if (!result_ok(read))
            return read.kind == ERROR_LIMIT ? read : RESULT_OK;
        encrypt = home.value;
        crypt->number = home.number;
    }
    if (ids != NULL && ids->type == PDF_ARRAY && ids->first != NULL &&
        ids->first->type == PDF_STRING)
        id = ids->first->text;
    if (pdf_is_name(pdf_get(encrypt, "Filter"), "Standard") && read_ciphers(encrypt, crypt) &&
        pdf_key_find(encrypt, id, &crypt->key))
        file->crypt = crypt;
    return RESULT_OK;
}

/* Algorithm 1: the key of one object. */
static bool object_key(const struct pdf_crypt *crypt, const struct pdf_object *object, bool aes,
                       struct pdf_key *out)
{
    unsigned char text[PDF_KEY_MAX + 9];
    unsigned len = 0;
    size_t at = crypt->key.len;
    *out = crypt->key;
    if (crypt->whole_key)
        return true;
    const unsigned char tail[] = {object->number & 255, object->number >> 8 & 255,
                                  object->number >> 16 & 255, object->generation & 255,
                                  object->generation >> 8 & 255, 's', 'A', 'l', 'T'};
    memcpy(text, crypt->key.bytes, at);
    memcpy(text + at, tail, sizeof tail);
    at += aes ? sizeof tail : sizeof tail - 4;
    out->len = crypt->key.len + 5 > OBJECT_KEY_MAX ? OBJECT_KEY_MAX : crypt->key.len + 5;
    return EVP_Digest(text, at, out->bytes, &len, EVP_md5(), NULL) == 1;
}

/* The start vector stands in front, whole blocks follow, padded. */
static bool decrypt_aes(const struct pdf_key *key, struct str in, unsigned char *out, size_t *len)
{
    int first = 0;
    int last = 0;
    if (in.len < 2 * AES_BLOCK || in.len % AES_BLOCK != 0 ||
        (key->len != 16 && key->len != 32))
        return false;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    const unsigned char *from = (const unsigned char *)in.ptr;
    bool good = context != NULL &&
                EVP_DecryptInit_ex(context, key->len == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc(),
                                   NULL, key->bytes, from) == 1 &&
                EVP_DecryptUpdate(context, out, &first, from + AES_BLOCK,
                                  (int)(in.len - AES_BLOCK)) == 1 &&
                EVP_DecryptFinal_ex(context, out + first, &last) == 1;
    EVP_CIPHER_CTX_free(context);
    *len = good ? (size_t)first + (size_t)last : 0;
    return good;
}

static bool decrypt(struct pdf_file *file, const struct pdf_object *object, enum cipher cipher,
                    struct str *bytes)
{
    struct pdf_key key;
    size_t len = bytes->len;
    if (cipher == CIPHER_NONE || bytes->len == 0)
        return true;
    if (bytes->len > file->decoded_left ||
        !object_key(file->crypt, object, cipher == CIPHER_AES, &key))
        return false;
    file->decoded_left -= bytes->len;
    unsigned char *out = arena_alloc(file->arena, bytes->len + AES_BLOCK);
    if (cipher == CIPHER_RC4)
        pdf_rc4(key.bytes, key.len, *bytes, out);
    else if (!decrypt_aes(&key, *bytes, out, &len))
        return false;
    *bytes = str_of((const char *)out, len);
    return true;
}

static bool is_signature_contents(const struct pdf_value *value)
{
    const struct pdf_value *home = value->parent;
    return home != NULL && home->type == PDF_DICTIONARY && value->previous != NULL &&
           pdf_is_name(value->previous, "Contents") && pdf_get(home, "ByteRange") != NULL;
}

void pdf_crypt_strings(struct pdf_file *file, const struct pdf_object *object)
{
    if (file->crypt == NULL || object->number == file->crypt->number ||
        pdf_is_name(pdf_get(object->value, "Type"), "XRef"))
        return;
    for (struct pdf_value *at = object->value; at != NULL; at = pdf_walk(object->value, at))
        if (at->type == PDF_STRING && !is_signature_contents(at))
            decrypt(file, object, file->crypt->strings, &at->text);
}

struct result pdf_crypt_stream(struct pdf_file *file, const struct pdf_object *object,
                               bool identity, struct str *bytes)
{
    const struct pdf_value *type = pdf_get(object->value, "Type");
    if (file->crypt == NULL || identity || pdf_is_name(type, "XRef") ||
        (pdf_is_name(type, "Metadata") && file->crypt->open_metadata))
        return RESULT_OK;
    return decrypt(file, object, file->crypt->streams, bytes) ? RESULT_OK : pdf_broken();
}
