#include "tests/support/second.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REACH_US = 300000 };

struct second second_begin(struct fixture *f, const char *expected,
                           struct result (*act)(struct fixture *f, void *context), void *context)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    struct second second = {fork(), ends[1]};
    assert_int_not_equal(second.child, -1);
    if (second.child != 0) {
        close(ends[0]);
        return second;
    }
    close(ends[1]);
    fixture_after_fork(f);
    bool told = read(ends[0], &byte, 1) == 1;
    struct result done = act(f, context);
    bool as_expected = expected == NULL
                           ? result_ok(done)
                           : done.code != NULL && str_is(str_from_c(done.code), expected);
    if (!as_expected)
        fprintf(stderr, "# the second got %s\n", done.code != NULL ? done.code : "ok");
    _exit(told && as_expected ? 0 : 1);
}

void second_go(const struct second *second)
{
    assert_int_equal(write(second->go, "!", 1), 1);
    usleep(REACH_US);
}

bool second_ended(const struct second *second)
{
    int status;
    close(second->go);
    assert_int_equal(waitpid(second->child, &status, 0), second->child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
