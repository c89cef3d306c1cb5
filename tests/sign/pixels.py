#!/usr/bin/env python3
"""Another oracle than our labels: what a page looks like before and after.

  pixels.py SIGN_TOOL [--count N] [--seed N] [--keep DIR] [--minutes N]

Makes revisions at random behind signed files (objects, keys and values changed, exchanged, freed,
added). Where the validator calls one unmodified or permitted, poppler draws the signed revision and
the last one: pixels that differ outside the signatures and the form fields that changed are a
miss. Prints TAP.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import blind  # noqa: E402
import foreign  # noqa: E402
import pdfwrite  # noqa: E402
import run  # noqa: E402
from pdfwrite import Document, stream  # noqa: E402

DPI, MARGIN = 50, 2


# ---- what it looks like ----

def pictures(path):
    """[(width, height, bytes)] of every page."""
    done = subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", path], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False, timeout=20)
    pages, rest = [], done.stdout
    while rest[:2] == b"P5":
        head = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", rest)
        wide, high = int(head.group(1)), int(head.group(2))
        end = head.end() + wide * high
        pages.append((wide, high, rest[head.end():end]))
        rest = rest[end:]
    return pages


def differences(before, after):
    """{page from 1: [(x, y)]} of the pixels that differ; None where pages or sizes do."""
    if [p[:2] for p in before] != [p[:2] for p in after]:
        return None
    found = {}
    for number, (old, new) in enumerate(zip(before, after), 1):
        if old[2] != new[2]:
            found[number] = [(i % old[0], old[1] - 1 - i // old[0])
                             for i, (a, b) in enumerate(zip(old[2], new[2])) if abs(a - b) > 8]
    return found


def allowed(data):
    """{page: rectangles in pixels} of signatures and fields: the only places that may change."""
    doc = Document(data)
    pages = [int(n) for n in re.findall(rb"(\d+) 0 R", re.search(
        rb"/Kids \[([^\]]*)\]", doc.objects[2]).group(1))]
    found = {}
    for body in doc.objects.values():
        rect = re.search(rb"/Rect \[\s*([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)\s*\]", body)
        if b"/Widget" not in body[:400] or not rect:
            continue
        box = [float(each) * DPI / 72 for each in rect.groups()]
        for number in range(1, len(pages) + 1):
            found.setdefault(number, []).append(box)
    return found


def outside(found, places):
    """Pixels that differ where nothing may."""
    bad = []
    for page, points in (found or {}).items():
        boxes = places.get(page, [])
        bad += [(page, x, y) for x, y in points if not any(
            b[0] - MARGIN <= x <= b[2] + MARGIN and b[1] - MARGIN <= y <= b[3] + MARGIN
            for b in boxes)]
    return bad


# ---- what is changed ----

TOKEN = re.compile(rb"/[A-Za-z0-9]+|\d+ 0 R|-?\d+\.?\d*|\([^()]*\)|true|false|null")
KEYS = (b"/V", b"/AP", b"/AS", b"/F", b"/Ff", b"/FT", b"/T", b"/Kids", b"/Parent", b"/Rect", b"/P",
        b"/MK", b"/DA", b"/DR", b"/N", b"/Contents", b"/Resources", b"/Annots", b"/Rotate", b"/OC",
        b"/CropBox", b"/MediaBox", b"/Type", b"/Subtype", b"/Fields", b"/Length", b"/Matrix",
        b"/BBox", b"/Font", b"/XObject", b"/DSS", b"/Metadata", b"/Extensions", b"/Version",
        b"/NeedAppearances", b"/SigFlags", b"/OCProperties", b"/Group", b"/SMask", b"/Encoding")


def _value(chance, doc):
    numbers = list(doc.objects)
    return chance.choice((
        lambda: b"%d 0 R" % chance.choice(numbers), lambda: b"%d" % chance.randrange(-9, 700),
        lambda: b"[%d %d %d %d]" % tuple(chance.randrange(0, 700) for _ in range(4)),
        lambda: b"(%d)" % chance.randrange(999), lambda: chance.choice(KEYS), lambda: b"null",
        lambda: b"<< %s %d 0 R >>" % (chance.choice(KEYS), chance.choice(numbers)),
        lambda: b"[%d 0 R %d 0 R]" % (chance.choice(numbers), chance.choice(numbers))))()


def _change(chance, doc, body):
    """One object changed somewhere; streams keep their length honest."""
    head, mark, rest = body.partition(b"stream")
    if mark and chance.random() < 0.5:
        data = rest.strip(b"\r\n").removesuffix(b"endstream").strip(b"\r\n")
        tokens = list(TOKEN.finditer(data))
        if tokens and b"/Filter" not in head:
            one = chance.choice(tokens)
            data = data[:one.start()] + _value(chance, doc) + data[one.end():]
            return stream(re.sub(rb"/Length \d+", b"", head.strip()[2:-2]), data)
    tokens = [t for t in TOKEN.finditer(head)]
    how = chance.randrange(4)
    if how == 0 and head.startswith(b"<<"):
        return pdfwrite.with_key(head, chance.choice(KEYS), _value(chance, doc)) + mark + rest
    if not tokens:
        return body
    one = chance.choice(tokens)
    if how == 1:
        other = chance.choice(tokens)
        return head[:one.start()] + other.group() + head[one.end():] + mark + rest
    if how == 2 and head.startswith(b"["):
        return head[:-1] + b" " + _value(chance, doc) + b"]" + mark + rest
    return head[:one.start()] + _value(chance, doc) + head[one.end():] + mark + rest


def revise(chance, data):
    """`data` with one more revision."""
    doc = Document(data)
    numbers = list(doc.objects)
    changes, freed = {}, []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        number = chance.choice(numbers)
        body = changes.get(number, doc.objects[number])
        how = chance.random()
        if how < 0.05:
            freed.append(number)
        elif how < 0.2:
            changes[number] = doc.objects[chance.choice(numbers)]
        elif how < 0.3:
            changes[doc.size + chance.randrange(3)] = _change(chance, doc, body)
        elif how < 0.45 and 13 in doc.objects:
            changes[13] = pdfwrite.with_key(pdfwrite.with_key(
                doc.objects[13], b"/V", b"(moi)"), chance.choice(KEYS), _value(chance, doc))
        else:
            changes[number] = _change(chance, doc, body)
    freed = [n for n in freed if n not in changes]
    return doc.append(changes, freed=freed, packed=chance.random() < 0.4)


def bases(authority):
    """Signed files of every kind of build."""
    look = b"BT /F1 10 Tf 2 5 Td (Da ky) Tj ET"
    for _, data in pdfwrite.bases():
        yield foreign.sign(data, authority, look=look)
    for level in (2, 3):
        yield foreign.sign(pdfwrite.serialise(*pdfwrite.base()), authority, look=look,
                           more=blind.RULE % (b"/DocMDP", b"/P %d" % level))
    yield foreign.sign(foreign.sign(pdfwrite.serialise(*pdfwrite.base()), authority), authority,
                       name=b"S2", look=look)


class Judge:
    """Draws what the validator let through."""

    def __init__(self, tool, folder):
        self.tool, self.folder = tool, folder
        self.drawn, self.kept, self.let_through, self.misses = {}, 0, 0, []

    def look(self, data, name):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(data)
        return pictures(path)

    def batch(self, pairs):
        """pairs: [(signed file, the same with a revision)]"""
        paths = []
        for number, (_, data) in enumerate(pairs):
            paths.append(os.path.join(self.folder, "r%d.pdf" % number))
            with open(paths[-1], "wb") as out:
                out.write(data)
        verdicts = run.judge(self.tool, self.folder, paths)
        for path, (signed, data) in zip(paths, pairs):
            verdict = verdicts.get(path)
            self.kept += 1
            if verdict is None or run.is_right("attack", verdict):
                continue
            self.let_through += 1
            if signed not in self.drawn:
                self.drawn[signed] = self.look(signed, "signed.pdf")
            found = differences(self.drawn[signed], self.look(data, "now.pdf"))
            bad = [("pages",)] if found is None else outside(found, allowed(data))
            if bad:
                kept = os.path.join(self.folder, "miss%d.pdf" % len(self.misses))
                os.replace(path, kept)
                self.misses.append((kept, len(bad), bad[0]))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("tool")
    options.add_argument("--count", type=int, default=400)
    options.add_argument("--minutes", type=float, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep")
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or scratch
        os.makedirs(folder, exist_ok=True)
        authority = foreign.Authority(folder)
        signed = list(bases(authority))
        with open(os.path.join(folder, "foreign-root.pem"), encoding="utf-8") as file, \
                open(os.path.join(folder, "root.pem"), "w", encoding="utf-8") as out:
            out.write(file.read())
        judge = Judge(chosen.tool, folder)
        until = time.monotonic() + chosen.minutes * 60
        while judge.kept < chosen.count or time.monotonic() < until:
            which = [chance.choice(signed) for _ in range(200)]
            judge.batch([(data, revise(chance, data)) for data in which])
    print("1..2")
    print("%sok 1 - %d revisions at random, %d of %d let through look different" % (
        "not " if judge.misses else "", judge.kept, len(judge.misses), judge.let_through))
    for path, count, first in judge.misses[:25]:
        print("#   %s: %d pixels, %s" % (path, count, first))
    print("%sok 2 - some are let through" % ("" if judge.let_through else "not "))
    return 1 if judge.misses or not judge.let_through else 0


if __name__ == "__main__":
    sys.exit(main())
