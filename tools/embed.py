#!/usr/bin/env python3
"""Puts files into the program as they are.

usage: embed.py OUT.c HEADER LIST ROOT FILE...

OUT.c includes HEADER and defines `const struct embedded_file LIST[]` with the paths of the files
below ROOT and their bytes, and `LIST_count`.
"""
import os
import sys


def main():
    out, header, name, root, *files = sys.argv[1:]
    parts = [f'/* Written by tools/embed.py. */\n#include "{header}"\n\n']
    rows = []
    for number, path in enumerate(sorted(files)):
        with open(path, 'rb') as file:
            data = file.read()
        lines = [','.join(map(str, data[at:at + 24])) for at in range(0, len(data), 24)]
        parts.append(f'static const unsigned char bytes_{number}[] = {{\n'
                     + ',\n'.join(lines or ['0']) + '};\n\n')
        rows.append(f'    {{"{os.path.relpath(path, root)}", '
                    f'{{(const char *)bytes_{number}, {len(data)}}}}},\n')
    parts.append(f'const struct embedded_file {name}[] = {{\n{"".join(rows)}}};\n'
                 f'const size_t {name}_count = {len(rows)};\n')
    with open(out, 'w', encoding='utf-8') as file:
        file.write(''.join(parts))


if __name__ == '__main__':
    main()
