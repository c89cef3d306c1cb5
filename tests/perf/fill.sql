-- Statements of tests/perf/fill: each puts a few hundred rows, given as a JSON array of objects.

-- name: fill_dossiers :exec
-- in: rows json, version int
INSERT INTO dossier (id, code, receipt_token, result_link, procedure_version_id, agency_id, status,
                     revision, applicant_name, identifier, phone, search_text, copies, answers,
                     variables, fee_vnd, submitted_us, received_us, due_us, finished_us, task_node,
                     task_name, holder_role, next_us)
SELECT CAST(g.value ->> 'id' AS @int), g.value ->> 'code', g.value ->> 'receipt',
       g.value ->> 'link', :version, CAST(g.value ->> 'agency' AS @int),
       CAST(g.value ->> 'status' AS @int), 3, g.value ->> 'name', g.value ->> 'identifier',
       g.value ->> 'phone', g.value ->> 'search', 1, g.value ->> 'answers', '{}', 8000,
       CAST(g.value ->> 'submitted' AS @int), CAST(g.value ->> 'submitted' AS @int),
       CAST(g.value ->> 'due' AS @int), CAST(g.value ->> 'finished' AS @int),
       g.value ->> 'node', g.value ->> 'task', g.value ->> 'role',
       CAST(g.value ->> 'due' AS @int)
FROM json_each(:rows) g WHERE TRUE;

-- name: fill_facts :exec
-- in: rows json, kind text, subject text
INSERT INTO fact (ref, kind, object, subject, detail, agency_id, day, happened_us, recorded_us,
                  due_us)
SELECT g.value ->> 'receipt', :kind, 'dossier:' || (g.value ->> 'id'), :subject, '',
       CAST(g.value ->> 'agency' AS @int), g.value ->> 'day',
       CAST(g.value ->> 'submitted' AS @int), CAST(g.value ->> 'submitted' AS @int),
       CAST(g.value ->> 'due' AS @int)
FROM json_each(:rows) g WHERE TRUE;

-- name: fill_events :exec
-- in: rows json
INSERT INTO dossier_event (dossier_id, at_us, status, kind, actor, note)
SELECT CAST(g.value ->> 'id' AS @int), CAST(g.value ->> 'submitted' AS @int), 1, 'submitted', '',
       ''
FROM json_each(:rows) g WHERE TRUE;

-- name: fill_instances :exec
-- in: rows json, version int
INSERT INTO process_instance (version_id, object, variables, started_us, ended_us, end_node)
SELECT :version, 'dossier:' || (g.value ->> 'id'), '{}', CAST(g.value ->> 'submitted' AS @int),
       CASE WHEN g.value ->> 'role' = '' THEN CAST(g.value ->> 'finished' AS @int) END, ''
FROM json_each(:rows) g WHERE TRUE;

-- name: fill_entries :exec
-- in: rows json
-- sqlite:
INSERT INTO search_entry (kind, object_id, agency_id, key, title, note, digest, words,
                          procedure, holder)
SELECT 3, g.value ->> 'id', g.value ->> 'agency', g.value ->> 'code', g.value ->> 'name',
       g.value ->> 'note', CAST(g.value ->> 'digest' AS INTEGER), g.value ->> 'words',
       g.value ->> 'procedure', g.value ->> 'role'
FROM json_each(:rows) g;
-- postgres:
INSERT INTO search_entry (kind, object_id, agency_id, key, title, note, digest, words,
                          procedure, holder)
SELECT 3, CAST(g.value ->> 'id' AS bigint), CAST(g.value ->> 'agency' AS bigint),
       g.value ->> 'code', g.value ->> 'name', g.value ->> 'note',
       CAST(g.value ->> 'digest' AS bigint), CAST(g.value ->> 'words' AS TSVECTOR),
       g.value ->> 'procedure', g.value ->> 'role'
FROM json_array_elements(CAST(:rows AS json)) g(value);

-- name: fill_version :one
-- out: id int, code text, name text
SELECT v.id, p.code, p.name
FROM procedure_version v JOIN procedure p ON p.id = v.procedure_id ORDER BY v.id LIMIT 1;

-- name: fill_last :one
-- out: id int
SELECT COALESCE(MAX(id), 0) FROM dossier;

-- name: fill_account :one
-- in: person_id int, login text, secret bytes, now time
-- out: id int
INSERT INTO account (person_id, login, password_hash, totp_secret, totp_step, demo, created_us)
VALUES (:person_id, :login, '', :secret, 0, TRUE, :now)
RETURNING id;

-- name: fill_sessions :exec
-- in: now time, until time
UPDATE session SET created_us = :now, seen_us = :now, expires_us = :until WHERE agent = 'perf';
