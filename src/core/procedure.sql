-- name: procedure_version_current :opt
-- in: code text, day date
-- out: id int
SELECT v.id
FROM procedure p JOIN procedure_version v ON v.procedure_id = p.id
WHERE p.code = :code AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.number DESC LIMIT 1;

-- name: procedure_version_by_id :opt
-- in: id int
-- out: id int, number int, definition json, form json, process json
SELECT id, number, definition, form, process FROM procedure_version WHERE id = :id;

-- name: procedure_version_by_fingerprint :opt
-- in: fingerprint text
-- out: id int
SELECT id FROM procedure_version WHERE fingerprint = :fingerprint;

-- name: procedure_put :one
-- in: code text, name text, name_en text, created_us time
-- out: id int
INSERT INTO procedure (code, name, name_en, created_us)
VALUES (:code, :name, :name_en, :created_us)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en
RETURNING id;

-- name: procedure_version_close :exec
-- in: procedure_id int, valid_from date
UPDATE procedure_version SET valid_to = :valid_from
WHERE procedure_id = :procedure_id AND (valid_to IS NULL OR valid_to > :valid_from);

-- name: procedure_version_add :one
-- in: procedure_id int, valid_from date, law text, definition json, form json, process json,
--     bpmn text, fingerprint text, imported_us time
-- out: id int
INSERT INTO procedure_version (procedure_id, number, valid_from, law, definition, form, process,
                               bpmn, fingerprint, imported_us)
VALUES (:procedure_id,
        (SELECT COALESCE(MAX(number), 0) + 1 FROM procedure_version
         WHERE procedure_id = :procedure_id),
        :valid_from, :law, :definition, :form, :process, :bpmn, :fingerprint, :imported_us)
RETURNING id;

-- name: procedure_term_clear :exec
-- in: procedure_id int
DELETE FROM procedure_term WHERE procedure_id = :procedure_id;

-- name: procedure_term_add :exec
-- in: term text, procedure_id int
INSERT INTO procedure_term (term, procedure_id) VALUES (:term, :procedure_id)
ON CONFLICT (term, procedure_id) DO NOTHING;

-- name: procedure_list :many
-- in: day date
-- out: id int, code text, name text, name_en text
SELECT p.id, p.code, p.name, p.name_en
FROM procedure p
WHERE EXISTS (SELECT 1 FROM procedure_version v
              WHERE v.procedure_id = p.id AND v.valid_from <= :day
                AND (v.valid_to IS NULL OR v.valid_to > :day))
ORDER BY p.code;

-- name: procedure_with_term :many
-- in: term text, day date
-- out: id int, code text, name text, name_en text
SELECT p.id, p.code, p.name, p.name_en
FROM procedure_term t JOIN procedure p ON p.id = t.procedure_id
WHERE t.term = :term
  AND EXISTS (SELECT 1 FROM procedure_version v
              WHERE v.procedure_id = p.id AND v.valid_from <= :day
                AND (v.valid_to IS NULL OR v.valid_to > :day))
ORDER BY p.id;
