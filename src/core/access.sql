-- name: access_add :one
-- in: person_id int, code text, object text, agency_id int, reason text, now time, asked_by int
-- out: id int
INSERT INTO access_request (person_id, code, object, agency_id, reason, asked_us, asked_by)
VALUES (:person_id, :code, :object, :agency_id, :reason, :now, :asked_by)
RETURNING id;

-- name: access_pending :opt
-- in: person_id int, code text, since time, day date
-- out: id int
SELECT id FROM access_request
WHERE person_id = :person_id AND code = :code
  AND ((answered_us IS NULL AND asked_us > :since) OR valid_to > :day)
LIMIT 1;

-- name: access_open_count :one
-- in: person_id int, since time
-- out: count int
SELECT COUNT(*) FROM access_request
WHERE person_id = :person_id AND answered_us IS NULL AND asked_us > :since;

-- name: access_find :opt
-- in: id int
-- out: person_id int, code text, object text, agency_id int, answered_us time?, valid_from date?, valid_to date?
SELECT person_id, code, object, agency_id, answered_us, valid_from, valid_to
FROM access_request WHERE id = :id;

-- name: access_answer_set :exec
-- in: id int, now time, answered_by int, answer text, valid_from date?, valid_to date?
UPDATE access_request SET answered_us = :now, answered_by = :answered_by, answer = :answer,
                          valid_from = :valid_from, valid_to = :valid_to
WHERE id = :id AND answered_us IS NULL;

-- name: access_end_set :exec
-- in: id int, now time, ended_by int, day date
UPDATE access_request SET valid_to = :day, ended_us = :now, ended_by = :ended_by
WHERE id = :id AND valid_to > :day;

-- name: access_of_person :many
-- in: person_id int
-- out: id int, code text, object text, reason text, name text, post text, asked_us time, answered_us time?, answered_by text, answer text, valid_from date?, valid_to date?
SELECT r.id, r.code, r.object, r.reason, p.name, '', r.asked_us, r.answered_us,
       COALESCE((SELECT b.name FROM account a JOIN person b ON b.id = a.person_id
                 WHERE a.id = r.answered_by), ''),
       r.answer, r.valid_from, r.valid_to
FROM access_request r JOIN person p ON p.id = r.person_id
WHERE r.person_id = :person_id
ORDER BY r.id DESC
LIMIT 100;

-- The keeper of what a closed agency left is its heir.
-- name: access_of_places :many
-- in: places json, day date, person_id int
-- out: id int, code text, object text, reason text, name text, post text, asked_us time, answered_us time?, answered_by text, answer text, valid_from date?, valid_to date?
SELECT r.id, r.code, r.object, r.reason, p.name,
       COALESCE((SELECT MIN(q.title || ', ' || v.name) FROM appointment t
                 JOIN position q ON q.id = t.position_id
                 JOIN unit u ON u.id = q.unit_id
                 JOIN agency_version v ON v.agency_id = u.agency_id
                 WHERE t.person_id = r.person_id
                   AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
                   AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)
                   AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)), ''),
       r.asked_us, r.answered_us,
       COALESCE((SELECT b.name FROM account a JOIN person b ON b.id = a.person_id
                 WHERE a.id = r.answered_by), ''),
       r.answer, r.valid_from, r.valid_to
FROM access_request r JOIN person p ON p.id = r.person_id
WHERE r.agency_id <> 0 AND r.person_id <> :person_id AND (
    SELECT TRUE
    FROM json_each(:places) g
         JOIN agency_closure c ON c.ancestor_id = CAST(g.value ->> 'agency' AS @int)
    WHERE c.descendant_id = COALESCE(
        (SELECT h.heir_id FROM agency_heir h
         WHERE h.agency_id = r.agency_id AND h.valid_from <= :day
           AND (h.valid_to IS NULL OR h.valid_to > :day)), r.agency_id)
      AND (c.depth = 0 OR CAST(g.value ->> 'below' AS @int) = 1)
      AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
    LIMIT 1)
ORDER BY r.answered_us IS NOT NULL, r.id DESC
LIMIT 100;

-- name: access_in_force :opt
-- in: person_id int, object text, day date
-- out: agency_id int, agency_name text, answered_by text, valid_from date, valid_to date
SELECT r.agency_id,
       COALESCE((SELECT v.name FROM agency_version v WHERE v.agency_id = r.agency_id
                 ORDER BY v.valid_from DESC LIMIT 1), ''),
       COALESCE((SELECT b.name FROM account a JOIN person b ON b.id = a.person_id
                 WHERE a.id = r.answered_by), ''),
       r.valid_from, r.valid_to
FROM access_request r
WHERE r.person_id = :person_id AND r.object = :object
  AND r.valid_from <= :day AND r.valid_to > :day
ORDER BY r.valid_to DESC
LIMIT 1;
