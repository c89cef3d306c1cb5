#include "cmocka_all.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"

static void arm(const char *spec)
{
    struct result armed = fault_arm(spec);
    assert_int_equal(armed.kind, ERROR_NONE);
}

static void test_unarmed(void **state)
{
    (void)state;
    arm(NULL);
    assert_false(fault_point("file.fsync"));
    assert_int_equal(fault_passes(), 0);
    assert_false(fault_struck());
}

static void test_nth_pass(void **state)
{
    (void)state;
    arm("file.fsync:2");
    assert_false(fault_point("file.rename"));
    assert_false(fault_point("file.fsync"));
    assert_true(fault_point("file.fsync"));
    assert_false(fault_point("file.fsync"));
    assert_int_equal(fault_passes(), 3);
    arm("any:2+");
    assert_false(fault_point("file.rename"));
    assert_true(fault_point("file.fsync"));
    assert_true(fault_point("net.send"));
    arm(NULL);
}

static void test_children_count_too(void **state)
{
    (void)state;
    arm("kill@db.commit:2");
    assert_false(fault_point("db.commit"));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)fault_point("db.commit");
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(fault_struck());
    arm(NULL);
}

static void test_bad_texts(void **state)
{
    (void)state;
    static const char *const bad[] = {"x", ":1", "x:", "x:0", "x:1x", "kill@:1",
                                      "a.name.that.is.far.too.long.for.a.point:1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_string_equal(fault_arm(bad[i]).code, "fault.spec");
    assert_false(fault_point("x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unarmed),
        cmocka_unit_test(test_nth_pass),
        cmocka_unit_test(test_children_count_too),
        cmocka_unit_test(test_bad_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
