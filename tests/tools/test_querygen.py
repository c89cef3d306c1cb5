#!/usr/bin/env python3
"""tools/querygen.py against its golden files, and each of its refusals.

After a wanted change: `tests/tools/test_querygen.py --write`, and read the difference.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = TOP / "tests" / "golden" / "querygen"
sys.path.insert(0, str(TOP / "tests" / "support"))
import tap  # noqa: E402


def querygen(*args):
    """(status, errors) of the tool."""
    done = subprocess.run([sys.executable, str(TOP / "tools" / "querygen.py"), *map(str, args)],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def generate(folder):
    """Every kind of output for the golden tree."""
    src = GOLDEN / "src"
    runs = [("queries", src / "core" / "sample.sql", folder / "sample_queries.h",
             folder / "sample_queries.c", "core/sample_queries.h"),
            ("list", src, folder / "query_list.c"), ("schemas", src, folder / "migrations.c")]
    for run in runs:
        status, errors = querygen(*run)
        assert status == 0, errors


def test_golden_files():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        generate(folder)
        for path in sorted(folder.iterdir()):
            want = (GOLDEN / f"{path.name}.golden").read_text(encoding="utf-8")
            assert path.read_text(encoding="utf-8") == want, f"{path.name} differs"


def test_an_unchanged_output_is_left_alone():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        generate(folder)
        for path in folder.iterdir():
            os.utime(path, (1, 1))
        generate(folder)
        assert all(path.stat().st_mtime == 1 for path in folder.iterdir())


def refuses(text, words):
    """querygen refuses a file of queries with these words."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "q.sql").write_text(text, encoding="utf-8")
        status, errors = querygen("queries", folder / "q.sql", folder / "q.h", folder / "q.c",
                                  "q.h")
        assert status != 0 and words in errors and "Traceback" not in errors, errors


def test_bad_queries_are_refused():
    head = "-- name: x :one\n-- out: id int\n"
    refuses("SELECT 1;\n", "before the first")
    refuses("-- in: a int\n", "before the first")
    refuses("-- name: x :some\n-- out: id int\nSELECT 1;\n", 'no kind ":some"')
    refuses("-- name: X :one\n-- out: id int\nSELECT 1;\n", "is not a name")
    refuses("-- name: x :one\n-- out: id number\nSELECT 1;\n", 'no type "number"')
    refuses("-- name: x :one\n-- out: int\nSELECT 1;\n", "is not `name type`")
    refuses("-- name: x :one\n-- out: for int\nSELECT 1;\n", "a word of C")
    refuses("-- name: x :one\n-- out: a int, a int\nSELECT 1, 2;\n", "twice")
    refuses("-- name: x :one\nSELECT 1;\n", "needs an `out`")
    refuses("-- name: x :exec\n-- out: a int\nSELECT 1;\n", "has no `out`")
    refuses(head + "SELECT id FROM t WHERE a = :a;\n", ":a is not in the `in` list")
    refuses(head + "-- in: a int\nSELECT id FROM t;\n", "never uses :a")
    refuses(head + "SELECT 1; SELECT 2;\n", "more than one statement")
    refuses(head, "has no text")
    refuses(head + "-- sqlite:\nSELECT 1;\n", "no text for postgres")
    refuses(head + "SELECT 1;\n-- sqlite:\nSELECT 1;\n-- postgres:\nSELECT 1;\n", "variants")
    refuses(head + "SELECT CAST(1 AS @number);\n", 'no type "@number"')
    refuses(head + "SELECT @nowhere(1, 2);\n", "@nowhere(1, 2) is no part")


def tree_refuses(files, mode, words):
    """querygen refuses a whole tree with these words."""
    with tempfile.TemporaryDirectory() as name:
        src = pathlib.Path(name) / "src"
        for path, text in files.items():
            (src / path).parent.mkdir(parents=True, exist_ok=True)
            (src / path).write_text(text, encoding="utf-8")
        status, errors = querygen(mode, src, src / "out.c")
        assert status != 0 and words in errors and "Traceback" not in errors, errors


def test_bad_trees_are_refused():
    query = "-- name: x :one\n-- out: id int\nSELECT 1;\n"
    tree_refuses({"core/a.sql": query, "core/b.sql": query}, "list", "also stands at")
    tree_refuses({"core/parts.sql": "-- part: two a b\n{a} + {b}\n", "core/a.sql":
                  "-- name: x :one\n-- out: id int\nSELECT @two(1);\n"}, "list", "is no part")
    tree_refuses({"core/parts.sql": "-- part: one a\n@one({a})\n", "core/a.sql":
                  "-- name: x :one\n-- out: id int\nSELECT @one(1);\n"}, "list", "is no part")
    tree_refuses({"core/schema/first.sql": ""}, "schemas", "NNNN_name.sql")
    tree_refuses({"core/schema/0001_a.sql": "CREATE TABLE a (b @int REFERENCES c(id));\n"},
                 "schemas", 'no table "c"')
    tree_refuses({"core/schema/0001_a.sql": "CREATE TABLE a (b @int REFERENCES b(id));\n",
                  "modules/m/schema/0001_b.sql": "CREATE TABLE b (a @int REFERENCES a(id));\n"},
                 "schemas", "refers to itself")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        with tempfile.TemporaryDirectory() as fresh:
            generate(pathlib.Path(fresh))
            for made in pathlib.Path(fresh).iterdir():
                (GOLDEN / f"{made.name}.golden").write_bytes(made.read_bytes())
    else:
        sys.exit(tap.run_module(globals()))
