#!/usr/bin/env python3
"""No external name is defined twice in our static libraries: which of two a program gets would hang
on the order of its link line, and one day on nothing. TAP on standard output.

    test_symbols.py BUILD-FOLDER
"""

import collections
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402

STRONG = "TDBRSGC"  # weak ones are meant to be defined in many places


def defined_twice(libraries):
    """{name: [library:member]} of what has more than one definition."""
    places = collections.defaultdict(list)
    for library in libraries:
        listed = subprocess.run(["nm", "-A", "-g", "--defined-only", library], capture_output=True,
                                text=True, check=True).stdout
        for line in listed.splitlines():
            where, kind, name = line.rsplit(maxsplit=2)
            if kind in STRONG and not name.startswith("__"):  # __: the compiler's own
                places[name].append(where.rsplit(":", 1)[0])
    return {name: found for name, found in places.items() if len(found) > 1}


def test_every_name_has_one_definition():
    libraries = sorted(pathlib.Path(sys.argv[1], "src").rglob("*.a"))
    assert len(libraries) > 10, libraries
    found = defined_twice(libraries)
    assert not found, "\n".join(f"{name}: {', '.join(where)}" for name, where in found.items())


def test_a_second_definition_is_seen():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("a", "int one(void) { return 1; } static int own; int *f = &own;"),
                           ("b", "int one(void) { return 2; } static int own; int *g = &own;")):
            file = pathlib.Path(folder, name)
            file.with_suffix(".c").write_text(text, encoding="utf-8")
            subprocess.run(["cc", "-c", f"{file}.c", "-o", f"{file}.o"], check=True)
            subprocess.run(["ar", "rcsT", f"{file}.a", f"{file}.o"], check=True)
        assert list(defined_twice(sorted(pathlib.Path(folder).glob("*.a")))) == ["one"]


if __name__ == "__main__":
    sys.exit(tap.run_module(globals()))
