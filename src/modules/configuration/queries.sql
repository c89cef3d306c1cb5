-- name: configuration_person :opt
-- in: account_id int
-- out: name text
SELECT p.name FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :account_id;

-- name: configuration_procedures :many
-- in: day date
-- out: code text, name text, number int, valid_from date, law text, coming date
SELECT p.code, p.name, COALESCE(v.number, 0), COALESCE(v.valid_from, ''), COALESCE(v.law, ''),
       COALESCE((SELECT MIN(n.valid_from) FROM procedure_version n
                 WHERE n.procedure_id = p.id AND n.valid_from > :day), '')
FROM procedure p
LEFT JOIN procedure_version v ON v.procedure_id = p.id AND v.valid_from <= :day
  AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY p.code, v.number;

-- name: configuration_versions :many
-- in: code text
-- out: id int, number int, valid_from date, valid_to date, law text, imported time, definition json,
--      form json, process json, bpmn text, fingerprint text
SELECT v.id, v.number, v.valid_from, COALESCE(v.valid_to, ''), v.law, v.imported_us, v.definition,
       v.form, v.process, v.bpmn, v.fingerprint
FROM procedure_version v JOIN procedure p ON p.id = v.procedure_id
WHERE p.code = :code ORDER BY v.number DESC;

-- name: procedure_draft_add :one
-- in: code text, definition json, form json, process json, bpmn text, actor text, now time
-- out: id int
INSERT INTO procedure_draft (code, definition, form, process, bpmn, actor, made_us)
VALUES (:code, :definition, :form, :process, :bpmn, :actor, :now) RETURNING id;

-- name: procedure_draft_by_id :opt
-- in: id int
-- out: id int, code text, definition json, form json, process json, bpmn text, actor text,
--      made time, ended bool
SELECT id, code, definition, form, process, bpmn, actor, made_us, ended_us IS NOT NULL
FROM procedure_draft WHERE id = :id;

-- name: procedure_drafts_waiting :many
-- out: id int, code text, actor text, made time
SELECT id, code, actor, made_us FROM procedure_draft WHERE ended_us IS NULL ORDER BY id DESC;

-- name: procedure_draft_end :exec
-- in: id int, now time
UPDATE procedure_draft SET ended_us = :now WHERE id = :id AND ended_us IS NULL;
