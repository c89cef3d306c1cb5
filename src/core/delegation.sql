-- name: delegated_act_add :exec
-- in: delegation_id int, actor text, kind text, object text, now time
INSERT INTO delegated_act (delegation_id, actor, kind, object, at_us)
VALUES (:delegation_id, :actor, :kind, :object, :now);

-- name: delegation_add :one
-- in: kind text, from_person_id int, to_person_id int, role text, procedures text,
--     value_max money, decision text, reason text, valid_from date, valid_to date, now time,
--     created_by int
-- out: id int
INSERT INTO delegation (kind, from_person_id, to_person_id, role, permissions, procedures,
    value_max, decision, reason, valid_from, valid_to, created_us, created_by)
VALUES (:kind, :from_person_id, :to_person_id, :role, '', :procedures, :value_max, :decision,
    :reason, :valid_from, :valid_to, :now, :created_by)
RETURNING id;

-- name: delegation_end :exec
-- in: id int, valid_to date, now time, revoked_by int, reason text
UPDATE delegation
SET valid_to = :valid_to, revoked_us = :now, revoked_by = :revoked_by, revoke_reason = :reason
WHERE id = :id AND revoked_us IS NULL AND valid_to > :valid_to;

-- name: delegation_chained :opt
-- in: from_person_id int, to_person_id int, valid_from date, valid_to date
-- out: id int
SELECT id FROM delegation
WHERE (from_person_id = :to_person_id OR to_person_id = :from_person_id)
  AND valid_from < :valid_to AND valid_to > :valid_from AND valid_from < valid_to
ORDER BY id LIMIT 1;

-- name: delegation_standing :opt
-- in: kind text, from_person_id int, to_person_id int, valid_from date, valid_to date
-- out: id int
SELECT id FROM delegation
WHERE from_person_id = :from_person_id AND to_person_id = :to_person_id AND kind = :kind
  AND valid_from < :valid_to AND valid_to > :valid_from AND valid_from < valid_to
ORDER BY id LIMIT 1;

-- name: delegation_procedure :opt
-- in: code text
-- out: id int
SELECT id FROM procedure WHERE code = :code;

-- name: delegation_by_id :opt
-- in: id int
-- out: id int, kind text, from_person_id int, to_person_id int, from_name text, to_name text,
--     role text, procedures text, value_max money, decision text, reason text, valid_from date,
--     valid_to date, given_by text, created_us time, revoked_us time?, revoke_reason text, acts int
SELECT d.id, d.kind, d.from_person_id, d.to_person_id, f.name, t.name, d.role, d.procedures,
       d.value_max, d.decision, d.reason, d.valid_from, d.valid_to, g.name, d.created_us,
       d.revoked_us, d.revoke_reason,
       (SELECT COUNT(*) FROM delegated_act a WHERE a.delegation_id = d.id)
FROM delegation d
JOIN person f ON f.id = d.from_person_id
JOIN person t ON t.id = d.to_person_id
JOIN account b ON b.id = d.created_by
JOIN person g ON g.id = b.person_id
WHERE d.id = :id;

-- name: delegations_of_person :many
-- in: person_id int
-- out: id int, kind text, from_person_id int, to_person_id int, from_name text, to_name text,
--     role text, procedures text, value_max money, decision text, reason text, valid_from date,
--     valid_to date, given_by text, created_us time, revoked_us time?, revoke_reason text, acts int
SELECT d.id, d.kind, d.from_person_id, d.to_person_id, f.name, t.name, d.role, d.procedures,
       d.value_max, d.decision, d.reason, d.valid_from, d.valid_to, g.name, d.created_us,
       d.revoked_us, d.revoke_reason,
       (SELECT COUNT(*) FROM delegated_act a WHERE a.delegation_id = d.id)
FROM delegation d
JOIN person f ON f.id = d.from_person_id
JOIN person t ON t.id = d.to_person_id
JOIN account b ON b.id = d.created_by
JOIN person g ON g.id = b.person_id
WHERE d.from_person_id = :person_id OR d.to_person_id = :person_id
ORDER BY d.valid_from DESC, d.id DESC
LIMIT 100;

-- name: delegations_in :many
-- in: agency_id int, deep bool, day date
-- out: id int, kind text, from_person_id int, to_person_id int, from_name text, to_name text,
--     role text, procedures text, value_max money, decision text, reason text, valid_from date,
--     valid_to date, given_by text, created_us time, revoked_us time?, revoke_reason text, acts int
SELECT d.id, d.kind, d.from_person_id, d.to_person_id, f.name, t.name, d.role, d.procedures,
       d.value_max, d.decision, d.reason, d.valid_from, d.valid_to, g.name, d.created_us,
       d.revoked_us, d.revoke_reason,
       (SELECT COUNT(*) FROM delegated_act a WHERE a.delegation_id = d.id)
FROM delegation d
JOIN person f ON f.id = d.from_person_id
JOIN person t ON t.id = d.to_person_id
JOIN account b ON b.id = d.created_by
JOIN person g ON g.id = b.person_id
WHERE d.from_person_id IN (
    SELECT h.person_id
    FROM appointment h
    JOIN position q ON q.id = h.position_id
    JOIN unit u ON u.id = q.unit_id
    JOIN agency_closure c ON c.descendant_id = u.agency_id AND c.ancestor_id = :agency_id
        AND (c.depth = 0 OR :deep)
        AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
    WHERE h.valid_from < d.valid_to AND (h.valid_to IS NULL OR h.valid_to > d.valid_from))
ORDER BY d.valid_from DESC, d.id DESC
LIMIT 100;

-- name: delegation_acts :many
-- in: id int
-- out: at_us time, actor text, name text?, kind text, object text
SELECT a.at_us, a.actor, p.name, a.kind, a.object
FROM delegated_act a
LEFT JOIN account c ON a.actor = 'account:' || CAST(c.id AS TEXT)
LEFT JOIN person p ON p.id = c.person_id
WHERE a.delegation_id = :id
ORDER BY a.id
LIMIT 1000;

-- name: delegation_people :many
-- in: agency_id int, deep bool, day date
-- out: id int, name text, title text
SELECT p.id, p.name, MIN(q.title)
FROM agency_closure c
JOIN unit u ON u.agency_id = c.descendant_id
JOIN position q ON q.unit_id = u.id
JOIN appointment t ON t.position_id = q.id
JOIN person p ON p.id = t.person_id
WHERE c.ancestor_id = :agency_id AND (c.depth = 0 OR :deep)
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
GROUP BY p.id, p.name, p.name_folded
ORDER BY p.name_folded, p.id
LIMIT 500;

-- The days within the span on which what one of the two persons holds begins or ends.
-- name: delegation_days :many
-- in: from_person_id int, to_person_id int, valid_from date, valid_to date
-- out: day date
WITH post AS (
    SELECT t.valid_from AS since, t.valid_to AS until, q.id, q.role, q.unit_id,
           q.valid_from AS made, q.valid_to AS gone
    FROM appointment t
    JOIN position q ON q.id = t.position_id
    WHERE t.person_id IN (:from_person_id, :to_person_id)
), edge AS (
    SELECT since AS day FROM post UNION SELECT until FROM post
    UNION SELECT made FROM post UNION SELECT gone FROM post
    UNION SELECT r.valid_from FROM role_permission r JOIN post p ON p.role = r.role
    UNION SELECT r.valid_to FROM role_permission r JOIN post p ON p.role = r.role
    UNION SELECT u.valid_from FROM unit u JOIN post p ON p.unit_id = u.id
    UNION SELECT u.valid_to FROM unit u JOIN post p ON p.unit_id = u.id
    UNION SELECT v.valid_from FROM agency_version v JOIN unit u ON u.agency_id = v.agency_id
          JOIN post p ON p.unit_id = u.id
)
SELECT day FROM edge WHERE day > :valid_from AND day < :valid_to ORDER BY day;
