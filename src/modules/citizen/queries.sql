-- name: pending_put :exec
-- in: token_hash text, identifier text, phone text, now time, expires_us time
INSERT INTO citizen_pending (token_hash, identifier, phone, created_us, expires_us)
VALUES (:token_hash, :identifier, :phone, :now, :expires_us)
ON CONFLICT (token_hash) DO UPDATE SET identifier = :identifier, phone = :phone,
                                       created_us = :now, expires_us = :expires_us;

-- name: pending_find :opt
-- in: token_hash text, now time
-- out: identifier text, phone text
SELECT identifier, phone FROM citizen_pending
WHERE token_hash = :token_hash AND expires_us > :now;

-- name: pending_drop :exec
-- in: token_hash text
DELETE FROM citizen_pending WHERE token_hash = :token_hash;

-- ---- questions about a reading ----

-- name: question_add :opt
-- in: token text, evidence_id int, object text, citizen_id int, phone text, assurance text, agency_id int, asked text, now time, due_us time
-- out: id int
INSERT INTO privacy_question (token, evidence_id, object, citizen_id, phone, assurance, agency_id,
                              asked, asked_us, due_us)
VALUES (:token, :evidence_id, :object, :citizen_id, :phone, :assurance, :agency_id, :asked, :now,
        :due_us)
ON CONFLICT (object, evidence_id) DO NOTHING
RETURNING id;

-- name: question_about :opt
-- in: object text, evidence_id int
-- out: token text, due_us time, answered_us time?
SELECT token, due_us, answered_us FROM privacy_question
WHERE object = :object AND evidence_id = :evidence_id;

-- name: question_by_token :opt
-- in: token text
-- out: id int, evidence_id int, object text, agency_id int, asked text, asked_us time, due_us time, answer text, answered_by text, answered_us time?
SELECT id, evidence_id, object, agency_id, asked, asked_us, due_us, answer, answered_by,
       answered_us
FROM privacy_question WHERE token = :token;

-- name: question_by_id :opt
-- in: id int
-- out: id int, token text, evidence_id int, object text, phone text, assurance text, agency_id int, asked text, asked_us time, due_us time, answer text, answered_by text, answered_us time?
SELECT id, token, evidence_id, object, phone, assurance, agency_id, asked, asked_us, due_us,
       answer, answered_by, answered_us
FROM privacy_question WHERE id = :id;

-- Of an agency and everything below it on the day: the open ones first, the most urgent first.
-- name: questions_of_agency :many
-- in: agency_id int, day date, most int
-- out: id int, agency_id int, asked text, asked_us time, due_us time, answered_us time?
SELECT q.id, q.agency_id, q.asked, q.asked_us, q.due_us, q.answered_us
FROM privacy_question q
JOIN agency_closure c ON c.descendant_id = q.agency_id AND c.ancestor_id = :agency_id
WHERE c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
ORDER BY CASE WHEN q.answered_us IS NULL THEN 0 ELSE 1 END, q.due_us, q.id
LIMIT :most;

-- name: question_answer :exec
-- in: id int, answer text, answered_by text, now time
UPDATE privacy_question SET answer = :answer, answered_by = :answered_by, answered_us = :now
WHERE id = :id AND answered_us IS NULL;
