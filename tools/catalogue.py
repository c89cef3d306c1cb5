#!/usr/bin/env python3
"""Keeps po/*.po in step with the sentences in the code and tells what lacks a translation.

  catalogue.py update BUILD     writes the messages of src/ and of the pages in BUILD into po/*.po
  catalogue.py check BUILD      fails when a sentence that citizens can see lacks its English

The sentences themselves are Vietnamese. Screens of officials may stay Vietnamese only; what is
theirs is named in STAFF, everything else is public. Works with the gettext tools.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
UTF8 = dict(os.environ, LC_ALL='C.UTF-8')
STAFF = ('src/modules/organisation/acts', 'src/modules/organisation/export',
         'src/modules/organisation/handlers_a', 'src/modules/organisation/handlers_i',
         'src/modules/organisation/handlers_t', 'src/modules/organisation/import',
         'src/modules/organisation/module', 'src/modules/organisation/order',
         'src/modules/organisation/pages', 'src/modules/organisation/per',
         'src/modules/organisation/service', 'src/core/organisation_', 'src/core/people',
         'src/core/csv', 'src/modules/account/', 'src/modules/result/pages.c',
         'src/modules/result/handlers.c',
         'src/modules/result/handlers_sign', 'src/modules/result/job_',
         'src/modules/result/paper', 'src/modules/result/service', 'src/modules/result/signing',
         'src/modules/result/module', 'src/modules/result/store', 'src/app/', 'src/core/permission',
         'src/core/identity.c', 'src/core/print/', 'src/modules/dossier/staff_',
         'src/modules/dossier/handlers_staff', 'src/modules/dossier/handlers_queue',
         'src/modules/dossier/handlers_decide', 'src/modules/dossier/handlers_task',
         'src/modules/dossier/module_staff', 'src/modules/dossier/reasons',
         'src/modules/dossier/service_staff', 'src/modules/dossier/deadline',
         'src/modules/dossier/review', 'src/modules/operation/', 'src/base/os_copy',
         'src/db/postgres_copy', 'src/db/sqlite_copy', 'src/core/seal', 'src/modules/rights/',
         'src/core/delegation', 'src/core/roles', 'src/core/rights', 'src/modules/result/authority')


def sources(build):
    """(path to read, name in the tree) of every file with sentences."""
    for path in sorted((ROOT / 'src').rglob('*.c')):
        if not path.name.startswith(('test_', 'fuzz_')):
            yield path, str(path.relative_to(ROOT))
    for path in sorted((build / 'src').rglob('*pages.c')):
        yield path, 'src/' + str(path.relative_to(build / 'src'))


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
        extract([path for path, _ in sources(build)], template)
        for catalogue in sorted((ROOT / 'po').glob('*.po')):
            subprocess.run(['msgmerge', '--no-wrap', '--no-fuzzy-matching', '--no-location',
                            '--sort-output', '--quiet', '--update', '--backup=none',
                            str(catalogue), str(template)], check=True, env=UTF8)
            subprocess.run(['msgattrib', '--no-wrap', '--no-obsolete', '--sort-output',
                            '-o', str(catalogue), str(catalogue)], check=True, env=UTF8)
    return 0


def check(build):
    bad = 0
    for catalogue in sorted((ROOT / 'po').glob('*.po')):
        subprocess.run(['msgfmt', '--check', '-o', '/dev/null', str(catalogue)], check=True,
                       env=UTF8)
        known = messages(catalogue)
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder) / 'public.pot'
            public = [path for path, name in sources(build) if not name.startswith(STAFF)]
            extract(public, template)
            lacking = sorted(m for m in messages(template) if m and not known.get(m))
        print('1..1')
        for message in lacking:
            print(f'# {catalogue.name}: no translation: {message}')
        bad += len(lacking)
        print(('ok' if not lacking else 'not ok') + f' 1 - {catalogue.name}: every public sentence')
    return 1 if bad else 0


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ('update', 'check'):
        print(__doc__, file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[2]).resolve()
    return update(build) if sys.argv[1] == 'update' else check(build)


if __name__ == '__main__':
    sys.exit(main())
