-- name: heir_of :opt
-- in: agency_id int, day date
-- out: heir_id int
SELECT heir_id FROM agency_heir
WHERE agency_id = :agency_id AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- name: heir_answers :many
-- in: heir_id int, day date
-- out: agency_id int
SELECT agency_id FROM agency_heir
WHERE heir_id = :heir_id AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)
ORDER BY agency_id;

-- Those for whom the closing agency answers until the day: handed on by the two statements below.
-- name: heir_hand_on :exec
-- in: agency_id int, heir_id int, day date
INSERT INTO agency_heir (agency_id, heir_id, valid_from)
SELECT agency_id, :heir_id, :day FROM agency_heir
WHERE heir_id = :agency_id AND valid_from < :day AND valid_to IS NULL;

-- name: heir_end :exec
-- in: agency_id int, day date
UPDATE agency_heir SET valid_to = :day
WHERE heir_id = :agency_id AND valid_from < :day AND valid_to IS NULL;

-- name: heir_add :exec
-- in: agency_id int, heir_id int, day date
INSERT INTO agency_heir (agency_id, heir_id, valid_from) VALUES (:agency_id, :heir_id, :day);

-- Of the agency itself and of those handed on with it.
-- name: heir_forget :exec
-- in: agency_id int, heir_id int, day date
DELETE FROM agency_heir
WHERE heir_id = :heir_id AND valid_from = :day AND valid_to IS NULL
  AND (agency_id = :agency_id
       OR agency_id IN (SELECT h.agency_id FROM agency_heir h
                        WHERE h.heir_id = :agency_id AND h.valid_to = :day));

-- name: heir_resume :exec
-- in: agency_id int, day date
UPDATE agency_heir SET valid_to = NULL WHERE heir_id = :agency_id AND valid_to = :day;
