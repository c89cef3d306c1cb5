#ifndef TRUC_MODULES_HOME_HANDLERS_H
#define TRUC_MODULES_HOME_HANDLERS_H

#include "web/web.h"

struct result home_show(struct request *request);
struct result home_language(struct request *request);
struct result home_about(struct request *request);
struct result home_accessibility(struct request *request);
struct result home_privacy(struct request *request);
struct result home_guide(struct request *request);

#endif
