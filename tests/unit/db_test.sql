-- name: sample_add :one
-- in: code text, amount money?, raw bytes?, open bool, parent int?
-- out: id int
INSERT INTO sample (code, amount, raw, open, parent)
VALUES (:code, :amount, :raw, :open, :parent) RETURNING id;

-- name: sample_by_code :opt
-- in: code text
-- out: id int, amount money?, raw bytes?, open bool
SELECT id, amount, raw, open FROM sample WHERE code = :code;

-- name: sample_all :many
-- out: code text
SELECT code FROM sample ORDER BY code;

-- name: sample_page :many
-- in: after text, open bool, most int
-- out: code text
SELECT code FROM sample WHERE code > :after AND open = :open ORDER BY code LIMIT :most;

-- name: sample_amount :one
-- in: id int
-- out: amount money
SELECT amount FROM sample WHERE id = :id;

-- name: sample_close :exec
-- in: prefix text
UPDATE sample SET open = FALSE WHERE code LIKE :prefix || '%' AND open;

-- name: sample_put :exec
-- in: code text
INSERT INTO sample (code, open) VALUES (:code, TRUE);
