#ifndef TRUC_SIGN_PDF_FILE_H
#define TRUC_SIGN_PDF_FILE_H

/*
 * A PDF file as its revisions (ISO 32000-1, clauses 7.5.4 to 7.5.8): an original body and what
 * was appended to it. Strict: the file ends with %%EOF, cross-reference sections chain backwards
 * without loops, every object stands where its section says; nothing is ever rebuilt. The two
 * sections of a linearised original (annex F) count as one revision, and so do the table and the
 * stream of a hybrid section (7.5.8.4). An encrypted file is read where the empty password opens it
 * (sign/pdf_crypt.h); of any other only the frame: no object stream, and strings as they stand.
 */
#include "sign/pdf_value.h"

enum {
    PDF_FILE_MAX = 64 * 1024 * 1024,    /* bytes */
    PDF_DECODED_MAX = 32 * 1024 * 1024, /* bytes of all decoded streams together */
    PDF_REVISIONS_MAX = 128,
    PDF_ENTRIES_MAX = 500000, /* cross-reference entries of all sections together */
};

enum pdf_place {
    PDF_FREE,
    PDF_AT_OFFSET,
    PDF_IN_STREAM /* compressed into an object stream */
};

/* Where a section puts an object. */
struct pdf_entry {
    uint32_t number;
    enum pdf_place place;
    uint64_t where; /* AT_OFFSET: byte; IN_STREAM: number of the object stream */
    uint32_t extra; /* AT_OFFSET: generation; IN_STREAM: index in it */
    bool twofold;   /* the table of a hybrid section says free, its stream does not */
};

struct pdf_section {
    size_t start;         /* first byte of this revision's body */
    size_t xref_at;       /* what startxref says */
    size_t named;         /* the offset behind this section's own startxref */
    size_t body_end;      /* no object of the revision starts behind it */
    size_t hidden_at;     /* the stream of a hybrid section; 0: none */
    size_t table_count;   /* entries of its table alone */
    size_t end;           /* behind the line end after %%EOF */
    size_t paired_at;     /* an empty table right behind the trailer, in place of a startxref of
                           * its own (7.5.8.4); 0: none */
    bool stream;          /* the section is a cross-reference stream */
    uint32_t stream_number;
    const struct pdf_value *trailer; /* dictionary */
    struct pdf_entry *entries;       /* by number, each once */
    struct pdf_object **objects;     /* beside `entries`: those already read */
    size_t count;
};

struct pdf_crypt;
struct pdf_decoded; /* an object stream already decoded */

struct pdf_file {
    struct arena *arena;
    struct str bytes;
    size_t values_left;
    size_t decoded_left;
    struct pdf_section *sections; /* oldest first */
    size_t section_count;
    struct pdf_decoded *decoded;
    bool encrypted;
    struct pdf_crypt *crypt; /* how to decrypt; NULL: plain, or under a password */
    bool reading_length; /* an indirect /Length: one at a time */
    uint32_t *numbers; /* every object number that any section speaks of, ascending */
    size_t number_count;
};

/* An object as it stood at the end of some revision. */
struct pdf_object {
    uint32_t number;
    uint32_t generation;
    size_t section;    /* the revision that wrote it */
    size_t start;      /* "n g obj" … */
    size_t end;        /* … behind "endobj"; both 0 for one in an object stream */
    struct str source; /* what spans in `value` refer to */
    struct pdf_value *value;
    bool has_stream;
    size_t stream_at; /* raw bytes of the stream in the file */
    size_t stream_len;
};

/* Reads the chain of sections. Everything lives in `arena`; `bytes` is borrowed. Fails with
 * ERROR_INVALID "pdf.…", ERROR_UNSUPPORTED or ERROR_LIMIT. */
struct result pdf_open(struct arena *arena, struct str bytes, struct pdf_file **out);

/* Object `number` as of section `revision`; ERROR_NOT_FOUND "pdf.no_object" where it is free or
 * unknown. */
struct result pdf_object(struct pdf_file *file, size_t revision, int64_t number,
                         struct pdf_object *out);
/* The entry that counts for `number` as of `revision`, NULL where there is none; *section is the
 * section it stands in (may be NULL). */
const struct pdf_entry *pdf_entry_of(const struct pdf_file *file, size_t revision, int64_t number,
                                     size_t *section);
/* Position of `number` in file->numbers; number_count where no section speaks of it. */
size_t pdf_index(const struct pdf_file *file, int64_t number);
/* What it refers to (one step); ERROR_INVALID for anything but a reference. */
struct result pdf_resolve(struct pdf_file *file, size_t revision, const struct pdf_value *value,
                          struct pdf_object *out);
/* The document catalog as of `revision`. */
struct result pdf_catalog(struct pdf_file *file, size_t revision, struct pdf_object *out);
/* Object numbers of the pages in their order. */
struct pdf_page_list {
    uint32_t *numbers;
    size_t count;
};
struct result pdf_pages(struct pdf_file *file, size_t revision, struct pdf_page_list *out);
/* Page `index` (0 is the first). */
struct result pdf_page(struct pdf_file *file, size_t revision, size_t index,
                       struct pdf_object *out);

/* The bytes of a stream, every filter but those of pictures undone. */
struct result pdf_stream_decode(struct pdf_file *file, const struct pdf_object *object,
                                struct str *out);

/* The last revision. */
static inline size_t pdf_last(const struct pdf_file *file)
{
    return file->section_count - 1;
}

/* For the reader's own parts: the indirect object that starts at `at` in revision `section`. */
struct result pdf_object_at(struct pdf_file *file, size_t section, size_t at,
                            struct pdf_object *out);
struct result pdf_broken(void);
struct result pdf_encrypted(void);

#endif
