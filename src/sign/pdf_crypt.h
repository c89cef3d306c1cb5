#ifndef TRUC_SIGN_PDF_CRYPT_H
#define TRUC_SIGN_PDF_CRYPT_H

/*
 * Reading of PDF files encrypted under the empty user password by the standard security handler
 * (ISO 32000-1, 7.6; ISO 32000-2 for revision 6): what anybody may open. For the PDF reader's own
 * parts; nothing here writes.
 */
#include "sign/pdf_file.h"

/* Sets file->crypt when the empty password opens the file; leaves it NULL otherwise. */
struct result pdf_crypt_open(struct pdf_file *file);

/* The strings of an object that stands by itself, in place; /Contents of signatures never is
 * encrypted. Nothing happens to a file without file->crypt. */
void pdf_crypt_strings(struct pdf_file *file, const struct pdf_object *object);

/* The raw bytes of a stream; `identity`: its own filter says that they are plain. */
struct result pdf_crypt_stream(struct pdf_file *file, const struct pdf_object *object,
                               bool identity, struct str *bytes);

/* For pdf_crypt.c: the file's key under the empty password; false where it does not open. */
enum { PDF_KEY_MAX = 32 };
struct pdf_key {
    unsigned char bytes[PDF_KEY_MAX];
    size_t len;
};
bool pdf_key_find(const struct pdf_value *encrypt, struct str file_id, struct pdf_key *out);
void pdf_rc4(const unsigned char *key, size_t key_len, struct str in, unsigned char *out);
#endif
