#!/usr/bin/env python3
"""data/units/dong-nai.csv: what its README promises, and that a damaged copy is found out."""
import copy
import csv
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parents[2] / 'data/units/dong-nai.csv'
DAYS = {'2022-01-01', '2024-11-01', '2025-07-01', '2026-04-30'}


def on(rows, day, length=5, under=None):
    """Rows in force on a day; communes by default, of one province where `under` is given."""
    found = [r for r in rows if len(r['code']) == length and r['valid_from'] <= day
             and (not r['valid_to'] or r['valid_to'] > day)]
    if under is None:
        return found
    districts = {r['code'] for r in on(rows, day, 3) if r['parent'] == under}
    return [r for r in found if r['parent'] in districts | {under}]


def kinds(rows, day):
    return {kind: sum(r['kind'] == kind for r in on(rows, day)) for kind in ('phường', 'xã')}


def counts(rows):
    """Numbers that the acts name."""
    yield len(on(rows, '2022-01-01', 3, '75')) == 11, '11 districts in 2022'
    yield len(on(rows, '2022-01-01', 5, '75')) == 170, '170 communes in 2022'
    yield len(on(rows, '2022-01-01', 5, '70')) == 111, '111 of Bình Phước in 2022'
    yield len(on(rows, '2025-06-30', 5, '75')) == 159, '159 communes on 2025-06-30'
    yield len(on(rows, '2025-06-30')) == 270, '270 with Bình Phước on 2025-06-30'
    yield len(on(rows, '2025-07-01')) == 95, '95 on 2025-07-01'
    yield kinds(rows, '2025-07-01') == {'phường': 23, 'xã': 72}, '23 + 72 on 2025-07-01'
    yield not on(rows, '2025-07-01', 3), 'no district on 2025-07-01'
    yield len(on(rows, '2026-04-30')) == 95, '95 on 2026-04-30'
    yield kinds(rows, '2026-04-30') == {'phường': 33, 'xã': 62}, '33 + 62 on 2026-04-30'
    yield [r['kind'] for r in on(rows, '2026-04-30', 2)] == ['thành phố'], 'a city on 2026-04-30'


def succession(rows):
    """Whoever ends has successors, and they stand on that very day."""
    ended = [r for r in rows if r['valid_to']]
    yield all(r['successors'] for r in ended), 'each that ended has a successor'
    yield all(r['act'] for r in ended), 'each that ended has its act'
    yield not any(r['successors'] or r['act'] for r in rows if not r['valid_to']), \
        'none in force has one'
    yield all(any(u['code'] == code for u in on(rows, r['valid_to'], len(code)))
              for r in ended for code in r['successors'].split()), \
        'no gap between a row and its successor'
    split = [r['code'] for r in ended if r['valid_to'] == '2025-07-01'
             and len(r['successors'].split()) > 1]
    yield split == ['26449'], 'Xuân Tâm alone is split in 2025'
    begun = [r for r in rows if r['valid_from'] > '2022-01-01']
    yield all(any(r['code'] in e['successors'].split() and e['valid_to'] == r['valid_from']
                  for e in ended) for r in begun), 'nobody comes from nowhere'


def lives(rows):
    """Codes, parents and days."""
    by_code = {}
    for r in rows:
        by_code.setdefault(r['code'], []).append(r)
    yield all(len(on(units, day, len(code))) <= 1 for code, units in by_code.items()
              for day in DAYS), 'no code has two rows on one day'
    yield all(r['valid_from'] in DAYS and (not r['valid_to'] or r['valid_to'] in DAYS
                                           and r['valid_to'] > r['valid_from'])
              for r in rows), 'only the days of the acts'
    yield all(any(u['code'] == r['parent'] for u in on(rows, day, len(r['parent'])))
              for r in rows if r['parent'] for day in DAYS
              if r['valid_from'] <= day and (not r['valid_to'] or day < r['valid_to'])), \
        'every parent is there for the whole life of the child'
    yield all('unverified' in r['source'] for r in rows
              if '2024-11-01' in (r['valid_from'], r['valid_to'])), 'the day of 2024 is marked'


def failures(rows):
    return [words for check in (counts, succession, lives) for good, words in check(rows)
            if not good]


def damaged(rows):
    """Each damage with the words that must complain."""
    def with_change(code, **values):
        copied = copy.deepcopy(rows)
        next(r for r in copied if r['code'] == code).update(values)
        return copied
    yield [r for r in rows if r['code'] != '731'], '11 districts in 2022'
    yield with_change('26449', successors=''), 'each that ended has a successor'
    yield with_change('26449', successors='26448'), 'no gap between a row and its successor'
    yield with_change('26041', valid_to='2026-04-30'), 'no code has two rows on one day'
    yield with_change('26449', parent='999'), \
        'every parent is there for the whole life of the child'
    yield with_change('26038', source='v2.0.1'), 'the day of 2024 is marked'


def main():
    with open(FILE, encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    results = [result for check in (counts, succession, lives) for result in check(rows)]
    results += [(words in failures(bad), f'damage is found: {words}')
                for bad, words in damaged(rows)]
    print(f'1..{len(results)}')
    for number, (good, words) in enumerate(results, 1):
        print(f'{"ok" if good else "not ok"} {number} - {words}')
    return 0 if all(good for good, _ in results) else 1


if __name__ == '__main__':
    sys.exit(main())
