#ifndef TRUC_MODULES_EVIDENCE_HANDLERS_H
#define TRUC_MODULES_EVIDENCE_HANDLERS_H

#include "web/web.h"

struct result evidence_show_checkpoint(struct request *request);
struct result evidence_show_vkey(struct request *request);
/* Tiles and entry bundles: the address below /log/ is the path in the folder. */
struct result evidence_show_tile(struct request *request);

#endif
