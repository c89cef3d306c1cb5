-- name: picture_add :one
-- in: owner text, sha256 text, sent_sha256 text, size int, reason text, added_by text, now time, from_us time
-- out: id int
INSERT INTO signature_picture (owner, sha256, sent_sha256, size, sample_sha256, reason, added_by,
                               added_us, from_us)
VALUES (:owner, :sha256, :sent_sha256, :size, '', :reason, :added_by, :now, :from_us)
RETURNING id;

-- name: picture_by_id :opt
-- in: id int
-- out: id int, owner text, sha256 text, sent_sha256 text, size int, sample_sha256 text, reason text, added_by text, added_us time, from_us time
SELECT id, owner, sha256, sent_sha256, size, sample_sha256, reason, added_by, added_us, from_us
FROM signature_picture WHERE id = :id;

-- Newest first: what waits for confirmation, then what is or was in force.
-- name: pictures_of_owner :many
-- in: owner text, limit int
-- out: id int, owner text, sha256 text, sent_sha256 text, size int, sample_sha256 text, reason text, added_by text, added_us time, from_us time
SELECT id, owner, sha256, sent_sha256, size, sample_sha256, reason, added_by, added_us, from_us
FROM signature_picture WHERE owner = :owner
ORDER BY from_us = 0 DESC, from_us DESC, id DESC LIMIT :limit;

-- name: picture_at :opt
-- in: owner text, at_us time
-- out: id int, owner text, sha256 text, sent_sha256 text, size int, sample_sha256 text, reason text, added_by text, added_us time, from_us time
SELECT id, owner, sha256, sent_sha256, size, sample_sha256, reason, added_by, added_us, from_us
FROM signature_picture WHERE owner = :owner AND from_us > 0 AND from_us <= :at_us
ORDER BY from_us DESC, id DESC LIMIT 1;

-- name: picture_confirm :exec
-- in: id int, from_us time
UPDATE signature_picture SET from_us = :from_us WHERE id = :id AND from_us = 0;

-- name: picture_sample_set :exec
-- in: id int, sample_sha256 text
UPDATE signature_picture SET sample_sha256 = :sample_sha256 WHERE id = :id;

-- name: picture_drop_drafts :exec
-- in: owner text
DELETE FROM signature_picture WHERE owner = :owner AND from_us = 0;
