-- ---- drafts ----

-- name: draft_add :one
-- in: token text, procedure_version_id int, agency_id int, answers json, now time, amends_dossier_id int
-- out: id int
INSERT INTO draft (token, procedure_version_id, agency_id, answers, created_us, changed_us,
                   amends_dossier_id)
VALUES (:token, :procedure_version_id, :agency_id, :answers, :now, :now, :amends_dossier_id)
RETURNING id;

-- name: draft_by_token :one
-- in: token text
-- out: id int, procedure_version_id int, agency_id int, answers json, changed_us time, amends_dossier_id int, receipt_token text
SELECT id, procedure_version_id, agency_id, answers, changed_us, amends_dossier_id, receipt_token
FROM draft WHERE token = :token;

-- name: draft_answers_set :exec
-- in: token text, answers json, now time
UPDATE draft SET answers = :answers, changed_us = :now
WHERE token = :token AND receipt_token = '';

-- name: draft_agency_set :exec
-- in: token text, agency_id int, now time
UPDATE draft SET agency_id = :agency_id, changed_us = :now
WHERE token = :token AND receipt_token = '' AND amends_dossier_id = 0;

-- name: dossier_held :opt
-- in: object text
-- out: id int
SELECT id FROM legal_hold WHERE object = :object AND ended_us IS NULL;

-- Nobody erases the dossier, or orders it to be kept, until this is over.
-- name: dossier_pin :opt
-- in: id int
-- out: erased_us time?
SELECT erased_us FROM dossier WHERE id = :id FOR UPDATE;

-- Nobody reorganises the agency until what is sent to it stands there.
-- name: agency_pin :opt
-- in: id int
-- out: id int
SELECT id FROM agency WHERE id = :id FOR SHARE;

-- name: draft_sent :exec
-- in: id int, receipt_token text, seen_us time, agency_id int
UPDATE draft SET receipt_token = :receipt_token
WHERE id = :id AND receipt_token = '' AND changed_us = :seen_us AND agency_id = :agency_id;

-- name: draft_file_add :one
-- in: draft_id int, slot text, name text, media_type text, size int, pages int, sha256 text, now time
-- out: id int
INSERT INTO dossier_file (draft_id, slot, name, media_type, size, pages, sha256, added_us)
VALUES (:draft_id, :slot, :name, :media_type, :size, :pages, :sha256, :now)
RETURNING id;

-- name: draft_file_copy :exec
-- in: draft_id int, dossier_id int
INSERT INTO dossier_file (draft_id, slot, name, media_type, size, pages, sha256, added_us)
SELECT :draft_id, slot, name, media_type, size, pages, sha256, added_us
FROM dossier_file WHERE dossier_id = :dossier_id ORDER BY id;

-- name: draft_slot_clear :exec
-- in: draft_id int, slot text
DELETE FROM dossier_file WHERE draft_id = :draft_id AND slot = :slot AND dossier_id = 0;

-- name: draft_file_remove :exec
-- in: draft_id int, id int
DELETE FROM dossier_file WHERE draft_id = :draft_id AND id = :id AND dossier_id = 0;

-- name: draft_files :many
-- in: draft_id int
-- out: id int, slot text, name text, media_type text, size int, pages int, sha256 text, added_us time, verdict text
SELECT f.id, f.slot, f.name, f.media_type, f.size, f.pages, f.sha256, f.added_us,
       COALESCE(v.state, '')
FROM dossier_file f LEFT JOIN file_verdict v ON v.sha256 = f.sha256
WHERE f.draft_id = :draft_id ORDER BY f.id;

-- ---- sending ----

-- name: serial_next :one
-- in: agency_id int, day date
-- out: last int
INSERT INTO dossier_serial (agency_id, day, last) VALUES (:agency_id, :day, 1)
ON CONFLICT (agency_id, day) DO UPDATE SET last = dossier_serial.last + 1
RETURNING last;

-- name: dossier_add :one
-- in: code text, receipt_token text, result_link text, procedure_version_id int, agency_id int, applicant_name text, identifier text, phone text, search_text text, copies int, answers json, fee_vnd money, fee_exemption text, citizen_id int, assurance text, now time, due_us time
-- out: id int
INSERT INTO dossier (code, receipt_token, result_link, procedure_version_id, agency_id, status,
                     revision, applicant_name, identifier, phone, search_text, copies, answers,
                     variables, fee_vnd, fee_exemption, citizen_id, assurance, submitted_us,
                     due_us, holder_role, next_us)
VALUES (:code, :receipt_token, :result_link, :procedure_version_id, :agency_id, 1, 1,
        :applicant_name, :identifier, :phone, :search_text, :copies, :answers, '{}', :fee_vnd,
        :fee_exemption, :citizen_id, :assurance, :now, :due_us, '', :due_us)
RETURNING id;

-- name: dossier_files_take :exec
-- in: draft_id int, dossier_id int
UPDATE dossier_file SET dossier_id = :dossier_id WHERE draft_id = :draft_id;

-- name: dossier_files_release :exec
-- in: dossier_id int
UPDATE dossier_file SET dossier_id = 0 WHERE dossier_id = :dossier_id;

-- name: dossier_event_add :exec
-- in: dossier_id int, now time, status int, kind text, actor text, note text
INSERT INTO dossier_event (dossier_id, at_us, status, kind, actor, note)
VALUES (:dossier_id, :now, :status, :kind, :actor, :note);

-- ---- loading ----

-- name: dossier_by_id :one
-- in: id int
-- out: id int, code text, receipt_token text, result_link text, procedure_version_id int, agency_id int, status int, revision int, applicant_name text, identifier text, phone text, copies int, answers json, variables json, fee_vnd money, fee_exemption text, fee_number text, fee_paid_us time, submitted_us time, received_us time, due_us time, due_was_us time, finished_us time, task_id int, task_node text, holder_role text, next_us time, refusal text, assurance text
SELECT id, code, receipt_token, result_link, procedure_version_id, agency_id, status, revision,
       applicant_name, identifier, phone, copies, answers, variables, fee_vnd, fee_exemption,
       fee_number, fee_paid_us, submitted_us, received_us, due_us, due_was_us, finished_us,
       task_id, task_node, holder_role, next_us, refusal, assurance
FROM dossier WHERE id = :id;

-- name: dossier_id_by_code :one
-- in: code text
-- out: id int
SELECT id FROM dossier WHERE code = :code;

-- name: dossier_id_by_receipt :one
-- in: receipt_token text
-- out: id int
SELECT id FROM dossier WHERE receipt_token = :receipt_token;

-- name: dossier_id_by_link :one
-- in: result_link text
-- out: id int
SELECT id FROM dossier WHERE result_link = :result_link;

-- name: dossier_files :many
-- in: dossier_id int
-- out: id int, slot text, name text, media_type text, size int, pages int, sha256 text, added_us time, verdict text
SELECT f.id, f.slot, f.name, f.media_type, f.size, f.pages, f.sha256, f.added_us,
       COALESCE(v.state, '')
FROM dossier_file f LEFT JOIN file_verdict v ON v.sha256 = f.sha256
WHERE f.dossier_id = :dossier_id ORDER BY f.id;

-- name: dossier_files_signed :many
-- in: dossier_id int
-- out: sha256 text, state text, word text, judged_us time
SELECT v.sha256, v.state, v.word, v.judged_us
FROM dossier_file f JOIN file_verdict v ON v.sha256 = f.sha256
WHERE f.dossier_id = :dossier_id ORDER BY f.id;

-- name: dossier_events :many
-- in: dossier_id int
-- out: at_us time, status int, kind text, actor text, note text
SELECT at_us, status, kind, actor, note
FROM dossier_event WHERE dossier_id = :dossier_id ORDER BY id;

-- name: dossier_defects_open :many
-- in: dossier_id int
-- out: slot text, reason text, text text
SELECT slot, reason, text
FROM dossier_defect WHERE dossier_id = :dossier_id AND open = TRUE ORDER BY id;

-- name: dossier_forms :many
-- in: dossier_id int
-- out: number int, form_set text, symbol text, sha256 text, made_us time
SELECT number, form_set, symbol, sha256, made_us
FROM dossier_form WHERE dossier_id = :dossier_id ORDER BY id;

-- name: dossier_codes_of_phone :many
-- in: phone text
-- out: code text
SELECT code FROM dossier WHERE phone = :phone ORDER BY id DESC LIMIT 20;

-- ---- guessing ----

-- name: guess_count :opt
-- in: code text, hour int
-- out: wrong int
SELECT wrong FROM dossier_guess WHERE code = :code AND hour = :hour;

-- name: guess_add :exec
-- in: code text, hour int
INSERT INTO dossier_guess (code, hour, wrong) VALUES (:code, :hour, 1)
ON CONFLICT (code, hour) DO UPDATE SET wrong = dossier_guess.wrong + 1;

-- name: guess_forget :exec
-- in: hour int
DELETE FROM dossier_guess WHERE hour < :hour;

-- ---- changes; each guards with the revision that the actor saw ----

-- name: dossier_touch :exec
-- in: id int, revision int
UPDATE dossier SET revision = revision + 1 WHERE id = :id AND revision = :revision;

-- name: dossier_task_set :exec
-- in: id int, task_id int, task_node text, task_name text, holder_role text, next_us time
UPDATE dossier SET task_id = :task_id, task_node = :task_node, task_name = :task_name,
                   holder_role = :holder_role, next_us = :next_us
WHERE id = :id;

-- name: dossier_status_set :exec
-- in: id int, status int
UPDATE dossier SET status = :status WHERE id = :id;

-- name: dossier_variables_set :exec
-- in: id int, variables json
UPDATE dossier SET variables = :variables WHERE id = :id;

-- name: dossier_received_set :exec
-- in: id int, now time, fee_vnd money, fee_number text, fee_paid_us time, fee_exemption text
UPDATE dossier SET received_us = :now, fee_vnd = :fee_vnd, fee_number = :fee_number,
                   fee_paid_us = :fee_paid_us, fee_exemption = :fee_exemption
WHERE id = :id;

-- name: dossier_due_set :exec
-- in: id int, due_us time
UPDATE dossier SET due_was_us = due_us, due_us = :due_us WHERE id = :id;

-- name: dossier_finished_set :exec
-- in: id int, now time
UPDATE dossier SET finished_us = :now WHERE id = :id AND finished_us = 0;

-- name: dossier_refusal_set :exec
-- in: id int, refusal text
UPDATE dossier SET refusal = :refusal WHERE id = :id;

-- name: dossier_holder_set :exec
-- in: id int, holder_role text, next_us time
UPDATE dossier SET holder_role = :holder_role, next_us = :next_us WHERE id = :id;

-- name: dossier_answers_set :exec
-- in: id int, answers json, applicant_name text, identifier text, phone text, search_text text, copies int, fee_vnd money, fee_exemption text
UPDATE dossier SET answers = :answers, applicant_name = :applicant_name, identifier = :identifier,
                   phone = :phone, search_text = :search_text, copies = :copies,
                   fee_vnd = :fee_vnd, fee_exemption = :fee_exemption
WHERE id = :id;

-- name: defect_add :exec
-- in: dossier_id int, now time, slot text, reason text, text text
INSERT INTO dossier_defect (dossier_id, asked_us, slot, reason, text, open)
VALUES (:dossier_id, :now, :slot, :reason, :text, TRUE);

-- name: defect_asked_before :opt
-- in: dossier_id int, slot text
-- out: id int
SELECT id FROM dossier_defect WHERE dossier_id = :dossier_id AND slot = :slot LIMIT 1;

-- name: supplement_asked :one
-- in: dossier_id int
-- out: asked_us time
SELECT COALESCE(MAX(asked_us), 0) FROM dossier_defect WHERE dossier_id = :dossier_id;

-- name: defects_close :exec
-- in: dossier_id int
UPDATE dossier_defect SET open = FALSE WHERE dossier_id = :dossier_id AND open = TRUE;

-- ---- forms as PDF ----

-- name: form_add :one
-- in: dossier_id int, number int, form_set text, symbol text, data json, now time
-- out: id int
INSERT INTO dossier_form (dossier_id, number, form_set, symbol, data, asked_us)
VALUES (:dossier_id, :number, :form_set, :symbol, :data, :now)
RETURNING id;

-- name: form_load :one
-- in: id int
-- out: dossier_id int, number int, form_set text, symbol text, data json, asked_us time, sha256 text
SELECT dossier_id, number, form_set, symbol, data, asked_us, sha256
FROM dossier_form WHERE id = :id;

-- name: form_made :exec
-- in: id int, sha256 text, now time
UPDATE dossier_form SET sha256 = :sha256, made_us = :now WHERE id = :id AND sha256 = '';

-- name: fee_number_last :opt
-- in: agency_id int
-- out: fee_number text
SELECT fee_number FROM dossier WHERE agency_id = :agency_id AND fee_paid_us > 0
ORDER BY fee_paid_us DESC, id DESC LIMIT 1;

-- ---- the queue: keyset pages by due date, walked in that order: `|| ''` and COALESCE keep the
-- planners from taking every row of the holders by dossier_queue and sorting them ----

-- name: queue_held :many
-- in: agency_id int, places json, day date, role_a text, role_b text, role_c text, role_d text, role_e text, due_before time, unfinished bool, search text, after_due time, after_id int, most int
-- out: id int, code text, procedure_name text, applicant_name text, status int, task_name text, holder_role text, due_us time, next_us time, submitted_us time
SELECT d.id, d.code, p.name, d.applicant_name, d.status, d.task_name, d.holder_role, d.due_us,
       d.next_us, d.submitted_us
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
WHERE d.agency_id = :agency_id AND d.holder_role <> ''
  AND COALESCE((d.holder_role || '') IN (:role_a, :role_b, :role_c, :role_d, :role_e), FALSE)
  AND d.due_us < :due_before AND (d.finished_us = 0 OR NOT :unfinished)
  AND d.search_text LIKE :search
  AND (d.due_us, d.id) > (:after_due, :after_id)
  AND @reached(:places, d.agency_id, p.code, d.holder_role)
ORDER BY d.due_us, d.id
LIMIT :most;

-- name: queue_closed :many
-- in: agency_id int, places json, day date, search text, before_id int, most int
-- out: id int, code text, procedure_name text, applicant_name text, status int, task_name text, holder_role text, due_us time, next_us time, submitted_us time
SELECT d.id, d.code, p.name, d.applicant_name, d.status, d.task_name, d.holder_role, d.due_us,
       d.next_us, d.submitted_us
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
WHERE d.agency_id = :agency_id AND d.holder_role = '' AND d.search_text LIKE :search
  AND d.id < :before_id
  AND @reached(:places, d.agency_id, p.code, d.holder_role)
ORDER BY d.id DESC
LIMIT :most;

-- Up to `most` of each: who has more than that needs no exact number.
-- name: queue_counts :many
-- in: agency_id int, now time, most int
-- out: holder_role text, open int, late int
SELECT r.role,
       (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier d
                              WHERE d.agency_id = :agency_id AND d.holder_role = r.role
                              LIMIT :most) few),
       (SELECT COUNT(*) FROM (SELECT 1 AS one FROM dossier d
                              WHERE d.agency_id = :agency_id AND d.holder_role = r.role
                                AND d.due_us < :now AND d.finished_us = 0
                              LIMIT :most) few)
FROM (SELECT 'mot_cua' AS role UNION ALL SELECT 'tu_phap_ho_tich' UNION ALL SELECT 'lanh_dao'
      UNION ALL SELECT 'quan_tri' UNION ALL SELECT 'kiem_toan' UNION ALL SELECT 'citizen'
      UNION ALL SELECT 'system') r;

-- ---- all that a person may see, wherever it lies: by due date while open, then newest first.
-- One agency has indexes of its own; for several the rows of all are walked in their order. For
-- PostgreSQL's planner the permission is asked row by row (no EXISTS, which it would turn into a join
-- of everything) and the number of rows is a constant. ----

-- name: list_open_here :many
-- in: agency int, places json, day date, due_before time, unfinished bool, after_due time, after_id int
-- out: id int, code text, procedure_name text, applicant_name text, status int, task_name text, holder_role text, due_us time, next_us time, submitted_us time, agency_name text?
SELECT d.id, d.code, p.name, d.applicant_name, d.status, d.task_name, d.holder_role, d.due_us,
       d.next_us, d.submitted_us, a.name
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
     LEFT JOIN agency_version a ON a.agency_id = d.agency_id AND a.valid_from <= :day
                                   AND (a.valid_to IS NULL OR a.valid_to > :day)
WHERE d.agency_id = :agency AND d.holder_role <> '' AND d.due_us < :due_before
  AND (d.finished_us = 0 OR NOT :unfinished)
  AND (d.due_us, d.id) > (:after_due, :after_id)
  AND @reached(:places, d.agency_id, p.code, d.holder_role)
ORDER BY d.due_us, d.id
LIMIT 51;

-- name: list_open :many
-- in: places json, day date, due_before time, unfinished bool, after_due time, after_id int
-- out: id int, code text, procedure_name text, applicant_name text, status int, task_name text, holder_role text, due_us time, next_us time, submitted_us time, agency_name text?
SELECT d.id, d.code, p.name, d.applicant_name, d.status, d.task_name, d.holder_role, d.due_us,
       d.next_us, d.submitted_us, a.name
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
     LEFT JOIN agency_version a ON a.agency_id = d.agency_id AND a.valid_from <= :day
                                   AND (a.valid_to IS NULL OR a.valid_to > :day)
WHERE d.holder_role <> '' AND d.due_us < :due_before
  AND (d.finished_us = 0 OR NOT :unfinished)
  AND (d.due_us, d.id) > (:after_due, :after_id)
  AND @reached(:places, d.agency_id, p.code, d.holder_role)
ORDER BY d.due_us, d.id
LIMIT 51;

-- What is closed is asked of the agency's heir where that is no more itself. One place is its own
-- rows and those of the agencies whose work it took over: of each no more than a page, by its index.
-- A narrowed grant counts rows that it does not see: there `whole` is false, and every row is looked
-- at.
-- name: list_closed_here :many
-- in: agencies json, places json, day date, before_id int, whole bool
-- out: id int, code text, procedure_name text, applicant_name text, status int, task_name text, holder_role text, due_us time, next_us time, submitted_us time, agency_name text?
WITH few AS (
  SELECT CAST(j.value ->> 'agency' AS @int) AS agency_id FROM json_each(:agencies) j),
page AS (
  SELECT f.agency_id, COALESCE((SELECT x.id FROM dossier x
                                WHERE x.agency_id = f.agency_id AND x.holder_role = ''
                                  AND x.id < :before_id AND :whole
                                ORDER BY x.id DESC LIMIT 1 OFFSET 50), 0) AS last_id
  FROM few f),
newest AS (
  SELECT d.id
  FROM page f JOIN dossier d ON d.agency_id = f.agency_id AND d.holder_role = ''
       AND d.id < :before_id AND d.id >= f.last_id
  ORDER BY d.id DESC
  LIMIT CASE WHEN :whole THEN 51 ELSE 1000000000 END)
SELECT d.id, d.code, p.name, d.applicant_name, d.status, d.task_name, d.holder_role, d.due_us,
       d.next_us, d.submitted_us,
       (SELECT a.name FROM agency_version a WHERE a.agency_id = d.agency_id
          AND a.valid_from <= :day ORDER BY a.valid_from DESC LIMIT 1)
FROM newest n JOIN dossier d ON d.id = n.id
     JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
WHERE @reached(:places, @heir(d.agency_id), p.code, d.holder_role)
ORDER BY d.id DESC
LIMIT 51;

-- name: list_closed :many
-- in: places json, day date, before_id int
-- out: id int, code text, procedure_name text, applicant_name text, status int, task_name text, holder_role text, due_us time, next_us time, submitted_us time, agency_name text?
SELECT d.id, d.code, p.name, d.applicant_name, d.status, d.task_name, d.holder_role, d.due_us,
       d.next_us, d.submitted_us,
       (SELECT a.name FROM agency_version a WHERE a.agency_id = d.agency_id
          AND a.valid_from <= :day ORDER BY a.valid_from DESC LIMIT 1)
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
WHERE d.holder_role = '' AND d.id < :before_id
  AND @reached(:places, @heir(d.agency_id), p.code, d.holder_role)
ORDER BY d.id DESC
LIMIT 51;

-- ---- the search index ----

-- name: dossiers_to_find :many
-- in: after int, most int
-- out: id int, agency_id int, code text, applicant_name text, identifier text, phone text, procedure_name text, procedure_code text, holder_role text
SELECT d.id, d.agency_id, d.code, d.applicant_name, d.identifier, d.phone, p.name, p.code,
       d.holder_role
FROM dossier d JOIN procedure_version v ON v.id = d.procedure_version_id
     JOIN procedure p ON p.id = v.procedure_id
WHERE d.id > :after AND d.erased_us IS NULL ORDER BY d.id LIMIT :most;

-- ---- a citizen's own: under their identifier when it is bound to them, with their phone when it
-- is only claimed, and whatever they sent signed in ----

-- name: dossiers_own :many
-- in: identifier text, phone text, bound bool, citizen_id int, before_id int, most int
-- out: id int, code text, receipt_token text, procedure_name text, agency_id int, status int, applicant_name text, holder_role text, due_us time, next_us time, submitted_us time, finished_us time
SELECT d.id, d.code, d.receipt_token, p.name, d.agency_id, d.status, d.applicant_name,
       d.holder_role, d.due_us, d.next_us, d.submitted_us, d.finished_us
FROM dossier d
JOIN procedure_version v ON v.id = d.procedure_version_id
JOIN procedure p ON p.id = v.procedure_id
WHERE d.id < :before_id
  AND d.id IN (SELECT id FROM dossier
               WHERE identifier = :identifier AND (:bound OR phone = :phone)
               UNION
               SELECT id FROM dossier WHERE citizen_id = :citizen_id)
ORDER BY d.id DESC
LIMIT :most;

-- name: dossier_own :opt
-- in: code text, identifier text, phone text, bound bool, citizen_id int
-- out: id int
SELECT id FROM dossier
WHERE code = :code
  AND (citizen_id = :citizen_id
       OR (identifier = :identifier AND (:bound OR phone = :phone)));

-- ---- a reorganisation (core/holding.h) ----

-- name: open_dossiers_count :many
-- in: run int
-- out: agency_id int, count int
SELECT d.agency_id, COUNT(*)
FROM holding_scope s JOIN dossier d ON d.agency_id = s.agency_id
WHERE s.run_id = :run AND d.holder_role <> ''
GROUP BY d.agency_id;

-- name: closed_dossiers_count :many
-- in: run int
-- out: agency_id int, count int
SELECT d.agency_id, COUNT(*)
FROM holding_scope s JOIN dossier d ON d.agency_id = s.agency_id
WHERE s.run_id = :run AND d.holder_role = ''
GROUP BY d.agency_id;

-- name: open_dossiers_of :many
-- in: agency_id int
-- out: id int, key text, text json
SELECT id, code, answers FROM dossier
WHERE agency_id = :agency_id AND holder_role <> '' ORDER BY id;

-- name: open_dossiers_plan :exec
-- in: run int
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
SELECT r.run_id, 'dossier', d.id, r.from_id, r.to_id
FROM holding_route r JOIN dossier d ON d.agency_id = r.from_id
WHERE r.run_id = :run AND d.holder_role <> ''
  AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = r.run_id
                  AND m.holding = 'dossier' AND m.object_id = d.id);

-- name: dossiers_moved_event :exec
-- in: run int, now time, day date, actor text, act text
INSERT INTO dossier_event (dossier_id, at_us, status, kind, actor, note)
SELECT d.id, :now, d.status, 'moved', :actor, o.name || ' → ' || n.name || ' (' || :act || ')'
FROM holding_move m
JOIN dossier d ON d.id = m.object_id
JOIN agency_version o ON o.agency_id = m.from_id
  AND o.valid_from = (SELECT MAX(v.valid_from) FROM agency_version v
                      WHERE v.agency_id = m.from_id AND v.valid_from < :day)
JOIN agency_version n ON n.agency_id = m.to_id
  AND n.valid_from <= :day AND (n.valid_to IS NULL OR n.valid_to > :day)
WHERE m.run_id = :run AND m.holding = 'dossier';

-- name: dossiers_move :exec
-- in: run int
UPDATE dossier SET agency_id = m.to_id, revision = revision + 1
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'dossier' AND m.object_id = dossier.id;

-- name: dossiers_back_event :exec
-- in: run int, now time, actor text, act text
INSERT INTO dossier_event (dossier_id, at_us, status, kind, actor, note)
SELECT d.id, :now, d.status, 'moved_back', :actor, :act
FROM holding_move m JOIN dossier d ON d.id = m.object_id
WHERE m.run_id = :run AND m.holding = 'dossier';

-- name: dossiers_back :exec
-- in: run int
UPDATE dossier SET agency_id = m.from_id, revision = revision + 1
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'dossier' AND m.object_id = dossier.id;

-- Moved ones that have ended or gone on since, and others at an agency that would vanish.
-- name: dossiers_newer :one
-- in: run int
-- out: count int
SELECT (SELECT COUNT(*) FROM holding_move m JOIN dossier d ON d.id = m.object_id
        WHERE m.run_id = :run AND m.holding = 'dossier'
          AND (d.agency_id <> m.to_id OR d.holder_role = ''))
     + (SELECT COUNT(*) FROM holding_scope s JOIN dossier d ON d.agency_id = s.agency_id
        WHERE s.run_id = :run AND s.founded
          AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = :run
                          AND m.holding = 'dossier' AND m.object_id = d.id));

-- name: open_drafts_count :many
-- in: run int
-- out: agency_id int, count int
SELECT d.agency_id, COUNT(*)
FROM holding_scope s JOIN draft d ON d.agency_id = s.agency_id
WHERE s.run_id = :run AND d.receipt_token = ''
GROUP BY d.agency_id;

-- name: open_drafts_of :many
-- in: agency_id int
-- out: id int, key text, text json
SELECT f.id, COALESCE(d.code, ''), f.answers
FROM draft f LEFT JOIN dossier d ON d.id = f.amends_dossier_id
WHERE f.agency_id = :agency_id AND f.receipt_token = '' ORDER BY f.id;

-- A draft that completes a dossier goes where the dossier goes.
-- name: open_drafts_plan :exec
-- in: run int
INSERT INTO holding_move (run_id, holding, object_id, from_id, to_id)
SELECT r.run_id, 'draft', d.id, r.from_id, r.to_id
FROM holding_route r JOIN draft d ON d.agency_id = r.from_id
WHERE r.run_id = :run AND d.receipt_token = ''
  AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = r.run_id
                  AND m.holding = 'draft' AND m.object_id = d.id);

-- name: drafts_move :exec
-- in: run int
UPDATE draft SET agency_id = m.to_id
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'draft' AND m.object_id = draft.id;

-- name: drafts_back :exec
-- in: run int
UPDATE draft SET agency_id = m.from_id
FROM holding_move m
WHERE m.run_id = :run AND m.holding = 'draft' AND m.object_id = draft.id;

-- name: drafts_newer :one
-- in: run int
-- out: count int
SELECT (SELECT COUNT(*) FROM holding_move m JOIN draft d ON d.id = m.object_id
        WHERE m.run_id = :run AND m.holding = 'draft'
          AND (d.agency_id <> m.to_id OR d.receipt_token <> ''))
     + (SELECT COUNT(*) FROM holding_scope s JOIN draft d ON d.agency_id = s.agency_id
        WHERE s.run_id = :run AND s.founded
          AND NOT EXISTS (SELECT 1 FROM holding_move m WHERE m.run_id = :run
                          AND m.holding = 'draft' AND m.object_id = d.id));

-- Open dossiers that are due at or after an instant, by due date: the next page behind one.
-- name: dossier_open_due :many
-- in: due_us time, id int, most int
-- out: id int, code text, agency_id int, procedure_version_id int, submitted_us time,
--      received_us time, due_us time, resumed_us time
SELECT d.id, d.code, d.agency_id, d.procedure_version_id, d.submitted_us, d.received_us, d.due_us,
       COALESCE((SELECT MAX(e.at_us) FROM dossier_event e
                 WHERE e.dossier_id = d.id AND e.kind = 'supplemented'), 0)
FROM dossier d
WHERE d.status IN (1, 2, 4, 5, 6)
  AND (d.due_us, d.id) > (CAST(:due_us AS @int), CAST(:id AS @int))
ORDER BY d.due_us, d.id LIMIT :most;

-- Where the next act was due with the whole dossier, it still is.
-- name: dossier_next_follow :exec
-- in: id int, was_us time, due_us time
UPDATE dossier SET next_us = :due_us WHERE id = :id AND next_us = :was_us;

-- ---- a person's data: a copy of it, and its end ----

-- name: dossier_fate_of :one
-- in: id int
-- out: code text, status int, fee_paid_us time, receipt_token text, ended_us time, erased_us time?
SELECT d.code, d.status, d.fee_paid_us, d.receipt_token,
       COALESCE((SELECT MAX(e.at_us) FROM dossier_event e WHERE e.dossier_id = d.id),
                d.submitted_us),
       d.erased_us
FROM dossier d WHERE d.id = :id;

-- Statuses 3, 7, 8, 9, 10: nothing will happen to them any more.
-- name: dossiers_ended :many
-- in: after int, before_us time, most int
-- out: id int, code text
SELECT d.id, d.code
FROM dossier d
WHERE d.id > :after AND d.submitted_us < :before_us AND d.erased_us IS NULL
  AND d.status IN (3, 7, 8, 9, 10)
  AND COALESCE((SELECT MAX(e.at_us) FROM dossier_event e WHERE e.dossier_id = d.id),
               d.submitted_us) < :before_us
ORDER BY d.id
LIMIT :most;

-- name: dossier_forget :exec
-- in: id int, receipt_token text, result_link text, now time
UPDATE dossier SET applicant_name = '', identifier = '', phone = '', search_text = '',
                   answers = '{}', variables = '{}', refusal = '', citizen_id = 0,
                   receipt_token = :receipt_token, result_link = :result_link, erased_us = :now
WHERE id = :id AND erased_us IS NULL;

-- name: dossier_forget_events :exec
-- in: dossier_id int
UPDATE dossier_event SET note = '' WHERE dossier_id = :dossier_id;

-- name: dossier_forget_defects :exec
-- in: dossier_id int
DELETE FROM dossier_defect WHERE dossier_id = :dossier_id;

-- name: dossier_stored :many
-- in: dossier_id int, receipt_token text
-- out: sha256 text
SELECT sha256 FROM dossier_file
WHERE dossier_id = :dossier_id
   OR draft_id IN (SELECT id FROM draft
                   WHERE receipt_token = :receipt_token OR amends_dossier_id = :dossier_id)
UNION
SELECT sha256 FROM dossier_form WHERE dossier_id = :dossier_id AND sha256 <> '';

-- name: dossier_forget_files :exec
-- in: dossier_id int, receipt_token text
DELETE FROM dossier_file
WHERE dossier_id = :dossier_id
   OR draft_id IN (SELECT id FROM draft
                   WHERE receipt_token = :receipt_token OR amends_dossier_id = :dossier_id);

-- name: dossier_forget_forms :exec
-- in: dossier_id int
DELETE FROM dossier_form WHERE dossier_id = :dossier_id;

-- name: dossier_forget_drafts :exec
-- in: dossier_id int, receipt_token text
DELETE FROM draft WHERE receipt_token = :receipt_token OR amends_dossier_id = :dossier_id;

-- name: dossier_file_kept :opt
-- in: sha256 text
-- out: id int
SELECT id FROM dossier_file WHERE sha256 = :sha256
UNION ALL
SELECT id FROM dossier_form WHERE sha256 = :sha256
LIMIT 1;

-- Drafts never sent; one that was sent ends with its dossier.
-- name: drafts_old :many
-- in: before_us time, most int
-- out: id int
SELECT id FROM draft WHERE changed_us < :before_us AND receipt_token = ''
ORDER BY id LIMIT :most;

-- name: drafts_old_count :one
-- in: before_us time
-- out: count int
SELECT COUNT(*) FROM draft WHERE changed_us < :before_us AND receipt_token = '';

-- name: draft_stored :many
-- in: draft_id int
-- out: sha256 text
SELECT DISTINCT sha256 FROM dossier_file WHERE draft_id = :draft_id;

-- name: draft_forget_files :exec
-- in: draft_id int
DELETE FROM dossier_file WHERE draft_id = :draft_id AND dossier_id = 0;

-- name: draft_forget :exec
-- in: draft_id int
DELETE FROM draft WHERE id = :draft_id AND receipt_token = '';
