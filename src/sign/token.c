#include "sign/token.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include <string.h>

#include "sign/der.h"
#include "sign/issue.h"
#include "sign/scheme.h"

enum { SLOTS_MAX = 1024, LABEL_SIZE = 32, SIGNATURE_MAX = 1024, PART_MAX = 1024 };

struct token_module {
    void *library;
    CK_FUNCTION_LIST *calls;
};

static struct result no_token(void)
{
    return result_fail(ERROR_UNAVAILABLE, "signer.token",
                       N_("Thiết bị ký không trả lời. Thử lại sau ít phút."));
}

struct result token_module_load(const char *path, struct token_module **out)
{
    struct token_module *module = calloc(1, sizeof *module);
    if (module == NULL)
        return no_token();
    union {
        void *object;
        CK_C_GetFunctionList call;
    } entry = {NULL};
    module->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (module->library != NULL)
        entry.object = dlsym(module->library, "C_GetFunctionList");
    if (entry.object == NULL || entry.call(&module->calls) != CKR_OK ||
        module->calls->C_Initialize(NULL) != CKR_OK) {
        if (module->library != NULL)
            dlclose(module->library);
        free(module);
        return no_token();
    }
    *out = module;
    return RESULT_OK;
}

void token_module_free(struct token_module *module)
{
    if (module == NULL)
        return;
    module->calls->C_Finalize(NULL);
    dlclose(module->library);
    free(module);
}

static void pad_label(struct str label, unsigned char padded[LABEL_SIZE])
{
    memset(padded, ' ', LABEL_SIZE);
    memcpy(padded, label.ptr, label.len < LABEL_SIZE ? label.len : LABEL_SIZE);
}

/* The slot whose token has this label, or any slot with a token not yet initialised where `label`
 * is empty. */
static bool find_slot(struct token_module *module, struct str label, CK_SLOT_ID *out)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = 0;
    unsigned char wanted[LABEL_SIZE];
    pad_label(label, wanted);
    /* Asking for the number first makes the module look for new tokens. */
    if (label.len > LABEL_SIZE || module->calls->C_GetSlotList(CK_TRUE, NULL, &count) != CKR_OK)
        return false;
    count = SLOTS_MAX;
    if (module->calls->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK)
        return false;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (module->calls->C_GetTokenInfo(slots[i], &info) != CKR_OK)
            continue;
        bool ready = (info.flags & CKF_TOKEN_INITIALIZED) != 0;
        bool match = str_empty(label) ? !ready
                                      : ready && memcmp(info.label, wanted, LABEL_SIZE) == 0;
        if (match) {
            *out = slots[i];
            return true;
        }
    }
    return false;
}

/* PKCS #11 takes the PIN as bytes that it does not change. */
static CK_RV login(struct token_module *module, CK_SESSION_HANDLE session, CK_USER_TYPE who,
                   struct str pin)
{
    union {
        const char *from;
        CK_UTF8CHAR *to;
    } bytes = {.from = pin.ptr};
    return module->calls->C_Login(session, who, bytes.to, pin.len);
}

static struct result login_outcome(CK_RV code)
{
    if (code == CKR_OK)
        return RESULT_OK;
    if (code == CKR_PIN_INCORRECT || code == CKR_PIN_INVALID || code == CKR_PIN_LEN_RANGE)
        return result_fail(ERROR_FORBIDDEN, "signer.pin_wrong",
                           N_("Mã PIN không đúng. Kiểm tra rồi nhập lại."));
    if (code == CKR_PIN_LOCKED)
        return result_fail(ERROR_LIMIT, "signer.pin_locked", NULL);
    return no_token();
}

struct result token_login(struct token_module *module, struct str label, struct str pin,
                          struct token_session *out)
{
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE session;
    *out = (struct token_session){.module = module};
    if (str_empty(label) || !find_slot(module, label, &slot))
        return result_fail(ERROR_NOT_FOUND, "signer.key_unknown", NULL);
    if (module->calls->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL,
                                     &session) != CKR_OK)
        return no_token();
    CK_RV code = login(module, session, CKU_USER, pin);
    if (code == CKR_USER_ALREADY_LOGGED_IN) {
        module->calls->C_Logout(session);
        code = login(module, session, CKU_USER, pin);
    }
    struct result outcome = login_outcome(code);
    if (result_ok(outcome))
        out->handle = session;
    else
        module->calls->C_CloseSession(session);
    return outcome;
}

void token_logout(struct token_session *session)
{
    if (session->handle == 0)
        return;
    session->module->calls->C_Logout(session->handle);
    token_close(session);
}

void token_close(struct token_session *session)
{
    if (session->handle == 0)
        return;
    session->module->calls->C_CloseSession(session->handle);
    session->handle = 0;
}

/* The token's private key: there is one. */
static bool find_key(struct token_session *session, CK_OBJECT_HANDLE *out)
{
    CK_FUNCTION_LIST *calls = session->module->calls;
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};
    CK_ULONG found = 0;
    if (calls->C_FindObjectsInit(session->handle, &wanted, 1) != CKR_OK)
        return false;
    CK_RV code = calls->C_FindObjects(session->handle, out, 1, &found);
    calls->C_FindObjectsFinal(session->handle);
    return code == CKR_OK && found == 1;
}

static struct str der_half(struct arena *arena, struct str number)
{
    while (number.len > 1 && number.ptr[0] == 0)
        number = str_slice(number, 1, number.len);
    bool high = number.len > 0 && ((unsigned char)number.ptr[0] & 0x80) != 0;
    return der_element(arena, DER_INTEGER, high ? str_concat(arena, str_of("", 1), number)
                                                : number);
}

/* r and s side by side become Ecdsa-Sig-Value (RFC 3279, 2.2.3). */
static struct str ecdsa_der(struct arena *arena, struct str raw)
{
    const struct str halves[] = {der_half(arena, str_slice(raw, 0, raw.len / 2)),
                                 der_half(arena, str_slice(raw, raw.len / 2, raw.len))};
    return der_join(arena, DER_SEQUENCE, halves, 2);
}

/* How the token signs as a kind: RSA over the bytes themselves, ECDSA over their digest. */
struct mechanism {
    CK_MECHANISM how;
    CK_RSA_PKCS_PSS_PARAMS pss;
    struct str data;
};

static void choose_mechanism(struct arena *arena, enum certificate_key kind, struct str bytes,
                             struct mechanism *out)
{
    *out = (struct mechanism){.how = {CKM_SHA256_RSA_PKCS, NULL, 0}, .data = bytes};
    if (kind == CERTIFICATE_RSA_PSS) {
        out->pss = (CK_RSA_PKCS_PSS_PARAMS){CKM_SHA256, CKG_MGF1_SHA256, SHA256_SIZE};
        out->how = (CK_MECHANISM){CKM_SHA256_RSA_PKCS_PSS, &out->pss, sizeof out->pss};
    } else if (kind != CERTIFICATE_RSA) {
        unsigned char *digest = arena_alloc(arena, EVP_MAX_MD_SIZE);
        unsigned len = 0;
        EVP_Digest(bytes.ptr, bytes.len, digest, &len, scheme_digest(kind), NULL);
        out->how.mechanism = CKM_ECDSA;
        out->data = str_of((const char *)digest, len);
    }
}

struct result token_sign(struct arena *arena, struct token_session *session,
                         enum certificate_key kind, struct str bytes, struct str *signature)
{
    CK_FUNCTION_LIST *calls = session->module->calls;
    struct mechanism mechanism;
    CK_BYTE *out = arena_alloc(arena, SIGNATURE_MAX);
    CK_ULONG len = SIGNATURE_MAX;
    CK_OBJECT_HANDLE key;
    choose_mechanism(arena, kind, bytes, &mechanism);
    union {
        const char *from;
        CK_BYTE *to;
    } data = {.from = mechanism.data.ptr};
    if (session->handle == 0 || !find_key(session, &key) ||
        calls->C_SignInit(session->handle, &mechanism.how, key) != CKR_OK ||
        calls->C_Sign(session->handle, data.to, mechanism.data.len, out, &len) != CKR_OK)
        return no_token();
    *signature = str_of((const char *)out, len);
    if (kind == CERTIFICATE_P256 || kind == CERTIFICATE_P384)
        *signature = ecdsa_der(arena, *signature);
    return RESULT_OK;
}

/* Initialises a free slot with the officer's PIN and label, then sets the user's PIN. */
static struct result prepare_token(struct token_module *module, const struct token_new *wanted)
{
    CK_FUNCTION_LIST *calls = module->calls;
    unsigned char label[LABEL_SIZE];
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE session;
    union {
        const char *from;
        CK_UTF8CHAR *to;
    } officer = {.from = wanted->officer_pin.ptr}, user = {.from = wanted->pin.ptr};
    pad_label(wanted->label, label);
    if (find_slot(module, wanted->label, &slot))
        return result_fail(ERROR_CONFLICT, "token.exists", NULL);
    if (!find_slot(module, S(""), &slot) ||
        calls->C_InitToken(slot, officer.to, wanted->officer_pin.len, label) != CKR_OK ||
        !find_slot(module, wanted->label, &slot) ||
        calls->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session) !=
            CKR_OK)
        return no_token();
    bool done = login(module, session, CKU_SO, wanted->officer_pin) == CKR_OK &&
                calls->C_InitPIN(session, user.to, wanted->pin.len) == CKR_OK;
    calls->C_Logout(session);
    calls->C_CloseSession(session);
    return done ? RESULT_OK : no_token();
}

static CK_RV generate_rsa(struct token_session *session, CK_OBJECT_HANDLE *open,
                          CK_OBJECT_HANDLE *secret)
{
    CK_BBOOL yes = CK_TRUE;
    CK_ULONG bits = 2048;
    CK_BYTE exponent[] = {1, 0, 1};
    CK_ATTRIBUTE open_half[] = {{CKA_TOKEN, &yes, sizeof yes},
                                {CKA_VERIFY, &yes, sizeof yes},
                                {CKA_MODULUS_BITS, &bits, sizeof bits},
                                {CKA_PUBLIC_EXPONENT, exponent, sizeof exponent}};
    CK_ATTRIBUTE secret_half[] = {{CKA_TOKEN, &yes, sizeof yes},
                                  {CKA_PRIVATE, &yes, sizeof yes},
                                  {CKA_SENSITIVE, &yes, sizeof yes},
                                  {CKA_SIGN, &yes, sizeof yes}};
    CK_MECHANISM how = {CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0};
    return session->module->calls->C_GenerateKeyPair(session->handle, &how, open_half, 4,
                                                     secret_half, 4, open, secret);
}

static CK_RV generate_point(struct token_session *session, enum certificate_key kind,
                            CK_OBJECT_HANDLE *open, CK_OBJECT_HANDLE *secret)
{
    CK_BBOOL yes = CK_TRUE;
    CK_BYTE p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    CK_BYTE p384[] = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
    bool shorter = kind == CERTIFICATE_P256;
    CK_ATTRIBUTE open_half[] = {{CKA_TOKEN, &yes, sizeof yes},
                                {CKA_VERIFY, &yes, sizeof yes},
                                {CKA_EC_PARAMS, shorter ? p256 : p384,
                                 shorter ? sizeof p256 : sizeof p384}};
    CK_ATTRIBUTE secret_half[] = {{CKA_TOKEN, &yes, sizeof yes},
                                  {CKA_PRIVATE, &yes, sizeof yes},
                                  {CKA_SENSITIVE, &yes, sizeof yes},
                                  {CKA_SIGN, &yes, sizeof yes}};
    CK_MECHANISM how = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
    return session->module->calls->C_GenerateKeyPair(session->handle, &how, open_half, 3,
                                                     secret_half, 4, open, secret);
}

static struct str read_part(struct arena *arena, struct token_session *session,
                            CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type)
{
    CK_BYTE *bytes = arena_alloc(arena, PART_MAX);
    CK_ATTRIBUTE part = {type, bytes, PART_MAX};
    if (session->module->calls->C_GetAttributeValue(session->handle, key, &part, 1) != CKR_OK)
        return S("");
    return str_of((const char *)bytes, part.ulValueLen);
}

struct result token_make(struct arena *arena, struct token_module *module,
                         const struct token_new *wanted, struct str *public_info)
{
    struct token_session session;
    CK_OBJECT_HANDLE open;
    CK_OBJECT_HANDLE secret;
    struct result made;
    TRY(prepare_token(module, wanted));
    TRY(token_login(module, wanted->label, wanted->pin, &session));
    bool rsa = wanted->kind == CERTIFICATE_RSA || wanted->kind == CERTIFICATE_RSA_PSS;
    bool curve = wanted->kind == CERTIFICATE_P256 || wanted->kind == CERTIFICATE_P384;
    if (rsa && generate_rsa(&session, &open, &secret) == CKR_OK) {
        made = issue_rsa_info(arena, read_part(arena, &session, open, CKA_MODULUS),
                              read_part(arena, &session, open, CKA_PUBLIC_EXPONENT), public_info);
    } else if (curve &&
               generate_point(&session, wanted->kind, &open, &secret) == CKR_OK) {
        struct str wrapped = read_part(arena, &session, open, CKA_EC_POINT);
        struct str point;
        made = der_take(&wrapped, DER_OCTETS, &point)
                   ? issue_point_info(arena, point, public_info)
                   : no_token();
    } else {
        made = no_token();
    }
    token_logout(&session);
    return made;
}
