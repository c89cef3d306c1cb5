#ifndef TRUC_SIGN_CERTIFICATE_BUNDLE_H
#define TRUC_SIGN_CERTIFICATE_BUNDLE_H

/* Many certificates that strangers gave, for the process that looks into them: before it said that
 * one reads, nobody else opens it. */
#include "sign/certificate.h"

enum { BUNDLE_CERTIFICATES_MAX = 20000 };

struct str certificate_bundle_write(struct arena *arena, const struct certificate_list *list);

/* One character each, in order: '1' for a certificate that reads, '0' for anything else; empty
 * where `bytes` are no bundle. */
struct str certificate_bundle_judge(struct arena *arena, struct str bytes);

#endif
