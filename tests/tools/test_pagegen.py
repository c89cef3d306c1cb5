#!/usr/bin/env python3
"""tools/pagegen.py against its golden files, and each of its refusals.

After a wanted change: `tests/tools/test_pagegen.py --write`, and read the difference.
"""

import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = TOP / "tests" / "golden" / "pagegen"
sys.path.insert(0, str(TOP / "tests" / "support"))
import tap  # noqa: E402


def pagegen(folder, template):
    """(status, errors); the outputs are pages.h and pages.c in the folder."""
    done = subprocess.run(
        [sys.executable, str(TOP / "tools" / "pagegen.py"), "--header", str(folder / "pages.h"),
         "--source", str(folder / "pages.c"), "--name", "tests/pages.h", "--include",
         "web/pages.h", "--root", str(template.parent), str(template)],
        capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_golden_files():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        status, errors = pagegen(folder, GOLDEN / "sample.html")
        assert status == 0, errors
        for file in ("pages.h", "pages.c"):
            want = (GOLDEN / file).read_text(encoding="utf-8")
            assert (folder / file).read_text(encoding="utf-8") == want, f"{file} differs"


def outcome(body):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = folder / "t.html"
        template.write_text("{page t(struct t *v)}\n" + body, encoding="utf-8")
        return pagegen(folder, template)


def refuses(body, words, line=2):
    status, errors = outcome(body)
    assert status == 1, f"accepted: {body}"
    assert words in errors, f"{words!r} is not in {errors!r}"
    assert f"t.html:{line}:" in errors, f"line {line} is not in {errors!r}"


def accepts(body):
    status, errors = outcome(body)
    assert status == 0, errors


def test_a_value_outside_quotes():
    refuses('<a href={= v->x}>x</a>', "double quotes")
    refuses('<a {= v->x}>x</a>', "outside a quoted attribute")
    accepts('<a href="{= v->x}">x</a>')


def test_script_style_and_their_attributes():
    refuses("<script>1</script>", "content policy")
    refuses("<style>a{{}</style>", "content policy")
    refuses('<p style="color:red">x</p>', "content policy")
    refuses('<p onclick="x()">x</p>', "content policy")
    refuses("<iframe></iframe>", "content policy")
    accepts('<p class="once">x</p>')


def test_addresses_that_run_code():
    refuses('<a href="javascript:x">x</a>', "content policy")
    refuses('<img src=" data:image/png;base64,x" alt="">', "content policy")
    accepts('<a href="/data:x">x</a>')


def test_a_post_form_needs_its_token():
    form = '<form method="post" action="/x">%s<button>G</button></form>'
    refuses(form % "", "csrf")
    accepts(form % "{csrf}")
    accepts('<form action="/x"><button>G</button></form>')
    refuses('<form method="{= v->m}"></form>', "must be plain")
    refuses("<p>{csrf}</p>", "inside a form")


def test_inputs_need_labels():
    refuses('<input name="a">', "without a label")
    refuses('<input id="a" name="a"><label for="b">B</label>', "without a label")
    refuses('<select name="a"></select>', "without a label")
    refuses('\n<textarea name="a"></textarea>', "without a label", line=3)
    accepts('<label for="a">A</label><input id="a" name="a">')
    accepts('<label for="{= v->id}">A</label><input id="{= v->id}" name="a">')
    accepts('<label>A <input name="a"></label>')
    accepts('<input aria-label="A" name="a">')
    accepts('<input type="hidden" name="a">')


def test_branches_that_end_elsewhere():
    refuses('{if v->a}<p {end}>x</p>', "another place")
    refuses('{if v->a}<a href="{else}<a href="/{end}">x</a>', "another place")
    refuses('<a href="/{if v->a}" title="x{end}">x</a>', "another place")
    accepts('<a {if v->a}title="x"{end}>x</a>')


def test_blocks():
    refuses("{if v->a}x", "never ended")
    refuses("x{end}", "without")
    refuses("{else}", "without")
    refuses("{for v->a}{end}", "write {for")
    refuses("{nonsense x}", "is not a tag")
    refuses("{= }", "of nothing")
    refuses("{if v->a", "never closed")


def test_messages():
    refuses("{_ Còn %s ngày}", "one %s for each")
    refuses("{_ Còn ngày|= v->x}", "one %s for each")
    refuses("{_ Còn %d ngày|int v->x}", "one %s for each")
    refuses("{_ Còn %s ngày|v->x}", "write |= text")
    refuses("{_ }", "empty message")
    refuses('<a href="{_ /vi}">x</a>', "not translated")
    accepts("{_ Dưới 10 % đĩa}")


def test_markup():
    refuses("a < b", "&lt;")
    refuses("<p", "ends inside")
    refuses('<p class="a" class="b">x</p>', "twice")
    refuses('<form action="/x"><p>x</p>', "never closed")


def test_a_template_begins_with_its_page():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = folder / "t.html"
        template.write_text("<p>x</p>", encoding="utf-8")
        status, errors = pagegen(folder, template)
        assert status == 1 and "begins with {page" in errors, errors


def main():
    if sys.argv[1:] == ["--write"]:
        status, errors = pagegen(GOLDEN, GOLDEN / "sample.html")
        print(errors, end="")
        return status
    return tap.run_module(globals())


if __name__ == "__main__":
    sys.exit(main())
