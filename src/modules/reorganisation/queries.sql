-- name: reorganisation_add :one
-- in: number text, title text, decided_on date, effective_on date, file_sha256 text, file_name text, revision int, prepared_by text, prepared_mark text, now time
-- out: id int
INSERT INTO reorganisation (number, title, decided_on, effective_on, file_sha256, file_name, state,
                            revision, prepared_by, prepared_mark, prepared_us)
VALUES (:number, :title, :decided_on, :effective_on, :file_sha256, :file_name, 'draft',
        :revision, :prepared_by, :prepared_mark, :now)
RETURNING id;

-- name: reorganisation_by_id :opt
-- in: id int
-- out: id int, number text, title text, decided_on date, effective_on date, file_sha256 text, file_name text, state text, revision int, prepared_by text, prepared_mark text, prepared_us time, approved_by text, approved_mark text, approved_us time, runs_us time, applied_us time, took_us time, problem text, undone_us time, undone_by text, undo_number text, tried_us time, tried_took_us time
SELECT id, number, title, decided_on, effective_on, file_sha256, file_name, state, revision,
       prepared_by, prepared_mark, prepared_us, approved_by, approved_mark, approved_us, runs_us,
       applied_us, took_us, problem, undone_us, undone_by, undo_number, tried_us, tried_took_us
FROM reorganisation WHERE id = :id;

-- name: reorganisation_lock :opt
-- in: id int
-- out: state text
SELECT state FROM reorganisation WHERE id = :id FOR UPDATE;

-- name: reorganisation_list :many
-- in: most int
-- out: id int, number text, title text, effective_on date, state text, operations int
SELECT r.id, r.number, r.title, r.effective_on, r.state,
       (SELECT COUNT(*) FROM reorganisation_operation o WHERE o.reorganisation_id = r.id)
FROM reorganisation r ORDER BY r.effective_on DESC, r.id DESC LIMIT :most;

-- name: reorganisation_set :exec
-- in: id int, number text, title text, decided_on date, effective_on date
UPDATE reorganisation
SET number = :number, title = :title, decided_on = :decided_on, effective_on = :effective_on
WHERE id = :id AND state IN ('draft', 'failed');

-- name: reorganisation_file_set :exec
-- in: id int, file_sha256 text, file_name text
UPDATE reorganisation SET file_sha256 = :file_sha256, file_name = :file_name
WHERE id = :id AND state IN ('draft', 'failed');

-- name: reorganisation_touch :exec
-- in: id int, revision int
UPDATE reorganisation SET revision = revision + 1, state = 'draft', problem = '', tried_us = 0
WHERE id = :id AND revision = :revision AND state IN ('draft', 'failed');

-- name: reorganisation_approved :exec
-- in: id int, approved_by text, approved_mark text, now time, runs time
UPDATE reorganisation
SET state = 'approved', revision = revision + 1, approved_by = :approved_by,
    approved_mark = :approved_mark, approved_us = :now, runs_us = :runs, problem = ''
WHERE id = :id AND state IN ('draft', 'failed');

-- name: reorganisation_withdrawn :exec
-- in: id int
UPDATE reorganisation
SET state = 'draft', revision = revision + 1, approved_by = '', approved_mark = '',
    approved_us = 0, runs_us = 0
WHERE id = :id AND state = 'approved';

-- name: reorganisation_applied :exec
-- in: id int, now time, took int
UPDATE reorganisation SET state = 'applied', applied_us = :now, took_us = :took
WHERE id = :id AND state = 'approved';

-- name: reorganisation_failed :exec
-- in: id int, problem text
UPDATE reorganisation SET state = 'failed', problem = :problem WHERE id = :id AND state = 'approved';

-- name: reorganisation_undone :exec
-- in: id int, now time, undone_by text, undo_number text
UPDATE reorganisation
SET state = 'undone', undone_us = :now, undone_by = :undone_by, undo_number = :undo_number
WHERE id = :id AND state = 'applied';

-- name: operation_add :one
-- in: reorganisation_id int, place int, kind text, code text, new_code text, area_code text, name text, place_name text, unit_kind text, level int, parent_code text, address text
-- out: id int
INSERT INTO reorganisation_operation (reorganisation_id, place, kind, code, new_code, area_code,
                                      name, place_name, unit_kind, level, parent_code, address)
VALUES (:reorganisation_id, :place, :kind, :code, :new_code, :area_code, :name, :place_name,
        :unit_kind, :level, :parent_code, :address)
RETURNING id;

-- name: operations_of :many
-- in: reorganisation_id int
-- out: id int, place int, kind text, code text, new_code text, area_code text, name text, place_name text, unit_kind text, level int, parent_code text, address text
SELECT id, place, kind, code, new_code, area_code, name, place_name, unit_kind, level, parent_code,
       address
FROM reorganisation_operation WHERE reorganisation_id = :reorganisation_id ORDER BY place;

-- name: operation_last :one
-- in: reorganisation_id int
-- out: place int
SELECT COALESCE(MAX(place), 0) FROM reorganisation_operation
WHERE reorganisation_id = :reorganisation_id;

-- name: operation_parts_remove :exec
-- in: reorganisation_id int, place int
DELETE FROM reorganisation_part WHERE operation_id IN (
    SELECT id FROM reorganisation_operation
    WHERE reorganisation_id = :reorganisation_id AND place = :place);

-- name: operation_remove :exec
-- in: reorganisation_id int, place int
DELETE FROM reorganisation_operation
WHERE reorganisation_id = :reorganisation_id AND place = :place;

-- name: operation_part_add :exec
-- in: operation_id int, place int, code text, rule text, words text
INSERT INTO reorganisation_part (operation_id, place, code, rule, words)
VALUES (:operation_id, :place, :code, :rule, :words);

-- name: parts_of :many
-- in: reorganisation_id int
-- out: operation_id int, code text, rule text, words text
SELECT p.operation_id, p.code, p.rule, p.words
FROM reorganisation_part p JOIN reorganisation_operation o ON o.id = p.operation_id
WHERE o.reorganisation_id = :reorganisation_id ORDER BY o.place, p.place;

-- name: total_set :exec
-- in: reorganisation_id int, holding text, agency_id int, before_count int, after_count int
INSERT INTO reorganisation_total (reorganisation_id, holding, agency_id, before_count, after_count)
VALUES (:reorganisation_id, :holding, :agency_id, :before_count, :after_count);

-- name: totals_forget :exec
-- in: reorganisation_id int
DELETE FROM reorganisation_total WHERE reorganisation_id = :reorganisation_id;

-- name: reorganisation_tried :exec
-- in: id int, revision int, now time, took int, problem text
UPDATE reorganisation SET tried_us = :now, tried_took_us = :took, problem = :problem
WHERE id = :id AND revision = :revision AND state IN ('draft', 'failed');

-- name: totals_of :many
-- in: reorganisation_id int
-- out: holding text, before_count int, after_count int
SELECT holding, SUM(before_count), SUM(after_count)
FROM reorganisation_total WHERE reorganisation_id = :reorganisation_id GROUP BY holding
ORDER BY holding;

-- name: totals_by_agency :many
-- in: reorganisation_id int
-- out: agency_id int, holding text, before_count int, after_count int
SELECT agency_id, holding, before_count, after_count
FROM reorganisation_total WHERE reorganisation_id = :reorganisation_id
ORDER BY agency_id, holding;

-- Everything that a run wrote down to count and move, before it runs again.
-- name: run_forget_scope :exec
-- in: run int
DELETE FROM holding_scope WHERE run_id = :run;

-- What is being sent to them is waited for, what comes next waits (dossier: agency_pin).
-- name: run_agencies_lock :many
-- in: run int
-- out: id int
SELECT id FROM agency
WHERE id IN (SELECT agency_id FROM holding_scope WHERE run_id = :run)
ORDER BY id FOR UPDATE;

-- Who is touched by a decision that waits or stands, and from which day.
-- name: runs_over_agency :many
-- in: agency_id int, but int
-- out: id int, number text, effective_on date
SELECT r.id, r.number, r.effective_on
FROM holding_scope s JOIN reorganisation r ON r.id = s.run_id
WHERE s.agency_id = :agency_id AND r.id <> :but AND r.state = 'approved';

-- name: seal_of_agency :opt
-- in: agency_id int, now time
-- out: id int
SELECT c.id FROM certificate_holder h JOIN certificate c ON c.id = h.certificate_id
WHERE h.agency_id = :agency_id AND (h.until_us IS NULL OR h.until_us > :now)
  AND c.not_after_us > :now AND c.status NOT IN ('revoked', 'suspended') LIMIT 1;

-- name: agency_changed_after :opt
-- in: id int, day date
-- out: valid_from date
SELECT MAX(valid_from) FROM agency_version WHERE agency_id = :id
HAVING MAX(valid_from) >= :day OR MAX(COALESCE(valid_to, '9999-12-31')) < '9999-12-31';

-- name: people_of_agency :one
-- in: id int, day date
-- out: count int
SELECT COUNT(*)
FROM unit u JOIN position q ON q.unit_id = u.id JOIN appointment t ON t.position_id = q.id
WHERE u.agency_id = :id AND (t.valid_to IS NULL OR (t.valid_to > :day AND t.valid_to > t.valid_from));

-- name: holders_of_agency :many
-- in: id int, day date
-- out: person_id int, name text, unit text, title text
SELECT p.id, p.name, u.name, q.title
FROM unit u JOIN position q ON q.unit_id = u.id JOIN appointment t ON t.position_id = q.id
JOIN person p ON p.id = t.person_id
WHERE u.agency_id = :id AND (t.valid_to IS NULL OR (t.valid_to > :day AND t.valid_to > t.valid_from))
ORDER BY p.id, t.id;

-- name: tier_resume :exec
-- in: level int, day date
UPDATE tier SET valid_to = NULL WHERE level = :level AND valid_to = :day;

-- name: fate_add :exec
-- in: reorganisation_id int, place int, agency_id int, fate text, heir_id int
INSERT INTO reorganisation_agency (reorganisation_id, place, agency_id, fate, heir_id)
VALUES (:reorganisation_id, :place, :agency_id, :fate, :heir_id);

-- Names and levels as last known.
-- name: fates_of :many
-- in: reorganisation_id int
-- out: agency_id int, fate text, heir_id int, code text, name text, kind text, level int, parent_id int?
SELECT a.agency_id, a.fate, a.heir_id, v.code, v.name, v.kind, v.level, v.parent_id
FROM reorganisation_agency a
JOIN agency_version v ON v.agency_id = a.agency_id
  AND v.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = a.agency_id)
WHERE a.reorganisation_id = :reorganisation_id ORDER BY a.place;

-- name: successions_on :many
-- in: reorganisation_id int, day date
-- out: predecessor_id int, successor_id int
SELECT s.predecessor_id, s.successor_id
FROM reorganisation_agency a JOIN agency_successor s ON s.predecessor_id = a.agency_id
WHERE a.reorganisation_id = :reorganisation_id AND a.fate = 'closed' AND s.on_day = :day
ORDER BY s.id;

-- Names as last known.
-- name: totals_named :many
-- in: reorganisation_id int
-- out: holding text, code text, name text, before_count int, after_count int
SELECT t.holding, v.code, v.name, t.before_count, t.after_count
FROM reorganisation_total t
JOIN agency_version v ON v.agency_id = t.agency_id
  AND v.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = t.agency_id)
WHERE t.reorganisation_id = :reorganisation_id
ORDER BY t.holding, v.code;
