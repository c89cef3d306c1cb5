#!/usr/bin/env python3
"""Recounts a measure from its exported rows, sharing nothing with the product.

  recount.py SHOW.json DENOMINATOR.csv [NUMERATOR.csv DIFFERENCE.csv]

SHOW.json is what `truc measure show ID --json` (or the page's JSON) says, the others are the rows
as CSV. Prints the recount and exits 0 when everything agrees, 1 with the first disagreement.
"""
import csv
import datetime
import json
import sys
from fractions import Fraction


class Wrong(Exception):
    """Two statements do not agree."""


def rows_of(path):
    """The rows of a CSV file; each name once."""
    with open(path, encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    names = [row['row'] for row in rows]
    if len(set(names)) != len(names):
        raise Wrong(f'{path}: a row stands there twice')
    return rows


def instant(text):
    """An RFC 3339 time; None for an empty cell."""
    return datetime.datetime.fromisoformat(text) if text else None


def counts(measure, row):
    """Whether a row belongs to the numerator, by the words of the definition."""
    if measure == 'T1b':  # the result carries valid signatures
        return row['signed_at'] != ''
    if measure == 'Q3':  # finished no later than its due time
        return row['finished_at'] != '' and instant(row['finished_at']) <= instant(row['due_at'])
    if measure == 'T2i':  # a usable certificate today
        return row['due_at'] != ''
    if measure == 'T2u':  # a valid signature in the window
        return row['signed_at'] != ''
    if measure in ('T2a', 'T2b'):  # both
        return row['due_at'] != '' and row['signed_at'] != ''
    raise Wrong(f'no definition of {measure} here')


def belongs(show, row):
    """Whether a row may stand in the denominator at all."""
    begin, end = instant(show['from']), instant(show['as_of'])
    if show['id'].startswith('T2'):  # who is in office; a signature counts within the window only
        return not row['signed_at'] or begin <= instant(row['signed_at']) <= end
    if row['finished_at']:
        return begin <= instant(row['finished_at']) <= end
    return show['id'] == 'Q3' and instant(row['due_at']) < end


def check(show, denominator, others):
    """All of it; the two counts."""
    strangers = [row['row'] for row in denominator if not belongs(show, row)]
    if strangers:
        raise Wrong(f'row {strangers[0]} is outside of the window')
    good = [row for row in denominator if counts(show['id'], row)]
    for row in denominator:
        if (row['counts'] == 'yes') != (row in good):
            raise Wrong(f'row {row["row"]} says counts={row["counts"]}')
    if (len(good), len(denominator)) != (show['numerator'], show['denominator']):
        raise Wrong(f'{len(good)}/{len(denominator)} recounted, '
                    f'{show["numerator"]}/{show["denominator"]} shown')
    for agency in show['agencies']:
        mine = [row for row in denominator if (row['agency'], row['agency_name']) ==
                (agency['agency'], agency['name'])]
        if (len([r for r in mine if r in good]), len(mine)) != \
                (agency['numerator'], agency['denominator']):
            raise Wrong(f'{agency["agency"]} does not add up')
    if others:
        want = {row['row'] for row in good}
        if {row['row'] for row in others[0]} != want:
            raise Wrong('the numerator is not the rows that count')
        if {row['row'] for row in others[1]} != {row['row'] for row in denominator} - want:
            raise Wrong('the difference is not what is left')
    check_ratio(show, len(good), len(denominator))
    return len(good), len(denominator)


def check_ratio(show, good, total):
    """The displayed per cent is the ratio rounded half up; a zero denominator has none."""
    if total == 0:
        if show['percent'] is not None or show['reason'] != 'zero_denominator':
            raise Wrong('a value over nothing')
        return
    shown = Fraction(show['percent'])
    if not Fraction(-1, 200) < shown - Fraction(100 * good, total) <= Fraction(1, 200):
        raise Wrong(f'{show["percent"]} is not {good}/{total}')
    target = show['target']
    if target:
        met = 100 * good > target['percent'] * total if target['strictly_above'] else \
            100 * good >= target['percent'] * total
        if met != target['met']:
            raise Wrong('the verdict on the target is wrong')


def main():
    """The command."""
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding='utf-8') as file:
        show = json.load(file)
    try:
        good, total = check(show, rows_of(sys.argv[2]), [rows_of(path) for path in sys.argv[3:]])
    except (Wrong, KeyError, ValueError) as why:
        print(f'wrong: {why}', file=sys.stderr)
        sys.exit(1)
    print(f'{show["id"]}: {good} / {total} recounted from rows, as shown')


if __name__ == '__main__':
    main()
