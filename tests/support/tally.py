#!/usr/bin/env python3
"""Counts the tests of one suite: prints "PASSED FAILED" and, on stderr, what failed.

    tally.py tap LOG STATUS        a program's TAP output and its exit status
    tally.py meson TESTLOG.JSON    a run of `meson test`: the TAP lines of every program in it

A program that ends badly without a failing line, or runs nothing, or fewer tests than it
planned, counts as one more failure: silence is never success. A skipped test is a failure too.
"""

import json
import re
import sys

LINE = re.compile(r"^\s*(not )?ok\b[ \t]*(\d*)[ \t]*(.*)$", re.M)
PLAN = re.compile(r"^1\.\.(\d+)", re.M)


def count_tap(name, text, good):
    """(passed, [what failed])"""
    passed, failed = 0, []
    for match in LINE.finditer(text):
        if match.group(1) or re.search(r"#\s*skip", match.group(3), re.I):
            failed.append(f"{name}: {match.group(3).lstrip('- ')}")
        else:
            passed += 1
    planned = sum(int(number) for number in PLAN.findall(text))
    seen = passed + len(failed)
    if seen == 0:
        failed.append(f"{name}: ran nothing")
    elif seen < planned:
        failed.append(f"{name}: ran {seen} of {planned} tests")
    if not good and not failed:
        failed.append(f"{name}: ended badly after {passed} passed tests")
    return passed, failed


def count_meson(path):
    passed, failed = 0, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            run = json.loads(line)
            good = run["result"] == "OK"
            text = run.get("stdout") or ""
            if PLAN.search(text):
                more, bad = count_tap(run["name"], text, good)
                passed, failed = passed + more, failed + bad
            elif good:
                passed += 1
            else:
                failed.append(f"{run['name']}: {run['result']}")
    if passed == 0 and not failed:
        failed.append("meson: ran nothing")
    return passed, failed


def main():
    if sys.argv[1] == "meson":
        passed, failed = count_meson(sys.argv[2])
    else:
        with open(sys.argv[2], encoding="utf-8", errors="replace") as file:
            passed, failed = count_tap(sys.argv[2].split("/")[-1], file.read(), sys.argv[3] == "0")
    for words in failed:
        print(f"  failed: {words}", file=sys.stderr)
    print(passed, len(failed))


if __name__ == "__main__":
    main()
