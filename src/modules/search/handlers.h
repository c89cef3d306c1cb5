#ifndef TRUC_MODULES_SEARCH_HANDLERS_H
#define TRUC_MODULES_SEARCH_HANDLERS_H

#include "web/web.h"

struct result search_public_show(struct request *request);
struct result search_staff_show(struct request *request);

#endif
