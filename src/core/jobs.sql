-- name: job_insert :exec
-- in: kind text, key text, payload json, due time, now time
INSERT INTO job (kind, key, payload, state, attempt, due_us, added_us, changed_us)
VALUES (:kind, :key, :payload, 'waiting', 0, :due, :now, :now)
ON CONFLICT (kind, key) DO NOTHING;

-- name: job_claim :opt
-- in: now time, until time, worker text
-- out: id int, kind text, key text, payload json, attempt int
UPDATE job SET state = 'running', attempt = attempt + 1, due_us = :until, worker = :worker,
    changed_us = :now
WHERE id = (SELECT id FROM job WHERE state IN ('waiting', 'running') AND due_us <= :now
            ORDER BY due_us LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, key, payload, attempt;

-- name: job_lease :exec
-- in: id int, attempt int, until time, now time
UPDATE job SET due_us = :until, changed_us = :now
WHERE id = :id AND attempt = :attempt AND state = 'running';

-- name: job_put_away :exec
-- in: id int, attempt int, state text, attempt_next int, due time, error_code text?,
--     error_detail text?, now time
UPDATE job SET state = :state, attempt = :attempt_next, due_us = :due, worker = NULL,
    error_code = :error_code, error_detail = :error_detail, changed_us = :now
WHERE id = :id AND attempt = :attempt AND state = 'running';

-- name: job_next_due :many
-- out: due time
SELECT due_us FROM job WHERE state IN ('waiting', 'running') ORDER BY due_us LIMIT 1;

-- name: job_all_parked :many
-- in: count int
-- out: id int, kind text, key text, attempt int, changed time, error_code text, error_detail text
SELECT id, kind, key, attempt, changed_us, COALESCE(error_code, ''), COALESCE(error_detail, '')
FROM job WHERE state = 'parked' ORDER BY changed_us DESC, id DESC LIMIT :count;

-- name: job_unpark :exec
-- in: id int, now time
UPDATE job SET state = 'waiting', attempt = 0, due_us = :now, changed_us = :now
WHERE id = :id AND state = 'parked';

-- name: job_counts :one
-- in: now time
-- out: waiting int, running int, parked int, oldest time
SELECT COUNT(*) FILTER (WHERE state = 'waiting'), COUNT(*) FILTER (WHERE state = 'running'),
    COUNT(*) FILTER (WHERE state = 'parked'),
    COALESCE(MIN(due_us) FILTER (WHERE state IN ('waiting', 'running') AND due_us <= :now), 0)
FROM job WHERE state IN ('waiting', 'running', 'parked');

-- name: lease_upsert :opt
-- in: name text, holder text, until time, now time
-- out: fence int
INSERT INTO lease (name, holder, fence, until_us) VALUES (:name, :holder, 1, :until)
ON CONFLICT (name) DO UPDATE SET
    fence = CASE WHEN lease.holder = :holder THEN lease.fence ELSE lease.fence + 1 END,
    holder = :holder, until_us = :until
WHERE lease.holder = :holder OR lease.until_us <= :now
RETURNING fence;

-- name: lease_fence :opt
-- in: name text
-- out: fence int
SELECT fence FROM lease WHERE name = :name FOR UPDATE;
