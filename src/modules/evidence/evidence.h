#ifndef TRUC_MODULES_EVIDENCE_EVIDENCE_H
#define TRUC_MODULES_EVIDENCE_EVIDENCE_H

/*
 * The public log (nhật ký chứng cứ công khai). Other modules write evidence
 * through core/evidence.h; nothing of this module needs calling.
 */
#include "core/module.h"

extern const struct module module_evidence;

#endif
