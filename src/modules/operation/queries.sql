-- name: operation_run_add :one
-- in: kind text, good bool, began time, ended time, place text, program text, rows int, files int,
--     bytes int, new_bytes int, log_size int, manifest text, detail text
-- out: id int
INSERT INTO operation_run (kind, good, began_us, ended_us, place, program, row_count, file_count,
    byte_count, new_bytes, log_size, manifest_sha256, detail)
VALUES (:kind, :good, :began, :ended, :place, :program, :rows, :files, :bytes, :new_bytes,
    :log_size, :manifest, :detail)
RETURNING id;

-- name: operation_run_last :opt
-- in: kind text
-- out: id int, kind text, good bool, began time, ended time, place text, program text, rows int,
--     files int, bytes int, new_bytes int, log_size int, manifest text, detail text
SELECT id, kind, good, began_us, ended_us, place, program, row_count, file_count, byte_count,
    new_bytes, log_size, manifest_sha256, detail
FROM operation_run WHERE kind = :kind ORDER BY ended_us DESC, id DESC LIMIT 1;

-- name: operation_run_last_good :opt
-- in: kind text
-- out: id int, kind text, good bool, began time, ended time, place text, program text, rows int,
--     files int, bytes int, new_bytes int, log_size int, manifest text, detail text
SELECT id, kind, good, began_us, ended_us, place, program, row_count, file_count, byte_count,
    new_bytes, log_size, manifest_sha256, detail
FROM operation_run WHERE kind = :kind AND good = TRUE ORDER BY ended_us DESC, id DESC LIMIT 1;

-- name: operation_run_list :many
-- in: most int
-- out: id int, kind text, good bool, began time, ended time, place text, program text, rows int,
--     files int, bytes int, new_bytes int, log_size int, manifest text, detail text
SELECT id, kind, good, began_us, ended_us, place, program, row_count, file_count, byte_count,
    new_bytes, log_size, manifest_sha256, detail
FROM operation_run ORDER BY ended_us DESC, id DESC LIMIT :most;

-- name: operation_log_newest :opt
-- out: size int, signed_at time
SELECT size, signed_us FROM evidence_checkpoint ORDER BY size DESC LIMIT 1;

-- name: operation_log_waiting :one
-- out: waiting int, oldest time
SELECT COUNT(*), COALESCE(MIN(recorded_us), 0) FROM evidence WHERE leaf_index IS NULL;

-- name: operation_migration_newest :opt
-- out: name text, applied time
SELECT name, applied_us FROM migration ORDER BY applied_us DESC, name DESC LIMIT 1;

-- name: operation_file_totals :one
-- out: files int, bytes int
SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS @int) FROM file;

-- name: operation_files_after :many
-- in: after text, most int
-- out: sha256 text, size int
SELECT sha256, size FROM file WHERE sha256 > :after ORDER BY sha256 LIMIT :most;

-- name: operation_file_known :opt
-- in: sha256 text
-- out: size int
SELECT size FROM file WHERE sha256 = :sha256;

-- name: operation_fact_sums :many
-- out: kind text, rows int, total int
SELECT kind, COUNT(*), CAST(COALESCE(SUM(happened_us % 1000003 + id % 1000003), 0) AS @int)
FROM fact GROUP BY kind ORDER BY kind;

-- name: operation_checkpoint :opt
-- out: size int, root bytes, note text
SELECT size, root, note FROM evidence_checkpoint ORDER BY size DESC LIMIT 1;

-- name: operation_leaves :many
-- in: first int, until int
-- out: leaf_index int, leaf bytes, salt bytes, record text
SELECT leaf_index, leaf, salt, record FROM evidence
WHERE leaf_index >= :first AND leaf_index < :until ORDER BY leaf_index;

-- name: operation_migrations :many
-- out: name text
SELECT name FROM migration ORDER BY name;

-- name: operation_run_of_place :opt
-- in: place text
-- out: manifest text
SELECT manifest_sha256 FROM operation_run WHERE kind = 'backup' AND place = :place
ORDER BY id DESC LIMIT 1;

-- name: operation_told :one
-- out: told_us time
SELECT COALESCE(MAX(created_us), 0) FROM notification WHERE object = 'van-hanh';

-- name: operation_leaves_unplace :exec
-- in: first int
UPDATE evidence SET leaf_index = NULL WHERE leaf_index >= :first;

-- name: operation_leaf_place :exec
-- in: leaf_index int, leaf bytes
UPDATE evidence SET leaf_index = :leaf_index
WHERE id = (SELECT MIN(id) FROM evidence WHERE leaf_index IS NULL AND leaf = :leaf);

-- name: operation_leaf_silent :exec
-- in: now time, leaf bytes, leaf_index int
INSERT INTO evidence (kind, object, actor, agency_id, recorded_us, salt, record, leaf, leaf_index)
VALUES ('log.lost', '', '', 0, :now, CAST('' AS @bytes), '', :leaf, :leaf_index);

-- name: operation_checkpoint_add :exec
-- in: size int, root bytes, note text, now time
INSERT INTO evidence_checkpoint (size, root, note, fence, signed_us)
VALUES (:size, :root, :note, 0, :now);

-- name: operation_counts :one
-- out: evidence_rows int, facts int, files int, newest time
SELECT (SELECT COUNT(*) FROM evidence), (SELECT COUNT(*) FROM fact), (SELECT COUNT(*) FROM file),
    (SELECT COALESCE(MAX(recorded_us), 0) FROM evidence);

-- name: kept_checks :one
-- out: kept int, wrong int, oldest_us int
SELECT COUNT(*), COALESCE(SUM(CASE WHEN verdict <> 'TOTAL-PASSED' AND verdict <> '' THEN 1
                                   ELSE 0 END), 0),
       COALESCE(MIN(checked_us), 0)
FROM verify_recheck;
