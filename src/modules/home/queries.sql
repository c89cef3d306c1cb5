-- What the home page says of the last days, from facts alone.

-- name: home_week :one
-- in: from_us time, to_us time
-- out: finished int, on_time int
SELECT COUNT(*),
       COALESCE(SUM(CASE WHEN due_us IS NULL OR happened_us <= due_us THEN 1 ELSE 0 END), 0)
FROM fact
WHERE kind = 'dossier.finished' AND happened_us >= :from_us AND happened_us < :to_us;

-- name: home_services :many
-- in: day date
-- out: code text, name text, name_en text
SELECT p.code, p.name, p.name_en
FROM procedure p
WHERE EXISTS (SELECT 1 FROM procedure_version v WHERE v.procedure_id = p.id
              AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day))
ORDER BY p.name
LIMIT 6;
