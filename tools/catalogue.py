#!/usr/bin/env python3
"""Keeps po/*.po in step with the sentences in the code and tells what lacks a translation.

  catalogue.py update BUILD     writes the messages of src/ and of the pages in BUILD into po/*.po
  catalogue.py check BUILD      fails when a sentence lacks its English, or has other arguments

The sentences themselves are Vietnamese. Every one that somebody can see has its English, those of
officials and of the command line too. Works with the gettext tools.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
UTF8 = dict(os.environ, LC_ALL='C.UTF-8')
# Where an argument goes, and of which kind: the same in both languages, in the same order.
ARGUMENT = re.compile(r'%(?:\.\*)?(?:lld|zu|s|d)')


def sources(build):
    """Every file with sentences."""
    for path in sorted((ROOT / 'src').rglob('*.c')):
        if not path.name.startswith(('test_', 'fuzz_')):
            yield path
    for path in sorted((build / 'src').rglob('*pages.c')):
        yield path


def extract(files, out):
    listing = '\n'.join(str(path) for path in files)
    subprocess.run(['xgettext', '--from-code=UTF-8', '--language=C', '--keyword=N_', '--no-wrap',
                    '--no-location', '--sort-output', '--files-from=-',
                    '--output=' + str(out)], input=listing, text=True, check=True,
                   stderr=subprocess.DEVNULL, env=UTF8)


def messages(path):
    text = subprocess.run(['msgattrib', '--no-wrap', '--no-obsolete', str(path)],
                          capture_output=True, text=True, check=True, env=UTF8).stdout
    found = {}
    for msgid, msgstr in re.findall(r'^msgid (".*"(?:\n".*")*)\nmsgstr (".*"(?:\n".*")*)', text,
                                    re.M):
        joined = [''.join(re.findall(r'"(.*)"', part)) for part in (msgid, msgstr)]
        found[joined[0]] = joined[1]
    return found


def update(build):
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / 'truc.pot'
        extract(sources(build), template)
        for catalogue in sorted((ROOT / 'po').glob('*.po')):
            subprocess.run(['msgmerge', '--no-wrap', '--no-fuzzy-matching', '--no-location',
                            '--sort-output', '--quiet', '--update', '--backup=none',
                            str(catalogue), str(template)], check=True, env=UTF8)
            subprocess.run(['msgattrib', '--no-wrap', '--no-obsolete', '--sort-output',
                            '-o', str(catalogue), str(catalogue)], check=True, env=UTF8)
    return 0


def problems(wanted, known):
    """What is wrong with a catalogue: {message: translation} against the messages in use."""
    for message in sorted(wanted):
        if message and not known.get(message):
            yield f'no translation: {message}'
        elif message and ARGUMENT.findall(message) != ARGUMENT.findall(known[message]):
            yield f'other arguments: {message} => {known[message]}'


def check(build):
    bad = 0
    for catalogue in sorted((ROOT / 'po').glob('*.po')):
        subprocess.run(['msgfmt', '--check', '-o', '/dev/null', str(catalogue)], check=True,
                       env=UTF8)
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder) / 'truc.pot'
            extract(sources(build), template)
            found = list(problems(messages(template), messages(catalogue)))
        print('1..1')
        for problem in found:
            print(f'# {catalogue.name}: {problem}')
        bad += len(found)
        print(('ok' if not found else 'not ok') + f' 1 - {catalogue.name}: every sentence')
    return 1 if bad else 0


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ('update', 'check'):
        print(__doc__, file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[2]).resolve()
    return update(build) if sys.argv[1] == 'update' else check(build)


if __name__ == '__main__':
    sys.exit(main())
