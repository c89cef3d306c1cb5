#!/usr/bin/env python3
"""Plays the scenario files against the product, as people without JavaScript. TAP on stdout.

    run.py [--database URL] [--times] [FILE.scn…]

--times says at the end where the seconds went, by verb.

README.md in this folder describes the language. Every person has a browser of their own
(tests/support/formclient.py): what a line asks for is done through pages, links and forms only.
"""

import argparse
import datetime
import glob
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import formclient  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
import totp  # noqa: E402

ZONE = datetime.timezone(datetime.timedelta(hours=7))
FILES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "txt": "text/plain",
         "json": "application/json", "xml": "application/xml", "p7s": "application/pkcs7-signature",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
ALONE = {"clock", "restart", "truc", "output"}  # lines that nobody says


class Wrong(AssertionError):
    """A line of a scenario does not hold."""


def split(line):
    """Words and "quoted texts" of a line; a quoted text keeps its quote as a mark."""
    return [m.group() for m in re.finditer(r'"[^"]*"|\S+', line)]


def text_of(word):
    return word[1:-1] if word.startswith('"') else word


class Words:
    """Sentences that stand for several lines: `to WHO signs in as "NAME":` and indented lines."""

    def __init__(self):
        self.rules = []

    def add(self, head, lines):
        head = re.sub(r'"(<\w+>)"', r"\1", head)
        pattern = "".join(rf"(?P<{part[1:-1]}>\"[^\"]*\"|\S+)" if part.startswith("<")
                          else re.escape(part) for part in re.split(r"(<\w+>)", head))
        self.rules.append((re.compile(pattern + r"$"), lines))

    def expand(self, line):
        for pattern, lines in self.rules:
            match = pattern.match(line)
            if match:
                out = []
                for inner in lines:
                    for name, value in match.groupdict().items():
                        inner = inner.replace(f'"<{name}>"', '"' + text_of(value) + '"')
                        inner = inner.replace(f"<{name}>", text_of(value))
                    out += self.expand(inner)
                return out
        return [line]


def read_file(path):
    """([(title, [(number, line)])], Words) of a file."""
    scenarios, words, lines, head = [], Words(), [], None
    with open(path, encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("scenario "):
                lines, head = [], None
                scenarios.append((line.removeprefix("scenario "), lines))
            elif line.startswith("to ") and line.endswith(":"):
                head, lines = line[3:-1], []
                words.add(head, lines)
            elif head is not None and raw[0] in " \t":
                lines.append(line)
            else:
                lines.append((number, line))
    return scenarios, words


class Play:
    """One scenario: the people in it and what they have written down."""

    def __init__(self, node):
        self.node, self.people, self.kept = node, {}, {}

    def person(self, who):
        return self.people.setdefault(who, formclient.Client(self.node.base))

    def fill_in(self, text):
        """{name} becomes what was kept; {password:x} belongs to demo account x."""
        def value(match):
            kind, _, name = match.group(1).partition(":")
            if kind == "password":
                return self.node.accounts()[name]["password"]
            if match.group(1) not in self.kept:
                raise Wrong(f"nothing was kept as {match.group(1)}")
            return self.kept[match.group(1)]
        return re.sub(r"\{([a-z][\w:.@-]*)\}", value, text)

    def line(self, line):
        started = time.monotonic()
        words = [text_of(self.fill_in(word)) for word in split(line)]
        try:
            self.act(line, words)
        finally:
            verb = words[0] if words[0] in ALONE else words[1]
            self.node.spent[verb] = self.node.spent.get(verb, 0) + time.monotonic() - started

    def act(self, line, words):
        if words[0] == "clock":
            self.node.set_clock(" ".join(words[1:]))
        elif words[0] == "restart":
            self.node.restart()
        elif words[0] == "truc":
            self.kept["output"] = self.node.server.truc(*words[1:])
        elif words[0] == "output":
            self.holds(words[1] == "has" and words[2] in self.kept["output"], "the output is "
                       + self.kept["output"][:400])
        else:
            verb = getattr(self, "do_" + words[1], None)
            if verb is None:
                raise Wrong(f"nobody knows how to “{line}”")
            verb(self.person(words[0]), *words[2:])

    def holds(self, good, words):
        if not good:
            raise Wrong(words)

    def do_signs(self, person, _in, _as, name):
        """Into the session that the account still has from earlier, or into a new one."""
        cookies, desk = self.node.signed_in.get(name, ({}, None))
        if cookies and not person.cookies:
            person.cookies = cookies
            if person.open(desk).url == desk:
                return
        person.cookies = dict(person.cookies)  # what others share stays as it is
        account = self.node.accounts()[name]
        page = formclient.sign_in(person, account, self.node.codes.next(name, account["totp"]))
        self.holds(page.status == 200, f"{page.url} answers {page.status}: {page.text[:300]}")
        self.node.signed_in[name] = (person.cookies, page.url)

    def do_opens(self, person, path):
        person.open(path)

    def do_follows(self, person, link):
        person.follow(link)

    def do_fills(self, person, label, _with, value):
        person.page.fill(label, value)

    def do_chooses(self, person, option, _for=None, label=None):
        person.page.choose(option, label)

    def do_attaches(self, person, name, _to, label):
        with open(os.path.join(HERE, "files", name), "rb") as file:
            content = file.read()
        person.page.attach(label, name, content, FILES[name.rsplit(".", 1)[-1]])

    def do_presses(self, person, button):
        person.press(button)

    def do_gets(self, person, status):
        self.holds(person.page.status == int(status),
                   f"{person.page.url} answers {person.page.status}: {person.page.text[:300]}")

    def do_sees(self, person, text):
        self.holds(formclient.squeeze(text) in person.page.text,
                   f"“{text}” is not on {person.page.url}: {person.page.text[:1500]}")

    def do_misses(self, person, text):
        self.holds(formclient.squeeze(text) not in person.page.text,
                   f"“{text}” is on {person.page.url}")

    def do_keeps(self, person, pattern, _as, name):
        match = re.search(pattern, person.page.text)
        self.holds(match, f"nothing like {pattern} on {person.page.url}: {person.page.text[:800]}")
        self.kept[name] = match.group(match.re.groups and 1)

    def do_keeps_link(self, person, words, _as, name):
        self.kept[name] = person.page.find_link(words).get("href")

    def do_waits(self, person, _for, text):
        """Work that a job does: reloads until the text is there, a minute at most."""
        until = time.monotonic() + 60
        while formclient.squeeze(text) not in person.page.text and time.monotonic() < until:
            time.sleep(0.2)
            person.open(person.page.url)
        self.do_sees(person, text)


class Node:
    """The running product with a clock that scenarios may set."""

    def __init__(self, database):
        self.server = server.Server(database)
        self.base, self.at, self.offset_s, self._accounts = self.server.base, None, 0, None
        self.spent = {}  # verb → seconds
        self.codes = totp.Codes(self.now)
        self.signed_in = {}  # account → its cookies, the page after signing in
        self.server.start()

    def start(self):
        self.server.start()
        if self.at is not None:  # a moved clock begins anew with the product
            self.offset_s = self.at.timestamp() - time.time()

    def restart(self):
        self.server.stop()
        self.start()

    def set_clock(self, words):
        self.at = datetime.datetime.strptime(words, "%Y-%m-%d %H:%M:%S" if words.count(":") == 2
                                             else "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
        self.server.stop()
        self.server.configure(**{"demo.clock": self.at.isoformat()})
        self.start()

    def now(self):
        return time.time() + self.offset_s

    def accounts(self):
        if self._accounts is None:
            self._accounts = self.server.accounts()
        return self._accounts


def test_of(node, words, lines):
    def test():
        play = Play(node)
        for number, line in lines:
            for inner in words.expand(line):
                try:
                    play.line(inner)
                except (AssertionError, KeyError, ValueError, TypeError) as wrong:
                    raise Wrong(f"line {number}: {inner}\n{wrong}") from wrong
    return test


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database")
    parser.add_argument("--times", action="store_true")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    files = options.files or sorted(glob.glob(os.path.join(HERE, "*.scn")))
    common = read_file(os.path.join(HERE, "words.scn"))[1]
    node = Node(options.database)
    try:
        tests = []
        for path in files:
            scenarios, words = read_file(path)
            words.rules += common.rules
            tests += [(f"{os.path.basename(path)}: {title}", test_of(node, words, lines))
                      for title, lines in scenarios]
        status = tap.run(tests)
        for verb, seconds in sorted(node.spent.items(), key=lambda spent: -spent[1]):
            if options.times:
                print(f"# {seconds:8.1f} s {verb}")
        return status
    finally:
        node.server.close()


if __name__ == "__main__":
    sys.exit(main())
