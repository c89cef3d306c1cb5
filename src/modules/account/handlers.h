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
struct result account_recovery_refuse_send(struct request *request);
struct result account_change_show(struct request *request);
struct result account_change_send(struct request *request);
struct result account_list_show(struct request *request);
struct result account_new_show(struct request *request);
struct result account_begin_show(struct request *request);
struct result account_begin_send(struct request *request);
struct result account_card_show(struct request *request);
struct result account_act_show(struct request *request);
struct result account_act_send(struct request *request);
struct result account_session_of_end_send(struct request *request);
struct result account_invited_show(struct request *request);
struct result account_invited_picture(struct request *request);
struct result account_invited_send(struct request *request);

#endif
