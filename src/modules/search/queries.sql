-- An agency as it is, or as it was last.
-- name: finding_agency :opt
-- in: id int
-- out: name text, place text, address text, phone text, ended date?, above text?
SELECT v.name, v.place, v.address, v.phone, v.valid_to,
       (SELECT p.name FROM agency_version p
        WHERE p.agency_id = v.parent_id AND p.valid_from < COALESCE(v.valid_to, '9999-12-31')
        ORDER BY p.valid_from DESC LIMIT 1)
FROM agency_version v
WHERE v.agency_id = :id
ORDER BY v.valid_from DESC
LIMIT 1;

-- What tells a person from others of the name: posts held on the day.
-- name: finding_posts :many
-- in: person_id int, day date
-- out: title text, agency_name text
SELECT q.title, v.name
FROM appointment t
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
WHERE t.person_id = :person_id
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY t.id
LIMIT 3;
