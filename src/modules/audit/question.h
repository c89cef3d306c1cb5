#ifndef TRUC_MODULES_AUDIT_QUESTION_H
#define TRUC_MODULES_AUDIT_QUESTION_H

/* What all questions to the log share: days, agency, page, file, and the trace they leave. */
#include "modules/audit/views.h"

enum { QUESTION_ROWS = 50 }; /* of a page */

/* The page of a question with nothing on it yet. */
void question_begin(struct request *request, enum audit_question question,
                    struct audit_list_view *view);
/* The place and number of rows that the request asks for. */
struct audit_ask question_ask_of(struct request *request);
void question_take_days(struct request *request, struct audit_list_view *view,
                        struct audit_ask *ask);
/* The agency, which the person must be allowed to inspect. */
struct result question_take_agency(struct request *request, struct audit_list_view *view,
                                   struct audit_ask *ask);
/* One more thing to mend. */
void question_complain(struct request *request, struct audit_list_view *view, const char *field,
                       const char *message);
/* The page, or the CSV; that the log was read is recorded. */
struct result question_finish(struct request *request, struct audit_list_view *view,
                              const struct audit_ask *ask);

#endif
