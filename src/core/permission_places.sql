-- The agencies that places come to.
-- name: places_reach :many
-- in: grants json, day date, most int
-- out: agency_id int
SELECT DISTINCT c.descendant_id
FROM json_each(:grants) g
     JOIN agency_closure c ON c.ancestor_id = CAST(g.value ->> 'agency' AS @int)
WHERE (c.depth = 0 OR CAST(g.value ->> 'below' AS @int) = 1)
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
LIMIT :most;
