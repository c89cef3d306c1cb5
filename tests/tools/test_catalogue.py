#!/usr/bin/env python3
"""What tools/catalogue.py finds wrong with a catalogue, beside one that is right."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'tools'))

import catalogue  # noqa: E402

CASES = [
    ('a whole catalogue', {'Xin chào %s': 'Hello %s'}, []),
    ('a sentence without English', {'Xin chào %s': ''}, ['no translation: Xin chào %s']),
    ('a sentence that is not there', {}, ['no translation: Xin chào %s']),
    ('an argument lost', {'Xin chào %s': 'Hello'}, ['other arguments: Xin chào %s => Hello']),
    ('an argument of another kind', {'Xin chào %s': 'Hello %lld'},
     ['other arguments: Xin chào %s => Hello %lld']),
]


def main():
    print(f'1..{len(CASES)}')
    bad = 0
    for number, (name, known, expected) in enumerate(CASES, 1):
        right = list(catalogue.problems(['', 'Xin chào %s'], known)) == expected
        bad += not right
        print(f"{'ok' if right else 'not ok'} {number} - {name}")
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
