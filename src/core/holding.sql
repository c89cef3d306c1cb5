-- name: holding_scope_insert :exec
-- in: run int, agency_id int, founded bool
INSERT INTO holding_scope (run_id, agency_id, founded) VALUES (:run, :agency_id, :founded)
ON CONFLICT (run_id, agency_id) DO NOTHING;

-- name: holding_route_insert :exec
-- in: run int, from_id int, to_id int
INSERT INTO holding_route (run_id, from_id, to_id) VALUES (:run, :from_id, :to_id);

-- name: holding_move_insert :exec
-- in: run int, holding text, object_id int, from_id int, to_id int
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
VALUES (:run, :holding, :object_id, :from_id, :to_id);

-- name: holding_move_became :exec
-- in: run int, holding text, object_id int, into_id int
UPDATE holding_move SET into_id = :into_id
WHERE run_id = :run AND holding = :holding AND object_id = :object_id;

-- name: holding_moves_all :many
-- in: run int
-- out: holding text, object_id int, from_id int, to_id int, into_id int
SELECT holding, object_id, from_id, to_id, into_id
FROM holding_move WHERE run_id = :run
ORDER BY from_id, to_id, holding, object_id;

-- name: holding_moves_of :many
-- in: run int, holding text
-- out: object_id int, from_id int, to_id int, into_id int
SELECT object_id, from_id, to_id, into_id
FROM holding_move WHERE run_id = :run AND holding = :holding ORDER BY object_id;

-- ---- posts and the people who hold them ----

-- name: post_holders_count :many
-- in: run int, day date
-- out: agency_id int, count int
SELECT u.agency_id, COUNT(*)
FROM holding_scope s
JOIN unit u ON u.agency_id = s.agency_id
JOIN position q ON q.unit_id = u.id
JOIN appointment t ON t.position_id = q.id
WHERE s.run_id = :run AND (t.valid_to IS NULL OR (t.valid_to > :day AND t.valid_to > t.valid_from))
GROUP BY u.agency_id;

-- name: posts_of_agency :many
-- in: agency_id int
-- out: id int, key text, text text
SELECT q.id, q.title, u.name
FROM unit u JOIN position q ON q.unit_id = u.id
WHERE u.agency_id = :agency_id AND q.valid_to IS NULL ORDER BY q.id;

-- name: posts_plan :exec
-- in: run int, day date
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
SELECT r.run_id, 'post', q.id, r.from_id, r.to_id
FROM holding_route r
JOIN unit u ON u.agency_id = r.from_id
JOIN position q ON q.unit_id = u.id
WHERE r.run_id = :run AND (q.valid_to IS NULL OR (q.valid_to > :day AND q.valid_to > q.valid_from))
  AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = r.run_id AND m.holding = 'post'
                  AND m.object_id = q.id);

-- Who came to a founded agency otherwise than with the run.
-- name: posts_newer :one
-- in: run int
-- out: count int
SELECT COUNT(*)
FROM holding_scope s
JOIN unit u ON u.agency_id = s.agency_id
JOIN position q ON q.unit_id = u.id
JOIN appointment t ON t.position_id = q.id AND (t.valid_to IS NULL OR t.valid_to > t.valid_from)
WHERE s.run_id = :run AND s.founded
  AND NOT EXISTS (SELECT 1 FROM holding_move m
                  JOIN appointment o ON o.position_id = m.object_id
                  WHERE m.run_id = :run AND m.holding = 'post' AND m.into_id = q.id
                    AND o.person_id = t.person_id);

-- name: account_holders_count :many
-- in: run int, day date
-- out: agency_id int, count int
SELECT u.agency_id, COUNT(*)
FROM holding_scope s
JOIN unit u ON u.agency_id = s.agency_id
JOIN position q ON q.unit_id = u.id
JOIN appointment t ON t.position_id = q.id
JOIN account a ON a.person_id = t.person_id AND a.disabled_us IS NULL
WHERE s.run_id = :run AND (t.valid_to IS NULL OR (t.valid_to > :day AND t.valid_to > t.valid_from))
GROUP BY u.agency_id;

-- ---- seals ----

-- name: seals_count :many
-- in: run int
-- out: agency_id int, count int
SELECT h.agency_id, COUNT(*)
FROM holding_scope s JOIN certificate_holder h ON h.agency_id = s.agency_id
WHERE s.run_id = :run AND h.until_us IS NULL
GROUP BY h.agency_id;

-- name: seals_newer :one
-- in: run int
-- out: count int
SELECT COUNT(*)
FROM holding_scope s JOIN certificate_holder h ON h.agency_id = s.agency_id
WHERE s.run_id = :run AND s.founded;

-- ---- facts ----

-- name: facts_count :many
-- in: run int
-- out: agency_id int, count int
SELECT f.agency_id, COUNT(*)
FROM holding_scope s JOIN fact f ON f.agency_id = s.agency_id
WHERE s.run_id = :run
GROUP BY f.agency_id;

-- Facts stay with the agency of their day. From the first day of the new state that is the heir,
-- also for what was written before the run came to it.
-- name: facts_plan :exec
-- in: run int, day date
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
SELECT r.run_id, 'fact', f.id, r.from_id, r.to_id
FROM holding_route r JOIN fact f ON f.agency_id = r.from_id
WHERE r.run_id = :run AND f.day >= :day;

-- name: facts_move :exec
-- in: run int
UPDATE fact SET agency_id = m.to_id
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'fact' AND m.object_id = fact.id;

-- name: facts_back :exec
-- in: run int
UPDATE fact SET agency_id = m.from_id
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'fact' AND m.object_id = fact.id;

-- name: facts_newer :one
-- in: run int
-- out: count int
SELECT COUNT(*)
FROM holding_scope s JOIN fact f ON f.agency_id = s.agency_id
WHERE s.run_id = :run AND s.founded
  AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = :run AND m.holding = 'fact'
                  AND m.object_id = f.id);

-- ---- questions about personal data that wait for an answer ----

-- name: questions_open_count :many
-- in: run int
-- out: agency_id int, count int
SELECT p.agency_id, COUNT(*)
FROM holding_scope s JOIN privacy_question p ON p.agency_id = s.agency_id
WHERE s.run_id = :run AND p.answered_us IS NULL
GROUP BY p.agency_id;

-- name: questions_open_plan :exec
-- in: run int
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
SELECT r.run_id, 'question', p.id, r.from_id, r.to_id
FROM holding_route r JOIN privacy_question p ON p.agency_id = r.from_id
WHERE r.run_id = :run AND p.answered_us IS NULL;

-- name: questions_move :exec
-- in: run int
UPDATE privacy_question SET agency_id = m.to_id
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'question' AND m.object_id = privacy_question.id;

-- name: questions_back :exec
-- in: run int
UPDATE privacy_question SET agency_id = m.from_id
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'question' AND m.object_id = privacy_question.id;

-- name: questions_newer :one
-- in: run int
-- out: count int
SELECT (SELECT COUNT(*) FROM holding_move m JOIN privacy_question p ON p.id = m.object_id
        WHERE m.run_id = :run AND m.holding = 'question'
          AND (p.agency_id <> m.to_id OR p.answered_us IS NOT NULL))
     + (SELECT COUNT(*) FROM holding_scope s JOIN privacy_question p ON p.agency_id = s.agency_id
        WHERE s.run_id = :run AND s.founded
          AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = :run
                          AND m.holding = 'question' AND m.object_id = p.id));
