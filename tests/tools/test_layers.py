#!/usr/bin/env python3
"""Each rule of tools/layers.py on a small tree: once broken (red), once kept (green)."""

import os
import subprocess
import sys
import tempfile

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(TOP, "tests", "support"))
import tap  # noqa: E402


def layers(files):
    with tempfile.TemporaryDirectory() as top:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(top, path)), exist_ok=True)
            with open(os.path.join(top, path), "w", encoding="utf-8") as file:
                file.write(text)
        command = [sys.executable, os.path.join(TOP, "tools", "layers.py"), "--top", top]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stderr == "", done.stderr
        return done.returncode, done.stdout


def red(path, text, words):
    status, out = layers({path: text})
    assert status == 1 and f"{path}:1: " in out and words in out, out


def green(path, text):
    status, out = layers({path: text})
    assert status == 0, out


def test_core_never_includes_web():
    red("src/core/a.c", '#include "web/web.h"\n', "core may not include web")
    green("src/modules/x/a.c", '#include "web/web.h"\n')


def test_base_includes_nothing_above():
    for other in ("db/db.h", "sign/cms.h", "core/jobs.h", "modules/x/x.h"):
        red("src/base/a.c", f'#include "{other}"\n', "base may not include")
    green("src/base/a.c", '#include "base/str.h"\n')


def test_signer_and_inspector_stay_small():
    red("src/app/signer/a.c", '#include "core/jobs.h"\n', "app/signer may not include core")
    red("src/app/inspect/a.c", '#include "db/db.h"\n', "app/inspect may not include db")
    green("src/app/main.c", '#include "core/jobs.h"\n')


def test_modules_show_only_their_header():
    red("src/modules/x/a.c", '#include "modules/y/service.h"\n', "only modules/y/y.h")
    green("src/modules/x/a.c", '#include "modules/y/y.h"\n#include "modules/x/service.h"\n')


def test_modules_have_no_cycle():
    files = {"src/modules/x/x.h": '#include "modules/y/y.h"\n',
             "src/modules/y/y.c": '#include "modules/z/z.h"\n'}
    assert layers(files)[0] == 0
    status, out = layers(files | {"src/modules/z/a.c": '#include "modules/x/x.h"\n'})
    assert status == 1 and "cycle: x → y → z → x" in out, out


def test_paths_are_rooted():
    red("src/base/a.c", '#include "str.h"\n', "not rooted")


def test_outside_libraries_have_one_place():
    for header, good in (("sqlite3.h", "src/db/a.c"), ("openssl/evp.h", "src/base/crypto.c"),
                         ("microhttpd.h", "src/web/a.c"), ("sodium.h", "src/core/password.c"),
                         ("pango/pango.h", "src/core/print/a.c"), ("seccomp.h", "src/base/os_a.c"),
                         ("zip.h", "src/sign/a.c"), ("linux/landlock.h", "src/base/os_box.c")):
        red("src/core/x.c", f"#include <{header}>\n", "belongs into")
        green(good, f"#include <{header}>\n")


def test_rules_are_pure():
    red("src/modules/x/rules.c", '#include "db/db.h"\n', "rules are pure")
    green("src/modules/x/rules.c", '#include "core/calendar.h"\n')


def test_sql_html_and_transactions_stay_in_their_files():
    red("src/modules/x/store.c", 'f("SELECT 1");\n', "SQL belongs")
    red("src/modules/x/handlers.c", 'f("<p>Xin chào</p>");\n', "HTML belongs")
    red("src/modules/x/handlers.c", "db_write_begin(db);\n", "transactions are opened")
    green("src/modules/x/service.c", 'db_write_begin(db); log("selected"); /* "SELECT 1" */\n')
    green("src/modules/x/test_store.c", 'f("SELECT 1");\n')


if __name__ == "__main__":
    sys.exit(tap.run_module(dict(globals())))
