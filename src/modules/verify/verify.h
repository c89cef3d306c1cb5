#ifndef TRUC_MODULES_VERIFY_VERIFY_H
#define TRUC_MODULES_VERIFY_VERIFY_H

/*
 * The public page that says whether a paper is genuine (kiểm tra văn bản). Nothing of this module
 * needs calling: it follows the evidence log for what the node has issued.
 */
#include "core/module.h"

extern const struct module module_verify;

#endif
