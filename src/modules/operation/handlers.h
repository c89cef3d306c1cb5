#ifndef TRUC_MODULES_OPERATION_HANDLERS_H
#define TRUC_MODULES_OPERATION_HANDLERS_H

#include "web/web.h"

struct result operation_show(struct request *request);
struct result operation_retry(struct request *request);

#endif
