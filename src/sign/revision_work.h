#ifndef TRUC_SIGN_REVISION_WORK_H
#define TRUC_SIGN_REVISION_WORK_H

/* What the parts of the comparison of two revisions share. */
#include "sign/pdf_boxes.h"
#include "sign/revision_diff.h"

/* Something to be visited: an object in one of its roles. */
struct revision_visit {
    uint32_t number;
    enum revision_role role;
    size_t page;
};

/* Visits still to be made, last in first out. */
struct revision_queue {
    struct revision_visit *items;
    size_t count;
    size_t room;
};

/* Text of a page before the revision. */
struct revision_text {
    struct revision_text *next;
    uint32_t page; /* object */
    struct pdf_boxes boxes;
};

struct revision_work {
    struct pdf_file *file;
    size_t revision;
    const struct pdf_section *section;
    struct revision_changes *changes;
    uint32_t *roles; /* by position in file->numbers: those in which it was visited */
    struct revision_queue structure; /* the document's frame: visited first */
    struct revision_queue rest;
    uint32_t *pages; /* numbers of the page objects before and now, in order */
    size_t page_count;
    size_t *list_pages; /* beside `roles`: the page whose list of annotations it is; NULL: none */
    struct revision_text *texts;
    struct str *names; /* of the fields there were, sorted; NULL: not yet read */
    size_t name_count;
};

/* Notes a change of `number` on `page` (0: none). */
struct revision_change *revision_note(struct revision_work *work, enum revision_kind kind,
                                      bool harmless, const struct revision_visit *at);

/* An object before (`old`, NULL: there was none) and now (NULL: free or unknown). */
struct revision_pair {
    const struct pdf_object *old;
    const struct pdf_object *now;
};
/* Fails only when an object cannot be read strictly. */
struct result revision_pair_of(struct revision_work *work, int64_t number,
                               struct revision_pair *out);
/* True where the object was in use before this revision. */
bool revision_existed(const struct revision_work *work, int64_t number);
/* True where this revision wrote or freed it. */
bool revision_wrote(const struct revision_work *work, int64_t number);
/* Both say the same: dictionaries in any order, numbers by value, references by their target. */
bool revision_same(const struct pdf_value *a, const struct pdf_value *b);
bool revision_same_object(struct revision_work *work, const struct revision_pair *pair);

/* The value, or what it refers to as of `revision`; NULL where there is nothing. */
struct result revision_target(struct pdf_file *file, size_t revision,
                              const struct pdf_value *value, const struct pdf_value **out);

/* Judges an object that this revision wrote in one of its roles. */
struct result revision_judge(struct revision_work *work, const struct revision_visit *at,
                             const struct revision_pair *pair);

/* Rules of form fields. `type` "Sig", "Tx"…, from the field or the one above it. */
struct result revision_field_type(struct pdf_file *file, size_t revision,
                                  const struct pdf_value *field, struct str *type);
/* The value of `key` in the field or the nearest field above it that has one. */
struct result revision_inherited(struct pdf_file *file, size_t revision,
                                 const struct pdf_value *field, const char *key,
                                 const struct pdf_value **out);
/* The role of what stands behind `key` of a field that is now `pair->now`. */
struct result revision_field_role(struct revision_work *work, const struct revision_pair *pair,
                                  struct str key, enum revision_role *out);
/* A field that stood there before. */
struct result revision_field_judge(struct revision_work *work, const struct revision_visit *at,
                                   const struct revision_pair *pair);
/* A field that this revision did not write, though perhaps its value. */
struct result revision_field_refilled(struct revision_work *work, const struct revision_visit *at,
                                      const struct revision_pair *pair);
/* /Rect of something on a page, references resolved; all of the plane where it cannot be read. */
bool revision_rect(struct revision_work *work, const struct pdf_value *drawn, double rect[4]);
/* A field that this revision put into a list. */
struct result revision_field_added(struct revision_work *work, const struct revision_visit *at);

/* The full name of a field as of `revision`, in UTF-8; empty for none. */
struct str revision_field_name(struct revision_work *work, size_t revision,
                               const struct pdf_value *field);
/* True where a field of that name stood there before. */
bool revision_name_taken(struct revision_work *work, struct str name);
/* True where a field is there to be filled in: with text, a choice or a tick. One that is read-only
 * may be: programs fill in such. */
struct result revision_field_fillable(struct revision_work *work, const struct revision_pair *pair,
                                      bool *out);

/* What is laid over a page, and where. */
struct revision_cover {
    const struct pdf_boxes *painted;
    const double *rect;
    uint32_t own; /* object */
};
/* True where it hides most of a field or remark of `page` as of `revision`, or text that one shows.
 * Signatures may stand over one another: the list of signatures names each of them. */
bool revision_hides_field(struct pdf_file *file, size_t revision, const struct pdf_value *page,
                          const struct revision_cover *cover);
/* True where what was laid over the page hides its text or most of another field (SSA and EAA of
 * 2021). */
bool revision_hides(struct revision_work *work, const struct revision_change *change);
/* The same of a value that was filled in, where what was there before did not hide it already. */
bool revision_fill_hides(struct revision_work *work, const struct revision_change *change);
/* An annotation that is nothing but a remark, where it hides nothing. */
bool revision_is_comment(struct revision_work *work, const struct pdf_value *annotation,
                         const struct revision_change *change);

/* Trailer keys, and bytes that belong to no object. */
struct result revision_bytes_compare(struct revision_work *work);

#endif
