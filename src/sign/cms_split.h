#ifndef TRUC_SIGN_CMS_SPLIT_H
#define TRUC_SIGN_CMS_SPLIT_H

/* A SignedData (RFC 5652, clause 5.1) without the certificates and CRLs that it carries: libcrypto
 * sets up a decoder for each certificate that it reads, most of what reading a CMS costs, and the
 * same few certificates come again and again (openssl_certificate keeps them). For sign/ only. */
#include "sign/cms_read.h"

struct cms_split {
    struct str rest;    /* the same SignedData without them */
    struct str content; /* EncapsulatedContentInfo */
    struct str signers; /* SignerInfos, one after the other */
    size_t used;     /* bytes of the whole element */
    struct cms_items certificates;
    struct cms_items crls;
    struct cms_items ocsps;     /* OCSPResponse, where a CRL might stand (RFC 5940) */
    struct str certificate_set; /* all members, of whatever kind */
    struct str crl_set;
};

/* False for anything but DER, which may still be a CMS in BER. */
bool cms_split_der(struct arena *arena, struct str bytes, struct cms_split *out);

#endif
