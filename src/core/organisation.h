#ifndef TRUC_CORE_ORGANISATION_H
#define TRUC_CORE_ORGANISATION_H

/*
 * Agencies (cơ quan) with dated validity: an agency's id never changes, its code, name, kind,
 * level and parent belong to a day. A date is "YYYY-MM-DD" in Asia/Ho_Chi_Minh.
 */
#include "base/clock.h"
#include "base/result.h"
#include "base/str.h"

struct db;

/* An agency as it was on the day asked for. */
struct agency {
    int64_t id;
    struct str code;      /* "H19.62" */
    struct str area_code; /* "26221" */
    struct str name;      /* "UBND xã Phú Hoà" */
    struct str place;     /* "xã Phú Hoà" */
    struct str kind;      /* "xã" */
    struct str branch;    /* agency_branch_name(): "state" where left empty */
    int64_t level;        /* 2 province, 4 commune */
    int64_t parent_id;    /* 0: none */
    struct str address;
    struct str phone;
};

struct agency_list {
    struct agency *items;
    size_t count;
};

/* ERROR_NOT_FOUND "agency.unknown" where there was none on `on`. */
struct result agency_by_id(struct db *db, struct arena *arena, int64_t id, struct str on,
                           struct agency *out);
struct result agency_by_code(struct db *db, struct arena *arena, struct str code, struct str on,
                             struct agency *out);
/* All agencies in force on `on`: by level, then by code. */
struct result agency_all(struct db *db, struct arena *arena, struct str on,
                         struct agency_list *out);
/* Those of one level, by name. */
struct result agency_at_level(struct db *db, struct arena *arena, int64_t level, struct str on,
                              struct agency_list *out);
/* Those of them whose one-stop desk is staffed that day: where citizens may send dossiers. */
struct result agency_receiving(struct db *db, struct arena *arena, int64_t level, struct str on,
                               struct agency_list *out);

/* Those directly under a parent, 0: under none; by level, then by name. */
struct result agency_children(struct db *db, struct arena *arena, int64_t parent_id, struct str on,
                              struct agency_list *out);

/* Vietnamese name of a branch, a msgid: "party" (Đảng), "state" (Nhà nước), "front" (Mặt trận và
 * đoàn thể). NULL where `branch` is none of them. */
const char *agency_branch_name(struct str branch);

struct agency_line {
    int64_t ancestor;
    int64_t descendant;
    struct str on;
};
/* True where the descendant is the ancestor or below it on that day. */
struct result agency_is_below(struct db *db, struct arena *arena, struct agency_line line,
                              bool *out);

/* Name of a level on a date, "cấp xã"; empty where there was no such level. */
struct result tier_name(struct db *db, struct arena *arena, int64_t level, struct str on,
                        struct str *out);

/* Today's date for the functions above. */
struct str organisation_today(struct arena *arena, const struct clock *clock);

/* Writing; each inside the caller's write transaction. What changes or ends an agency, a post or an
 * appointment stands in core/organisation_change.h. */
struct agency_new {
    struct agency agency; /* id ignored */
    struct str act;
    struct str valid_from;
};
/* CONFLICT "agency.code_taken", "agency.parent_life" (the parent is not there for the whole life of
 * the child), "agency.level"; INVALID "agency.branch", "agency.day". */
struct result agency_found(struct db *db, struct arena *arena, int64_t now_us,
                           struct agency_new agency, int64_t *id);
struct result tier_add(struct db *db, struct arena *arena, int64_t level, struct str name,
                       struct str valid_from);

struct post_new {
    int64_t agency_id;
    struct str unit;  /* found or made */
    struct str title; /* found or made */
    struct str role;  /* role_code() */
    bool subtree;
    struct str valid_from;
};
/* The position; one that stands is used again. */
struct result post_ensure(struct db *db, struct arena *arena, struct post_new post, int64_t *id);
struct result person_add(struct db *db, struct arena *arena, int64_t now_us, struct str name,
                         int64_t *id);

struct appointment_new {
    int64_t person_id;
    int64_t position_id;
    struct str decision;
    struct str valid_from;
};
/* CONFLICT "appointment.exists" where the person holds the post on or after that day,
 * "post.closed" where the post is not in force from then on. */
struct result person_appoint(struct db *db, struct arena *arena, struct appointment_new what);

#endif
