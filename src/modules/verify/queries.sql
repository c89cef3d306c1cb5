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
