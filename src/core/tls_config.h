#ifndef TRUC_CORE_TLS_CONFIG_H
#define TRUC_CORE_TLS_CONFIG_H

/* What the configuration of the web server before us (nginx) says of TLS. */
#include "base/result.h"
#include "base/str.h"

/* The first word after a directive, "" where it does not stand: "ssl_certificate" →
 * "/etc/ssl/truc.pem". Remarks are left aside; the text borrows. */
struct str tls_config_word(struct str text, struct str directive);

struct tls_findings {
    bool protocols_known;
    bool ciphers_known;
    struct str weak[16]; /* protocols and ciphers that nobody should offer any more */
    size_t weak_count;
};

/* Every `ssl_protocols` and `ssl_ciphers` of the text. */
void tls_config_read(struct str text, struct tls_findings *out);

#endif
