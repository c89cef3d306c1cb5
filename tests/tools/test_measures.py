#!/usr/bin/env python3
"""`truc measure` over a database of facts, recounted from its own CSV; each check with a red twin.

  test_measures.py TRUC
"""
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
import tap  # noqa: E402

TRUC = sys.argv[1] if len(sys.argv) > 1 else ''
DAY = 86400 * 10 ** 6
START = 1795399200000000  # 2026-11-23 09:00 in Ha Noi
AS_OF = '2026-11-23T09:00:00+07:00'


def truc(folder, *words):
    """A command on the folder's database."""
    return subprocess.run([TRUC, *words, '--config', f'{folder}/truc.conf'], capture_output=True,
                          text=True, check=False, env={**os.environ, 'LANG': 'C.UTF-8'})


def fill(folder):
    """200 dossiers of three agencies over the last hundred days."""
    pathlib.Path(folder, 'truc.conf').write_text(f'data = {folder}\n')
    assert truc(folder, 'migrate').returncode == 0
    random.seed(19)
    base = sqlite3.connect(f'{folder}/truc.db')
    agencies = (('H19', 2, None), ('H19.7', 4, 1), ('H19.8', 4, 1))
    for i, (code, level, parent) in enumerate(agencies, 1):
        base.execute('INSERT INTO agency (id, created_us) VALUES (?, 0)', (i,))
        base.execute('INSERT INTO agency_version (agency_id, code, area_code, name, place, '
                     'name_folded, kind, level, parent_id, address, phone, act, valid_from) VALUES '
                     "(?, ?, '', ?, '', '', '', ?, ?, '', '', '', '2020-01-01')",
                     (i, code, f'Cơ quan "{i}"', level, parent))
        for ancestor in {1, i}:
            base.execute('INSERT INTO agency_closure (ancestor_id, descendant_id, depth, '
                         "valid_from) VALUES (?, ?, ?, '2020-01-01')",
                         (ancestor, i, int(ancestor != i)))

    def fact(kind, number, agency, happened, due, detail=''):
        base.execute('INSERT INTO fact (ref, kind, object, subject, detail, agency_id, day, '
                     "happened_us, recorded_us, due_us) VALUES (lower(hex(randomblob(8))), ?, ?, "
                     "'', ?, ?, date((? + 25200000000) / 1000000, 'unixepoch'), ?, ?, ?)",
                     (kind, f'dossier:{number}', detail, agency, happened, happened, happened, due))
    for number in range(200):
        agency, at = random.randint(1, 3), START - random.randrange(100 * DAY)
        due = at + random.randrange(3 * DAY)
        fact('dossier.received', number, agency, at, due)
        done = at + random.randrange(4 * DAY) if number % 9 else due
        if number % 7 and done < START:
            fact('dossier.finished', number, agency, done, due, 'result')
            if number % 5:
                fact('result.signed', number, agency, done, None)
    base.commit()
    base.close()


def export(folder, measure, *more):
    """Figure and rows as files."""
    show = truc(folder, 'measure', 'show', measure, '--as-of', AS_OF, '--json', *more)
    assert show.returncode == 0, show.stderr
    files = [pathlib.Path(folder, 'show.json')]
    files[0].write_text(show.stdout)
    for part in ('denominator', 'numerator', 'difference'):
        rows = truc(folder, 'measure', 'rows', measure, '--part', part, '--csv', '--as-of', AS_OF,
                    *more)
        assert rows.returncode == 0, rows.stderr
        files.append(pathlib.Path(folder, part + '.csv'))
        files[-1].write_bytes(rows.stdout.encode().replace(b'\n', b'\r\n'))
    return json.loads(show.stdout), files


def recount(files):
    """The independent script."""
    return subprocess.run([sys.executable, str(HERE / 'recount.py'), *map(str, files)],
                          capture_output=True, text=True, check=False)


def test_recount():
    """Both measures, whole and for one agency; then damaged files."""
    with tempfile.TemporaryDirectory() as folder:
        fill(folder)
        for measure in ('T1b', 'Q3'):
            for more in ((), ('--scope', 'H19.7')):
                show, files = export(folder, measure, *more)
                done = recount(files)
                assert done.returncode == 0, done.stderr
                assert 0 < show['numerator'] < show['denominator'], show
            whole = files[1].read_text()
            files[1].write_text(whole.rsplit('\n', 2)[0] + '\n')  # a row less
            assert recount(files).returncode == 1
            files[1].write_text(whole.replace(',yes', ',no', 1))
            assert recount(files).returncode == 1
            files[1].write_text(whole)
            files[0].write_text(json.dumps({**show, 'numerator': show['numerator'] + 1}))
            assert recount(files).returncode == 1


def test_command():
    """Wrong use is said; a measure without data has no figure."""
    with tempfile.TemporaryDirectory() as folder:
        fill(folder)
        assert len(json.loads(truc(folder, 'measure', 'list', '--json').stdout)) == 27
        assert truc(folder, 'measure').returncode == 2
        assert truc(folder, 'measure', 'show').returncode == 2
        assert truc(folder, 'measure', 'list', 'T1b').returncode == 2
        assert truc(folder, 'measure', 'show', 'T1b', '--color').returncode == 2
        for words in (('show', 'T99'), ('show', 'T7'), ('show', 'T1b', '--as-of', 'soon'),
                      ('show', 'T1b', '--scope', 'H99'), ('rows', 'T1b', '--part', 'all'),
                      ('rows', 'T1b')):
            done = truc(folder, 'measure', *words)
            assert done.returncode == 1 and done.stderr and not done.stdout, words
        before = pathlib.Path(folder, 'truc.db').read_bytes()
        assert truc(folder, 'measure', 'show', 'T1b').returncode == 0
        assert pathlib.Path(folder, 'truc.db').read_bytes() == before  # only read


sys.exit(tap.run_module(globals()))
