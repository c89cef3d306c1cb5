#ifndef TRUC_APP_LOCALE_H
#define TRUC_APP_LOCALE_H

#include "base/i18n.h"

/* Vietnamese unless LANG (LC_ALL, LC_MESSAGES) says English. */
enum locale config_locale(void);

#endif
