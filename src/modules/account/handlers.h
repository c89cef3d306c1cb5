#ifndef TRUC_MODULES_ACCOUNT_HANDLERS_H
#define TRUC_MODULES_ACCOUNT_HANDLERS_H

#include "web/web.h"

struct result account_desk(struct request *request);
struct result account_sign_in_show(struct request *request);
struct result account_sign_in_send(struct request *request);
struct result account_code_show(struct request *request);
struct result account_code_send(struct request *request);
struct result account_sign_out_send(struct request *request);
struct result account_own_show(struct request *request);
struct result account_session_end_send(struct request *request);

#endif
