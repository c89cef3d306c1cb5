#ifndef TRUC_CORE_IDENTITY_H
#define TRUC_CORE_IDENTITY_H

/*
 * Who is acting: a person, signed in with an account, in the posts (chức vụ) that they hold
 * today. A role comes only with a dated appointment; nobody has a right of their own.
 */
#include <stdint.h>

#include "base/result.h"
#include "base/str.h"
#include "core/assurance.h"

enum role {
    ROLE_CLERK,         /* một cửa: receives, asks for supplements, hands over */
    ROLE_OFFICER,       /* công chức tư pháp – hộ tịch: examines, prepares the result */
    ROLE_LEADER,        /* Chủ tịch, Phó Chủ tịch UBND: signs or sends back */
    ROLE_ADMINISTRATOR, /* quản trị: accounts and organisation, no dossiers */
    ROLE_AUDITOR,       /* thanh tra: reads, changes nothing */
    ROLE_COUNT
};

/* Stable code in the database and the candidate group of a user task in a process file:
 * "mot_cua". */
const char *role_code(enum role role);
/* Vietnamese name, a msgid. */
const char *role_name(enum role role);
/* False where `code` is none. */
bool role_from_code(struct str code, enum role *out);

/* One bit for each row of the permission table. */
struct permission_set {
    uint64_t words[2];
};

/* What narrows a grant to some objects; nothing set: all. */
struct grant_limits {
    struct str procedures; /* codes with spaces: "2.000635 1.000656"; empty: all */
    bool held_only;        /* only what waits for the grant's role now */
    int64_t value_max;     /* dong; 0: no limit */
};

/* The delegation through which a grant of another person's post came. */
struct grant_source {
    int64_t id;
    bool signing;        /* authority to sign; else substitution in absence */
    struct str decision; /* "Văn bản 12/UQ-UBND" */
    struct str since;
    struct str until;    /* the first day on which it counts no more */
    struct grant_limits limits;
};

/* A role that an appointment in force gives, and the place where it counts. */
struct grant {
    enum role role; /* ROLE_COUNT: a role that was added to the table of roles */
    bool subtree;   /* also in the agencies below */
    int64_t agency_id;
    struct str agency_name;
    struct str title;    /* of the post: "Phó Chủ tịch UBND" */
    struct str decision; /* "Quyết định 88/QĐ-UBND" */
    struct str since;    /* YYYY-MM-DD */
    struct str role_code;
    struct str until;    /* the first day on which the post is no longer held; empty: open */
    int64_t position_id;
    const struct permission_set *rights; /* what the role holds today; NULL: what it began with */
    struct grant_limits limits;
    struct str limits_decision;
    /* The absent person in whose name it is used, 0: one's own. */
    int64_t for_person_id;
    struct str for_name;
    const struct grant_source *source; /* NULL: one's own */
};

/* Lives in the arena of the request or job. */
struct actor {
    int64_t account_id;
    int64_t person_id;
    int64_t session_id; /* 0: a job or command acts for the person */
    enum assurance assurance; /* of the session */
    struct str login;
    struct str name;
    struct str title; /* of the first post */
    /* of the first post: the agency whose queue the person sees */
    int64_t agency_id;
    struct str agency_code; /* "H19.62" */
    struct str agency_name; /* "UBND xã Phú Hoà" */
    struct str place;       /* "xã Phú Hoà" */
    struct str unit_name;   /* "Bộ phận Một cửa" */
    struct str today;     /* the day for which the grants were read */
    const struct grant *grants; /* one's own first */
    size_t grant_count;
    int64_t generation;          /* of rights and organisation when the grants were read; 0: none */
    struct permission_set *used; /* permissions that were allowed so far; may be NULL */
    /* The first grant of another's under which something was seen; may be NULL. */
    const struct grant **seen_for;
};

bool actor_has_role(const struct actor *actor, enum role role);

/* "Trần Hữu Lộc", or where the grant is another's "Trần Hữu Lộc thay mặt Mai Thị Ngọc Diễm": who
 * did it, for histories, papers and signatures. `grant` may be NULL. */
struct str actor_words(struct arena *arena, const struct actor *actor, const struct grant *grant);

/* How evidence names the actor: "account:7"; "citizen" for NULL. */
struct str actor_mark(struct arena *arena, const struct actor *actor);

#endif
