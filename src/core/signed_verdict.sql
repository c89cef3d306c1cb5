-- name: file_verdict_put :exec
-- in: sha256 text, state text, word text, report bytes, now time
INSERT INTO file_verdict (sha256, state, word, report, judged_us)
VALUES (:sha256, :state, :word, :report, :now)
ON CONFLICT (sha256) DO UPDATE SET state = :state, word = :word, report = :report,
                                   judged_us = :now;

-- name: file_verdict_report :opt
-- in: sha256 text
-- out: state text, report bytes, judged_us time
SELECT state, report, judged_us FROM file_verdict WHERE sha256 = :sha256;

-- name: file_verdict_forget :exec
-- in: sha256 text
DELETE FROM file_verdict WHERE sha256 = :sha256;
