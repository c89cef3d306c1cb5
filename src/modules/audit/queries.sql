-- What auditors ask of the log, newest first; each query leads with the index that fits. A page
-- begins behind (before_us, before_id): no page counts and no page skips, and :to is never behind
-- that place, so that the index is entered there.

-- name: audit_all :many
-- in: kind text, agency_id int, from time, to time, before_us time, before_id int, most int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, record text,
--      leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, SUBSTR(record, 1, 4000), leaf_index
FROM evidence
WHERE recorded_us >= :from AND recorded_us < :to
  AND (recorded_us < :before_us OR id < :before_id)
  AND (:kind = '' OR kind = :kind) AND (:agency_id = 0 OR agency_id = :agency_id)
ORDER BY recorded_us DESC, id DESC LIMIT :most;

-- name: audit_kind :many
-- in: actor text, kind text, agency_id int, from time, to time, before_us time, before_id int,
--     most int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, record text,
--      leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, SUBSTR(record, 1, 4000), leaf_index
FROM evidence
WHERE kind = :kind AND recorded_us >= :from AND recorded_us < :to
  AND (recorded_us < :before_us OR id < :before_id)
  AND (:actor = '' OR actor = :actor) AND (:agency_id = 0 OR agency_id = :agency_id)
ORDER BY recorded_us DESC, id DESC LIMIT :most;

-- name: audit_agency :many
-- in: kind text, agency_id int, from time, to time, before_us time, before_id int, most int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, record text,
--      leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, SUBSTR(record, 1, 4000), leaf_index
FROM evidence
WHERE agency_id = :agency_id AND recorded_us >= :from AND recorded_us < :to
  AND (recorded_us < :before_us OR id < :before_id)
  AND (:kind = '' OR kind = :kind)
ORDER BY recorded_us DESC, id DESC LIMIT :most;

-- name: audit_actor :many
-- in: actor text, kind text, agency_id int, from time, to time, before_us time, before_id int,
--     most int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, record text,
--      leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, SUBSTR(record, 1, 4000), leaf_index
FROM evidence
WHERE actor = :actor AND recorded_us >= :from AND recorded_us < :to
  AND (recorded_us < :before_us OR id < :before_id)
  AND (:kind = '' OR kind = :kind) AND (:agency_id = 0 OR agency_id = :agency_id)
ORDER BY recorded_us DESC, id DESC LIMIT :most;

-- What was done to an object, and on which screens it was shown.
-- name: audit_object :many
-- in: object text, actor text, kind text, agency_id int, from time, to time, before_us time,
--     before_id int, most int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, record text,
--      leaf_index int?
-- sqlite:
SELECT id, kind, object, actor, agency_id, recorded_us, SUBSTR(record, 1, 4000), leaf_index
FROM evidence
WHERE id IN (SELECT evidence_id FROM evidence_subject WHERE object = :object
             UNION SELECT r.evidence_id FROM evidence_subject_recent r, json_each(r.objects) j
             WHERE j.value = :object
             UNION SELECT e.id FROM evidence e WHERE e.object = :object)
  AND recorded_us >= :from AND recorded_us < :to
  AND (recorded_us < :before_us OR id < :before_id)
  AND (:actor = '' OR actor = :actor) AND (:kind = '' OR kind = :kind)
  AND (:agency_id = 0 OR agency_id = :agency_id)
ORDER BY recorded_us DESC, id DESC LIMIT :most;
-- postgres:
SELECT id, kind, object, actor, agency_id, recorded_us, SUBSTR(record, 1, 4000), leaf_index
FROM evidence
WHERE id IN (SELECT evidence_id FROM evidence_subject WHERE object = :object
             UNION SELECT r.evidence_id
             FROM evidence_subject_recent r,
                  json_array_elements_text(CAST(r.objects AS json)) AS j(value)
             WHERE j.value = :object
             UNION SELECT e.id FROM evidence e WHERE e.object = :object)
  AND recorded_us >= :from AND recorded_us < :to
  AND (recorded_us < :before_us OR id < :before_id)
  AND (:actor = '' OR actor = :actor) AND (:kind = '' OR kind = :kind)
  AND (:agency_id = 0 OR agency_id = :agency_id)
ORDER BY recorded_us DESC, id DESC LIMIT :most;

-- name: audit_row :opt
-- in: id int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, salt bytes,
--      record text, leaf bytes, leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, salt, record, leaf, leaf_index
FROM evidence WHERE id = :id;

-- The next kind behind one: all kinds are found in as many steps as there are kinds.
-- name: audit_next_kind :opt
-- in: kind text
-- out: kind text
SELECT kind FROM evidence WHERE kind > :kind ORDER BY kind LIMIT 1;

-- When a role was held, by account.
-- name: audit_holders :many
-- in: role text, from_day date, to_day date
-- out: account_id int, login text, name text, from_day date, to_day date
SELECT a.id, a.login, p.name, ap.valid_from, COALESCE(ap.valid_to, '9999-12-31')
FROM position po
JOIN appointment ap ON ap.position_id = po.id
JOIN person p ON p.id = ap.person_id
JOIN account a ON a.person_id = p.id
WHERE po.role = :role AND ap.valid_from <= :to_day
  AND (ap.valid_to IS NULL OR ap.valid_to > :from_day)
ORDER BY a.id, ap.valid_from;

-- An account as people know it, with the post of that day.
-- name: audit_person :opt
-- in: account_id int, day date
-- out: login text, name text, title text
SELECT a.login, p.name,
       COALESCE((SELECT MIN(po.title) FROM appointment ap
                 JOIN position po ON po.id = ap.position_id
                 WHERE ap.person_id = p.id AND ap.valid_from <= :day
                   AND (ap.valid_to IS NULL OR ap.valid_to > :day)), '')
FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :account_id;

-- name: audit_login :opt
-- in: login text
-- out: id int
SELECT id FROM account WHERE login = :login;

-- The dossiers of a person, by code, identifier or phone.
-- name: audit_dossiers :many
-- in: identifier text, phone text, most int
-- out: id int, code text, submitted time, agency_id int
SELECT id, code, submitted_us, agency_id FROM dossier
WHERE identifier = :identifier AND :identifier <> ''
UNION
SELECT id, code, submitted_us, agency_id FROM dossier WHERE phone = :phone AND :phone <> ''
ORDER BY 3 DESC, 1 DESC LIMIT :most;

-- A person, a post, or an agency as it was called last.
-- name: audit_named :opt
-- in: kind text, id int
-- out: name text
SELECT name FROM person WHERE id = :id AND :kind = 'person'
UNION ALL
SELECT title FROM position WHERE id = :id AND :kind = 'position'
UNION ALL
SELECT name FROM (SELECT name FROM agency_version WHERE agency_id = :id AND :kind = 'agency'
                  ORDER BY valid_from DESC LIMIT 1) last
LIMIT 1;

-- name: audit_dossier :opt
-- in: id int
-- out: code text
SELECT code FROM dossier WHERE id = :id;

-- Dossiers that were past the first due date when they ended, or are now, and whose due date was
-- changed in the time asked for: one row a change.
-- name: audit_due_changed :many
-- in: agency_id int, from time, to time, before_us time, before_id int, as_of time, most int
-- out: fact_id int, object text, agency_id int, changed time, due time, due_first time,
--      finished time
SELECT r.id, r.object, r.agency_id, r.happened_us, r.due_us, f.due_us,
       COALESCE((SELECT e.happened_us FROM fact e WHERE e.object = r.object
                 AND e.kind = 'dossier.finished' AND e.recorded_us <= :as_of), 0)
FROM fact r
JOIN fact f ON f.object = r.object AND f.kind = 'dossier.received' AND f.due_us IS NOT NULL
WHERE r.kind = 'dossier.resumed' AND r.due_us IS NOT NULL
  AND r.happened_us >= :from AND r.happened_us < :to
  AND (r.happened_us < :before_us OR r.id < :before_id)
  AND (:agency_id = 0 OR r.agency_id = :agency_id)
  AND r.due_us <> f.due_us
  AND COALESCE((SELECT e.happened_us FROM fact e WHERE e.object = r.object
                AND e.kind = 'dossier.finished' AND e.recorded_us <= :as_of), :as_of) > f.due_us
ORDER BY r.happened_us DESC, r.id DESC LIMIT :most;

-- The row of evidence that goes with a change of a dossier: written in the same transaction.
-- name: audit_at :opt
-- in: object text, at time
-- out: id int, kind text, actor text, record text, leaf_index int?
SELECT id, kind, actor, SUBSTR(record, 1, 4000), leaf_index FROM evidence
WHERE object = :object AND recorded_us = :at AND kind <> 'read' ORDER BY id LIMIT 1;
