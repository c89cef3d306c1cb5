-- Of another's posts only those where the person works too: a transfer takes nothing along.
-- name: grants_of_person :many
-- in: person_id int, day date
-- out: role text, subtree bool, agency_id int, code text, agency_name text, place text,
--     unit_name text, title text, decision text, since date, until date?, position_id int,
--     rights text, procedures text, held_only bool, limits_decision text, delegation_id int,
--     signing bool, for_person_id int, for_name text, given_by text, given_from date,
--     given_to date, given_permissions text, given_procedures text, given_value money
WITH held AS (
    SELECT t.id AS appointment_id, 0 AS delegation_id
    FROM appointment t
    WHERE t.person_id = :person_id
    UNION ALL
    SELECT t.id, d.id
    FROM delegation d
    JOIN appointment t ON t.person_id = d.from_person_id
    WHERE d.to_person_id = :person_id AND d.valid_from <= :day AND d.valid_to > :day
)
SELECT q.role, q.subtree, v.agency_id, v.code, v.name, v.place, u.name, q.title, t.decision,
       t.valid_from, t.valid_to, q.id,
       COALESCE((SELECT @join(r.permission, ' ')
                 FROM role_permission r
                 JOIN role o ON o.code = r.role AND o.valid_from <= :day
                     AND (o.valid_to IS NULL OR o.valid_to > :day)
                 WHERE r.role = q.role AND r.valid_from <= :day
                   AND (r.valid_to IS NULL OR r.valid_to > :day)), ''),
       COALESCE(c.procedures, ''), COALESCE(c.held_only, FALSE), COALESCE(c.decision, ''),
       h.delegation_id, COALESCE(d.kind = 'signing', FALSE), COALESCE(d.from_person_id, 0),
       COALESCE(p.name, ''), COALESCE(d.decision, ''), COALESCE(d.valid_from, ''),
       COALESCE(d.valid_to, ''), COALESCE(d.permissions, ''), COALESCE(d.procedures, ''),
       COALESCE(d.value_max, 0)
FROM held h
JOIN appointment t ON t.id = h.appointment_id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
LEFT JOIN position_condition c ON c.position_id = q.id AND c.valid_from <= :day
    AND (c.valid_to IS NULL OR c.valid_to > :day)
LEFT JOIN delegation d ON d.id = h.delegation_id
LEFT JOIN person p ON p.id = d.from_person_id
WHERE COALESCE(d.role, '') IN ('', q.role)
  AND (h.delegation_id = 0 OR EXISTS (
    SELECT 1 FROM appointment m JOIN position n ON n.id = m.position_id
         JOIN unit w ON w.id = n.unit_id
    WHERE m.person_id = :person_id AND w.agency_id = u.agency_id
      AND m.valid_from <= :day AND (m.valid_to IS NULL OR m.valid_to > :day)
      AND n.valid_from <= :day AND (n.valid_to IS NULL OR n.valid_to > :day)
      AND w.valid_from <= :day AND (w.valid_to IS NULL OR w.valid_to > :day)))
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
  AND u.valid_from <= :day AND (u.valid_to IS NULL OR u.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY h.delegation_id, t.id, c.id;

-- name: authority_generation :one
-- out: generation int
SELECT generation FROM authority WHERE id = 1;

-- name: authority_raise :one
-- out: administrators int
UPDATE authority SET generation = generation + 1 WHERE id = 1 RETURNING administrators;

-- name: authority_administrators :exec
-- in: administrators int
UPDATE authority SET administrators = :administrators WHERE id = 1;

-- name: administrators :one
-- in: day date
-- out: count int
SELECT COUNT(DISTINCT a.id)
FROM role_permission r
JOIN role o ON o.code = r.role
JOIN position q ON q.role = r.role
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
JOIN appointment t ON t.position_id = q.id
JOIN account a ON a.person_id = t.person_id
WHERE r.permission = 'role.manage' AND a.disabled_us IS NULL
  AND r.valid_from <= :day AND (r.valid_to IS NULL OR r.valid_to > :day)
  AND o.valid_from <= :day AND (o.valid_to IS NULL OR o.valid_to > :day)
  AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
  AND u.valid_from <= :day AND (u.valid_to IS NULL OR u.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day);

-- name: roles_any :opt
-- out: id int
SELECT id FROM role ORDER BY id LIMIT 1;

-- name: role_find :opt
-- in: code text, day date
-- out: id int, name text, decision text, since date
SELECT id, name, decision, valid_from
FROM role
WHERE code = :code AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- name: role_add :exec
-- in: code text, name text, decision text, valid_from date
INSERT INTO role (code, name, decision, valid_from)
VALUES (:code, :name, :decision, :valid_from);

-- name: role_permission_add :exec
-- in: role text, permission text, decision text, valid_from date
INSERT INTO role_permission (role, permission, decision, valid_from)
VALUES (:role, :permission, :decision, :valid_from);

-- name: permission_learn :exec
-- in: name text, since date
INSERT INTO permission_known (name, since) VALUES (:name, :since) ON CONFLICT (name) DO NOTHING;

-- name: right_rows_changed :many
-- out: kind text, row_id int, one int, other int, word text, text text, number int,
--     valid_from date, valid_to date, decision text, known bool, was_one int, was_other int,
--     was_word text, was_text text, was_number int, was_from date, was_to date, was_decision text
SELECT c.kind, c.row_id, c.one, c.other, c.word, c.text, c.number, c.valid_from, c.valid_to,
       c.decision, r.kind IS NOT NULL, COALESCE(r.one, 0), COALESCE(r.other, 0),
       COALESCE(r.word, ''), COALESCE(r.text, ''), COALESCE(r.number, 0),
       COALESCE(r.valid_from, ''), COALESCE(r.valid_to, ''), COALESCE(r.decision, '')
FROM right_current c
LEFT JOIN right_row r ON r.kind = c.kind AND r.row_id = c.row_id
WHERE r.kind IS NULL OR r.one <> c.one OR r.other <> c.other OR r.word <> c.word
   OR r.text <> c.text OR r.number <> c.number OR r.valid_from <> c.valid_from
   OR r.valid_to <> c.valid_to OR r.decision <> c.decision
ORDER BY c.kind, c.row_id;

-- name: right_rows_keep :exec
INSERT INTO right_row (kind, row_id, one, other, word, text, number, valid_from, valid_to, decision)
SELECT c.kind, c.row_id, c.one, c.other, c.word, c.text, c.number, c.valid_from, c.valid_to,
       c.decision
FROM right_current c
LEFT JOIN right_row r ON r.kind = c.kind AND r.row_id = c.row_id
WHERE r.kind IS NULL OR r.one <> c.one OR r.other <> c.other OR r.word <> c.word
   OR r.text <> c.text OR r.number <> c.number OR r.valid_from <> c.valid_from
   OR r.valid_to <> c.valid_to OR r.decision <> c.decision
ON CONFLICT (kind, row_id) DO UPDATE
SET one = excluded.one, other = excluded.other, word = excluded.word, text = excluded.text,
    number = excluded.number, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    decision = excluded.decision;

-- name: right_rows_gone :many
-- out: kind text, row_id int, one int, other int, word text, text text, number int,
--     valid_from date, valid_to date, decision text
SELECT r.kind, r.row_id, r.one, r.other, r.word, r.text, r.number, r.valid_from, r.valid_to,
       r.decision
FROM right_row r
LEFT JOIN right_current c ON c.kind = r.kind AND c.row_id = r.row_id
WHERE c.kind IS NULL
ORDER BY r.kind, r.row_id;

-- name: right_row_forget :exec
-- in: kind text, row_id int
DELETE FROM right_row WHERE kind = :kind AND row_id = :row_id;

-- name: right_evidence :many
-- in: after int, known_us time, most int
-- out: id int, record text
SELECT id, record
FROM evidence
WHERE kind = 'rights.changed' AND id > :after AND recorded_us <= :known_us
ORDER BY id
LIMIT :most;

-- name: right_use_keep :exec
-- in: account_id int, permission text, day date
INSERT INTO right_use (account_id, permission, last_day) VALUES (:account_id, :permission, :day)
ON CONFLICT (account_id, permission) DO UPDATE SET last_day = excluded.last_day
WHERE right_use.last_day < excluded.last_day;

-- name: rights_unused :many
-- in: day date, before date, most int
-- out: account_id int, person_id int, login text, name text, title text, agency_name text,
--     permission text, since date, last_day date?
SELECT a.id, p.id, a.login, p.name, MIN(q.title), MIN(v.name), r.permission,
       MIN(CASE WHEN t.valid_from > r.valid_from THEN t.valid_from ELSE r.valid_from END),
       MAX(e.last_day)
FROM account a
JOIN person p ON p.id = a.person_id
JOIN appointment t ON t.person_id = p.id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
JOIN role_permission r ON r.role = q.role
LEFT JOIN right_use e ON e.account_id = a.id AND e.permission = r.permission
WHERE a.disabled_us IS NULL
  AND r.valid_from <= :day AND (r.valid_to IS NULL OR r.valid_to > :day)
  AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
  AND u.valid_from <= :day AND (u.valid_to IS NULL OR u.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
GROUP BY a.id, p.id, a.login, p.name, r.permission
HAVING COALESCE(MAX(e.last_day), '') < :before
   AND MIN(CASE WHEN t.valid_from > r.valid_from THEN t.valid_from ELSE r.valid_from END) < :before
ORDER BY a.login, r.permission
LIMIT :most;

-- name: sessions_together :many
-- in: since_us time, most int
-- out: account_id int, login text, name text, first_address text, first_agent text,
--     first_us time, other_address text, other_agent text, other_us time, overlap_us int
SELECT a.id, a.login, p.name, x.address, x.agent, x.created_us, y.address, y.agent, y.created_us,
       CASE WHEN COALESCE(x.ended_us, x.seen_us) < COALESCE(y.ended_us, y.seen_us)
            THEN COALESCE(x.ended_us, x.seen_us) ELSE COALESCE(y.ended_us, y.seen_us) END
           - y.created_us
FROM session y
JOIN session x ON x.account_id = y.account_id AND x.stage = 2 AND x.id < y.id
    AND x.created_us > :since_us
    AND (x.address <> y.address OR x.agent <> y.agent)
    AND COALESCE(x.ended_us, x.seen_us) > y.created_us
JOIN account a ON a.id = y.account_id
JOIN person p ON p.id = a.person_id
WHERE y.stage = 2 AND y.created_us > :since_us
ORDER BY y.created_us DESC, y.id DESC, x.id DESC
LIMIT :most;

-- name: condition_carry :exec
-- in: from_id int, to_id int, day date
INSERT INTO position_condition (position_id, procedures, held_only, decision, valid_from, valid_to)
SELECT :to_id, c.procedures, c.held_only, c.decision,
       CASE WHEN c.valid_from > :day THEN c.valid_from ELSE :day END, c.valid_to
FROM position_condition c
WHERE c.position_id = :from_id AND (c.valid_to IS NULL OR c.valid_to > :day)
  AND NOT EXISTS (SELECT 1 FROM position_condition o WHERE o.position_id = :to_id);

-- name: condition_take_back :exec
-- in: position_id int, day date
DELETE FROM position_condition WHERE position_id = :position_id AND valid_from >= :day;

-- name: condition_at :opt
-- in: position_id int, day date
-- out: procedures text, held_only bool, decision text, since date
SELECT procedures, held_only, decision, valid_from
FROM position_condition
WHERE position_id = :position_id AND valid_from <= :day
  AND (valid_to IS NULL OR valid_to > :day)
ORDER BY id
LIMIT 1;

-- name: condition_later :opt
-- in: position_id int, day date
-- out: id int
SELECT id FROM position_condition
WHERE position_id = :position_id AND valid_from >= :day
LIMIT 1;

-- name: condition_close :exec
-- in: position_id int, day date
UPDATE position_condition SET valid_to = :day
WHERE position_id = :position_id AND valid_from < :day AND (valid_to IS NULL OR valid_to > :day);

-- name: condition_add :exec
-- in: position_id int, procedures text, held_only bool, decision text, day date
INSERT INTO position_condition (position_id, procedures, held_only, decision, valid_from)
VALUES (:position_id, :procedures, :held_only, :decision, :day);
