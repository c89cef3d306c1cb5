#ifndef TRUC_TESTS_CMOCKA_ALL_H
#define TRUC_TESTS_CMOCKA_ALL_H

/* cmocka wants these four headers before its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
