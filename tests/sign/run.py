#!/usr/bin/env python3
"""The validator against attacks and permitted revisions of our own signed files.

  tests/sign/run.py SIGN_TOOL [--keep DIR] [--flips N] [--every N]

--every N: only each N-th case of a base, another one for each base.

Prints a table of verdict by class, then TAP. No attack may be judged passed, nor intact without
being called modified; every permitted revision must stay intact and permitted.
"""

import argparse
import collections
import itertools
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import blind  # noqa: E402
import covers  # noqa: E402
import foreign  # noqa: E402
import mutators  # noqa: E402
import pdfwrite  # noqa: E402
import readers  # noqa: E402
import tokens  # noqa: E402

# How each base is signed (tests/support/sign_tool.c), and the DocMDP level that follows.
STEPS = (("p", 0), ("P", 0), ("pa", 0), ("Pad", 0), ("1", 1), ("2", 2), ("3", 3))


def sign_bases(tool, folder):
    """Paths of the signed bases with their level."""
    lines, made = [], []
    for name, data in (*pdfwrite.bases(), *covers.traps()):
        source = os.path.join(folder, name + ".pdf")
        with open(source, "wb") as out:
            out.write(data)
        for steps, level in STEPS:
            target = os.path.join(folder, "%s-%s.pdf" % (name, steps))
            lines.append("%s %s %s" % (source, target, steps))
            made.append((target, level))
    subprocess.run([tool, "sign", folder], input="\n".join(lines) + "\n", text=True, check=True)
    return made


def groups_of(stem, data, at, level, chosen):
    """(label, cases) of what follows a signed base."""
    if stem.startswith("trap-"):
        trap = stem.split("-", 2)[2].rsplit("-", 1)[0]
        return (("attack", covers.trap_attacks(trap, data)),
                ("permitted", covers.trap_permitted(trap, data, level)))
    return (("attack", itertools.chain(mutators.attacks(data, at, chosen.flips),
                                       readers.attacks(data), covers.attacks(data))),
            ("permitted", mutators.permitted_files(data, level)))


def write_cases(folder, made, chosen):
    """{path: (label, class, name)} of everything to be judged."""
    cases = {}
    for at, (path, level) in enumerate(made):
        with open(path, "rb") as file:
            data = file.read()
        stem = os.path.basename(path)[:-4]
        cases[path] = ("sound", "sound", stem)
        for label, group in groups_of(stem, data, at, level, chosen):
            for number, (name, changed) in enumerate(group):
                if (number + at) % chosen.every != 0:
                    continue
                target = os.path.join(folder, "%s.%s.%d.pdf" % (stem, label, number))
                with open(target, "wb") as out:
                    out.write(changed)
                cases[target] = (label, name.split("/")[0].split("-")[0], stem + " " + name)
    return cases


def write_foreign(folder, every):
    """The same of files that other products signed; their root joins ours."""
    cases = {}
    authority = foreign.Authority(folder)
    some = (each for number, each in enumerate(tokens.cases(authority))
            if each[0] == "sound" or number % every == 0)
    for number, (label, group, name, data) in enumerate(
            itertools.chain(some, blind.cases(authority))):
        target = os.path.join(folder, "foreign.%d.pdf" % number)
        with open(target, "wb") as out:
            out.write(data)
        cases[target] = (label, group, name)
    with open(os.path.join(folder, "foreign-root.pem"), encoding="utf-8") as file:
        root = file.read()
    with open(os.path.join(folder, "root.pem"), "a", encoding="utf-8") as file:
        file.write(root)
    return cases


def judge(tool, folder, paths):
    """{path: (indication, sub, integrity, modified, signatures, microseconds)}"""
    done = subprocess.run([tool, "judge", folder], input="\n".join(paths) + "\n", text=True,
                          stdout=subprocess.PIPE, check=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {row[0]: (row[1], row[2], row[3], row[4], int(row[5]), int(row[6])) for row in rows}


def is_right(label, verdict):
    indication, _, integrity, modified, signatures, _ = verdict
    if label == "policy":
        return indication != "TOTAL-PASSED"
    if label == "attack":
        return indication != "TOTAL-PASSED" and not (
            signatures > 0 and integrity == "intact" and modified != "yes"
            and indication != "TOTAL-FAILED")
    wanted = ("no", "permitted") if label == "sound" else ("permitted",)
    return indication == "TOTAL-PASSED" and integrity == "intact" and modified in wanted


def main():
    options = argparse.ArgumentParser()
    options.add_argument("tool")
    options.add_argument("--keep")
    options.add_argument("--flips", type=int, default=30)
    options.add_argument("--every", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or scratch
        os.makedirs(folder, exist_ok=True)
        cases = write_cases(folder, sign_bases(chosen.tool, folder), chosen)
        cases |= write_foreign(folder, chosen.every)
        verdicts = judge(chosen.tool, folder, list(cases))
        return report(cases, verdicts)


def report(cases, verdicts):
    table = collections.Counter()
    wrong = collections.defaultdict(list)
    for path, (label, group, name) in cases.items():
        verdict = verdicts.get(path)
        right = verdict is not None and is_right(label, verdict) and verdict[5] < 1_000_000
        table[label, group, verdict[0] if verdict else "nothing"] += 1
        if not right:
            wrong[label].append((name, verdict, path))
    for (label, group, verdict), count in sorted(table.items()):
        print("# %-10s %-14s %-14s %6d" % (label, group, verdict, count))
    print("1..4")
    for number, label in enumerate(("attack", "policy", "permitted", "sound"), 1):
        total = sum(1 for each in cases.values() if each[0] == label)
        print("%sok %d - %d %s files, %d wrong" % ("not " if wrong[label] else "", number, total,
                                                  label, len(wrong[label])))
        for name, verdict, path in wrong[label][:25]:
            print("#   %s: %s %s" % (name, verdict, path))
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
