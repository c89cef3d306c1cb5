#ifndef TRUC_TESTS_SECOND_H
#define TRUC_TESTS_SECOND_H

/*
 * Two at the same moment: a process of its own that acts while the test's transaction is open.
 *
 *     struct second second = second_begin(f, "hold.held", act, context);   before the transaction
 *     … db_write_begin, the first half …
 *     second_go(&second);                                                  it asks, and waits
 *     … the second half, db_commit …
 *     assert_true(second_ended(&second));                                  as was expected
 */
#include <sys/types.h>

#include "tests/support/fixture.h"

struct second {
    pid_t child;
    int go;
};

/* `expected` is the code of its failure; NULL: it succeeds. In the child f->db and f->service are
 * its own. Forked before the transaction: SQLite would think that the child has the locks. */
struct second second_begin(struct fixture *f, const char *expected,
                           struct result (*act)(struct fixture *f, void *context), void *context);
/* Lets it act, and leaves it the time to come to where it must wait. */
void second_go(const struct second *second);
bool second_ended(const struct second *second);

#endif
