-- Procedures by words: the more of them fit, the earlier.
-- name: service_search :many
-- in: a text, b text, c text, d text, e text, day date
-- out: code text, name text, name_en text, hits int
SELECT p.code, p.name, p.name_en, COUNT(DISTINCT t.term) AS hits
FROM procedure p JOIN procedure_term t ON t.procedure_id = p.id
WHERE t.term IN (:a, :b, :c, :d, :e)
  AND EXISTS (SELECT 1 FROM procedure_version v WHERE v.procedure_id = p.id
              AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day))
GROUP BY p.id, p.code, p.name, p.name_en
ORDER BY hits DESC, p.name
LIMIT 30;

-- name: service_list :many
-- in: day date
-- out: code text, name text, name_en text
SELECT p.code, p.name, p.name_en
FROM procedure p
WHERE EXISTS (SELECT 1 FROM procedure_version v WHERE v.procedure_id = p.id
              AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day))
ORDER BY p.name
LIMIT 200;
