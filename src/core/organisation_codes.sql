-- Whoever has or had the code by the day; the people's committee first where a code of the territory
-- belongs to several. Scheme 1: a code of the agency, 2: of its territory.
-- name: code_holder :opt
-- in: code text, day date
-- out: agency_id int, scheme int, in_force bool
SELECT c.agency_id, c.scheme, c.in_force
FROM (
    SELECT agency_id, 1 AS scheme, branch, level, valid_from,
           (valid_to IS NULL OR valid_to > :day) AS in_force
    FROM agency_version WHERE code = :code AND valid_from <= :day
    UNION ALL
    SELECT agency_id, 1, 'state', 0, valid_from, (valid_to IS NULL OR valid_to > :day)
    FROM agency_code WHERE code = :code AND valid_from <= :day
    UNION ALL
    SELECT agency_id, 2, branch, level, valid_from, (valid_to IS NULL OR valid_to > :day)
    FROM agency_version WHERE area_code = :code AND valid_from <= :day
) AS c
ORDER BY c.scheme, c.in_force DESC, CASE WHEN c.in_force THEN '' ELSE c.valid_from END DESC,
         CASE WHEN c.branch = 'state' THEN 0 ELSE 1 END, c.level, c.agency_id
LIMIT 1;

-- name: codes_of_agency :many
-- in: id int
-- out: scheme text, code text, valid_from date, valid_to date?
SELECT 'version', code, valid_from, valid_to FROM agency_version WHERE agency_id = :id
UNION ALL
SELECT scheme, code, valid_from, valid_to FROM agency_code WHERE agency_id = :id
ORDER BY 2, 3 DESC;

-- name: agency_code_add :exec
-- in: agency_id int, scheme text, code text, valid_from date
INSERT INTO agency_code (agency_id, scheme, code, valid_from)
VALUES (:agency_id, :scheme, :code, :valid_from)
ON CONFLICT (scheme, code, valid_from) DO NOTHING;

-- name: agency_code_close :exec
-- in: agency_id int, code text, day date
UPDATE agency_code SET valid_to = :day
WHERE agency_id = :agency_id AND code = :code AND valid_to IS NULL AND valid_from < :day;
