#ifndef TRUC_APP_INSPECT_BPMN_FILE_H
#define TRUC_APP_INSPECT_BPMN_FILE_H

/*
 * A BPMN 2.0 file as the JSON that core/bpmn.h describes. What the platform
 * does not run is passed on under its own name, so that the reader can refuse
 * it by name; drawing information and documentation are left out.
 */
#include "base/str.h"

_Noreturn void bpmn_file_to_json(struct arena *arena, struct str xml);

#endif
