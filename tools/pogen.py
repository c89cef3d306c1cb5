#!/usr/bin/env python3
"""Turns a gettext catalogue into a sorted constant table of C.

usage: pogen.py --language en po/en.po OUT.h

Fuzzy and empty translations are left out, so that the Vietnamese sentence shows instead.
"""
import argparse
import ast
import re
import sys


def entries_of(path):
    """(msgid, msgstr) of every finished entry."""
    entry, field, fuzzy = {}, None, False
    with open(path, encoding='utf-8') as file:
        lines = file.read().split('\n') + ['']
    for line in lines:
        if not line.strip():
            if entry.get('msgid') and entry.get('msgstr') and not fuzzy:
                yield entry['msgid'], entry['msgstr']
            entry, field, fuzzy = {}, None, False
        elif line.startswith('#,'):
            fuzzy = fuzzy or 'fuzzy' in line
        elif line.startswith('#'):
            continue
        else:
            match = re.match(r'(?:(msgid|msgstr|msgctxt)\s+)?(".*")\s*$', line)
            if match is None:
                raise SystemExit(f'{path}: not understood: {line}')
            field = match.group(1) or field
            entry[field] = entry.get(field, '') + ast.literal_eval(match.group(2))


def c_string(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--language', required=True)
    parser.add_argument('catalogue')
    parser.add_argument('out')
    arguments = parser.parse_args()
    rows = sorted(entries_of(arguments.catalogue), key=lambda row: row[0].encode())
    name = f'messages_{arguments.language}'
    with open(arguments.out, 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/pogen.py. */\n#include <stddef.h>\n\n')
        file.write('struct message {\n    const char *msgid;\n    const char *text;\n};\n\n')
        file.write(f'static const struct message {name}[] = {{\n')
        for msgid, text in rows:
            file.write(f'    {{{c_string(msgid)}, {c_string(text)}}},\n')
        file.write('    {0},\n};\n')
        file.write(f'enum {{ {name}_count = {len(rows)} }};\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
