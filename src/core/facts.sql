-- name: fact_insert :exec
-- in: ref text, kind text, object text, subject text, detail text, agency_id int, day date,
--     happened time, recorded time, due time?
INSERT INTO fact (ref, kind, object, subject, detail, agency_id, day, happened_us, recorded_us,
                  due_us)
VALUES (:ref, :kind, :object, :subject, :detail, :agency_id, :day, :happened, :recorded, :due);

-- name: fact_last_of :opt
-- in: object text, kind text, other text
-- out: kind text, subject text, agency_id int, happened time
SELECT kind, subject, agency_id, happened_us FROM fact
WHERE object = :object AND kind IN (:kind, :other) ORDER BY id DESC LIMIT 1;
