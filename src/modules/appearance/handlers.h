#ifndef TRUC_MODULES_APPEARANCE_HANDLERS_H
#define TRUC_MODULES_APPEARANCE_HANDLERS_H

#include "web/web.h"

#define HAND "/can-bo/chu-ky"
#define SEAL "/can-bo/con-dau"

/* Of a hand, or of a seal where the address names an agency. */
struct result picture_show(struct request *request);
struct result picture_send(struct request *request);
struct result picture_use_send(struct request *request);
struct result picture_drop_send(struct request *request);
struct result picture_remove_send(struct request *request);
struct result picture_sample(struct request *request);
/* To the seal of one's own agency. */
struct result seal_show(struct request *request);

#endif
