#ifndef TRUC_MODULES_TARGET_TARGET_H
#define TRUC_MODULES_TARGET_TARGET_H

/*
 * The programme's targets (mục tiêu), public: what is measured, how, and the rows behind it.
 */
#include "core/measures.h"
#include "core/module.h"

extern const struct module module_target;
/* All targets, measured or not, in the order of the page. */
extern const struct measure target_measures[];

#endif
