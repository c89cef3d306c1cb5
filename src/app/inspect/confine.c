#include "app/inspect/confine.h"

#include "base/os_sandbox.h"

/* The file itself is descriptor 0 and needs no rule. */
static const struct os_path_rule rules[] = {
    {"/usr/bin/pdfinfo", OS_PATH_EXECUTE},
    {"/usr/bin/pdftoppm", OS_PATH_EXECUTE},
    {"/lib64/ld-linux-x86-64.so.2", OS_PATH_EXECUTE},
    {"/lib/ld-linux-aarch64.so.1", OS_PATH_EXECUTE},
    {"/lib", OS_PATH_READ},
    {"/usr/lib", OS_PATH_READ},
    {"/etc/ld.so.cache", OS_PATH_READ},
    {"/etc/fonts", OS_PATH_READ},
    {"/usr/share/fonts", OS_PATH_READ},
    {"/usr/share/fontconfig", OS_PATH_READ},
    {"/usr/share/poppler", OS_PATH_READ},
    {"/var/cache/fontconfig", OS_PATH_READ},
};

struct result confine_paths(void)
{
    return os_landlock_enter(rules, sizeof rules / sizeof rules[0],
                             OS_LANDLOCK_NO_NETWORK | OS_LANDLOCK_NO_SIGNALS);
}

struct result confine_parser(void) { return os_seccomp_enter(OS_SYSCALLS_PARSER); }

struct result confine_tool(void) { return os_seccomp_enter(OS_SYSCALLS_TOOL); }
