#include "tests/support/fixture.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/os_file.h"

static void test_put_and_get(void **state)
{
    struct fixture *f = *state;
    struct str bytes = str_of("%PDF-1.7\n\0\xff", 11);
    struct str hash;
    struct str again;
    struct str back;
    assert_ok(files_put(f->files, f->arena, bytes, &hash));
    assert_int_equal(hash.len, FILES_HASH_TEXT);
    assert_ok(files_put(f->files, f->arena, bytes, &again));
    assert_true(str_equal(hash, again));
    assert_ok(files_get(f->files, f->arena, hash, &back));
    assert_true(str_equal(back, bytes));
    assert_ok(files_put(f->files, f->arena, S(""), &hash));
    assert_ok(files_get(f->files, f->arena, hash, &back));
    assert_int_equal(back.len, 0);
    assert_ok(db_write_begin(f->db));
    for (int i = 0; i < 2; i++)
        assert_ok(file_add(f->db, f->arena, f->clock.fixed_us,
                           (struct file_row){hash, 0, S("text/plain")}));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM file"), 1);
}

static void test_refusals(void **state)
{
    struct fixture *f = *state;
    struct str back;
    static const char *const bad[] = {"", "../../etc/passwd", "zz"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(files_get(f->files, f->arena, str_from_c(bad[i]), &back), "files.hash");
    char upper[FILES_HASH_TEXT + 1];
    memset(upper, 'A', FILES_HASH_TEXT);
    upper[FILES_HASH_TEXT] = '\0';
    assert_fails(files_get(f->files, f->arena, str_from_c(upper), &back), "files.hash");
    memset(upper, 'a', FILES_HASH_TEXT);
    assert_fails(files_get(f->files, f->arena, str_from_c(upper), &back), "files.none");
}

/* Red twin of test_put_and_get: one byte of the stored file is another. */
static void test_damage_is_seen(void **state)
{
    struct fixture *f = *state;
    struct str hash;
    struct str path;
    struct str back;
    assert_ok(files_put(f->files, f->arena, S("genuine"), &hash));
    assert_ok(files_path(f->files, f->arena, hash, &path));
    assert_ok(os_file_write(path.ptr, S("genuinE"), 0640));
    assert_fails(files_get(f->files, f->arena, hash, &back), "files.damaged");
}

/* Whatever step fails, either the whole file is there or none, and the next try works. */
static void test_every_step_may_fail(void **state)
{
    struct fixture *f = *state;
    struct str hash;
    struct str back;
    bool struck = true;
    int reached = 0;
    for (int n = 1; struck; n++) {
        struct str bytes = str_printf(f->arena, "content %d", n);
        assert_ok(fault_arm(str_printf(f->arena, "any:%d", n).ptr));
        struct result put = files_put(f->files, f->arena, bytes, &hash);
        struck = fault_struck();
        reached += struck ? 1 : 0;
        assert_ok(fault_arm(NULL));
        assert_true(result_ok(put) == !struck);
        assert_ok(files_put(f->files, f->arena, bytes, &hash));
        assert_ok(files_get(f->files, f->arena, hash, &back));
        assert_true(str_equal(bytes, back));
    }
    assert_true(reached >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_put_and_get),
        FIXTURE_TESTS(test_refusals),
        FIXTURE_TESTS(test_damage_is_seen),
        FIXTURE_TESTS(test_every_step_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
