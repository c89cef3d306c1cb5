#ifndef TRUC_SIGN_PDF_UPDATE_H
#define TRUC_SIGN_PDF_UPDATE_H

/*
 * An incremental update (ISO 32000-1, clause 7.5.6): the old bytes untouched, new and changed
 * objects behind them, then a cross-reference section of the same kind as the last one.
 */
#include "base/buf.h"
#include "sign/pdf_file.h"

enum { PDF_UPDATE_OBJECTS_MAX = 256 };

struct pdf_update {
    struct pdf_file *file;
    struct buf out; /* the whole new file as it grows */
    uint32_t next_number;
    struct pdf_entry entries[PDF_UPDATE_OBJECTS_MAX];
    size_t count;
};

/* Starts with the old bytes; about `room` bytes will be added. */
struct result pdf_update_begin(struct pdf_update *update, struct pdf_file *file, size_t room);
/* A number that no object of the file ever had. */
uint32_t pdf_update_number(struct pdf_update *update);
/* Writes a new object: `body` stands between "obj" and "endobj" as it is. */
void pdf_update_object(struct pdf_update *update, uint32_t number, struct str body);
/* The same in parts: `body` is written to `out` between these two. */
void pdf_update_open(struct pdf_update *update, uint32_t number);
void pdf_update_close(struct pdf_update *update);
/* As above for a stream; `dictionary` is what stands between << and >>, without /Length. */
void pdf_update_stream(struct pdf_update *update, uint32_t number, struct str dictionary,
                       struct str data);
/* Writes an object of the file again, in the generation that it has; a stream is refused. */
struct result pdf_update_rewrite(struct pdf_update *update, const struct pdf_object *object,
                                 struct str body);
/* Writes the cross-reference section and trailer. */
struct result pdf_update_end(struct pdf_update *update, struct str *bytes);

/* A key of a dictionary and the text of its new value; an empty text leaves the key alone. */
struct pdf_edit {
    const char *key;
    struct str text;
};
/* `dictionary` byte for byte as in `source`, but for the edited keys: their value is replaced, or
 * the key is added at the end. */
struct str pdf_with_keys(struct pdf_update *update, struct str source,
                         const struct pdf_value *dictionary, const struct pdf_edit *edits,
                         size_t count);
/* `array` byte for byte, with one more item at its end. */
struct str pdf_with_item(struct pdf_update *update, struct str source,
                         const struct pdf_value *array, struct str item);

#endif
