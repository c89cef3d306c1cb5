#!/usr/bin/env python3
"""Every word that a page gives as its purpose for reading personal data has a name for the person
concerned (core/privacy.c), and every name is used. TAP on standard output."""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "support"))
import tap  # noqa: E402

CALL = re.compile(r'respond_reads\(\s*request,([^;]*?);', re.S)
WORD = re.compile(r'"([a-z_]+\.[a-z_]+)"')
IN_TABLE = re.compile(r'"([a-z_]+\.[a-z_]+)", \d+\}')
TABLE = re.compile(r'struct purpose PURPOSES\[\] = \{(.*?)\n\};', re.S)


def named():
    text = (TOP / "src/core/privacy.c").read_text()
    return set(re.findall(r'\{"([a-z_.]+)"', TABLE.search(text).group(1)))


def given(texts):
    """The words of all calls; where a call takes its word from a table, the table's words."""
    words = set()
    for text in texts:
        for call in CALL.findall(text):
            words |= set(WORD.findall(call.split("str_printf")[0]))
            if ".purpose" in call:
                words |= set(IN_TABLE.findall(text))
    return words


def sources():
    return [path.read_text() for path in sorted((TOP / "src").rglob("*.c"))
            if not path.name.startswith("test_")]


def every_word_has_a_name():
    lacking = given(sources()) - named()
    assert not lacking, f"no name in core/privacy.c: {sorted(lacking)}"


def every_name_is_used():
    unused = named() - given(sources()) - {"other"}
    assert not unused, f"nobody reads for: {sorted(unused)}"


def an_unknown_word_is_seen():
    assert "x.strange" in given(['respond_reads(request, "x.strange", object);'])
    assert "x.strange" not in named()


if __name__ == "__main__":
    sys.exit(tap.run([("every purpose has a name", every_word_has_a_name),
                      ("every name is used", every_name_is_used),
                      ("an unknown purpose is seen", an_unknown_word_is_seen)]))
