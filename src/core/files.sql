-- name: file_insert :exec
-- in: sha256 text, size int, media_type text, now time
INSERT INTO file (sha256, size, media_type, added_us) VALUES (:sha256, :size, :media_type, :now)
ON CONFLICT (sha256) DO NOTHING;

-- name: file_forget :exec
-- in: sha256 text
DELETE FROM file WHERE sha256 = :sha256;
