-- name: calendar_days :many
-- out: day date, works bool
SELECT day, works FROM calendar_day ORDER BY day;

-- name: calendar_day_put :exec
-- in: day date, works bool, name text, act text
INSERT INTO calendar_day (day, works, name, act) VALUES (:day, :works, :name, :act)
ON CONFLICT (day) DO UPDATE SET works = excluded.works, name = excluded.name, act = excluded.act
WHERE calendar_day.works <> excluded.works OR calendar_day.name <> excluded.name
   OR calendar_day.act <> excluded.act;
