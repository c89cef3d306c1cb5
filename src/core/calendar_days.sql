-- name: calendar_days :many
-- out: day date, works bool
SELECT day, works FROM calendar_day ORDER BY day;
