-- name: notification_add :exec
-- in: phone text, body text, object text, created_us time
INSERT INTO notification (phone, body, object, created_us)
VALUES (:phone, :body, :object, :created_us);

-- name: notification_latest :many
-- in: limit int
-- out: id int, created_us time, phone text, body text, object text
SELECT id, created_us, phone, body, object FROM notification ORDER BY id DESC LIMIT :limit;

-- name: notification_of_phone :many
-- in: phone text, limit int
-- out: id int, created_us time, phone text, body text, object text
SELECT id, created_us, phone, body, object
FROM notification
WHERE phone = :phone
ORDER BY id DESC
LIMIT :limit;

-- name: otp_sent_since :one
-- in: phone text, door text, since_us time
-- out: sent int
SELECT count(*) FROM one_time_code
WHERE phone = :phone AND door = :door AND created_us > :since_us;

-- name: otp_close_earlier :exec
-- in: purpose text, object text, now_us time
UPDATE one_time_code SET used_us = :now_us
WHERE purpose = :purpose AND object = :object AND used_us IS NULL;

-- name: otp_add :exec
-- in: purpose text, object text, phone text, door text, salt text, code_hash text, created_us time, expires_us time
INSERT INTO one_time_code (purpose, object, phone, door, salt, code_hash, created_us, expires_us, tries)
VALUES (:purpose, :object, :phone, :door, :salt, :code_hash, :created_us, :expires_us, 0);

-- name: otp_open :opt
-- in: purpose text, object text, now_us time
-- out: id int, salt text, code_hash text
SELECT id, salt, code_hash
FROM one_time_code
WHERE purpose = :purpose AND object = :object AND used_us IS NULL
  AND expires_us > :now_us AND tries < 5
ORDER BY id DESC
LIMIT 1
FOR UPDATE;

-- name: otp_count_try :exec
-- in: id int
UPDATE one_time_code SET tries = tries + 1 WHERE id = :id;

-- name: otp_use :exec
-- in: id int, now_us time
UPDATE one_time_code SET used_us = :now_us WHERE id = :id AND used_us IS NULL;

-- name: notification_forget :exec
-- in: object text
DELETE FROM notification WHERE object = :object;

-- Codes and other messages that name no dossier.
-- name: notification_forget_phone :exec
-- in: phone text
DELETE FROM notification WHERE phone = :phone AND object IN ('otp', 'privacy');
