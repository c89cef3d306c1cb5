-- name: places_like :many
-- in: word text
-- out: agency_id int, place text, kind text, level int, valid_from date, valid_to date?
SELECT agency_id, place, kind, level, valid_from, valid_to
FROM agency_version
WHERE branch = 'state' AND name_folded LIKE '%' || :word || '%' AND valid_from <> COALESCE(valid_to, '')
ORDER BY level DESC, valid_from DESC, agency_id;

-- name: places_above :many
-- in: id int, day date
-- out: place text
SELECT v.place
FROM agency_closure c
JOIN agency_version v ON v.agency_id = c.ancestor_id
WHERE c.descendant_id = :id AND c.depth > 0
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY c.depth;
