#ifndef TRUC_MODULES_ORGANISATION_ACTS_H
#define TRUC_MODULES_ORGANISATION_ACTS_H

/* What an administrator does to the organisation: one table for addresses, forms, confirmations
 * and services. */
#include "base/str.h"

enum act_kind {
    ACT_FOUND,      /* an agency below this one */
    ACT_CHANGE,     /* name, kind, code, parent … from a day */
    ACT_CLOSE,
    ACT_CODE,       /* another code of the agency */
    ACT_POST,       /* a new post, in a unit found or made */
    ACT_POST_MOVE,  /* another title, unit or agency */
    ACT_POST_CLOSE,
    ACT_UNIT_RENAME,
    ACT_UNIT_CLOSE,
    ACT_APPOINT,
    ACT_END,        /* of an appointment */
    ACT_POST_LIMIT, /* what of its role's rights a post has */
    ACT_TIER_ADD,   /* a tier of government begins */
    ACT_TIER_CLOSE
};

/* What an act is done to, besides the agency of the page. */
enum act_target { TARGET_NONE, TARGET_UNIT, TARGET_POST, TARGET_APPOINTMENT };

enum act_input { INPUT_LINE, INPUT_DAY, INPUT_BRANCH, INPUT_TIER, INPUT_ROLE, INPUT_YES };

struct act_field {
    const char *name;
    const char *label; /* msgid */
    const char *hint;  /* msgid or NULL */
    const char *error; /* msgid where it must be given; NULL: may be empty */
    const char *width; /* class */
    enum act_input input;
};

enum { ACT_FIELDS_MAX = 12 };

struct act {
    const char *slug; /* in addresses and evidence: "sua" */
    enum act_kind kind;
    enum act_target target;
    const char *title;  /* msgid, above the form */
    const char *button; /* msgid, that does it */
    const char *done;   /* msgid, afterwards */
    bool danger;
    const char *fields[ACT_FIELDS_MAX + 1]; /* names of act_field, in order; NULL ends */
};

/* NULL where there is none. */
const struct act *act_find(struct str slug);
/* The name must be in the table. */
const struct act_field *act_field(const char *name);

#endif
