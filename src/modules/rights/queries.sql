-- name: rights_people :many
-- in: pattern text, login text, day date
-- out: id int, name text, login text, title text, agency_name text
SELECT p.id, p.name, COALESCE(MIN(a.login), ''), COALESCE(MIN(q.title), ''),
       COALESCE(MIN(v.name), '')
FROM person p
LEFT JOIN account a ON a.person_id = p.id
LEFT JOIN appointment t ON t.person_id = p.id AND t.valid_from <= :day
    AND (t.valid_to IS NULL OR t.valid_to > :day)
LEFT JOIN position q ON q.id = t.position_id
LEFT JOIN unit u ON u.id = q.unit_id
LEFT JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :day
    AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE p.name_folded LIKE :pattern OR a.login = :login
GROUP BY p.id, p.name, p.name_folded
ORDER BY p.name_folded, p.id
LIMIT 50;

-- name: rights_person_name :opt
-- in: id int
-- out: name text
SELECT name FROM person WHERE id = :id;
