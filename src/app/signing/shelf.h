#ifndef TRUC_APP_SIGNING_SHELF_H
#define TRUC_APP_SIGNING_SHELF_H

/* Evidence as it came, unread: files that the operator trusts, and what others gave. Only a
 * confined child looks into it. */
#include "sign/chain.h"

enum { SHELF_MAX = 512 };

struct shelf_item {
    struct str bytes;
    bool trusted;
};
struct shelf {
    struct arena *arena;
    struct shelf_item *items;
    size_t count;
};

void shelf_add(struct shelf *shelf, struct str bytes, bool trusted);
/* Every file of a folder; NULL adds nothing. */
struct result shelf_add_folder(struct shelf *shelf, const char *folder, bool trusted);
/* In the child: what is on the shelf; of what is not trusted nothing becomes an anchor. */
void shelf_read(const struct shelf *shelf, struct evidence_set *evidence);

#endif
