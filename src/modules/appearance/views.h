#ifndef TRUC_MODULES_APPEARANCE_VIEWS_H
#define TRUC_MODULES_APPEARANCE_VIEWS_H

#include "modules/appearance/service.h"
#include "web/chrome.h"

typedef struct signature_picture picture_row;

struct picture_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    struct picture_place place;
    struct str address;                      /* of this page */
    const struct signature_picture *waiting; /* sent, not confirmed; NULL: none */
    const struct signature_picture *used;    /* in force with a picture; NULL: the node draws */
    const struct signature_picture *before;  /* what was in force up to then, newest first */
    size_t before_count;
    const struct signature_picture *next;    /* confirmed for a later day; NULL: none */
    bool late; /* the sample should have been printed long ago */
    const char *file_error;
    struct field_view size;
    struct field_view reason;
    struct field_view day;
};

#endif
