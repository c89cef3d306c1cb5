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
-- out: id int, agency_id int, object text, asked text, asked_us time, due_us time, answered_us time?
SELECT q.id, q.agency_id, q.object, q.asked, q.asked_us, q.due_us, q.answered_us
FROM privacy_question q
JOIN agency_closure c ON c.descendant_id = q.agency_id AND c.ancestor_id = :agency_id
WHERE c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
ORDER BY CASE WHEN q.answered_us IS NULL THEN 0 ELSE 1 END, q.due_us, q.id
LIMIT :most;

-- name: question_answer :exec
-- in: id int, answer text, answered_by text, now time
UPDATE privacy_question SET answer = :answer, answered_by = :answered_by, answered_us = :now
WHERE id = :id AND answered_us IS NULL;

-- ---- copies of one's data ----

-- name: export_add :one
-- in: token text, citizen_id int, assurance text, now time
-- out: id int
INSERT INTO data_export (token, citizen_id, assurance, asked_us)
VALUES (:token, :citizen_id, :assurance, :now)
RETURNING id;

-- name: export_recent :one
-- in: citizen_id int, since_us time
-- out: count int
SELECT COUNT(*) FROM data_export WHERE citizen_id = :citizen_id AND asked_us > :since_us;

-- name: export_list :many
-- in: citizen_id int
-- out: token text, asked_us time, size int, made_us time?, expires_us time?
SELECT token, asked_us, size, made_us, expires_us
FROM data_export WHERE citizen_id = :citizen_id ORDER BY id DESC LIMIT 5;

-- name: export_by_token :opt
-- in: token text
-- out: id int, citizen_id int, made_us time?, expires_us time?
SELECT id, citizen_id, made_us, expires_us FROM data_export WHERE token = :token;

-- name: export_made :exec
-- in: id int, size int, now time, expires_us time
UPDATE data_export SET size = :size, made_us = :now, expires_us = :expires_us
WHERE id = :id AND made_us IS NULL;

-- name: exports_of_citizen :many
-- in: citizen_id int
-- out: token text
SELECT token FROM data_export WHERE citizen_id = :citizen_id;

-- name: export_forget :exec
-- in: token text
DELETE FROM data_export WHERE token = :token;

-- name: questions_of_citizen :many
-- in: citizen_id int
-- out: asked text, asked_us time, answer text, answered_by text, answered_us time?
SELECT asked, asked_us, answer, answered_by, answered_us
FROM privacy_question WHERE citizen_id = :citizen_id ORDER BY id;

-- ---- how long things are kept ----

-- name: retention_in_force :many
-- in: day date
-- out: id int, kind text, keep_days int, source text, verified bool, valid_from date
SELECT id, kind, keep_days, source, verified, valid_from
FROM retention_rule
WHERE valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
ORDER BY id;

-- name: retention_close :exec
-- in: id int, valid_to date
UPDATE retention_rule SET valid_to = :valid_to WHERE id = :id AND valid_to IS NULL;

-- name: retention_put :exec
-- in: kind text, keep_days int, source text, verified bool, valid_from date
INSERT INTO retention_rule (kind, keep_days, source, verified, valid_from)
VALUES (:kind, :keep_days, :source, :verified, :valid_from)
ON CONFLICT (kind, valid_from) DO UPDATE SET keep_days = :keep_days, source = :source,
                                             verified = :verified, valid_to = NULL;

-- name: notifications_old :one
-- in: before_us time
-- out: count int
SELECT COUNT(*) FROM notification WHERE created_us < :before_us;

-- name: notifications_erase :exec
-- in: before_us time, most int
DELETE FROM notification
WHERE id IN (SELECT id FROM notification WHERE created_us < :before_us ORDER BY id LIMIT :most);

-- name: codes_old :one
-- in: before_us time
-- out: count int
SELECT COUNT(*) FROM one_time_code WHERE expires_us < :before_us;

-- name: codes_erase :exec
-- in: before_us time, most int
DELETE FROM one_time_code
WHERE id IN (SELECT id FROM one_time_code WHERE expires_us < :before_us ORDER BY id LIMIT :most);

-- name: pendings_erase :exec
-- in: before_us time
DELETE FROM citizen_pending WHERE expires_us < :before_us;

-- name: sessions_old :one
-- in: before_us time
-- out: count int
SELECT COUNT(*) FROM citizen_session WHERE expires_us < :before_us;

-- name: sessions_erase :exec
-- in: before_us time, most int
DELETE FROM citizen_session
WHERE id IN (SELECT id FROM citizen_session WHERE expires_us < :before_us
             ORDER BY id LIMIT :most);

-- name: disposal_open :opt
-- in: kind text
-- out: id int
SELECT id FROM disposal WHERE kind = :kind AND state IN ('listed', 'approved');

-- name: disposal_add :one
-- in: kind text, rule_id int, before_us time, counted int, now time, state text
-- out: id int
INSERT INTO disposal (kind, rule_id, before_us, counted, listed_us, state)
VALUES (:kind, :rule_id, :before_us, :counted, :now, :state)
RETURNING id;

-- name: disposals :many
-- in: most int
-- out: id int, kind text, before_us time, counted int, listed_us time, state text, reason text, erased int, source text
SELECT d.id, d.kind, d.before_us, d.counted, d.listed_us, d.state, d.reason, d.erased, r.source
FROM disposal d JOIN retention_rule r ON r.id = d.rule_id
ORDER BY d.id DESC LIMIT :most;

-- name: disposal_by_id :opt
-- in: id int
-- out: id int, kind text, before_us time, counted int, state text
SELECT id, kind, before_us, counted, state FROM disposal WHERE id = :id;

-- name: disposal_decide :exec
-- in: id int, state text, decided_by text, reason text, now time
UPDATE disposal SET state = :state, decided_by = :decided_by, reason = :reason, decided_us = :now
WHERE id = :id AND state = 'listed';

-- name: disposal_done :exec
-- in: id int, erased int, now time
UPDATE disposal SET state = 'done', erased = :erased, done_us = :now
WHERE id = :id AND state = 'approved';

-- ---- what must be kept whatever its term ----

-- name: hold_of :opt
-- in: object text
-- out: id int, reason text, act text
SELECT id, reason, act FROM legal_hold WHERE object = :object AND ended_us IS NULL;

-- name: hold_add :exec
-- in: object text, reason text, act text, set_by text, now time
INSERT INTO legal_hold (object, reason, act, set_by, set_us)
VALUES (:object, :reason, :act, :set_by, :now);

-- name: hold_end :opt
-- in: id int, ended_by text, now time
-- out: object text, act text, reason text
UPDATE legal_hold SET ended_by = :ended_by, ended_us = :now
WHERE id = :id AND ended_us IS NULL
RETURNING object, act, reason;

-- name: holds_open :many
-- out: id int, object text, reason text, act text, set_us time
SELECT id, object, reason, act, set_us FROM legal_hold WHERE ended_us IS NULL
ORDER BY id DESC LIMIT 200;

-- ---- erasing on request ----

-- name: erasure_last :opt
-- in: citizen_id int
-- out: id int, citizen_id int, assurance text, asked_us time, state text, reason text, erased int, kept int
SELECT id, citizen_id, assurance, asked_us, state, reason, erased, kept
FROM erasure_request WHERE citizen_id = :citizen_id ORDER BY id DESC LIMIT 1;

-- name: erasure_add :one
-- in: citizen_id int, assurance text, now time
-- out: id int
INSERT INTO erasure_request (citizen_id, assurance, agency_id, asked_us, state)
VALUES (:citizen_id, :assurance, 0, :now, 'waiting')
RETURNING id;

-- name: erasures :many
-- in: most int
-- out: id int, citizen_id int, assurance text, asked_us time, state text, reason text, erased int, kept int
SELECT id, citizen_id, assurance, asked_us, state, reason, erased, kept
FROM erasure_request
ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, id DESC LIMIT :most;

-- name: erasure_by_id :opt
-- in: id int
-- out: id int, citizen_id int, state text, erased int
SELECT id, citizen_id, state, erased FROM erasure_request WHERE id = :id;

-- name: erasure_progress :exec
-- in: id int, erased int, kept int
UPDATE erasure_request SET erased = :erased, kept = :kept WHERE id = :id AND state = 'approved';

-- name: erasure_decide :exec
-- in: id int, state text, reason text, decided_by text, now time
UPDATE erasure_request
SET state = :state, reason = :reason, decided_by = :decided_by, decided_us = :now
WHERE id = :id AND state = 'waiting';

-- name: erasure_done :exec
-- in: id int, erased int, kept int, now time
UPDATE erasure_request SET state = 'done', erased = :erased, kept = :kept, done_us = :now
WHERE id = :id AND state = 'approved';

-- name: account_forget :exec
-- in: id int, now time
UPDATE citizen SET identifier = '', name = '', phone = '', closed_us = :now WHERE id = :id;

-- name: account_forget_sessions :exec
-- in: citizen_id int
DELETE FROM citizen_session WHERE citizen_id = :citizen_id;

-- name: account_forget_codes :exec
-- in: phone text
DELETE FROM one_time_code WHERE phone = :phone AND phone <> '';

-- name: account_forget_pendings :exec
-- in: phone text
DELETE FROM citizen_pending WHERE phone = :phone AND phone <> '';

-- name: account_forget_questions :exec
-- in: citizen_id int
UPDATE privacy_question SET phone = '', asked = '', citizen_id = 0 WHERE citizen_id = :citizen_id;
