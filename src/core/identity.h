#ifndef TRUC_CORE_IDENTITY_H
#define TRUC_CORE_IDENTITY_H

/*
 * Who is acting: a person, signed in with an account, in the posts (chức vụ) that they hold
 * today. A role comes only with a dated appointment; nobody has a right of their own.
 */
#include "base/result.h"
#include "base/str.h"

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

/* A role that an appointment in force gives, and the place where it counts. */
struct grant {
    enum role role;
    bool subtree; /* also in the agencies below */
    int64_t agency_id;
    struct str agency_name;
    struct str title;    /* of the post: "Phó Chủ tịch UBND" */
    struct str decision; /* "Quyết định 88/QĐ-UBND" */
    struct str since;    /* YYYY-MM-DD */
};

/* Lives in the arena of the request or job. */
struct actor {
    int64_t account_id;
    int64_t person_id;
    int64_t session_id; /* 0: a job or command acts for the person */
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
    const struct grant *grants;
    size_t grant_count;
};

bool actor_has_role(const struct actor *actor, enum role role);

/* How evidence names the actor: "account:7"; "citizen" for NULL. */
struct str actor_mark(struct arena *arena, const struct actor *actor);

#endif
