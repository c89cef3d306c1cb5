#ifndef TRUC_CORE_REFERENCE_H
#define TRUC_CORE_REFERENCE_H

/*
 * The data that come with the program (data/): procedures and the working
 * calendar. They are brought in at the first start and by `truc migrate`;
 * what is there already is left alone.
 */
#include "core/procedure.h"

struct inspector;

/* A file of data/ inside the program. */
struct embedded_file {
    const char *path; /* "procedures/2.000635/form.json" */
    struct str bytes;
};

extern const struct embedded_file reference_files[];
extern const size_t reference_files_count;

struct reference_report {
    int64_t procedures; /* versions added */
    int64_t days;       /* calendar days written */
    struct str problem; /* why it failed, in the words of the file */
};

/* Loads all of it in one transaction of its own. The processes are read by the inspector first,
 * and only those that are not known yet. */
struct result reference_load(struct db *db, struct arena *arena, int64_t now_us,
                             const struct inspector *inspector, struct reference_report *report);

/* Reads the BPMN of `import->files` through the inspector and brings the version in, in a
 * transaction of its own (`truc procedure import`). */
struct result procedure_bring_in(struct db *db, struct arena *arena, int64_t now_us,
                                 const struct inspector *inspector,
                                 struct procedure_import *import);

#endif
