-- name: calendar_days :many
-- out: day date, works bool
SELECT day, works FROM calendar_day ORDER BY day;

-- A day of the shipped file: what administrators changed, or took away, stays theirs.
-- name: calendar_day_import :exec
-- in: day date, works bool, name text, act text
INSERT INTO calendar_day (day, works, name, act)
SELECT CAST(:day AS @text), CAST(:works AS @bool), CAST(:name AS @text), CAST(:act AS @text)
WHERE NOT EXISTS (SELECT 1 FROM configuration c WHERE c.object = 'calendar:' || :day)
ON CONFLICT (day) DO UPDATE SET works = excluded.works, name = excluded.name, act = excluded.act
WHERE calendar_day.works <> excluded.works OR calendar_day.name <> excluded.name
   OR calendar_day.act <> excluded.act;

-- name: calendar_year :many
-- in: from date, to date
-- out: day date, works bool, name text, act text
SELECT day, works, name, act FROM calendar_day WHERE day >= :from AND day < :to ORDER BY day;

-- name: calendar_day_remove :exec
-- in: day date
DELETE FROM calendar_day WHERE day = :day;

-- name: calendar_day_put :exec
-- in: day date, works bool, name text, act text
INSERT INTO calendar_day (day, works, name, act) VALUES (:day, :works, :name, :act)
ON CONFLICT (day) DO UPDATE SET works = excluded.works, name = excluded.name, act = excluded.act
WHERE calendar_day.works <> excluded.works OR calendar_day.name <> excluded.name
   OR calendar_day.act <> excluded.act;
