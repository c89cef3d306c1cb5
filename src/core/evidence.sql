-- name: evidence_insert :one
-- in: kind text, object text, actor text, agency_id int, now time, salt bytes, record text,
--     leaf bytes
-- out: id int
INSERT INTO evidence (kind, object, actor, agency_id, recorded_us, salt, record, leaf)
VALUES (:kind, :object, :actor, :agency_id, :now, :salt, :record, :leaf)
RETURNING id;

-- name: evidence_subjects_add :exec
-- in: objects json, evidence_id int
INSERT INTO evidence_subject_recent (evidence_id, objects) VALUES (:evidence_id, :objects);

-- The last of so many readings that are not yet taken over.
-- name: evidence_subjects_bundle :opt
-- in: most int
-- out: last int?
SELECT MAX(evidence_id)
FROM (SELECT evidence_id FROM evidence_subject_recent ORDER BY evidence_id LIMIT :most) r;

-- name: evidence_subjects_take :exec
-- in: last int
-- sqlite:
INSERT INTO evidence_subject (object, evidence_id)
SELECT j.value, r.evidence_id
FROM evidence_subject_recent r, json_each(r.objects) j
WHERE r.evidence_id <= :last
ORDER BY 1, 2
ON CONFLICT (object, evidence_id) DO NOTHING;
-- postgres:
INSERT INTO evidence_subject (object, evidence_id)
SELECT DISTINCT j.value, r.evidence_id
FROM evidence_subject_recent r, json_array_elements_text(CAST(r.objects AS json)) AS j(value)
WHERE r.evidence_id <= :last
ORDER BY 1, 2
ON CONFLICT (object, evidence_id) DO NOTHING;

-- name: evidence_subjects_taken :exec
-- in: last int
DELETE FROM evidence_subject_recent WHERE evidence_id <= :last;

-- name: evidence_subject_forget :exec
-- in: object text
DELETE FROM evidence_subject WHERE object = :object;

-- name: evidence_of_object :many
-- in: object text
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, salt bytes,
--     record text, leaf bytes, leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, salt, record, leaf, leaf_index
FROM evidence WHERE object = :object ORDER BY id;

-- name: evidence_newest :opt
-- in: object text, kind text
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, salt bytes,
--     record text, leaf bytes, leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, salt, record, leaf, leaf_index
FROM evidence WHERE object = :object AND kind = :kind ORDER BY id DESC LIMIT 1;

-- name: evidence_in_log :many
-- in: after int, kind text, or_kind text, most int
-- out: id int, kind text, object text, actor text, agency_id int, recorded time, salt bytes,
--     record text, leaf bytes, leaf_index int?
SELECT id, kind, object, actor, agency_id, recorded_us, salt, record, leaf, leaf_index
FROM evidence WHERE leaf_index > :after AND (kind = :kind OR kind = :or_kind)
ORDER BY leaf_index LIMIT :most;

-- name: evidence_forget :exec
-- in: object text, nothing bytes
UPDATE evidence SET object = '', actor = '', salt = :nothing, record = '' WHERE object = :object;

-- name: evidence_assigned :one
-- out: size int
SELECT COALESCE(MAX(leaf_index) + 1, 0) FROM evidence;

-- name: evidence_waiting :opt
-- out: id int
SELECT id FROM evidence WHERE leaf_index IS NULL ORDER BY id LIMIT 1;

-- name: evidence_assign :exec
-- in: base int, most int
UPDATE evidence SET leaf_index = placed.place
FROM (SELECT id, CAST(:base AS @int) - 1 + ROW_NUMBER() OVER (ORDER BY id) AS place
      FROM (SELECT id FROM evidence WHERE leaf_index IS NULL ORDER BY id LIMIT :most) AS pending
     ) AS placed
WHERE evidence.id = placed.id;

-- name: evidence_leaves :many
-- in: first int, most int
-- out: leaf bytes, leaf_index int
SELECT leaf, leaf_index FROM evidence WHERE leaf_index >= :first ORDER BY leaf_index LIMIT :most;

-- name: checkpoint_last :opt
-- out: size int, root bytes, note text, at time
SELECT size, root, note, signed_us FROM evidence_checkpoint ORDER BY size DESC LIMIT 1;

-- name: checkpoint_add :exec
-- in: size int, root bytes, note text, fence int, now time
INSERT INTO evidence_checkpoint (size, root, note, fence, signed_us)
VALUES (:size, :root, :note, :fence, :now);
