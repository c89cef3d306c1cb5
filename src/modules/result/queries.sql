-- name: issued_add :one
-- in: dossier_id int, prepare_task_id int, agency_id int, code text, title text, applicant_name text, agency_name text, place text, due_us time, now time, signer_person_id int, signer_name text, signer_title text, number_mark text, base_sha256 text, hand_sha256 text, places json
-- out: id int
INSERT INTO issued_document (dossier_id, prepare_task_id, agency_id, state, revision, code, title,
    applicant_name, agency_name, place, due_us, prepared_us, signer_person_id, signer_name,
    signer_title, number_mark, base_sha256, hand_sha256, places, batch_id, grant_id, draft_digest,
    draft_us, signature, leader_before, leader_after_at, leader_after_len, number, symbol, dated_us,
    sha256, level, signed_us, reason)
VALUES (:dossier_id, :prepare_task_id, :agency_id, 1, 1, :code, :title, :applicant_name,
    :agency_name, :place, :due_us, :now, :signer_person_id, :signer_name, :signer_title,
    :number_mark, :base_sha256, :hand_sha256, :places, 0, '', '', 0, '', 0, 0, 0, 0, '', 0,
    :base_sha256, '', 0, '')
RETURNING id;

-- name: issued_by_task :opt
-- in: prepare_task_id int
-- out: id int
SELECT id FROM issued_document WHERE prepare_task_id = :prepare_task_id;

-- name: issued_by_id :one
-- in: id int
-- out: id int, dossier_id int, agency_id int, state int, revision int, code text, title text, applicant_name text, agency_name text, place text, due_us time, prepared_us time, signer_person_id int, signer_name text, signer_title text, number_mark text, base_sha256 text, hand_sha256 text, places json, batch_id int, signature text, leader_before int, leader_after_at int, leader_after_len int, number int, symbol text, dated_us time, sha256 text, level text, signed_us time, reason text, signed_words text, signed_hand text
SELECT id, dossier_id, agency_id, state, revision, code, title, applicant_name, agency_name, place,
    due_us, prepared_us, signer_person_id, signer_name, signer_title, number_mark, base_sha256,
    hand_sha256, places, batch_id, signature, leader_before, leader_after_at, leader_after_len,
    number, symbol, dated_us, sha256, level, signed_us, reason, signed_words, signed_hand
FROM issued_document WHERE id = :id;

-- name: issued_id_of_dossier :opt
-- in: dossier_id int
-- out: id int
SELECT id FROM issued_document WHERE dossier_id = :dossier_id ORDER BY id DESC LIMIT 1;

-- name: issued_id_of_file :opt
-- in: sha256 text
-- out: document_id int
SELECT document_id FROM issued_revision WHERE sha256 = :sha256 ORDER BY id DESC LIMIT 1;

-- name: issued_desk :many
-- in: agency_id int, person_id int, day date, low int, high int, since time, limit int
-- out: for_name text, id int, dossier_id int, agency_id int, state int, code text, title text, applicant_name text, base_sha256 text, due_us time, prepared_us time, symbol text, level text, signed_us time, reason text
SELECT CASE WHEN signer_person_id = :person_id THEN '' ELSE signer_name END, id, dossier_id,
    agency_id, state, code, title, applicant_name, base_sha256, due_us, prepared_us, symbol, level,
    signed_us, reason
FROM issued_document
WHERE agency_id = :agency_id AND state >= :low AND state <= :high AND prepared_us >= :since
  AND (signer_person_id = :person_id OR signer_person_id IN (
      SELECT d.from_person_id FROM delegation d
      WHERE d.to_person_id = :person_id AND d.valid_from <= :day AND d.valid_to > :day))
ORDER BY due_us, id LIMIT :limit;

-- name: issued_counts :many
-- in: agency_id int, person_id int, day date, since time
-- out: state int, count int
SELECT state, COUNT(*) FROM issued_document
WHERE agency_id = :agency_id
  AND (signer_person_id = :person_id OR signer_person_id IN (
      SELECT d.from_person_id FROM delegation d
      WHERE d.to_person_id = :person_id AND d.valid_from <= :day AND d.valid_to > :day))
  AND (state <= 3 OR prepared_us >= :since)
GROUP BY state ORDER BY state;

-- name: issued_revision_add :exec
-- in: document_id int, kind text, sha256 text, level text, now time
INSERT INTO issued_revision (document_id, number, kind, sha256, level, made_us)
SELECT :document_id, COALESCE(MAX(number), 0) + 1, :kind, :sha256, :level, :now
FROM issued_revision WHERE document_id = :document_id;

-- name: issued_revisions :many
-- in: document_id int
-- out: kind text, sha256 text, made_us time
SELECT kind, sha256, made_us FROM issued_revision WHERE document_id = :document_id ORDER BY number;

-- name: issued_allow :exec
-- in: id int, version text, batch_id int, signed_words text, signed_hand text
UPDATE issued_document
SET state = 2, revision = revision + 1, batch_id = :batch_id, signature = '', reason = '',
    signed_words = :signed_words, signed_hand = :signed_hand
WHERE id = :id AND base_sha256 = :version AND state = 1;

-- What the papers of a dossier said, up to one of them, newest first.
-- name: issued_texts :many
-- in: dossier_id int, document_id int, limit int
-- out: sha256 text, paragraphs json, made_us time, reason text
SELECT t.sha256, t.paragraphs, t.made_us, CASE WHEN d.state = 5 THEN d.reason ELSE '' END
FROM issued_text t JOIN issued_document d ON d.id = t.document_id
WHERE d.dossier_id = :dossier_id AND d.id <= :document_id
ORDER BY t.made_us DESC, t.id DESC LIMIT :limit;

-- name: issued_text_add :exec
-- in: document_id int, sha256 text, paragraphs json, now time
INSERT INTO issued_text (document_id, sha256, paragraphs, made_us)
VALUES (:document_id, :sha256, :paragraphs, :now)
ON CONFLICT (document_id, sha256) DO NOTHING;

-- name: issued_return :exec
-- in: id int, revision int, reason text
UPDATE issued_document SET state = 5, revision = revision + 1, reason = :reason
WHERE id = :id AND revision = :revision AND state = 1;

-- name: issued_wait_again :exec
-- in: id int, reason text
UPDATE issued_document
SET state = 1, revision = revision + 1, signature = '', reason = :reason
WHERE id = :id AND state = 2;

-- name: issued_reason_set :exec
-- in: id int, state int, reason text
UPDATE issued_document SET reason = :reason WHERE id = :id AND state = :state;

-- name: issued_signature_set :exec
-- in: id int, state int, signature text
UPDATE issued_document SET signature = :signature WHERE id = :id AND state = :state;

-- name: issued_person_signed :exec
-- in: id int, sha256 text, level text, before int, after_at int, after_len int
UPDATE issued_document
SET state = 3, revision = revision + 1, sha256 = :sha256, level = :level,
    leader_before = :before, leader_after_at = :after_at, leader_after_len = :after_len,
    signature = ''
WHERE id = :id AND state = 2;

-- name: issued_number_next :one
-- in: agency_id int, year int
-- out: last int
INSERT INTO issued_number (agency_id, year, last) VALUES (:agency_id, :year, 1)
ON CONFLICT (agency_id, year) DO UPDATE SET last = issued_number.last + 1
RETURNING last;

-- name: issued_number_set :exec
-- in: id int, number int, symbol text, now time
UPDATE issued_document SET number = :number, symbol = :symbol, dated_us = :now
WHERE id = :id AND state = 3 AND number = 0;

-- name: issued_done :exec
-- in: id int, sha256 text, level text, signed_us time
UPDATE issued_document
SET state = 4, revision = revision + 1, sha256 = :sha256, level = :level, signed_us = :signed_us,
    signature = ''
WHERE id = :id AND state = 3;

-- name: issued_dated :exec
-- in: id int, before_sha256 text, sha256 text
UPDATE issued_document SET sha256 = :sha256, level = 'T', revision = revision + 1
WHERE id = :id AND state = 4 AND sha256 = :before_sha256;

-- What still waits for a proof that lasts, and since when.
-- name: issued_pending :one
-- out: count int, oldest_us time?
SELECT COUNT(*), MIN(signed_us) FROM issued_document WHERE state = 4 AND level <> 'LTA';

-- Proofs that should have been renewed by now, and when the first of them ends.
-- name: issued_renewals_failing :one
-- out: count int, first_us time?
SELECT COUNT(*), MIN(a.kept_until_us)
FROM issued_document d JOIN issued_augment a ON a.document_id = d.id
WHERE d.state = 4 AND d.level = 'LTA' AND a.fault <> '';

-- Why the oldest that failed did.
-- name: issued_pending_fault :opt
-- out: fault text
SELECT a.fault
FROM issued_document d JOIN issued_augment a ON a.document_id = d.id
WHERE d.state = 4 AND a.fault <> '' ORDER BY d.signed_us, d.id LIMIT 1;

-- name: issued_to_augment :many
-- in: now time, grace time, renew time, most int
-- out: id int, tries int, kept_until_us time
SELECT d.id, COALESCE(a.tries, 0), COALESCE(a.kept_until_us, 0)
FROM issued_document d LEFT JOIN issued_augment a ON a.document_id = d.id
WHERE d.state = 4 AND (a.document_id IS NULL OR a.next_us <= :now)
  AND ((d.level = 'T' AND d.signed_us <= :grace)
       OR (d.level = 'LTA' AND a.kept_until_us <= :renew))
ORDER BY d.signed_us, d.id LIMIT :most;

-- name: issued_augmented :exec
-- in: id int, before_sha256 text, sha256 text
UPDATE issued_document SET sha256 = :sha256, level = 'LTA', revision = revision + 1
WHERE id = :id AND state = 4 AND sha256 = :before_sha256;

-- name: issued_augment_done :exec
-- in: document_id int, kept_until_us time
INSERT INTO issued_augment (document_id, tries, next_us, fault, kept_until_us)
VALUES (:document_id, 0, 0, '', :kept_until_us)
ON CONFLICT (document_id) DO UPDATE SET tries = 0, next_us = 0, fault = '',
    kept_until_us = excluded.kept_until_us;

-- Before it is touched: whatever happens to the worker, the others come first the next time.
-- name: issued_augment_begin :exec
-- in: document_id int, fault text, next_us time
INSERT INTO issued_augment (document_id, tries, next_us, fault, kept_until_us)
VALUES (:document_id, 1, :next_us, :fault, 0)
ON CONFLICT (document_id) DO UPDATE SET tries = issued_augment.tries + 1,
    next_us = excluded.next_us, fault = excluded.fault;

-- name: issued_augment_failed :exec
-- in: document_id int, fault text, next_us time
UPDATE issued_augment SET fault = :fault, next_us = :next_us WHERE document_id = :document_id;

-- What followed the last signature only proves: such a file is the result too.
-- name: issued_is_whole :opt
-- in: sha256 text
-- out: id int
SELECT id FROM issued_revision
WHERE sha256 = :sha256 AND kind IN ('seal', 'timestamp', 'archive') ORDER BY id DESC LIMIT 1;

-- name: issued_worked_on :opt
-- in: object text, actor text
-- out: id int
SELECT id FROM evidence
WHERE object = :object AND actor = :actor AND kind LIKE 'dossier.%'
ORDER BY id LIMIT 1;

-- ---- a reorganisation (core/holding.h) ----

-- name: issued_open_count :many
-- in: run int
-- out: agency_id int, count int
SELECT i.agency_id, COUNT(*)
FROM holding_scope s JOIN issued_document i ON i.agency_id = s.agency_id
WHERE s.run_id = :run AND i.state <= 3
GROUP BY i.agency_id;

-- name: issued_done_count :many
-- in: run int
-- out: agency_id int, count int
SELECT i.agency_id, COUNT(*)
FROM holding_scope s JOIN issued_document i ON i.agency_id = s.agency_id
WHERE s.run_id = :run AND i.state = 4
GROUP BY i.agency_id;

-- Papers that nobody has signed, with their dossiers; what a leader has allowed ends where it began.
-- name: issued_open_plan :exec
-- in: run int
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
SELECT m.run_id, 'paper', i.id, i.agency_id, m.to_id
FROM holding_move m
JOIN issued_document i ON i.dossier_id = m.object_id AND i.agency_id = m.from_id
WHERE m.run_id = :run AND m.holding = 'dossier' AND i.state = 1;

-- name: issued_move :exec
-- in: run int
UPDATE issued_document SET agency_id = m.to_id, revision = revision + 1
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'paper' AND m.object_id = issued_document.id;

-- name: issued_back :exec
-- in: run int
UPDATE issued_document SET agency_id = m.from_id, revision = revision + 1
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'paper' AND m.object_id = issued_document.id;

-- They name the agency that was: each is printed again.
-- name: issued_renew_jobs :exec
-- in: run int, now time, turn text
INSERT INTO job (kind, key, payload, state, attempt, due_us, added_us, changed_us)
SELECT 'result.renew', m.object_id || :turn, '{"document_id":' || m.object_id || '}', 'waiting', 0,
       :now, :now, :now
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'paper';

-- name: issued_newer :one
-- in: run int
-- out: count int
SELECT COUNT(*) FROM holding_move m JOIN issued_document i ON i.id = m.object_id
WHERE m.run_id = :run AND m.holding = 'paper' AND (i.agency_id <> m.to_id OR i.state <> 1);

-- name: issued_print_again :exec
-- in: id int, revision int, agency_name text, place text, signer_person_id int, signer_name text, signer_title text, base_sha256 text, hand_sha256 text, places json
UPDATE issued_document
SET revision = revision + 1, agency_name = :agency_name, place = :place,
    signer_person_id = :signer_person_id, signer_name = :signer_name, signer_title = :signer_title,
    base_sha256 = :base_sha256, sha256 = :base_sha256, hand_sha256 = :hand_sha256, places = :places
WHERE id = :id AND revision = :revision AND state = 1;
