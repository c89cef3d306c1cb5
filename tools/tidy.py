#!/usr/bin/env python3
"""Enforces the size and style limits of the tree and reports where it stands.

    tools/tidy.py [--top DIR] [--report]      exit 1 on any finding
    tools/tidy.py --update                    writes the ratchet again, where it may only shrink

A finding is named "rule path name value". What was there when a rule came stands in
tools/tidy_ratchet.txt and may only get smaller: a line of it that is no longer needed is a
finding too, so that the file shrinks with the tree.
Complexity counts if, for, while, switch, &&, || and ?: plus one; the cases of a switch are not
counted, because -Wswitch-enum asks for all of them.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys

import csource

LIMITS = {"function": 70, "handler": 40, "file": 800, "python-file": 900, "line": 100,
          "complexity": 15, "parameters": 5}
BANNED = ("strcpy strcat sprintf vsprintf gets strtok strncpy strncat alloca atoi atol system rand "
          "srand time localtime gmtime mktime ctime asctime setlocale scanf sscanf tmpnam mktemp "
          "signal").split()
BANNED_CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")
GOTO = re.compile(r"\bgoto\b")
MARKER = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + "X|HA" + r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work)/\w")
CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)\b[ \t]*(\w*)", re.M)
TEXT_ENDINGS = (".c", ".h", ".py", ".mjs", ".sh", ".sql", ".html", ".md", ".scn", ".build", ".json")
LONG_LINES = (".c", ".h", ".py", ".mjs", ".sh")
ALLOWED_GLOBAL = re.compile(r"\bvolatile\s+sig_atomic_t\b")


class Findings:
    def __init__(self):
        self.rows = []

    def add(self, rule, path, line, name, value, words):
        self.rows.append({"key": f"{rule} {path} {name}", "value": value, "path": path,
                          "line": line, "words": words})


def is_guard(match, path):
    stem = re.sub(r"\W", "_", os.path.basename(path)).upper()
    return match.group(1) == "ifndef" and path.endswith(".h") and match.group(2).endswith(stem)


def check_functions(found, source):
    path = source.path
    is_handler = os.path.basename(path).startswith("handlers")
    limit = LIMITS["handler"] if is_handler else LIMITS["function"]
    for function in source.functions:
        for rule, value, most in (("function", function.lines, limit),
                                  ("complexity", function.complexity, LIMITS["complexity"]),
                                  ("parameters", function.parameters, LIMITS["parameters"])):
            if value > most:
                found.add(rule, path, function.line, function.name, value,
                          f"{function.name}: {rule} {value}, at most {most}")


def check_c(found, source):
    path = source.path
    check_functions(found, source)
    in_tests = path.startswith("tests/") or os.path.basename(path).startswith(("test_", "fuzz_"))
    for number, line in enumerate(source.bare.split("\n"), 1):
        for match in BANNED_CALL.finditer(line):
            found.add("banned", path, number, match.group(1), 1, f"{match.group(1)}() is banned")
        if GOTO.search(line):
            found.add("goto", path, number, "goto", 1, "goto is banned")
    if not os.path.basename(path).startswith("os_"):
        for match in CONDITIONAL.finditer(source.code):
            if not is_guard(match, path):
                number = source.code.count("\n", 0, match.start()) + 1
                found.add("conditional", path, number, "#" + match.group(1), 1,
                          "#if belongs into base/os_*")
    if not in_tests:
        lines = source.text.split("\n")
        for number, name in csource.mutable_globals(source):
            if not ALLOWED_GLOBAL.search(lines[number - 1]):
                found.add("global", path, number, name, 1, f"{name} is a mutable global")


def check_text(found, path, text):
    lines = text.split("\n")
    most = LIMITS["python-file"] if path.endswith(".py") else LIMITS["file"]
    if path.endswith(LONG_LINES) and len(lines) - 1 > most:
        found.add("file", path, 1, "-", len(lines) - 1, f"{len(lines) - 1} lines, at most {most}")
    for number, line in enumerate(lines, 1):
        if path.endswith(LONG_LINES) and len(line) > LIMITS["line"]:
            found.add("line", path, number, "-", len(line),
                      f"{len(line)} columns, at most {LIMITS['line']}")
        if MARKER.search(line):
            found.add("marker", path, number, "-", 1, "a left-over marker")
        if MACHINE_PATH.search(line):
            found.add("machine-path", path, number, "-", 1, "a path of one machine")


def layer_of(path):
    parts = path.split("/")
    if parts[0] != "src":
        return parts[0] + "/"
    return "/".join(parts[:3]) if parts[1] == "modules" and len(parts) > 3 else "/".join(parts[:2])


def tracked(top):
    done = subprocess.run(["git", "-C", top, "ls-files", "-co", "--exclude-standard"],
                          capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return sorted(set(done.stdout.split("\n")) - {""})
    made = re.compile(r"(build[^/]*|node_modules|var|\.git)/")
    paths = (os.path.relpath(os.path.join(folder, name), top)
             for folder, _, names in os.walk(top) for name in names)
    return sorted(path for path in paths if not made.match(path))


def read_tree(top):
    """Findings and parsed C sources of everything that people write by hand."""
    found, sources = Findings(), []
    for path in tracked(top):
        full = os.path.join(top, path)
        if not path.endswith(TEXT_ENDINGS) and path not in ("run", "check"):
            continue
        if path == "package-lock.json" or path.startswith("data/") or not os.path.isfile(full):
            continue
        if path.startswith("tests/golden/"):
            continue  # what the generators make, or are given to refuse
        if "/fuzz/" in path and not path.endswith((".c", ".h")):
            continue  # corpora are input, not our text
        with open(full, encoding="utf-8", errors="replace") as file:
            text = file.read()
        check_text(found, path, text)
        if path.endswith((".c", ".h")):
            source = csource.parse(path, text)
            sources.append(source)
            check_c(found, source)
    return found, sources


def read_ratchet(path):
    allowed = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    rule, where, name, value = line.split()
                    allowed[f"{rule} {where} {name}"] = int(value)
    return allowed


def worst(found):
    """One value a key: the sum for counted rules, the largest for sized ones."""
    values = {}
    for row in found.rows:
        size = row["key"].split()[0] in LIMITS
        old = values.get(row["key"], 0)
        values[row["key"]] = max(old, row["value"]) if size else old + row["value"]
    return values


def compare(found, allowed):
    """Lines to print; none when the tree is tidy."""
    out, values = [], worst(found)
    for row in found.rows:
        if values[row["key"]] > allowed.get(row["key"], 0):
            out.append(f"{row['path']}:{row['line']}: {row['words']}")
    for key, value in sorted(allowed.items()):
        if values.get(key, 0) < value:
            out.append(f"tools/tidy_ratchet.txt: '{key} {value}' can shrink to {values.get(key, 0)}"
                       " (tools/tidy.py --update)")
    return out


def update(path, found, allowed):
    """Writes the ratchet; never lets a value grow or a new line in, except into a new file."""
    values = worst(found)
    is_new = not os.path.exists(path)
    kept = {k: v for k, v in values.items() if is_new or v <= allowed.get(k, 0)}
    for key, value in allowed.items():
        if values.get(key, 0) > value:
            kept[key] = value
    with open(path, "w", encoding="utf-8") as file:
        file.write("# What stood over a limit when its rule came. Lines may only shrink or go.\n")
        for key in sorted(kept):
            file.write(f"{key} {kept[key]}\n")


def p90(values):
    return sorted(values)[int(0.9 * (len(values) - 1))] if values else 0


def report(sources):
    layers = {}
    for source in sources:
        layers.setdefault(layer_of(source.path), []).append(source)
    print(f"{'layer':<24}{'files':>6}{'lines':>8}{'code':>8}{'comment':>9}{'function p50':>14}"
          f"{'p90':>5}{'file p50':>10}{'max':>6}")
    for name, items in sorted(layers.items()) + [("all", sources)]:
        lengths = [f.lines for s in items for f in s.functions]
        sizes = [s.text.count("\n") for s in items]
        code = sum(s.code_lines for s in items)
        comment = sum(s.comment_lines for s in items)
        print(f"{name:<24}{len(items):>6}{sum(sizes):>8}{code:>8}"
              f"{100 * comment / max(1, code + comment):>8.1f}%"
              f"{statistics.median(lengths) if lengths else 0:>14.0f}{p90(lengths):>5}"
              f"{statistics.median(sizes):>10.0f}{max(sizes):>6}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--top", default=os.path.dirname(here))
    parser.add_argument("--report", action="store_true", help="print line counts by layer")
    parser.add_argument("--update", action="store_true", help="write the ratchet file again")
    options = parser.parse_args()
    top = os.path.abspath(options.top)
    ratchet = os.path.join(top, "tools", "tidy_ratchet.txt")
    found, sources = read_tree(top)
    allowed = read_ratchet(ratchet)
    if options.update:
        update(ratchet, found, allowed)
        allowed = read_ratchet(ratchet)
    out = compare(found, allowed)
    for line in out:
        print(line)
    if options.report and sources:
        report(sources)
    print(f"tidy: {len(sources)} C files, {len(out)} findings, {len(allowed)} in the ratchet")
    return 1 if out else 0


if __name__ == "__main__":
    sys.exit(main())
