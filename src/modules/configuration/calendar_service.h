#ifndef TRUC_MODULES_CONFIGURATION_CALENDAR_SERVICE_H
#define TRUC_MODULES_CONFIGURATION_CALENDAR_SERVICE_H

/* Changing the working calendar: what it would do to open dossiers, then doing it. */
#include "core/calendar_days.h"
#include "core/service.h"
#include "modules/dossier/dossier.h"

enum calendar_act { CALENDAR_OFF, CALENDAR_MAKE_UP, CALENDAR_NORMAL };

struct calendar_edit {
    struct str from; /* YYYY-MM-DD */
    struct str to;   /* included */
    enum calendar_act act;
    struct str name; /* "Tết Nguyên đán"; nothing for CALENDAR_NORMAL */
    struct str law;  /* the legal source: the reason of the change */
};

enum { CALENDAR_EDIT_DAYS_MAX = 31 };

struct calendar_plan {
    struct calendar_entry before[CALENDAR_EDIT_DAYS_MAX];
    struct calendar_entry after[CALENDAR_EDIT_DAYS_MAX];
    size_t count; /* days that change */
    struct dossier_due_moves moves;
};

/* What the edit would change. INVALID "calendar.range", "calendar.name", "calendar.law";
 * CONFLICT "calendar.same" where no day would change. Reads only. */
struct result calendar_plan(struct service_context *ctx, const struct calendar_edit *edit,
                            struct calendar_plan *out);

/* Does it in one transaction: rows, evidence of each day, and every due date that moves. FORBIDDEN
 * without configuration.manage. */
struct result calendar_apply(struct service_context *ctx, const struct calendar_edit *edit,
                             struct calendar_plan *done);

/* A day of the calendar as JSON; "null" where nothing stands. */
struct str calendar_entry_json(struct arena *arena, const struct calendar_entry *entry);
bool calendar_entry_parse(struct arena *arena, struct str json, struct calendar_entry *out);

#endif
