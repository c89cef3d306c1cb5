#!/usr/bin/env python3
"""Turns a module's measures.json into a constant table of core/measures.h.

  measuregen.py measures.json QUERIES.h OUT.c TABLE

QUERIES.h is the include path of the module's generated queries. A measure names the query of
its rows and the query of its counts, and may give both a number (:aspect) by which measures share
them; both must have the columns that core/measures.h shows, so that
a misspelt name or a missing column is an error of the compiler. One without them is listed as not
yet measured.
"""
import json
import re
import sys

TEXTS = ['group', 'name', 'law', 'owner', 'unit', 'numerator', 'denominator', 'goal']
WINDOWS = {'year': 'MEASURE_YEAR', 'stock': 'MEASURE_STOCK', 'days90': 'MEASURE_DAYS90'}
KNOWN = set(TEXTS) | {'id', 'version', 'window', 'targets', 'rows', 'tally', 'aspect'}
ROWS = """
static struct result {name}(struct db *db, struct arena *arena, const struct measure_ask *ask,
                            struct measure_rows *out)
{{
    struct q_{rows}_rows found;
    const struct measure_scope *scope = &ask->scope;
    TRY(q_{rows}(db, arena,
        (struct q_{rows}_in){{{aspect}.from = scope->from_us, .as_of = scope->as_of_us,
            .today = civil_date_text(arena, civil_day_of_us(scope->as_of_us)),
                              .scope = scope->agency_id, .level = scope->level,
                              .part = (int64_t)ask->part, .most = ask->most, .skip = ask->skip}},
        &found));
    out->count = found.count;
    out->items = ARENA_ARRAY(arena, struct measure_row, found.count + 1);
    for (size_t i = 0; i < found.count; i++)
        out->items[i] = (struct measure_row){{
            .ref = found.items[i].ref, .agency_code = found.items[i].agency_code,
            .agency_name = found.items[i].agency_name, .level = found.items[i].level,
            .happened_us = found.items[i].happened, .due_us = found.items[i].due,
            .signed_us = found.items[i].signed_us, .counts = found.items[i].counts != 0}};
    return RESULT_OK;
}}
"""
TALLY = """
static struct result {name}(struct db *db, struct arena *arena, const struct measure_scope *scope,
                             struct measure_tallies *out)
{{
    struct q_{tally}_rows found;
    TRY(q_{tally}(db, arena,
        (struct q_{tally}_in){{{aspect}.from = scope->from_us, .as_of = scope->as_of_us,
            .today = civil_date_text(arena, civil_day_of_us(scope->as_of_us)),
                               .scope = scope->agency_id, .level = scope->level}}, &found));
    out->count = found.count;
    out->items = ARENA_ARRAY(arena, struct measure_tally, found.count + 1);
    for (size_t i = 0; i < found.count; i++)
        out->items[i] = (struct measure_tally){{
            .agency_id = found.items[i].agency_id, .agency_code = found.items[i].agency_code,
            .agency_name = found.items[i].agency_name, .level = found.items[i].level,
            .numerator = found.items[i].numerator, .denominator = found.items[i].denominator}};
    return RESULT_OK;
}}
"""


class Bad(Exception):
    """A mistake in measures.json, with its place."""


def literal(text):
    """A C string."""
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def check(measure, seen):
    """Refuses what the product would only notice later."""
    place = measure.get('id', '?')
    if not re.fullmatch(r'[A-Z][A-Za-z0-9]{0,11}', place) or place.lower() in seen:
        raise Bad(f'{place}: an id is a capital with letters and digits, used once')
    seen.add(place.lower())
    if set(measure) - KNOWN:
        raise Bad(f'{place}: unknown: {", ".join(sorted(set(measure) - KNOWN))}')
    for name in TEXTS:
        if not all(measure.get(name, {}).get(language, '').strip() for language in ('vi', 'en')):
            raise Bad(f'{place}: {name} needs vi and en')
    if measure.get('window') not in WINDOWS or not isinstance(measure.get('version'), int):
        raise Bad(f'{place}: window is one of {", ".join(WINDOWS)}, version a number')
    if ('rows' in measure) != ('tally' in measure):
        raise Bad(f'{place}: rows and tally come together')
    for target in measure['targets']:
        if not (2000 < target['year'] < 2100 and 0 < target['percent'] <= 100):
            raise Bad(f'{place}: a target has a year and a per cent')


def targets(measure):
    """The table of targets, by level and year."""
    rows = [f'{{.level = {t["level"]}, .year = {t["year"]}, .percent = {t["percent"]}, '
            f'.above = {"true" if t.get("above") else "false"}}}' for t in measure['targets']]
    return f'static const struct measure_target targets_{measure["id"]}[] = {{\n    ' + \
        ',\n    '.join(rows + ['{0}']) + ',\n};\n'


def function(measure, kind):
    """Name of the C function that asks a query of a measure."""
    return measure[kind] + (f'_{measure["aspect"]}' if 'aspect' in measure else '')


def functions(measures, kind, text):
    """One for each query and aspect."""
    asked = {function(m, kind): m for m in measures if kind in m}
    return [text.format(name=name, aspect=f'.aspect = {m["aspect"]}, ' if 'aspect' in m else '',
                        **{kind: m[kind]}) for name, m in sorted(asked.items())]


def row(measure):
    """One row of the table."""
    members = [f'.id = {literal(measure["id"])}', f'.version = {measure["version"]}',
               f'.window = {WINDOWS[measure["window"]]}', f'.targets = targets_{measure["id"]}']
    for name in TEXTS:
        text = measure[name]
        members.append(f'.{name} = {{{literal(text["vi"])}, {literal(text["en"])}}}')
    if 'rows' in measure:
        members += [f'.{kind} = {function(measure, kind)}' for kind in ('rows', 'tally')]
    return '    {' + ',\n     '.join(members) + '},\n'


def main():
    """The command."""
    source, queries, out, table = sys.argv[1:]
    with open(source, encoding='utf-8') as file:
        measures = json.load(file)
    seen = set()
    for measure in measures:
        check(measure, seen)
    parts = [f'/* From {source.split("/src/")[-1]} by tools/measuregen.py. */\n',
             f'#include "base/clock.h"\n#include "core/measures.h"\n#include "{queries}"\n\n',
             f'extern const struct measure {table}[];\n']
    parts += functions(measures, 'rows', ROWS) + functions(measures, 'tally', TALLY)
    parts += ['\n'] + [targets(measure) for measure in measures]
    parts.append(f'\nconst struct measure {table}[] = {{\n')
    parts += [row(measure) for measure in measures] + ['    {0},\n};\n']
    with open(out, 'w', encoding='utf-8') as file:
        file.write(''.join(parts))


if __name__ == '__main__':
    try:
        main()
    except (Bad, ValueError, KeyError) as why:
        sys.exit(f'{sys.argv[1]}: {why}')
