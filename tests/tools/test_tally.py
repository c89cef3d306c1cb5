#!/usr/bin/env python3
"""tests/support/tally.py: silence, early ends and skips are failures."""

import json
import os
import subprocess
import sys
import tempfile

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)
import tap  # noqa: E402


def tally(*arguments, text):
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        log.write(text)
        log.flush()
        command = [sys.executable, os.path.join(SUPPORT, "tally.py"), arguments[0], log.name]
        done = subprocess.run(command + list(arguments[1:]), capture_output=True, text=True,
                              check=True)
    return tuple(int(number) for number in done.stdout.split())


def expect(text, status, counts):
    assert tally("tap", status, text=text) == counts, tally("tap", status, text=text)


def test_counts_lines():
    expect("1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c\n", "1", (2, 1))
    expect("1..2\nok 1 - a\nok 2 - b\n", "0", (2, 0))


def test_silence_is_failure():
    expect("", "0", (0, 1))


def test_ending_early_is_failure():
    expect("1..3\nok 1 - a\n", "0", (1, 1))
    expect("1..1\nok 1 - a\n", "139", (1, 1))


def test_a_skip_is_failure():
    expect("1..2\nok 1 - a\nok 2 - b # SKIP no browser\n", "0", (1, 1))


def test_words_that_look_like_results_are_not():
    expect("1..1\nok 1 - a\nokay then\n# not ok 2\n", "0", (1, 0))


def test_meson_log():
    rows = [{"name": "a", "result": "OK", "stdout": "1..2\nok 1 - x\nok 2 - y\n"},
            {"name": "b", "result": "FAIL", "stdout": ""},
            {"name": "c", "result": "OK", "stdout": "done\n"},
            {"name": "d", "result": "TIMEOUT", "stdout": "1..2\nok 1 - x\n"}]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    assert tally("meson", text=text) == (4, 2), tally("meson", text=text)
    assert tally("meson", text="") == (0, 1)


if __name__ == "__main__":
    sys.exit(tap.run_module(dict(globals())))
