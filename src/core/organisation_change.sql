-- name: agency_version_last :opt
-- in: id int
-- out: code text, name text, place text, level int, valid_from date, valid_to date?
SELECT code, name, place, level, valid_from, valid_to
FROM agency_version
WHERE agency_id = :id
ORDER BY valid_from DESC
LIMIT 1;

-- name: agency_version_first :one
-- in: id int
-- out: valid_from date?
SELECT MIN(valid_from) FROM agency_version WHERE agency_id = :id;

-- name: agency_version_close :exec
-- in: id int, day date, act text
UPDATE agency_version SET valid_to = :day, end_act = :act
WHERE agency_id = :id AND valid_to IS NULL;

-- name: agency_version_drop :exec
-- in: id int, day date
DELETE FROM agency_version WHERE agency_id = :id AND valid_from = :day;

-- name: agency_version_reopen :exec
-- in: id int, day date
UPDATE agency_version SET valid_to = NULL, end_act = ''
WHERE agency_id = :id AND valid_to = :day;

-- name: agency_code_taken :opt
-- in: code text, id int, day date
-- out: agency_id int
SELECT agency_id
FROM agency_version
WHERE code = :code AND agency_id <> :id AND (valid_to IS NULL OR valid_to > :day)
UNION ALL
SELECT agency_id
FROM agency_code
WHERE code = :code AND agency_id <> :id AND (valid_to IS NULL OR valid_to > :day)
LIMIT 1;

-- name: agency_child_after :opt
-- in: id int, day date
-- out: agency_id int
SELECT agency_id
FROM agency_version
WHERE parent_id = :id AND (valid_to IS NULL OR valid_to > :day)
LIMIT 1;

-- name: agency_held_after :opt
-- in: id int, day date
-- out: person_id int
SELECT t.person_id
FROM unit u
JOIN position q ON q.unit_id = u.id
JOIN appointment t ON t.position_id = q.id
WHERE u.agency_id = :id AND (t.valid_to IS NULL OR (t.valid_to > :day AND t.valid_to > t.valid_from))
LIMIT 1;

-- name: agency_posts_close :exec
-- in: id int, day date
UPDATE position SET valid_to = :day
WHERE valid_to IS NULL AND unit_id IN (SELECT id FROM unit WHERE agency_id = :id);

-- name: agency_units_close :exec
-- in: id int, day date
UPDATE unit SET valid_to = :day WHERE agency_id = :id AND valid_to IS NULL;

-- name: agency_units_reopen :exec
-- in: id int, day date
UPDATE unit SET valid_to = NULL WHERE agency_id = :id AND valid_to = :day AND valid_from < :day;

-- name: agency_posts_reopen :exec
-- in: id int, day date
UPDATE position SET valid_to = NULL
WHERE valid_to = :day AND valid_from < :day
  AND unit_id IN (SELECT id FROM unit WHERE agency_id = :id);

-- After many rows in one transaction: PostgreSQL goes on with plans that it made when the tables
-- were small until it is told.
-- name: organisation_analyze :exec
-- sqlite:
UPDATE agency SET id = id WHERE id < 0;
-- postgres:
ANALYZE agency, agency_version, agency_closure, agency_code, unit, position, person, appointment;

-- Everything at or below an agency on the day or later.
-- name: agency_closure_below :many
-- in: id int, day date
-- out: id int
SELECT DISTINCT descendant_id
FROM agency_closure
WHERE ancestor_id = :id AND (valid_to IS NULL OR valid_to > :day)
ORDER BY descendant_id;

-- name: agency_closure_reaches :opt
-- in: ancestor int, descendant int, day date
-- out: depth int
SELECT depth
FROM agency_closure
WHERE ancestor_id = :ancestor AND descendant_id = :descendant
  AND (valid_to IS NULL OR valid_to > :day)
LIMIT 1;

-- name: agency_closure_trim :exec
-- in: id int, day date
UPDATE agency_closure SET valid_to = :day
WHERE descendant_id = :id AND valid_from < :day AND (valid_to IS NULL OR valid_to > :day);

-- name: agency_closure_drop :exec
-- in: id int, day date
DELETE FROM agency_closure WHERE descendant_id = :id AND valid_from >= :day;

-- What the versions say from the day on: each step up holds for the days that both rows share.
-- name: agency_closure_fill :exec
-- in: id int, day date
INSERT INTO agency_closure (ancestor_id, descendant_id, depth, valid_from, valid_to)
WITH RECURSIVE line (ancestor_id, depth, first_day, end_day) AS (
    SELECT v.agency_id, CAST(0 AS @int),
           CASE WHEN v.valid_from > :day THEN v.valid_from ELSE :day END,
           COALESCE(v.valid_to, '9999-12-31')
    FROM agency_version v
    WHERE v.agency_id = :id AND (v.valid_to IS NULL OR v.valid_to > :day)
    UNION ALL
    SELECT v.parent_id, l.depth + 1,
           CASE WHEN v.valid_from > l.first_day THEN v.valid_from ELSE l.first_day END,
           CASE WHEN v.valid_to < l.end_day THEN v.valid_to ELSE l.end_day END
    FROM line l
    JOIN agency_version v ON v.agency_id = l.ancestor_id
    WHERE v.parent_id IS NOT NULL AND l.depth < 32
      AND v.valid_from < l.end_day AND (v.valid_to IS NULL OR v.valid_to > l.first_day)
)
SELECT ancestor_id, :id, depth, first_day, NULLIF(end_day, '9999-12-31')
FROM line;

-- name: succession_add :exec
-- in: predecessor_id int, successor_id int, day date, act text
INSERT INTO agency_successor (predecessor_id, successor_id, on_day, act)
VALUES (:predecessor_id, :successor_id, :day, :act)
ON CONFLICT (predecessor_id, successor_id, on_day) DO NOTHING;

-- name: succession_drop :exec
-- in: predecessor_id int, successor_id int, day date
DELETE FROM agency_successor
WHERE predecessor_id = :predecessor_id AND successor_id = :successor_id AND on_day = :day;

-- name: succession_reaches :opt
-- in: predecessor_id int, successor_id int
-- out: id int
WITH RECURSIVE next (id) AS (
    SELECT CAST(:predecessor_id AS @int)
    UNION
    SELECT s.successor_id FROM next n JOIN agency_successor s ON s.predecessor_id = n.id
)
SELECT id FROM next WHERE id = :successor_id;

-- Counted and looked up one by one: joins would read every version.
-- name: succession_in_force :many
-- in: id int, day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
WITH RECURSIVE next (id) AS (
    SELECT CAST(:id AS @int)
    UNION
    SELECT s.successor_id
    FROM next n
    JOIN agency_successor s ON s.predecessor_id = n.id
    WHERE s.on_day <= :day
      AND (SELECT COUNT(*) FROM agency_version o WHERE o.agency_id = n.id
           AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)) = 0
)
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.id IN (SELECT (SELECT o.id FROM agency_version o WHERE o.agency_id = n.id
                       AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day))
               FROM next n)
ORDER BY v.level, v.name_folded, v.code;

-- The other agency as it was when the work passed: a predecessor on its last day.
-- name: succession_steps :many
-- in: id int
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text, later bool, day date, act text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch, s.predecessor_id = :id, s.on_day, s.act
FROM agency_successor s
JOIN agency_version v
  ON v.agency_id = CASE WHEN s.predecessor_id = :id THEN s.successor_id ELSE s.predecessor_id END
WHERE (s.predecessor_id = :id OR s.successor_id = :id)
  AND v.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = v.agency_id
                        AND (w.valid_from < s.on_day
                             OR (w.valid_from = s.on_day AND s.predecessor_id = :id)))
ORDER BY s.on_day, v.name_folded, v.code;

-- name: tier_close :exec
-- in: level int, day date
UPDATE tier SET valid_to = :day
WHERE level = :level AND valid_to IS NULL AND valid_from < :day;

-- name: tier_used_after :opt
-- in: level int, day date
-- out: agency_id int
SELECT agency_id FROM agency_version
WHERE level = :level AND (valid_to IS NULL OR valid_to > :day)
LIMIT 1;

-- name: tier_all :many
-- in: day date
-- out: level int, name text
SELECT level, name
FROM tier
WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
ORDER BY level;

-- name: unit_life :opt
-- in: id int
-- out: agency_id int, name text, valid_from date, valid_to date?
SELECT agency_id, name, valid_from, valid_to FROM unit WHERE id = :id;

-- name: unit_close :exec
-- in: id int, day date
UPDATE unit SET valid_to = :day WHERE id = :id AND valid_to IS NULL;

-- name: unit_post_after :many
-- in: id int, day date
-- out: id int
SELECT id FROM position
WHERE unit_id = :id AND (valid_to IS NULL OR (valid_to > :day AND valid_to > valid_from))
ORDER BY id;

-- name: position_life :opt
-- in: id int
-- out: agency_id int, unit_id int, unit text, title text, role text, subtree bool, valid_from date, valid_to date?
SELECT u.agency_id, u.id, u.name, q.title, q.role, q.subtree, q.valid_from, q.valid_to
FROM position q
JOIN unit u ON u.id = q.unit_id
WHERE q.id = :id;

-- name: position_close :exec
-- in: id int, day date
UPDATE position SET valid_to = :day WHERE id = :id AND valid_to IS NULL;

-- name: position_reopen :exec
-- in: id int, day date
UPDATE position SET valid_to = NULL WHERE id = :id AND valid_to = :day;

-- name: position_unit_reopen :exec
-- in: id int, day date
UPDATE unit SET valid_to = NULL
WHERE valid_to = :day AND id = (SELECT unit_id FROM position WHERE id = :id);

-- name: position_take_back :exec
-- in: id int, day date
UPDATE position SET valid_to = valid_from WHERE id = :id AND valid_from = :day;

-- name: position_held_after :many
-- in: id int, day date
-- out: id int, person_id int, valid_from date, valid_to date?, decision text
SELECT id, person_id, valid_from, valid_to, decision
FROM appointment
WHERE position_id = :id AND (valid_to IS NULL OR (valid_to > :day AND valid_to > valid_from))
ORDER BY id;

-- name: appointment_life :opt
-- in: id int
-- out: person_id int, position_id int, valid_from date, valid_to date?
SELECT person_id, position_id, valid_from, valid_to FROM appointment WHERE id = :id;

-- name: appointment_overlaps :opt
-- in: person_id int, position_id int, valid_from date
-- out: id int
SELECT id
FROM appointment
WHERE person_id = :person_id AND position_id = :position_id
  AND (valid_to IS NULL OR (valid_to > :valid_from AND valid_to > valid_from))
LIMIT 1;

-- name: appointment_finish :exec
-- in: id int, day date, decision text
UPDATE appointment SET valid_to = :day, end_decision = :decision WHERE id = :id;

-- name: appointment_until :exec
-- in: person_id int, position_id int, valid_from date, valid_to date
UPDATE appointment SET valid_to = :valid_to
WHERE person_id = :person_id AND position_id = :position_id AND valid_from = :valid_from;

-- Who came over with a move, and the appointments that they left.
-- name: appointments_moved :many
-- in: from_id int, to_id int, day date
-- out: id int, valid_from date, valid_to date?, old_id int
SELECT n.id, n.valid_from, n.valid_to, o.id
FROM appointment n
JOIN appointment o ON o.person_id = n.person_id AND o.valid_to = n.valid_from
  AND o.end_decision = n.decision
WHERE n.position_id = :from_id AND o.position_id = :to_id AND n.valid_from >= :day
ORDER BY n.id;

-- name: appointment_take_back :exec
-- in: id int
UPDATE appointment SET valid_to = valid_from WHERE id = :id;

-- name: appointment_restore :exec
-- in: id int, valid_to date?
UPDATE appointment SET valid_to = :valid_to, end_decision = '' WHERE id = :id;
