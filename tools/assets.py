#!/usr/bin/env python3
"""Builds static files into C: named by their content, compressed once.

usage: assets.py OUT.h FILE...

In a style sheet url(NAME) of another file given becomes its hashed address; a reference to a
file that was not given (the fonts are not installed) takes its @font-face with it.
"""
import gzip
import hashlib
import os
import re
import subprocess
import sys

MEDIA = {'.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
         '.txt': 'text/plain; charset=utf-8', '.js': 'text/javascript; charset=utf-8'}
COMPRESSED_ALREADY = {'.woff2'}


def squeezed(css):
    """Without comments and line breaks that nobody needs."""
    css = re.sub(r'/\*.*?\*/', '', css, flags=re.S)
    return re.sub(r'\n+\s*', '\n', css).strip() + '\n'


def linked(css, paths):
    """With the hashed addresses of the files it names."""
    def face(match):
        names = re.findall(r'url\("?([^")]+)"?\)', match.group(0))
        return match.group(0) if all(name in paths for name in names) else ''
    css = re.sub(r'@font-face\{[^}]*\}', face, css)
    return re.sub(r'url\("?([^")]+)"?\)', lambda match: f'url({paths[match.group(1)]})', css)


def brotli(data):
    return subprocess.run(['brotli', '--best', '--stdout', '-'], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


def array(name, data):
    """A C array of the bytes."""
    rows = [','.join(map(str, data[at:at + 24])) for at in range(0, len(data), 24)]
    return f'static const unsigned char {name}[] = {{\n' + ',\n'.join(rows) + '};\n'


def view(name, data):
    return f'{{(const char *){name}, {len(data)}}}' if data else '{NULL, 0}'


def main():
    out, files = sys.argv[1], sys.argv[2:]
    # Style sheets last: they name the others.
    files.sort(key=lambda path: (path.endswith('.css'), os.path.basename(path)))
    paths, parts, rows = {}, ['/* Made by tools/assets.py. */\n'], []
    for number, path in enumerate(files):
        name = os.path.basename(path)
        stem, kind = os.path.splitext(name)
        with open(path, 'rb') as file:
            data = file.read()
        if kind == '.css':
            data = linked(squeezed(data.decode()), paths).encode()
        address = f'/static/{stem}.{hashlib.sha256(data).hexdigest()[:10]}{kind}'
        paths[name] = address
        packed = [b'', b''] if kind in COMPRESSED_ALREADY else [gzip.compress(data, 9, mtime=0),
                                                                brotli(data)]
        packed = [pack if len(pack) < len(data) else b'' for pack in packed]
        names = [f'asset_{number}', f'asset_{number}_gzip', f'asset_{number}_brotli']
        for symbol, bytes_ in zip(names, [data] + packed):
            if bytes_:
                parts.append(array(symbol, bytes_))
        views = ', '.join(view(symbol, bytes_) for symbol, bytes_ in zip(names, [data] + packed))
        rows.append(f'    {{"{name}", "{address}", "{MEDIA[kind]}", {views}}},\n')
    parts += ['static const struct asset assets[] = {\n'] + rows + ['};\n',
              f'enum {{ assets_count = {len(rows)} }};\n']
    with open(out, 'w', encoding='utf-8') as file:
        file.write(''.join(parts))


if __name__ == '__main__':
    main()
