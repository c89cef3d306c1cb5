#ifndef TRUC_MODULES_SECURITY_HANDLERS_H
#define TRUC_MODULES_SECURITY_HANDLERS_H

#include "web/web.h"

struct result security_show(struct request *request);
struct result security_csv(struct request *request);

#endif
