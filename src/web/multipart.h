#ifndef TRUC_WEB_MULTIPART_H
#define TRUC_WEB_MULTIPART_H

/*
 * Bodies of type multipart/form-data (RFC 7578), read where they lie. Strict: exact boundaries,
 * a name for every part, no nested multipart, no transfer encoding.
 */
#include "base/result.h"
#include "base/str.h"

struct multipart {
    struct str body;
    struct str delimiter; /* CRLF "--" boundary */
    size_t at;
    bool done;
};

struct part {
    struct str name;     /* raw bytes */
    bool is_file;        /* has a file name, perhaps an empty one */
    struct str file_name;
    struct str media_type; /* empty: not said */
    struct str bytes;
};

/* `content_type` is the whole header. UNSUPPORTED "web.multipart" where it is another type or
 * lacks a boundary of 1 to 70 characters; INVALID "web.multipart" where the body does not begin
 * with it. */
struct result multipart_begin(struct arena *arena, struct str content_type, struct str body,
                              struct multipart *out);

/* The next part; *more is false after the last. INVALID "web.multipart". Borrows from the body. */
struct result multipart_next(struct multipart *multipart, struct part *part, bool *more);

#endif
