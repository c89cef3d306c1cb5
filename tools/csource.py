"""Just enough understanding of C source for tidy.py and layers.py: comments, functions, file scope.

A reader of tokens, not a compiler: it relies on the project's own style (one declaration a line,
the brace of a function in the first column).
"""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    """,
    re.S | re.X,
)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.M)
FUNCTION = re.compile(
    r"^(?P<head>[A-Za-z_][^;{}=#]*?\b(?P<name>\w+)\s*\((?P<args>[^;{}]*)\)\s*)\{", re.M)
NAME_AT_END = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$")
BRANCH = re.compile(r"\b(?:if|for|while|switch)\b|&&|\|\||\?")


def blank(text):
    """The same number of lines and columns, nothing on them."""
    return re.sub(r"[^\n]", " ", text)


@dataclass
class Function:
    name: str
    line: int
    lines: int
    parameters: int
    complexity: int
    body: str


@dataclass
class Source:
    path: str
    text: str
    code: str = ""  # without comments, strings emptied, same lines
    bare: str = ""  # code without preprocessor lines either
    strings: list = field(default_factory=list)  # (line, literal)
    comment_lines: int = 0
    code_lines: int = 0
    functions: list = field(default_factory=list)


def _strip(source):
    """Fills `code`, `strings` and the two line counts."""
    comment_at, last, out = set(), 0, []
    for match in TOKEN.finditer(source.text):
        out.append(source.text[last:match.start()])
        first = source.text.count("\n", 0, match.start()) + 1
        piece = match.group()
        if match.lastgroup == "comment":
            comment_at.update(range(first, first + piece.count("\n") + 1))
            out.append(blank(piece))
        else:
            source.strings.append((first, piece))
            out.append(piece[0] + "_" * (len(piece) - 2) + piece[-1])
        last = match.end()
    out.append(source.text[last:])
    source.code = "".join(out)
    code_at = {n for n, line in enumerate(source.code.split("\n"), 1) if line.strip()}
    source.code_lines = len(code_at)
    source.comment_lines = len(comment_at - code_at)


def closing(text, at):
    """Index just after the brace that closes the one at `at`."""
    depth = 0
    for index in range(at, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index + 1
    return len(text)


def count_parameters(args):
    if args.strip() in ("", "void"):
        return 0
    depth = commas = 0
    for char in args:
        depth += (char in "([") - (char in ")]")
        commas += char == "," and depth == 0
    return commas + 1


def _find_functions(source):
    at = 0
    while match := FUNCTION.search(source.bare, at):
        head = match.group("head")
        if match.group("name") in ("if", "for", "while", "switch") or "\n\n" in head:
            at = match.start() + 1
            continue
        brace = match.end() - 1
        end = closing(source.bare, brace)
        body = source.bare[brace:end]
        first = source.bare.count("\n", 0, match.start()) + 1
        source.functions.append(Function(
            name=match.group("name"),
            line=first,
            lines=source.bare.count("\n", match.start(), end) + 1,
            parameters=count_parameters(match.group("args")),
            complexity=1 + len(BRANCH.findall(body)),
            body=body,
        ))
        at = end


def parse(path, text):
    source = Source(path, text)
    _strip(source)
    source.bare = DIRECTIVE.sub(lambda match: blank(match.group()), source.code)
    _find_functions(source)
    return source


def _without_bodies(bare):
    """File scope only: every {…} is emptied."""
    out, at = [], 0
    while (brace := bare.find("{", at)) >= 0:
        end = closing(bare, brace)
        out.append(bare[at:brace] + "{" + blank(bare[brace + 1:end - 1]) + "}")
        at = end
    out.append(bare[at:])
    return "".join(out)


def _is_mutable(declaration):
    """True when `declaration` (up to its '=' or ';') makes storage that can be written."""
    declaration = re.sub(r"__attribute__\s*\(\(.*?\)\)", " ", declaration, flags=re.S)
    declaration = re.sub(r"\{[^}]*\}", " ", declaration)
    left = declaration.split("=")[0].replace("__extension__", "").strip()
    if re.match(r"(typedef|extern|_Static_assert|static_assert)\b", left):
        return False
    if "(" in left.split("[")[0]:
        return False  # a prototype
    if not re.search(r"\w[\w\s\*]*[\s\*]\w+\s*(\[|$)", left):
        return False  # `struct x;`, `enum {…};` have no name to write to
    if re.fullmatch(r"(struct|union|enum)\s+\w+", left):
        return False
    after_star = left.rsplit("*", 1)[-1]
    return not re.search(r"\bconst\b", after_star)


def _declaration(text, at):
    """From `at` to the ';' that ends the declaration, braces emptied."""
    end = depth = 0
    for end in range(at, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if text[end] == ";" and depth == 0:
            break
    return _without_bodies(text[at:end])


def _name_of(declaration):
    match = NAME_AT_END.search(declaration.split("=")[0].strip())
    return match.group(1) if match else "?"


def mutable_globals(source):
    """(line, name) of what lives longer than a call and can be written."""
    found = []
    scope = _without_bodies(source.bare)
    at = 0
    for end in (m.start() for m in re.finditer(r";|\}(?=\s*\n)", scope)):
        piece, start = scope[at:end], at
        at = end + 1
        if scope[end] == "}" or not piece.strip():
            continue
        if _is_mutable(piece):
            lead = len(piece) - len(piece.lstrip())
            found.append((scope.count("\n", 0, start + lead) + 1, _name_of(piece)))
    for function in source.functions:
        head = function.lines - 1 - function.body.count("\n")
        for match in re.finditer(r"^[ \t]+static\b", function.body, re.M):
            piece = _declaration(function.body, match.start())
            if _is_mutable(piece):
                line = function.line + head + function.body.count("\n", 0, match.start())
                found.append((line, _name_of(piece)))
    return found
