#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/os_file.h"
#include "base/os_sandbox.h"

/* Rights and fields younger than the kernel headers of Debian 12. */
#define FS_TRUNCATE (UINT64_C(1) << 14)  /* version 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* version 5 */
#define NET_BIND_TCP (UINT64_C(1) << 0)  /* version 4 */
#define NET_CONNECT_TCP (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT_SOCKET (UINT64_C(1) << 0) /* version 6 */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)

struct ruleset {
    uint64_t handled_fs;
    uint64_t handled_net; /* version 4 */
    uint64_t scoped;      /* version 6 */
};

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_MAKE                                                                                    \
    (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |    \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                                 \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define FS_REMOVE (LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE)
#define FS_WRITE (LANDLOCK_ACCESS_FS_WRITE_FILE | FS_MAKE | FS_REMOVE)
/* The only rights that a rule on a file, not a folder, may carry. */
#define FS_OF_FILE                                                                                 \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |   \
     FS_TRUNCATE | FS_IOCTL_DEV)

static const struct result no_landlock = {
    ERROR_UNSUPPORTED, "os.no_landlock",
    N_("Nhân hệ điều hành này chưa bật Landlock nên chưa nhận được tệp từ bên ngoài.")};

int os_landlock_version(void)
{
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

struct result os_no_new_privileges(void)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return result_fail(ERROR_INTERNAL, "os.no_new_privileges", NULL);
    return RESULT_OK;
}

static uint64_t handled_rights(int version)
{
    uint64_t rights = LANDLOCK_ACCESS_FS_EXECUTE | FS_READ | FS_WRITE;
    if (version >= 2)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        rights |= FS_TRUNCATE;
    if (version >= 5)
        rights |= FS_IOCTL_DEV;
    return rights;
}

static uint64_t rule_rights(unsigned rights)
{
    uint64_t all = FS_READ;
    if ((rights & OS_PATH_EXECUTE) != 0)
        all |= LANDLOCK_ACCESS_FS_EXECUTE;
    if ((rights & OS_PATH_WRITE) != 0)
        all |= FS_WRITE | LANDLOCK_ACCESS_FS_REFER | FS_TRUNCATE | FS_IOCTL_DEV;
    return all;
}

static struct result add_rule(int ruleset, const struct os_path_rule *rule, uint64_t handled)
{
    int fd = open(rule->path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES /* out of reach anyway */
                   ? RESULT_OK
                   : result_fail(ERROR_INTERNAL, "os.landlock_rule", NULL);
    struct stat status;
    uint64_t allowed = rule_rights(rule->rights) & handled;
    if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode))
        allowed &= FS_OF_FILE;
    struct landlock_path_beneath_attr beneath = {.allowed_access = allowed, .parent_fd = fd};
    long added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    os_close(fd);
    return added == 0 ? RESULT_OK : result_fail(ERROR_INTERNAL, "os.landlock_rule", NULL);
}

static size_t ruleset_size(int version)
{
    if (version >= 6)
        return sizeof(struct ruleset);
    return version >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

struct result os_landlock_enter(const struct os_path_rule *rules, size_t count, unsigned flags)
{
    int version = os_landlock_version();
    if (version < 1)
        return no_landlock;
    TRY(os_no_new_privileges());
    struct ruleset set = {.handled_fs = handled_rights(version)};
    if ((flags & OS_LANDLOCK_NO_NETWORK) != 0 && version >= 4)
        set.handled_net = NET_BIND_TCP | NET_CONNECT_TCP;
    if ((flags & OS_LANDLOCK_NO_SIGNALS) != 0 && version >= 6)
        set.scoped = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
    long made = syscall(SYS_landlock_create_ruleset, &set, ruleset_size(version), 0);
    if (made < 0)
        return no_landlock;
    int ruleset = (int)made;
    struct result r = RESULT_OK;
    for (size_t i = 0; i < count && result_ok(r); i++)
        r = add_rule(ruleset, &rules[i], set.handled_fs);
    if (result_ok(r) && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
        r = result_fail(ERROR_INTERNAL, "os.landlock", NULL);
    os_close(ruleset);
    return r;
}
