#ifndef TRUC_MODULES_OIDC_HANDLERS_H
#define TRUC_MODULES_OIDC_HANDLERS_H

#include "web/web.h"

struct result oidc_start(struct request *request);
struct result oidc_link_send(struct request *request);
struct result oidc_unlink_send(struct request *request);
struct result oidc_come_back(struct request *request);

#endif
