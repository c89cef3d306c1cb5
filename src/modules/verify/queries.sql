-- name: part_add :exec
-- in: part_sha256 text, file_sha256 text
INSERT INTO verify_part (part_sha256, file_sha256) VALUES (:part_sha256, :file_sha256)
ON CONFLICT (part_sha256) DO UPDATE SET file_sha256 = :file_sha256;

-- name: part_find :opt
-- in: part_sha256 text
-- out: file_sha256 text
SELECT file_sha256 FROM verify_part WHERE part_sha256 = :part_sha256;

-- name: progress_load :one
-- out: leaf_index int
SELECT COALESCE(MAX(leaf_index), -1) FROM verify_progress WHERE name = 'issued';

-- name: progress_save :exec
-- in: leaf_index int
INSERT INTO verify_progress (name, leaf_index) VALUES ('issued', :leaf_index)
ON CONFLICT (name) DO UPDATE SET leaf_index = :leaf_index;

-- name: recheck_add :exec
-- in: file_sha256 text
INSERT INTO verify_recheck (file_sha256, checked_us, verdict) VALUES (:file_sha256, 0, '')
ON CONFLICT (file_sha256) DO NOTHING;

-- name: recheck_due :many
-- in: before_us time, most int
-- out: file_sha256 text, verdict text
SELECT file_sha256, verdict FROM verify_recheck WHERE checked_us < :before_us
ORDER BY checked_us, id LIMIT :most;

-- Of the last days: files whose signers' certificates changed since they were looked at. What got
-- its lasting proof since then has other bytes, and needs no hurry.
-- name: recheck_hurry :exec
-- in: since time
UPDATE verify_recheck SET checked_us = 0
WHERE checked_us > 0 AND id IN (
    SELECT r.id
    FROM certificate_status t
    JOIN signature s ON s.certificate_id = t.certificate_id
    JOIN signature g ON g.object = s.object
    JOIN verify_recheck r ON r.file_sha256 = g.file_sha256
    WHERE t.recorded_us >= :since AND t.recorded_us > r.checked_us
      AND (t.status <> 'good' OR EXISTS (SELECT 1 FROM certificate_status e
                                         WHERE e.certificate_id = t.certificate_id
                                           AND e.id < t.id)));

-- name: recheck_save :exec
-- in: file_sha256 text, checked_us time, verdict text
UPDATE verify_recheck SET checked_us = :checked_us, verdict = :verdict
WHERE file_sha256 = :file_sha256;

-- name: recheck_drop :exec
-- in: file_sha256 text
DELETE FROM verify_recheck WHERE file_sha256 = :file_sha256;

-- name: report_add :exec
-- in: token text, asked_us time, told text, report bytes, page_now bytes, page_before bytes, nothing bytes
INSERT INTO verify_report (token, state, asked_us, told, report, page_now, page_before, pdf, fault)
VALUES (:token, 1, :asked_us, :told, :report, :page_now, :page_before, :nothing, '');

-- name: report_load :opt
-- in: token text
-- out: state int, asked_us time, told text, report bytes, page_now bytes, page_before bytes
SELECT state, asked_us, told, report, page_now, page_before FROM verify_report
WHERE token = :token;

-- name: report_state :opt
-- in: token text
-- out: state int, asked_us time, pdf bytes, fault text
SELECT state, asked_us, pdf, fault FROM verify_report WHERE token = :token;

-- name: report_figures :one
-- out: waiting int, kept int
SELECT COALESCE(SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END), 0), COUNT(*) FROM verify_report;

-- name: report_sealed :exec
-- in: token text, pdf bytes, nothing bytes
UPDATE verify_report SET state = 2, pdf = :pdf, report = :nothing, page_now = :nothing,
                         page_before = :nothing
WHERE token = :token AND state = 1;

-- name: report_given_up :exec
-- in: token text, fault text, nothing bytes
UPDATE verify_report SET state = 3, fault = :fault, report = :nothing, page_now = :nothing,
                         page_before = :nothing
WHERE token = :token AND state = 1;

-- name: report_forget :exec
-- in: before_us time
DELETE FROM verify_report WHERE asked_us < :before_us;

-- name: recheck_counts :many
-- out: verdict text, count int, oldest_us time
SELECT verdict, COUNT(*), MIN(checked_us) FROM verify_recheck
GROUP BY verdict ORDER BY verdict = 'TOTAL-PASSED', COUNT(*) DESC, verdict;

-- name: recheck_rows :many
-- in: verdict text, after int, most int
-- out: id int, file_sha256 text, checked_us time
SELECT id, file_sha256, checked_us FROM verify_recheck
WHERE verdict = :verdict AND id > :after ORDER BY id LIMIT :most;
