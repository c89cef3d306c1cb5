#ifndef TRUC_APP_INSPECT_CERTIFICATE_FILE_H
#define TRUC_APP_INSPECT_CERTIFICATE_FILE_H

#include "base/str.h"

/* Answers with the one certificate of a PEM or DER file, as DER. */
_Noreturn void certificate_file_read(struct arena *arena, struct str bytes);
/* Answers which ones of a bundle read (sign/certificate_bundle.h). */
_Noreturn void certificate_bundle_look(struct arena *arena, struct str bytes);

#endif
