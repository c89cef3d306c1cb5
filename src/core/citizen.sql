-- name: citizen_by_id :opt
-- in: id int
-- out: id int, kind text, identifier text, name text, phone text, bound_us time?, closed_us time?
SELECT id, kind, identifier, name, phone, bound_us, closed_us FROM citizen WHERE id = :id;

-- name: citizen_claiming :opt
-- in: identifier text, phone text
-- out: id int, name text, bound_us time?
SELECT id, name, bound_us FROM citizen
WHERE identifier = :identifier AND phone = :phone AND closed_us IS NULL;

-- name: citizen_bound :opt
-- in: identifier text
-- out: id int, name text, phone text
SELECT id, name, phone FROM citizen
WHERE identifier = :identifier AND closed_us IS NULL AND bound_us IS NOT NULL;

-- name: citizen_add :one
-- in: kind text, identifier text, name text, phone text, bound_by text, bound_us time?, created_us time
-- out: id int
INSERT INTO citizen (kind, identifier, name, phone, bound_by, bound_us, created_us)
VALUES (:kind, :identifier, :name, :phone, :bound_by, :bound_us, :created_us)
RETURNING id;

-- name: citizen_name_set :exec
-- in: id int, name text
UPDATE citizen SET name = :name WHERE id = :id;

-- name: citizen_phone_set :exec
-- in: id int, phone text
UPDATE citizen SET phone = :phone WHERE id = :id;

-- name: citizen_bound_set :exec
-- in: id int, bound_by text, bound_us time
UPDATE citizen SET bound_by = :bound_by, bound_us = :bound_us WHERE id = :id AND bound_us IS NULL;

-- A claim that becomes part of the bound account, and an account that was erased.
-- name: citizen_close :exec
-- in: id int, closed_us time
UPDATE citizen SET closed_us = :closed_us WHERE id = :id AND closed_us IS NULL;

-- name: citizen_session_add :one
-- in: token_hash text, citizen_id int, assurance text, created_us time, expires_us time, address text, agent text
-- out: id int
INSERT INTO citizen_session (token_hash, citizen_id, assurance, created_us, seen_us, expires_us,
                             address, agent)
VALUES (:token_hash, :citizen_id, :assurance, :created_us, :created_us, :expires_us, :address,
        :agent)
RETURNING id;

-- name: citizen_session_by_token :opt
-- in: token_hash text
-- out: id int, assurance text, seen_us time, expires_us time, citizen_id int, kind text, identifier text, name text, phone text, bound_us time?
SELECT s.id, s.assurance, s.seen_us, s.expires_us, c.id, c.kind, c.identifier, c.name, c.phone,
       c.bound_us
FROM citizen_session s
JOIN citizen c ON c.id = s.citizen_id
WHERE s.token_hash = :token_hash AND s.ended_us IS NULL AND c.closed_us IS NULL;

-- name: citizen_session_seen :exec
-- in: id int, seen_us time
UPDATE citizen_session SET seen_us = :seen_us
WHERE id = :id AND seen_us < :seen_us AND ended_us IS NULL;

-- name: citizen_session_list :many
-- in: citizen_id int, idle_since_us time, now_us time
-- out: id int, created_us time, seen_us time, assurance text, address text, agent text
SELECT id, created_us, seen_us, assurance, address, agent
FROM citizen_session
WHERE citizen_id = :citizen_id AND ended_us IS NULL AND seen_us > :idle_since_us
  AND expires_us > :now_us
ORDER BY created_us DESC, id DESC
LIMIT 50;

-- name: citizen_session_end :exec
-- in: id int, citizen_id int, ended_us time
UPDATE citizen_session SET ended_us = :ended_us
WHERE id = :id AND citizen_id = :citizen_id AND ended_us IS NULL;

-- name: citizen_session_end_token :exec
-- in: token_hash text, ended_us time
UPDATE citizen_session SET ended_us = :ended_us
WHERE token_hash = :token_hash AND ended_us IS NULL;

-- name: citizen_session_end_others :exec
-- in: citizen_id int, but_id int, ended_us time
UPDATE citizen_session SET ended_us = :ended_us
WHERE citizen_id = :citizen_id AND id <> :but_id AND ended_us IS NULL;

-- name: citizen_session_known :one
-- in: identifier text, phone text, token_hash text, address text, since_us time
-- out: browser int, place int
SELECT coalesce(sum(CASE WHEN s.token_hash = :token_hash THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN s.address = :address THEN 1 ELSE 0 END), 0)
FROM citizen c
JOIN citizen_session s ON s.citizen_id = c.id
WHERE c.identifier = :identifier AND c.phone = :phone AND c.closed_us IS NULL
  AND s.created_us > :since_us;
