#ifndef TRUC_MODULES_CERTIFICATE_PRESENT_H
#define TRUC_MODULES_CERTIFICATE_PRESENT_H

/* What the register says in words. */
#include "modules/certificate/views.h"
#include "web/web.h"

/* Instants that the settings make of days. */
struct register_days {
    int64_t soon_us;  /* what ends before is told now */
    int64_t stale_us; /* an answer that is older says nothing any more */
};
struct register_days register_days(const struct request *request);

struct register_line register_line_of(const struct q_register_rows_out *row);
/* msgid. */
const char *register_state_words(enum register_state state, enum certificate_standing standing);

#endif
