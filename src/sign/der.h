#ifndef TRUC_SIGN_DER_H
#define TRUC_SIGN_DER_H

/* The little of DER (ITU-T X.690) that signed attributes and CMS need; read strictly. */
#include "base/str.h"

enum {
    DER_INTEGER = 0x02,
    DER_OCTETS = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT_0 = 0xa0,
    DER_CONTEXT_1 = 0xa1,
};

/* One element around `content`. */
struct str der_element(struct arena *arena, unsigned tag, struct str content);
/* One element around `count` encoded parts, in their order. */
struct str der_join(struct arena *arena, unsigned tag, const struct str *parts, size_t count);
/* As der_join, sorted as DER wants a SET OF. `parts` is reordered. */
struct str der_set_of(struct arena *arena, unsigned tag, struct str *parts, size_t count);

/* Takes the next element off *rest when it has `tag` and a minimal definite length; `content` is
 * what it holds. False, with nothing taken, otherwise. */
bool der_take(struct str *rest, unsigned tag, struct str *content);
/* As der_take for an element of any one-byte tag; `element` is all of it. */
bool der_take_any(struct str *rest, struct str *element);

#endif
