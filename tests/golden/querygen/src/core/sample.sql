-- A comment before the first query says what the file is about.

-- name: sample_by_code :one
-- in: code text
-- out: id int, due time?, answers json,
--     open bool, fee money
SELECT id, due_us, answers, open, fee_vnd FROM sample
WHERE code = :code AND note <> 'a :colon; in "text"' -- :nothing here
FOR UPDATE;

-- name: sample_find :opt
-- in: raw bytes, from date
-- out: id int
SELECT id FROM sample WHERE raw = :raw AND day >= :from AND day <= CAST(:from AS @text);

-- name: sample_all :many
-- out: id int
SELECT id FROM sample ORDER BY id;

-- name: sample_take :exec
-- in: now time
UPDATE sample SET open = FALSE WHERE id =
    (SELECT id FROM sample WHERE due_us <= :now LIMIT 1 FOR UPDATE SKIP LOCKED);

-- name: sample_search :many
-- in: words text
-- out: id int
-- sqlite:
SELECT rowid FROM sample_words WHERE sample_words MATCH :words;
-- postgres:
SELECT id FROM sample WHERE words @@ to_tsquery('simple', :words) AND id::text <> '';

-- name: sample_within :many
-- in: day date
-- out: id int
SELECT id FROM sample WHERE @within(:day, COALESCE(day, 'a'), @first(due_us)) AND NOT @within(note, 'a', day);

-- name: sample_page :many
-- in: after int, most int
-- out: id int
SELECT id FROM sample WHERE id > :after ORDER BY id DESC
LIMIT :most;
