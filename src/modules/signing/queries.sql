-- name: signing_batch_add :one
-- in: account_id int, person_id int, now time
-- out: id int
INSERT INTO signing_batch (account_id, person_id, asked_us, ready_us)
VALUES (:account_id, :person_id, :now, 0)
RETURNING id;

-- name: signing_batch_by_id :opt
-- in: id int
-- out: id int, account_id int, person_id int, asked_us time, ready_us time
SELECT id, account_id, person_id, asked_us, ready_us FROM signing_batch WHERE id = :id;

-- name: signing_batch_ready_set :exec
-- in: id int, ready_us time
UPDATE signing_batch SET ready_us = :ready_us WHERE id = :id;

-- Of two pages that send the PIN at once only one goes on.
-- name: signing_batch_allow :exec
-- in: id int
UPDATE signing_batch SET ready_us = 0 WHERE id = :id AND ready_us <> 0;

-- name: signing_item_add :exec
-- in: batch_id int, source text, object_id int, code text, title text, version text
INSERT INTO signing_item (batch_id, source, object_id, code, title, version, state, words, hand,
    at_us, digest, signature, reason, again, done_us)
VALUES (:batch_id, :source, :object_id, :code, :title, :version, 1, '', '', 0, '', '', '', FALSE, 0)
ON CONFLICT (batch_id, source, object_id) DO NOTHING;

-- name: signing_items_of_batch :many
-- in: batch_id int
-- out: id int, source text, object_id int, code text, title text, version text, state int, digest text, reason text, again bool, done_us time
SELECT id, source, object_id, code, title, version, state, digest, reason, again, done_us
FROM signing_item WHERE batch_id = :batch_id ORDER BY id;

-- Asked for and not yet prepared.
-- name: signing_items_asked :many
-- in: batch_id int, limit int
-- out: id int, source text, object_id int, version text
SELECT id, source, object_id, version
FROM signing_item WHERE batch_id = :batch_id AND state = 1 ORDER BY id LIMIT :limit;

-- name: signing_items_of_part :many
-- in: batch_id int, first int, last int, limit int
-- out: id int, source text, object_id int, version text, state int, words text, hand text, at_us time, digest text, signature text
SELECT id, source, object_id, version, state, words, hand, at_us, digest, signature
FROM signing_item
WHERE batch_id = :batch_id AND id >= :first AND id <= :last AND state >= 2 AND state <= 3
ORDER BY id LIMIT :limit;

-- name: signing_item_ready :exec
-- in: id int, words text, hand text, at_us time, digest text
UPDATE signing_item
SET state = 2, words = :words, hand = :hand, at_us = :at_us, digest = :digest, reason = '',
    again = FALSE, done_us = 0
WHERE id = :id AND state = 1;

-- name: signing_item_taken :exec
-- in: id int
UPDATE signing_item SET state = 3 WHERE id = :id AND state = 2;

-- name: signing_item_signature :exec
-- in: id int, signature text
UPDATE signing_item SET signature = :signature WHERE id = :id AND state = 3;

-- name: signing_item_signed :exec
-- in: id int, now time
UPDATE signing_item SET state = 4, signature = '', done_us = :now WHERE id = :id AND state = 3;

-- name: signing_item_stopped :exec
-- in: id int, reason text, again bool, now time
UPDATE signing_item
SET state = 5, signature = '', reason = :reason, again = :again, done_us = :now
WHERE id = :id AND state <= 3;

-- What a new PIN would go on with.
-- name: signing_items_again :exec
-- in: batch_id int
UPDATE signing_item SET state = 1, reason = '', again = FALSE, done_us = 0
WHERE batch_id = :batch_id AND state = 5 AND again = TRUE;

-- What nobody has given a PIN for any more.
-- name: signing_items_let_go :exec
-- in: batch_id int, reason text, now time
UPDATE signing_item SET state = 5, reason = :reason, again = TRUE, done_us = :now
WHERE batch_id = :batch_id AND state = 2;

-- name: signing_part_add :one
-- in: batch_id int, first int, last int, grant_id text
-- out: id int
INSERT INTO signing_part (batch_id, first_item, last_item, grant_id)
VALUES (:batch_id, :first, :last, :grant_id)
RETURNING id;

-- name: signing_part_by_id :opt
-- in: id int
-- out: batch_id int, first_item int, last_item int, grant_id text
SELECT batch_id, first_item, last_item, grant_id FROM signing_part WHERE id = :id;

-- The newest batch that has a paper under way.
-- name: signing_batch_of_object :opt
-- in: source text, object_id int
-- out: batch_id int
SELECT batch_id FROM signing_item
WHERE source = :source AND object_id = :object_id ORDER BY id DESC LIMIT 1;

-- Batches of a person that wait for something: a PIN, or to go on.
-- name: signing_batches_open :many
-- in: person_id int, since time
-- out: id int, asked_us time, ready int, under_way int, again int
SELECT b.id, b.asked_us, SUM(CASE WHEN i.state = 2 THEN 1 ELSE 0 END),
    SUM(CASE WHEN i.state = 1 OR i.state = 3 THEN 1 ELSE 0 END),
    SUM(CASE WHEN i.again THEN 1 ELSE 0 END)
FROM signing_batch b JOIN signing_item i ON i.batch_id = b.id
WHERE b.person_id = :person_id AND b.asked_us >= :since
GROUP BY b.id, b.asked_us
HAVING SUM(CASE WHEN i.state <= 3 OR i.again THEN 1 ELSE 0 END) > 0
ORDER BY b.id DESC LIMIT 5;

-- name: signing_seen_put :exec
-- in: person_id int, reads text, sha256 text, now time
INSERT INTO signing_seen (person_id, reads, sha256, seen_us)
VALUES (:person_id, :reads, :sha256, :now)
ON CONFLICT (person_id, reads, sha256) DO UPDATE SET seen_us = :now;

-- name: signing_seen_of :many
-- in: person_id int, reads text
-- out: sha256 text, seen_us time
SELECT sha256, seen_us FROM signing_seen
WHERE person_id = :person_id AND reads = :reads ORDER BY seen_us DESC LIMIT 20;
