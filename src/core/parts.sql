-- Texts that stand in several queries, so that each is written once: `@reached(:places, ...)`. A
-- meson.build whose queries use one names this file in `depend_files`.

-- Does a place of the list (core/permission_places.h) come to what lies at an agency, is of a
-- procedure and is held by a role? Row by row, with a LIMIT: as EXISTS the planner of PostgreSQL
-- would join everything first.
-- part: reached list agency procedure holder
(
    SELECT TRUE
    FROM json_each({list}) g
         JOIN agency_closure c ON c.ancestor_id = CAST(g.value ->> 'agency' AS @int)
    WHERE c.descendant_id = {agency}
      AND (c.depth = 0 OR CAST(g.value ->> 'below' AS @int) = 1)
      AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
      AND (g.value ->> 'procedures' = ''
           OR g.value ->> 'procedures' LIKE '% ' || {procedure} || ' %')
      AND (g.value ->> 'procedures_too' = ''
           OR g.value ->> 'procedures_too' LIKE '% ' || {procedure} || ' %')
      AND (g.value ->> 'role' = '' OR g.value ->> 'role' = {holder})
    LIMIT 1)

-- Who has the work of an agency on a day: itself, or its heir where it is no more.
-- part: heir agency
COALESCE((SELECT h.heir_id FROM agency_heir h
          WHERE h.agency_id = {agency} AND h.valid_from <= :day
            AND (h.valid_to IS NULL OR h.valid_to > :day)), {agency})
