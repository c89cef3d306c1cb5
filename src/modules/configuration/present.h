#ifndef TRUC_MODULES_CONFIGURATION_PRESENT_H
#define TRUC_MODULES_CONFIGURATION_PRESENT_H

/* What the pages of configuration share. */
#include "modules/configuration/views.h"

/* Quản trị › part, or Quản trị › part (last.path) › last.label where the label is set. */
struct crumbs configuration_crumbs(struct request *request, const char *part, struct crumb last);

/* Changes of an object, newest first, by whom. */
struct result configuration_changes_view(struct request *request, struct str object,
                                         struct change_lines *out);
/* "account:7" as a name; anything else as it is. */
struct result configuration_who(struct request *request, struct str actor, struct str *name);

#endif
