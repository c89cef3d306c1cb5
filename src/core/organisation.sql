-- name: agency_by_id :opt
-- in: id int, day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.agency_id = :id AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day);

-- name: agency_by_code :opt
-- in: code text, day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.code = :code AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day);

-- name: agency_all :many
-- in: day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.level, v.code;

-- For pickers: without the technical units, W00.
-- name: agency_at_level :many
-- in: level int, day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.level = :level AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
  AND v.code NOT LIKE '%W00%'
ORDER BY v.name_folded, v.code;

-- Those where somebody holds a post of the role.
-- name: agency_receiving :many
-- in: level int, role text, day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.level = :level AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
  AND EXISTS (SELECT 1 FROM unit u
              JOIN position q ON q.unit_id = u.id AND q.role = :role
              JOIN appointment t ON t.position_id = q.id
              WHERE u.agency_id = v.agency_id AND t.valid_from <= :day
                AND (t.valid_to IS NULL OR t.valid_to > :day))
ORDER BY v.name_folded, v.code;

-- name: agency_children :many
-- in: parent_id int, day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.parent_id = :parent_id AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.level, v.name_folded, v.code;

-- name: agency_roots :many
-- in: day date
-- out: id int, code text, area_code text, name text, place text, kind text, level int, parent_id int?, address text, phone text, branch text
SELECT v.agency_id, v.code, v.area_code, v.name, v.place, v.kind, v.level, v.parent_id, v.address,
       v.phone, v.branch
FROM agency_version v
WHERE v.parent_id IS NULL AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.level, v.name_folded, v.code;

-- name: agency_below :opt
-- in: ancestor int, descendant int, day date
-- out: depth int
SELECT depth
FROM agency_closure
WHERE ancestor_id = :ancestor AND descendant_id = :descendant
  AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- name: tier_name :opt
-- in: level int, day date
-- out: name text
SELECT name
FROM tier
WHERE level = :level AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- name: tier_add :exec
-- in: level int, name text, valid_from date
INSERT INTO tier (level, name, valid_from) VALUES (:level, :name, :valid_from);

-- name: agency_add :one
-- in: created_us time
-- out: id int
INSERT INTO agency (created_us) VALUES (:created_us) RETURNING id;

-- name: agency_version_add :exec
-- in: agency_id int, code text, area_code text, name text, place text, name_folded text, kind text, level int, parent_id int?, address text, phone text, act text, branch text, valid_from date
INSERT INTO agency_version (agency_id, code, area_code, name, place, name_folded, kind, level,
                            parent_id, address, phone, act, branch, valid_from)
VALUES (:agency_id, :code, :area_code, :name, :place, :name_folded, :kind, :level,
        :parent_id, :address, :phone, :act, :branch, :valid_from);

-- name: unit_find :opt
-- in: agency_id int, name text, day date
-- out: id int
SELECT id
FROM unit
WHERE agency_id = :agency_id AND name = :name
  AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- A row that ended on its first day was taken back; the same may happen once more.
-- name: unit_add :one
-- in: agency_id int, name text, valid_from date
-- out: id int
INSERT INTO unit (agency_id, name, valid_from) VALUES (:agency_id, :name, :valid_from)
ON CONFLICT (agency_id, name, valid_from) DO UPDATE SET valid_to = NULL
RETURNING id;

-- name: position_find :opt
-- in: unit_id int, title text, day date
-- out: id int, role text, subtree bool
SELECT id, role, subtree
FROM position
WHERE unit_id = :unit_id AND title = :title
  AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- name: position_add :one
-- in: unit_id int, title text, role text, subtree bool, valid_from date
-- out: id int
INSERT INTO position (unit_id, title, role, subtree, valid_from)
VALUES (:unit_id, :title, :role, :subtree, :valid_from)
ON CONFLICT (unit_id, title, valid_from)
DO UPDATE SET valid_to = NULL, role = excluded.role, subtree = excluded.subtree
RETURNING id;

-- name: person_add :one
-- in: name text, name_folded text, created_us time
-- out: id int
INSERT INTO person (name, name_folded, created_us)
VALUES (:name, :name_folded, :created_us)
RETURNING id;

-- name: appointment_add :exec
-- in: person_id int, position_id int, decision text, valid_from date
INSERT INTO appointment (person_id, position_id, decision, valid_from)
VALUES (:person_id, :position_id, :decision, :valid_from)
ON CONFLICT (person_id, position_id, valid_from)
DO UPDATE SET valid_to = NULL, end_decision = '', decision = excluded.decision;
