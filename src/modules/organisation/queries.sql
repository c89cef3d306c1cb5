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

-- name: org_below_top :many
-- in: day date
-- out: id int, count int
SELECT v.agency_id, COUNT(*)
FROM agency_version v
JOIN agency_closure c ON c.ancestor_id = v.agency_id
WHERE v.parent_id IS NULL AND c.depth > 0
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
-- out: unit_id int, unit text, position_id int?, title text?, role text?, subtree bool?, appointment_id int?, person_id int?, person text?, decision text?, since date?, until date?, procedures text?, held_only bool?, limited date?, limits_decision text?
SELECT u.id, u.name, q.id, q.title, q.role, q.subtree, t.id, p.id, p.name, t.decision,
       t.valid_from, t.valid_to, c.procedures, c.held_only, c.valid_from, c.decision
FROM unit u
LEFT JOIN position q ON q.unit_id = u.id
  AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
LEFT JOIN appointment t ON t.position_id = q.id
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
LEFT JOIN person p ON p.id = t.person_id
LEFT JOIN position_condition c ON c.position_id = q.id
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
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

-- Each word stands somewhere in the name; fewer than four: the others are empty.
-- name: org_find_agencies :many
-- in: a text, b text, c text, d text, day date, most int
-- out: id int, name text, place text, code text, valid_from date, valid_to date?
SELECT v.agency_id, v.name, v.place, v.code, v.valid_from, v.valid_to
FROM agency_version v
WHERE v.name_folded LIKE '%' || :a || '%' AND v.name_folded LIKE '%' || :b || '%'
  AND v.name_folded LIKE '%' || :c || '%' AND v.name_folded LIKE '%' || :d || '%'
  AND v.valid_from <= :day AND v.code NOT LIKE '%W00%'
  AND NOT EXISTS (SELECT 1 FROM agency_version w
                  WHERE w.agency_id = v.agency_id AND w.valid_from > v.valid_from
                    AND w.valid_from <= :day
                    AND w.name_folded LIKE '%' || :a || '%' AND w.name_folded LIKE '%' || :b || '%'
                    AND w.name_folded LIKE '%' || :c || '%'
                    AND w.name_folded LIKE '%' || :d || '%')
ORDER BY CASE WHEN v.valid_to IS NULL OR v.valid_to > :day THEN 0 ELSE 1 END, v.level,
         v.name_folded, v.agency_id
LIMIT :most;

-- name: org_find_people :many
-- in: a text, b text, c text, d text, day date, most int
-- out: id int, name text, title text?, agency text?
SELECT p.id, p.name, q.title, v.name
FROM person p
LEFT JOIN appointment t ON t.person_id = p.id
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
LEFT JOIN position q ON q.id = t.position_id
LEFT JOIN unit u ON u.id = q.unit_id
LEFT JOIN agency_version v ON v.agency_id = u.agency_id
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE p.name_folded LIKE '%' || :a || '%' AND p.name_folded LIKE '%' || :b || '%'
  AND p.name_folded LIKE '%' || :c || '%' AND p.name_folded LIKE '%' || :d || '%'
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

-- name: org_import_add :one
-- in: kind text, name text, sha256 text, account_id int, now time
-- out: id int
INSERT INTO organisation_import (kind, name, sha256, state, report, account_id, created_us,
                                 changed_us)
VALUES (:kind, :name, :sha256, 'checking', '', :account_id, :now, :now)
RETURNING id;

-- name: org_import_get :opt
-- in: id int
-- out: id int, kind text, name text, sha256 text, state text, report json, account_id int, person text, created_us time, changed_us time
SELECT i.id, i.kind, i.name, i.sha256, i.state, i.report, i.account_id, p.name, i.created_us,
       i.changed_us
FROM organisation_import i
JOIN account a ON a.id = i.account_id
JOIN person p ON p.id = a.person_id
WHERE i.id = :id;

-- name: org_import_latest :many
-- out: id int, kind text, name text, state text, person text, created_us time
SELECT i.id, i.kind, i.name, i.state, p.name, i.created_us
FROM organisation_import i
JOIN account a ON a.id = i.account_id
JOIN person p ON p.id = a.person_id
ORDER BY i.id DESC
LIMIT 20;

-- name: org_import_change :exec
-- in: id int, was text, state text, report json, now time
UPDATE organisation_import SET state = :state, report = :report, changed_us = :now
WHERE id = :id AND state = :was;

-- The version behind a code on a day, and the end of its agency.
-- name: org_version_of_code :opt
-- in: code text, day date
-- out: id int, valid_from date, valid_to date?, act text, ends date?
SELECT v.agency_id, v.valid_from, v.valid_to, v.act,
       (SELECT l.valid_to FROM agency_version l
        WHERE l.agency_id = v.agency_id ORDER BY l.valid_from DESC LIMIT 1)
FROM agency_version v
WHERE v.code = :code AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day);

-- name: org_code_held :opt
-- in: agency_id int, code text
-- out: id int
SELECT id FROM agency_code WHERE agency_id = :agency_id AND code = :code AND valid_to IS NULL
LIMIT 1;

-- name: org_post_named :opt
-- in: agency_id int, unit text, title text, day date
-- out: id int, role text, subtree bool
SELECT q.id, q.role, q.subtree
FROM unit u
JOIN position q ON q.unit_id = u.id
WHERE u.agency_id = :agency_id AND u.name = :unit AND q.title = :title
  AND u.valid_from <= :day AND (u.valid_to IS NULL OR u.valid_to > :day)
  AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day);

-- name: org_appointment_from :opt
-- in: person_id int, position_id int, valid_from date
-- out: id int, valid_to date?
SELECT id, valid_to FROM appointment
WHERE person_id = :person_id AND position_id = :position_id AND valid_from = :valid_from
  AND (valid_to IS NULL OR valid_to > valid_from);

-- name: org_export_agencies :many
-- in: day date
-- out: code text, name text, place text, kind text, branch text, level int, parent text?, area_code text, id int, address text, phone text, act text, valid_from date, ends date?
SELECT v.code, v.name, v.place, v.kind, v.branch, v.level, p.code, v.area_code, v.agency_id,
       v.address, v.phone, v.act, v.valid_from,
       (SELECT l.valid_to FROM agency_version l
        WHERE l.agency_id = v.agency_id ORDER BY l.valid_from DESC LIMIT 1)
FROM agency_version v
LEFT JOIN agency_version p ON p.agency_id = v.parent_id
  AND p.valid_from <= :day AND (p.valid_to IS NULL OR p.valid_to > :day)
WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.level, v.code;

-- name: org_export_codes :many
-- in: day date
-- out: agency_id int, code text
SELECT agency_id, code FROM agency_code
WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
ORDER BY agency_id, code;

-- name: org_export_posts :many
-- in: day date
-- out: code text, unit text, title text, role text, subtree bool, valid_from date
SELECT v.code, u.name, q.title, q.role, q.subtree, q.valid_from
FROM position q
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
WHERE q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
  AND u.valid_from <= :day AND (u.valid_to IS NULL OR u.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.level, v.code, u.id, q.id;

-- name: org_export_people :many
-- in: day date
-- out: person_id int, staff_code text?, name text, code text, unit text, title text, decision text, valid_from date, valid_to date?
SELECT p.id, p.staff_code, p.name, v.code, u.name, q.title, t.decision, t.valid_from, t.valid_to
FROM appointment t
JOIN person p ON p.id = t.person_id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
WHERE t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.level, v.code, u.id, q.id, t.id;
