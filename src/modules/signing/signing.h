#ifndef TRUC_MODULES_SIGNING_SIGNING_H
#define TRUC_MODULES_SIGNING_SIGNING_H

/*
 * The signing desk (bàn ký số): one list of everything that waits for a person's signature,
 * whichever module it is of (core/signable.h), and signing many with one PIN.
 */
#include "core/module.h"

extern const struct module module_signing;

#endif
