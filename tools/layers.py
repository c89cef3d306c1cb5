#!/usr/bin/env python3
"""Checks who may include whom, and that each outside library is used in its one place.

    tools/layers.py [--top DIR]      exit 1 on any finding

The rules are the tables below; ARCHITECTURE.md draws the same picture. Tests and fuzz targets
beside the code may include anything of ours, and cmocka.
"""

import argparse
import os
import re
import sys

import csource

# layer → what it may include; "modules" also means other modules' public headers
MAY_INCLUDE = {
    "base": {"base"},
    "db": {"base", "db"},
    "web": {"base", "web"},
    "sign": {"base", "sign"},
    "wire": {"base", "sign", "wire"},
    "core": {"base", "db", "sign", "wire", "core"},
    "modules": {"base", "db", "web", "sign", "core", "modules"},
    "app": {"base", "db", "web", "sign", "wire", "core", "modules", "app"},
    # programs of their own, small on purpose
    "app/inspect": {"base", "sign", "core", "app"},
    "app/signer": {"base", "sign", "app"},
}

# outside header → where it may stand
PLACES = [
    (r"sqlite3\.h", r"src/db/"),
    (r"libpq-fe\.h|postgresql/.*|libpq/.*", r"src/db/"),
    (r"openssl/.*", r"src/sign/|src/app/signer/|src/base/crypto\w*\.[ch]"),
    (r"p11-kit/.*|pkcs11.*", r"src/sign/|src/app/signer/"),
    (r"microhttpd\.h", r"src/web/"),
    (r"curl/.*", r"src/wire/"),
    (r"sodium\.h", r"src/core/(?:password|seal)\.c"),
    (r"pango/.*|cairo.*|fontconfig/.*", r"src/core/print/"),
    (r"libxml/.*|xmlsec/.*|zip\.h", r"src/sign/|src/app/inspect/"),
    (r"png\.h|jpeglib\.h", r"src/app/inspect/"),
    (r"seccomp\.h|linux/(?:landlock|seccomp|filter)\.h|sys/prctl\.h", r"src/base/os_\w*\.[ch]"),
    (r"jansson\.h", r"src/base/json\w*\.c"),
    (r"utf8proc\.h", r"src/base/utf8\w*\.c"),
    (r"qrencode\.h", r"src/core/|src/base/"),
    (r"pthread\.h", r"src/db/|src/base/os_\w*\.[ch]"),
]
# An own part of a layer with a wider permission than its layer, with the reason.
EXTRA = [
    (r"src/core/bpmn\w*\.c|src/core/form\w*\.c", "libxml/", "BPMN and form files are XML"),
]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
SQL = re.compile(r'^"\s*(?:SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)', re.I)
HTML = re.compile(r'<(?:/?[a-z][a-z0-9]*)(?:\s|>|/)')
TRANSACTION = re.compile(r"\bdb_write_begin\s*\(")


def is_test(path):
    return os.path.basename(path).startswith(("test_", "fuzz_"))


def place_of(path):
    """("core", None), ("modules", "dossier"), ("app/signer", None) …"""
    parts = path.split("/")
    program = "/".join(parts[1:3])
    if program in MAY_INCLUDE:
        return program, None
    return parts[1], parts[2] if parts[1] == "modules" and len(parts) > 3 else None


def check_own(path, target, edges):
    """Words about an include of our own header, or None."""
    layer, module = place_of(path)
    other = target.split("/")[0]
    if "/" not in target:
        return f'"{target}" is not rooted at src/'
    if other not in MAY_INCLUDE:
        return None if other in ("pages", "po", "tests") else f"{other}/ is no layer"
    if other not in MAY_INCLUDE.get(layer, set()):
        return f"{layer} may not include {other}"
    if module and other == "modules":
        theirs = target.split("/")[1]
        if theirs != module:
            edges.setdefault(module, {}).setdefault(theirs, path)
            if target != f"modules/{theirs}/{theirs}.h":
                return f"of module {theirs} only modules/{theirs}/{theirs}.h may be included"
    name = os.path.basename(path)
    if module and re.match(r"rules\w*\.[ch]$", name):
        if other in ("db", "web") or target in ("base/log.h",) or target.startswith("base/os_"):
            return f"rules are pure: no {target}"
    return None


def check_outside(path, target):
    for pattern, where in PLACES:
        if re.fullmatch(pattern, target) and not re.match(where, path):
            if any(re.fullmatch(file, path) and target.startswith(head) for file, head, _ in EXTRA):
                return None
            return f"<{target}> belongs into {where}"
    return None


def check_words(source):
    """SQL, HTML and transactions where they do not belong."""
    layer, module = place_of(source.path)
    name = os.path.basename(source.path)
    for line, literal in source.strings:
        if layer in ("core", "modules", "web", "app") and SQL.match(literal):
            yield line, "SQL belongs into queries.sql"
        if name.startswith("handlers") and HTML.search(literal):
            yield line, "HTML belongs into pages/"
    if module and not re.match(r"((service|job|demo)\w*|\w+_job)\.c$", name):
        for match in TRANSACTION.finditer(source.code):
            line = source.code.count("\n", 0, match.start()) + 1
            yield line, "transactions are opened in service.c"


def cycle(edges):
    """A list of modules that include each other round and round, or None."""
    done = set()

    def walk(node, way):
        if node in way:
            return way[way.index(node):] + [node]
        if node in done:
            return None
        done.add(node)
        for other in sorted(edges.get(node, {})):
            found = walk(other, way + [node])
            if found:
                return found
        return None

    for node in sorted(edges):
        found = walk(node, [])
        if found:
            return found
    return None


def check_file(path, text, edges):
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        target = match.group(2)
        own = match.group(1) == '"'
        words = check_own(path, target, edges) if own else check_outside(path, target)
        if words:
            yield line, words
    yield from check_words(csource.parse(path, text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--top", default=os.path.dirname(here))
    top = os.path.abspath(parser.parse_args().top)
    findings, files, edges = [], 0, {}
    for folder, _, names in sorted(os.walk(os.path.join(top, "src"))):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), top)
            if is_test(path) or not name.endswith((".c", ".h")) or path.count("/") < 2:
                continue
            files += 1
            with open(os.path.join(top, path), encoding="utf-8", errors="replace") as file:
                text = file.read()
            findings += [f"{path}:{line}: {words}" for line, words in check_file(path, text, edges)]
    found = cycle(edges)
    if found:
        findings.append("modules include each other in a cycle: " + " → ".join(found))
    print("\n".join(findings + [f"layers: {files} files, {len(findings)} findings"]))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
