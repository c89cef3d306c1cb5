#ifndef TRUC_CORE_PASSWORD_WEAK_H
#define TRUC_CORE_PASSWORD_WEAK_H

#include "base/str.h"

/* True for a password that guessers try first: a common word with figures behind it, a run along
 * the keyboard, a few letters over and over, the login itself. Marks and case make no
 * difference. */
bool password_is_weak(struct arena *arena, struct str password, struct str login);

#endif
