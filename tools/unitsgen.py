#!/usr/bin/env python3
"""Makes data/units/dong-nai.csv from the facts in a folder of snapshots.

  unitsgen.py FOLDER > data/units/dong-nai.csv

FOLDER holds the files that data/units/README.md names. A row is one life of one unit under one
name, kind and parent, half-open [valid_from, valid_to); `successors` says who carries on when it
ends, `act` by which act. Spelling that only moves a mark (Hòa, Hoà) is no change: the newest
counts.
"""
import csv
import pathlib
import sys
import unicodedata

BEGIN, LATE_2024, JULY_2025, APRIL_2026 = '2022-01-01', '2024-11-01', '2025-07-01', '2026-04-30'
ACT_2024 = 'Nghị quyết 1194/NQ-UBTVQH15'
ACT_2025 = 'Nghị quyết 1662/NQ-UBTVQH15'
ACT_PROVINCE = 'Nghị quyết 202/2025/QH15'
ACT_2026 = 'Nghị quyết 30/2026/QH16'
# Late 2024, by code before and code after; from the press on the resolution (README).
ENDED_2024 = {
    '26038': ['26023'], '26044': ['26041'], '26041': ['26041'], '26032': ['26041'],
    '26014': ['26014'], '26026': ['26014'], '26035': ['26047'], '26071': ['26080'],
    '26074': ['26080'], '26146': ['26146'], '26137': ['26146'], '26128': ['26134', '26122'],
    '26197': ['26194'], '26203': ['26176'],
}
KINDS = ['thành phố', 'thị trấn', 'thị xã', 'phường', 'huyện', 'tỉnh', 'xã']
COLUMNS = ['code', 'name', 'kind', 'parent', 'valid_from', 'valid_to', 'successors', 'act',
           'source']


def folded(text):
    """Letters without marks, for names that differ only in where a mark stands."""
    plain = unicodedata.normalize('NFD', text.lower().replace('đ', 'd'))
    return ''.join(c for c in plain if not unicodedata.combining(c))


def parted(full):
    """('phường', 'Tân Mai') of 'Phường Tân Mai'."""
    for kind in KINDS:
        if full.lower().startswith(kind + ' '):
            return kind, full[len(kind) + 1:]
    sys.exit(f'no kind in "{full}"')


def read(folder, name, key):
    with open(pathlib.Path(folder) / name, encoding='utf-8', newline='') as file:
        return {row[key]: row for row in csv.DictReader(file)}


def row(code, full, parent, valid_from, source):
    kind, name = parted(full)
    return {'code': code, 'name': name, 'kind': kind, 'parent': parent, 'valid_from': valid_from,
            'valid_to': '', 'successors': '', 'act': '', 'source': source}


def end(unit, day, successors, act, source=None):
    unit['valid_to'], unit['successors'], unit['act'] = day, ' '.join(successors), act
    if source:
        unit['source'] += '; ' + source


def first(folder):
    """2022: provinces, districts, communes."""
    communes = read(folder, 'dongnai-binhphuoc_3level_v2.0.1.csv', 'commune_code')
    rows = [row('75', 'Tỉnh Đồng Nai', '', BEGIN, 'v2.0.1'),
            row('70', 'Tỉnh Bình Phước', '', BEGIN, 'v2.0.1')]
    districts = {r['district_code']: r for r in communes.values()}
    rows += [row(code, r['district_name'], r['province_code'], BEGIN, 'v2.0.1')
             for code, r in sorted(districts.items())]
    rows += [row(code, r['commune_name'], r['district_code'], BEGIN, 'v2.0.1')
             for code, r in sorted(communes.items())]
    return rows


def late_2024(folder, rows):
    """170 communes become 159."""
    after = read(folder, 'dongnai-binhphuoc_3level_v2.4.0.csv', 'commune_code')
    for unit in [r for r in rows if r['code'] in ENDED_2024]:
        end(unit, LATE_2024, ENDED_2024[unit['code']], ACT_2024,
            'successors: press; day unverified')
        found = after.get(unit['code'])
        if found:
            rows.append(row(unit['code'], found['commune_name'], found['district_code'], LATE_2024,
                            'v2.4.0; day unverified'))
    in_force = {r['code']: r for r in rows if not r['valid_to'] and len(r['code']) == 5}
    if set(in_force) != set(after) or any(
            folded(parted(after[c]['commune_name'])[1]) != folded(in_force[c]['name'])
            for c in after):
        sys.exit('the units of late 2024 are not those of v2.4.0')


def july_2025(folder, rows):
    """No districts, one province, 270 communes become 95."""
    with open(pathlib.Path(folder) / 'dongnai_lineage_old_to_new_2025.csv', encoding='utf-8',
              newline='') as file:
        heirs = {}
        for r in csv.DictReader(file):
            heirs.setdefault(r['old_commune_code'], []).append(r['new_commune_code'])
    for unit in [r for r in rows if not r['valid_to'] and r['code'] != '75']:
        if len(unit['code']) == 5:
            end(unit, JULY_2025, heirs[unit['code']], ACT_2025, 'successors: lineage 2025')
        else:
            end(unit, JULY_2025, ['75'], ACT_PROVINCE)
    # The newest spelling; a change of kind is the next step's.
    spelled = read(folder, 'dongnai_2level_2026-07_v4.2.0.csv', 'commune_code')
    for code, r in sorted(read(folder, 'dongnai_2level_2025-07-01_v3.0.2.csv',
                               'commune_code').items()):
        unit = row(code, r['commune_name'], '75', JULY_2025, 'v3.0.2')
        newest = parted(spelled[code]['commune_name'])[1]
        if folded(newest) != folded(unit['name']):
            sys.exit(f'{code}: another name in 2026')
        unit['name'] = newest
        rows.append(unit)


def april_2026(folder, rows):
    """The province becomes a city, ten xã become phường."""
    after = read(folder, 'dongnai_2level_2026-07_v4.2.0.csv', 'commune_code')
    for unit in [r for r in rows if not r['valid_to']]:
        full = 'Thành phố Đồng Nai' if unit['code'] == '75' else after[unit['code']]['commune_name']
        if parted(full)[0] != unit['kind']:
            end(unit, APRIL_2026, [unit['code']], ACT_2026)
            rows.append(row(unit['code'], full, unit['parent'], APRIL_2026, 'v4.2.0'))


def main(folder):
    rows = first(folder)
    late_2024(folder, rows)
    july_2025(folder, rows)
    april_2026(folder, rows)
    rows.sort(key=lambda r: (r['valid_from'], len(r['code']), r['code']))
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator='\n')
    out.writeheader()
    out.writerows(rows)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.reconfigure(encoding='utf-8')
    main(sys.argv[1])
