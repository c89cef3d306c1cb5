-- name: fact_insert :exec
-- in: kind text, object text, subject text, detail text, agency_id int, day date, happened time,
--     recorded time, due time?
INSERT INTO fact (kind, object, subject, detail, agency_id, day, happened_us, recorded_us, due_us)
VALUES (:kind, :object, :subject, :detail, :agency_id, :day, :happened, :recorded, :due);
