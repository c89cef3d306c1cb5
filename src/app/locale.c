#include "app/locale.h"

#include <stdlib.h>
#include <string.h>

enum locale config_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "en", 2) == 0 ? LOCALE_EN : LOCALE_VI;
    }
    return LOCALE_VI;
}
