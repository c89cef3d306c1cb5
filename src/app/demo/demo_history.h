#ifndef TRUC_APP_DEMO_HISTORY_H
#define TRUC_APP_DEMO_HISTORY_H

/*
 * The agencies of the demo as they came to be: the provinces, districts and communes of 2022, then
 * the decisions of 2024, 2025 and 2026 through the reorganisation service, out of
 * data/units/dong-nai.csv. The units are real; that each has a people's committee of that name, its
 * code and its office are the demo's reading of it.
 */
#include "core/holding.h"
#include "core/service.h"
#include "base/result.h"

struct demo_history {
    struct service_context ctx; /* its clock is `clock` */
    struct clock clock;         /* moves from act to act */
    struct holding_list holdings;
    int64_t prepares; /* account ids of who prepares the decisions, and who approves them */
    int64_t approves;
};

/* The agencies and tiers of 2022. Inside the caller's write transaction, in an empty database. */
struct result demo_history_begin(struct demo_history *history);
/* The three decisions, each in transactions of its own; both people must be appointed by then.
 * Then one that is only prepared, for 2027. */
struct result demo_history_go(struct demo_history *history);

#endif
