#ifndef TRUC_MODULES_CONFIGURATION_SERVICE_H
#define TRUC_MODULES_CONFIGURATION_SERVICE_H

/* Changing what is configured. Each opens one transaction and leaves evidence with before, after
 * and reason; FORBIDDEN without configuration.manage. */
#include "base/result.h"
#include "core/service.h"
#include "core/settings.h"

struct setting_new {
    struct str name;
    struct str value;  /* as typed */
    bool back;         /* instead: the value of the file holds again */
    struct str before; /* JSON that the person saw: setting_stored() */
    struct str reason;
};

/* NOT_FOUND "setting.unknown"; FORBIDDEN "setting.file" for one that stands in the file only;
 * INVALID "setting.value" where the row does not take it. */
struct result setting_change(struct service_context *ctx, const struct settings *settings,
                             const struct setting_new *what);

/* What is stored of a setting, as JSON; what the file says where nothing ever was. */
struct result setting_stored(struct service_context *ctx, const struct setting_value *setting,
                             struct str *json);

#endif
