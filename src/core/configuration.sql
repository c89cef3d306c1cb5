-- name: configuration_now :opt
-- in: object text
-- out: id int, value text
SELECT id, value FROM configuration WHERE object = :object AND valid_to_us IS NULL;

-- name: configuration_close :exec
-- in: id int, now time
UPDATE configuration SET valid_to_us = :now WHERE id = :id;

-- name: configuration_add :exec
-- in: object text, before text, value text, now time, actor text, reason text
INSERT INTO configuration (object, before, value, valid_from_us, actor, reason)
VALUES (:object, :before, :value, :now, :actor, :reason);

-- What held at a moment: the row in force then; before the first change, what that one replaced.
-- name: configuration_at :opt
-- in: object text, at time
-- out: value text
SELECT CASE WHEN valid_from_us <= :at THEN value ELSE before END FROM configuration
WHERE object = :object
  AND (valid_from_us <= :at
       OR NOT EXISTS (SELECT 1 FROM configuration c WHERE c.object = :object
                      AND c.valid_from_us <= :at))
ORDER BY CASE WHEN valid_from_us <= :at THEN -id ELSE id END LIMIT 1;

-- name: configuration_changes :many
-- in: object text
-- out: id int, before text, value text, changed_us time, actor text, reason text
SELECT id, before, value, valid_from_us, actor, reason FROM configuration
WHERE object = :object ORDER BY id DESC;

-- Objects are words of ASCII, so that everything that begins with 'setting:' lies from it up to
-- 'setting;'.
-- name: configuration_in_force :many
-- in: from text, to text
-- out: object text, value text, since_us time, actor text
SELECT object, value, valid_from_us, actor FROM configuration
WHERE object >= :from AND object < :to AND valid_to_us IS NULL ORDER BY object;

-- name: configuration_latest :many
-- in: from text, to text, most int
-- out: object text, before text, value text, changed_us time, actor text, reason text
SELECT object, before, value, valid_from_us, actor, reason FROM configuration
WHERE object >= :from AND object < :to ORDER BY id DESC LIMIT :most;

-- Rises with every change of anything configured.
-- name: configuration_last :one
-- out: id int
SELECT COALESCE(MAX(id), 0) FROM configuration;
