"""Rows of signatures: how fast they are judged and made, beside what nobody can do without."""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import measure

sys.path.insert(0, os.path.join(measure.TOP, "tests", "sign"))
import pdfwrite  # noqa: E402

PAIRS = 41


def write_base(folder):
    """A contract with a picture and some fonts."""
    objects, trailer = pdfwrite.base()
    chance = random.Random(1)
    objects[30] = pdfwrite.stream(b"/Type /XObject /Subtype /Image /Width 100 /Height 150 "
                                  b"/ColorSpace /DeviceGray /BitsPerComponent 8",
                                  chance.randbytes(15000))
    fonts = b" ".join(b"/G%d %d 0 R" % (n, n) for n in range(40, 60))
    for number in range(40, 60):
        objects[number] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects[5] = objects[5].replace(b"/I1 9 0 R", b"/I1 9 0 R /I2 30 0 R").replace(
        b"/F1 7 0 R", b"/F1 7 0 R " + fonts)
    path = os.path.join(folder, "base.pdf")
    with open(path, "wb") as out:
        out.write(pdfwrite.serialise(objects, trailer))
    return path


def signed(folder):
    """(base, the same signed twice, the root to trust)"""
    base = write_base(folder)
    twice = os.path.join(folder, "twice.pdf")
    build = os.path.join(measure.TOP, "build")
    subprocess.run(["ninja", "-C", build, "tests/sign_tool", "truc"], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run([os.path.join(build, "tests/sign_tool"), "sign", folder],
                   input=f"{base} {twice} pa\n", text=True, check=True)
    return base, twice, os.path.join(folder, "root.pem")


def ask(*words):
    return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def verify_inprocess(line):
    def rows(_):
        with tempfile.TemporaryDirectory() as folder:
            _, twice, root = signed(folder)
            got = ask(measure.helper("verify"), twice, root, "10")
        yield line("verify-inprocess", got["validations_per_second"], "files/s", 800, "high",
                   got["crypto_per_second"],
                   f"{got['bytes']} bytes, {got['signatures']} signatures, with difference, one "
                   "core; limit: their digests and values alone, in turn")
    return rows


def timed(*words):
    begin = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - begin) * 1000


def verify_process(line):
    """One process a file, each tool in turn."""
    def rows(_):
        with tempfile.TemporaryDirectory() as folder:
            _, twice, _ = signed(folder)
            truc = os.path.join(measure.TOP, "build", "truc")
            tools = {"truc": (truc, "verify", twice, "--json"), "pdfsig": ("pdfsig", twice),
                     "nothing": ("/bin/true",)}
            times = {name: [] for name in tools}
            for _ in range(PAIRS):
                for name, words in tools.items():
                    times[name].append(timed(*words))
        middle = {name: statistics.median(found) for name, found in times.items()}
        yield line("verify-process", middle["truc"], "ms", middle["pdfsig"], "low",
                   middle["nothing"], f"median of {PAIRS} in turn; bar: pdfsig on the same file, "
                   "limit: a program that does nothing")
    return rows


def write_letter(folder):
    """A page of text."""
    objects, trailer = pdfwrite.base()
    path = os.path.join(folder, "letter.pdf")
    with open(path, "wb") as out:
        out.write(pdfwrite.serialise(objects, trailer))
    return path


def pades_sign(line):
    """The limit is what is left of the bare rate when only the file's digest is added."""
    def rows(_):
        with tempfile.TemporaryDirectory() as folder:
            for name, base in (("letter", write_letter(folder)), ("contract", write_base(folder))):
                for key in ("ec", "rsa"):
                    got = ask(measure.helper("sign"), base, key, "6")
                    bare = got["bare_per_second"]
                    yield line(f"pades-sign-{key}-{name}", got["share"], "of bare", 0.5, "high",
                               round(got["digested_per_second"] / bare, 2),
                               f"{got['signatures_per_second']} PAdES-B/s of a core in process, "
                               f"{got['bytes']} bytes; bare {bare}/s, with the digest "
                               f"{got['digested_per_second']}/s, in turn")
    return rows
