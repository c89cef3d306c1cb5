-- Every kept result with what its signatures came to when they were last looked at.
CREATE TABLE verify_recheck (
    id @id,
    file_sha256 @text NOT NULL UNIQUE,
    checked_us @time NOT NULL,
    verdict @text NOT NULL
);
CREATE INDEX verify_recheck_due ON verify_recheck (checked_us);
INSERT INTO verify_recheck (file_sha256, checked_us, verdict)
SELECT DISTINCT file_sha256, 0, '' FROM verify_part;
