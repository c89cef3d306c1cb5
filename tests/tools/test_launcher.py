#!/usr/bin/env python3
"""`truc`: what needs only files runs in it, everything else in truc-node beside it.

  test_launcher.py TRUC
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
import tap  # noqa: E402

TRUC = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '').resolve()
SIGNED = HERE.parent / 'fuzz/pdf/base-14.pdf'
HEAVY = ('libpq', 'libsqlite3', 'libmicrohttpd', 'libcurl', 'libcairo', 'libxml2')


def run(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False,
                          env={**os.environ, 'LANG': 'C.UTF-8'})


def libraries(program):
    return subprocess.run(['ldd', program], capture_output=True, text=True, check=True).stdout


def test_it_loads_no_library_of_the_node():
    assert not [name for name in HEAVY if name in libraries(TRUC)], libraries(TRUC)
    assert [name for name in HEAVY if name in libraries(TRUC.parent / 'truc-node')] != []


def test_verify_runs_where_no_node_is():
    with tempfile.TemporaryDirectory() as folder:
        alone = shutil.copy(TRUC, folder)
        done = run(alone, 'verify', SIGNED, '--json')
        assert '"format":"PAdES"' in done.stdout, done
        missing = run(alone, 'routes')
        assert missing.returncode == 2 and 'truc-node' in missing.stderr, missing


def test_other_commands_reach_the_node_with_their_words_and_status():
    version = run(TRUC, '--version')
    assert version.returncode == 0 and version.stdout.startswith('truc '), version
    assert version.stdout == run(TRUC.parent / 'truc-node', '--version').stdout
    unknown = run(TRUC, 'no-such-word')
    assert unknown.returncode == 2 and 'no-such-word' in unknown.stderr, unknown


def test_it_finds_the_node_behind_a_link():
    with tempfile.TemporaryDirectory() as folder:
        link = pathlib.Path(folder, 'truc')
        link.symlink_to(TRUC)
        assert run(link, '--version').returncode == 0
        assert 'verify' in run(link, 'verify', '--help').stdout


sys.exit(tap.run_module(globals()))
