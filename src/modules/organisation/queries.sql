-- How many agencies stand below each child of an agency.
-- name: org_below :many
-- in: parent_id int, day date
-- out: id int, count int
SELECT v.agency_id, COUNT(*)
FROM agency_version v
JOIN agency_closure c ON c.ancestor_id = v.agency_id
WHERE v.parent_id = :parent_id AND c.depth > 0
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
GROUP BY v.agency_id;

-- name: org_kinds :many
-- in: day date
-- out: kind text, count int
SELECT kind, COUNT(*)
FROM agency_version
WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
GROUP BY kind
ORDER BY MIN(level), COUNT(*) DESC, kind;

-- From the top down, without the agency itself.
-- name: org_above :many
-- in: id int, day date
-- out: id int, name text
SELECT v.agency_id, v.name
FROM agency_closure c
JOIN agency_version v ON v.agency_id = c.ancestor_id
WHERE c.descendant_id = :id AND c.depth > 0
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY c.depth DESC;

-- name: org_versions :many
-- in: id int
-- out: code text, name text, place text, kind text, level int, parent text?, act text, end_act text, valid_from date, valid_to date?
SELECT v.code, v.name, v.place, v.kind, v.level,
       (SELECT p.name FROM agency_version p
        WHERE p.agency_id = v.parent_id AND p.valid_from <= v.valid_from
          AND (p.valid_to IS NULL OR p.valid_to > v.valid_from)),
       v.act, v.end_act, v.valid_from, v.valid_to
FROM agency_version v
WHERE v.agency_id = :id
ORDER BY v.valid_from DESC;

-- Units with their posts and who holds them; a unit or a post that is empty has a row too.
-- name: org_posts :many
-- in: id int, day date
-- out: unit_id int, unit text, position_id int?, title text?, role text?, subtree bool?, appointment_id int?, person_id int?, person text?, decision text?, since date?, until date?
SELECT u.id, u.name, q.id, q.title, q.role, q.subtree, t.id, p.id, p.name, t.decision,
       t.valid_from, t.valid_to
FROM unit u
LEFT JOIN position q ON q.unit_id = u.id
  AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
LEFT JOIN appointment t ON t.position_id = q.id
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
LEFT JOIN person p ON p.id = t.person_id
WHERE u.agency_id = :id
  AND u.valid_from <= :day AND (u.valid_to IS NULL OR u.valid_to > :day)
ORDER BY u.id, q.id, t.id;

-- name: org_person :opt
-- in: id int
-- out: name text, staff_code text?
SELECT name, staff_code FROM person WHERE id = :id;

-- All posts that a person holds or held, each with the agency as it was called at its end or today.
-- name: org_person_posts :many
-- in: id int, day date
-- out: appointment_id int, agency_id int, agency text, unit text, title text, role text, decision text, end_decision text, valid_from date, valid_to date?
SELECT t.id, u.agency_id,
       (SELECT v.name FROM agency_version v
        WHERE v.agency_id = u.agency_id AND v.valid_from <= COALESCE(t.valid_to, :day)
        ORDER BY v.valid_from DESC LIMIT 1),
       u.name, q.title, q.role, t.decision, t.end_decision, t.valid_from, t.valid_to
FROM appointment t
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
WHERE t.person_id = :id AND (t.valid_to IS NULL OR t.valid_to > t.valid_from)
ORDER BY t.valid_from DESC, t.id DESC;

-- name: org_find_agencies :many
-- in: words text, day date, most int
-- out: id int, name text, place text, code text, valid_from date, valid_to date?
SELECT v.agency_id, v.name, v.place, v.code, v.valid_from, v.valid_to
FROM agency_version v
WHERE v.name_folded LIKE '%' || :words || '%' AND v.valid_from <= :day
  AND NOT EXISTS (SELECT 1 FROM agency_version w
                  WHERE w.agency_id = v.agency_id AND w.valid_from > v.valid_from
                    AND w.valid_from <= :day AND w.name_folded LIKE '%' || :words || '%')
ORDER BY CASE WHEN v.valid_to IS NULL OR v.valid_to > :day THEN 0 ELSE 1 END, v.level,
         v.name_folded, v.agency_id
LIMIT :most;

-- name: org_find_people :many
-- in: words text, day date, most int
-- out: id int, name text, title text?, agency text?
SELECT p.id, p.name, q.title, v.name
FROM person p
LEFT JOIN appointment t ON t.person_id = p.id
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
LEFT JOIN position q ON q.id = t.position_id
LEFT JOIN unit u ON u.id = q.unit_id
LEFT JOIN agency_version v ON v.agency_id = u.agency_id
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE p.name_folded LIKE '%' || :words || '%'
ORDER BY p.name_folded, p.id, t.id
LIMIT :most;

-- name: org_person_named :many
-- in: name_folded text
-- out: id int, name text, staff_code text?
SELECT id, name, staff_code FROM person WHERE name_folded = :name_folded ORDER BY id;

-- name: org_person_by_code :opt
-- in: staff_code text
-- out: id int, name text
SELECT id, name FROM person WHERE staff_code = :staff_code;

-- name: org_person_code :exec
-- in: id int, staff_code text
UPDATE person SET staff_code = :staff_code WHERE id = :id;

-- name: org_post :opt
-- in: id int, agency_id int
-- out: unit text, title text, role text, subtree bool, valid_from date
SELECT u.name, q.title, q.role, q.subtree, q.valid_from
FROM position q
JOIN unit u ON u.id = q.unit_id
WHERE q.id = :id AND u.agency_id = :agency_id AND q.valid_to IS NULL;

-- name: org_unit :opt
-- in: id int, agency_id int
-- out: name text, valid_from date
SELECT name, valid_from FROM unit
WHERE id = :id AND agency_id = :agency_id AND valid_to IS NULL;

-- name: org_appointment :opt
-- in: id int, agency_id int
-- out: person_id int, person text, position_id int, title text, unit text, valid_from date, valid_to date?
SELECT p.id, p.name, q.id, q.title, u.name, t.valid_from, t.valid_to
FROM appointment t
JOIN person p ON p.id = t.person_id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
WHERE t.id = :id AND u.agency_id = :agency_id;
