#ifndef TRUC_MODULES_APPEARANCE_APPEARANCE_H
#define TRUC_MODULES_APPEARANCE_APPEARANCE_H

/* Where people and agencies say what their signatures show (core/signature_picture.h). */
#include "core/module.h"

extern const struct module module_appearance;

#endif
