#include "app/demo/demo_units.h"

#include "app/demo/demo_data.h"
#include "base/utf8.h"
#include "core/csv.h"
#include "core/reference.h"

enum { CODE, NAME, KIND, PARENT, FROM, TO, SUCCESSORS, ACT, SOURCE, COLUMNS };
enum { LEVEL_PROVINCE = 2, LEVEL_DISTRICT = 3, LEVEL_COMMUNE = 4 };

struct str demo_unit_place(struct arena *arena, const struct demo_unit *unit)
{
    const char *kind = str_is(unit->kind, "thành phố") && unit->level == LEVEL_PROVINCE
                           ? "Thành phố"
                           : str_c(arena, unit->kind);
    return str_printf(arena, "%s %.*s", kind, STR_ARG(unit->name));
}

struct str demo_unit_name(struct arena *arena, const struct demo_unit *unit)
{
    return str_printf(arena, "UBND %.*s", STR_ARG(demo_unit_place(arena, unit)));
}

struct str demo_unit_address(struct arena *arena, const struct demo_unit *unit)
{
    if (unit->level == LEVEL_PROVINCE)
        return S("Phường Trấn Biên, thành phố Đồng Nai");
    return str_printf(arena, "Trung tâm Phục vụ hành chính công %.*s",
                      STR_ARG(demo_unit_place(arena, unit)));
}

struct demo_unit *demo_unit_on(const struct demo_units *units, struct str area_code,
                               struct str day)
{
    for (size_t i = 0; i < units->count; i++) {
        struct demo_unit *unit = &units->items[i];
        if (str_equal(unit->area_code, area_code) && str_compare(unit->from, day) <= 0 &&
            (str_empty(unit->to) || str_compare(unit->to, day) > 0))
            return unit;
    }
    return NULL;
}

bool demo_unit_leads_to(const struct demo_unit *ended, struct str area_code)
{
    struct str one;
    struct str rest = ended->successors;
    while (!str_empty(rest)) {
        str_split(rest, ' ', &one, &rest);
        if (str_equal(one, area_code))
            return true;
    }
    return false;
}

struct demo_unit *demo_unit_before(struct arena *arena, const struct demo_units *units,
                                   const struct demo_unit *unit, bool absorbs)
{
    struct demo_unit *alike = NULL;
    size_t others = 0;
    for (size_t i = 0; i < units->count; i++) {
        struct demo_unit *ended = &units->items[i];
        if (!str_equal(ended->to, unit->from) || !demo_unit_leads_to(ended, unit->area_code) ||
            ended->level != unit->level)
            continue;
        if (str_equal(utf8_fold(arena, ended->name), utf8_fold(arena, unit->name)))
            alike = ended;
        else
            others++;
    }
    return absorbs || others == 0 ? alike : NULL;
}

/* The demo's own agencies have theirs; a former commune's tells its district, so that no two
 * committees ever had the same. */
static struct str code_of(struct arena *arena, const struct demo_units *units,
                          const struct demo_unit *unit)
{
    const struct demo_unit *above = demo_unit_on(units, unit->parent, unit->from);
    for (size_t i = 0; i < DEMO_AGENCIES && !str_is(unit->from, "2022-01-01"); i++)
        if (str_is(unit->area_code, demo_agencies[i].area_code) && above != NULL &&
            above->level == LEVEL_PROVINCE)
            return str_from_c(demo_agencies[i].code);
    if (above != NULL)
        return str_printf(arena, "%.*s.%.*s", STR_ARG(above->code), STR_ARG(unit->area_code));
    return str_is(unit->area_code, "70") ? S("H10") : S("H19");
}

static struct demo_unit unit_of(const struct csv_row *row)
{
    const struct str *c = row->cells;
    return (struct demo_unit){.area_code = c[CODE],
                              .name = c[NAME],
                              .kind = c[KIND],
                              .parent = c[PARENT],
                              .from = c[FROM],
                              .to = c[TO],
                              .successors = c[SUCCESSORS],
                              .act = c[ACT],
                              .level = c[CODE].len == 2   ? LEVEL_PROVINCE
                                       : c[CODE].len == 3 ? LEVEL_DISTRICT
                                                          : LEVEL_COMMUNE};
}

/* In the order of the file parents come before their children. */
struct result demo_units_read(struct arena *arena, struct demo_units *out)
{
    struct csv_table table;
    struct csv_place place;
    struct str bytes = {0};
    for (size_t i = 0; i < reference_files_count; i++)
        if (str_is(str_from_c(reference_files[i].path), "units/dong-nai.csv"))
            bytes = reference_files[i].bytes;
    TRY(csv_read(arena, bytes, &table, &place));
    *out = (struct demo_units){.items = ARENA_ARRAY(arena, struct demo_unit, table.count)};
    for (size_t i = 1; i < table.count; i++) {
        if (table.rows[i].count != COLUMNS)
            return result_fail(ERROR_CORRUPT, "demo.units", NULL);
        out->items[out->count++] = unit_of(&table.rows[i]);
    }
    for (size_t i = 0; i < out->count; i++)
        out->items[i].code = code_of(arena, out, &out->items[i]);
    return RESULT_OK;
}
