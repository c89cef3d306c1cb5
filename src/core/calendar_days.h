#ifndef TRUC_CORE_CALENDAR_DAYS_H
#define TRUC_CORE_CALENDAR_DAYS_H

/*
 * The node's working calendar as its table says: public holidays, days in lieu
 * and make-up days, each with the act behind it.
 */
#include "core/calendar.h"

struct db;

/* The default sessions with all days of table calendar_day; lives in the arena. */
struct result calendar_load(struct db *db, struct arena *arena, struct calendar *out);

#endif
