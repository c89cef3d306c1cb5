#ifndef TRUC_APP_INSPECT_CONFINE_H
#define TRUC_APP_INSPECT_CONFINE_H

/*
 * The walls around truc-inspect and the tools it runs. Limits on processor,
 * memory and output are set by who starts it.
 */
#include "base/result.h"

/* Only fonts, libraries and the PDF tools can be opened from now on; no network, no signals to
 * the outside. UNSUPPORTED where the kernel cannot. */
struct result confine_paths(void);

/* No process, no program, no socket from now on. */
struct result confine_parser(void);

/* As confine_parser, but one of the PDF tools may take this process's place. */
struct result confine_tool(void);

#endif
