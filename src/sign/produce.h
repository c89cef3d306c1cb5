#ifndef TRUC_SIGN_PRODUCE_H
#define TRUC_SIGN_PRODUCE_H

/*
 * The three steps of a signature in one call, for whoever has the key at hand: what has to be
 * signed is prepared, the key gives its raw signature, the timestamp is asked for, all is put
 * together. Keys and networks are the caller's: they come as functions.
 */
#include "sign/cms.h"
#include "sign/pdf_sign.h"

struct produce_key {
    struct str certificate; /* DER */
    struct certificate_list issuers;
    enum certificate_key kind; /* how it signs: CERTIFICATE_RSA_PSS also for an RSA key for both */
    struct result (*sign)(void *self, struct arena *arena, struct str bytes,
                          struct str *signature);
    void *self;
};

/* Where timestamps come from. */
struct produce_stamper {
    struct result (*stamp)(void *self, struct arena *arena, const struct sha256 *imprint,
                           struct str *token);
    void *self;
};

/* The digest of `content`, its parts in order, that this kind of key signs. */
struct str produce_digest(struct arena *arena, enum certificate_key kind, const struct str *content,
                          size_t count);

struct produce_order {
    const struct produce_key *key;
    const struct produce_stamper *stamper; /* NULL: level B */
    struct str digest;                     /* produce_digest of the content */
    int64_t at_us;                         /* claimed time inside the CMS; 0 in a PDF */
    bool attached;                         /* carries `content` */
    struct str content;
};

/* A CAdES signature, B or T. ERROR_INVALID "produce.key" where the key is not the certificate's;
 * what the key and the stamper answer is passed on. */
struct result produce_cms(struct arena *arena, const struct produce_order *order, struct str *cms);
/* The prepared PDF with its signature: PAdES B or T. */
struct result produce_pdf(struct arena *arena, const struct pdf_prepared *prepared,
                          const struct produce_key *key, const struct produce_stamper *stamper,
                          struct str *out);
/* The prepared PDF with its document timestamp. */
struct result produce_stamp(struct arena *arena, const struct pdf_prepared *prepared,
                            const struct produce_stamper *stamper, struct str *out);

#endif
