-- name: register_rows :many
-- in: words text, state text, person int, now time, soon time, stale time, most int, skip int
-- out: id int, kind text, domain text, name text, issuer text, serial text, not_before_us time, not_after_us time, status text, status_us time, asked_us time, fault text, holder text, person_id int, staff_code text, agency_code text, warn_order int
SELECT id, kind, domain, name, issuer, serial, not_before_us, not_after_us, status, status_us,
       asked_us, fault, holder, person_id, staff_code, agency_code, warn_order
FROM (SELECT c.id, c.kind, c.domain, c.name, c.issuer, c.serial, c.not_before_us, c.not_after_us,
             c.status, c.status_us, c.asked_us, c.fault,
             COALESCE(p.name, v.name, '') AS holder,
             COALESCE(h.person_id, 0) AS person_id, COALESCE(p.staff_code, '') AS staff_code,
             COALESCE(v.code, '') AS agency_code,
             CASE WHEN h.id IS NULL THEN 5
                  WHEN c.status IN ('revoked', 'suspended') THEN 1
                  WHEN c.not_after_us <= :now THEN 4
                  WHEN c.not_after_us <= :soon THEN 2
                  WHEN c.status = 'unknown' OR c.status_us < :stale THEN 3
                  ELSE 6 END AS warn_order
      FROM certificate c
      LEFT JOIN certificate_holder h ON h.certificate_id = c.id AND h.until_us IS NULL
      LEFT JOIN person p ON p.id = h.person_id
      LEFT JOIN agency_version v ON v.agency_id = h.agency_id
        AND v.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                            WHERE w.agency_id = h.agency_id)) AS r
WHERE (:words = '' OR LOWER(r.name) LIKE '%' || LOWER(:words) || '%'
       OR LOWER(r.holder) LIKE '%' || LOWER(:words) || '%' OR r.serial LIKE LOWER(:words) || '%'
       OR LOWER(r.issuer) LIKE '%' || LOWER(:words) || '%')
  AND (:person = 0 OR r.person_id = :person)
  AND (:state = ''
       OR (:state = 'good' AND r.warn_order IN (2, 6)) OR (:state = 'ending' AND r.warn_order = 2)
       OR (:state = 'unknown' AND r.warn_order = 3)
       OR (:state = 'blocked' AND r.warn_order = 1)
       OR (:state = 'expired' AND r.warn_order = 4) OR (:state = 'free' AND r.warn_order = 5))
ORDER BY r.warn_order, r.not_after_us, r.id LIMIT :most OFFSET :skip;

-- name: register_changes :many
-- in: since time
-- out: id int, name text, status text, since_us time, recorded_us time, source text
SELECT c.id, c.name, s.status, s.since_us, s.recorded_us, s.source
FROM certificate_status s JOIN certificate c ON c.id = s.certificate_id
WHERE s.recorded_us >= :since
  AND (s.status <> 'good' OR EXISTS (SELECT 1 FROM certificate_status e
                                     WHERE e.certificate_id = s.certificate_id AND e.id < s.id))
ORDER BY s.recorded_us DESC, s.id DESC LIMIT 50;

-- name: register_one :opt
-- in: id int
-- out: id int, kind text, domain text, key_id text, der bytes, sha256 text, status text, status_from text, status_us time, revoked_us time, asked_us time, fault text, added_us time, not_after_us time
SELECT id, kind, domain, key_id, der, sha256, status, status_from, status_us, revoked_us, asked_us,
       fault, added_us, not_after_us
FROM certificate WHERE id = :id;

-- name: register_holders :many
-- in: id int
-- out: id int, person_id int?, agency_id int?, name text, from_us time, until_us time?, reason text, end_reason text
SELECT h.id, h.person_id, h.agency_id, COALESCE(p.name, v.name, ''), h.from_us, h.until_us, h.reason,
       h.end_reason
FROM certificate_holder h
LEFT JOIN person p ON p.id = h.person_id
LEFT JOIN agency_version v ON v.agency_id = h.agency_id
  AND v.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = h.agency_id)
WHERE h.certificate_id = :id ORDER BY h.from_us DESC, h.id DESC LIMIT 50;

-- name: register_statuses :many
-- in: id int
-- out: status text, since_us time, recorded_us time, source text
SELECT status, since_us, recorded_us, source FROM certificate_status
WHERE certificate_id = :id ORDER BY id DESC LIMIT 50;

-- name: register_end :exec
-- in: certificate_id int, now time, by text, reason text
UPDATE certificate_holder SET until_us = :now, ended_by = :by, end_reason = :reason
WHERE certificate_id = :certificate_id AND until_us IS NULL;

-- Who holds it now.
-- name: register_held :opt
-- in: id int
-- out: person_id int?, agency_id int?
SELECT person_id, agency_id FROM certificate_holder
WHERE certificate_id = :id AND until_us IS NULL;

-- Whose administrators have a say in it.
-- name: register_reach :many
-- in: person_id int, day date
-- out: agency_id int
SELECT DISTINCT u.agency_id
FROM appointment t
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
WHERE t.person_id = :person_id AND t.valid_from <= :day
  AND (t.valid_to IS NULL OR t.valid_to > :day);

-- name: register_known :opt
-- in: sha256 text
-- out: id int, held int, person_id int, agency_id int
SELECT c.id, CASE WHEN h.id IS NULL THEN 0 ELSE 1 END, COALESCE(h.person_id, 0),
       COALESCE(h.agency_id, 0)
FROM certificate c
LEFT JOIN certificate_holder h ON h.certificate_id = c.id AND h.until_us IS NULL
WHERE c.sha256 = :sha256 LIMIT 1;

-- Who holds a post today, by name, or by the number of the staff list, at an agency or anywhere.
-- name: register_people :many
-- in: name text, staff_code text, agency_code text, day date
-- out: id int
SELECT DISTINCT p.id
FROM person p
JOIN appointment t ON t.person_id = p.id AND t.valid_from <= :day
  AND (t.valid_to IS NULL OR t.valid_to > :day)
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :day
  AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE (:name = '' OR p.name = :name) AND (:staff_code = '' OR p.staff_code = :staff_code)
  AND (:agency_code = '' OR v.code = :agency_code) AND (:name <> '' OR :staff_code <> '')
ORDER BY p.id LIMIT 2;

-- name: register_agency :opt
-- in: code text, day date
-- out: id int, name text
SELECT agency_id, name FROM agency_version
WHERE code = :code AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- What a person has and had, and what was signed with it.
-- name: person_certificates :many
-- in: person_id int
-- out: id int, domain text, name text, issuer text, serial text, not_before_us time, not_after_us time, status text, status_us time, asked_us time, from_us time, until_us time?, end_reason text, used int, voided int, last_us time
SELECT c.id, c.domain, c.name, c.issuer, c.serial, c.not_before_us, c.not_after_us, c.status,
       c.status_us, c.asked_us, h.from_us, h.until_us, h.end_reason,
       (SELECT COUNT(*) FROM signature s
        WHERE s.certificate_id = c.id AND s.person_id = h.person_id),
       (SELECT COUNT(*) FROM signature s JOIN signature_void w ON w.signature_id = s.id
        WHERE s.certificate_id = c.id AND s.person_id = h.person_id AND w.until_us IS NULL),
       COALESCE((SELECT MAX(s.signed_us) FROM signature s
                 WHERE s.certificate_id = c.id AND s.person_id = h.person_id), 0)
FROM certificate_holder h JOIN certificate c ON c.id = h.certificate_id
WHERE h.person_id = :person_id ORDER BY h.until_us IS NOT NULL, h.from_us DESC, h.id DESC LIMIT 50;

-- name: register_person :opt
-- in: id int
-- out: name text, staff_code text
SELECT name, COALESCE(staff_code, '') FROM person WHERE id = :id;

-- name: register_posts :many
-- in: person_id int, day date
-- out: title text, agency_name text, leads bool
SELECT q.title, v.name, q.role = 'lanh_dao'
FROM appointment t
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :day
  AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE t.person_id = :person_id AND t.valid_from <= :day
  AND (t.valid_to IS NULL OR t.valid_to > :day)
ORDER BY t.id LIMIT 20;

-- name: person_signatures :many
-- in: person_id int, certificate_id int, voided bool, most int, skip int
-- out: certificate_id int, name text, domain text, object text, agency text, signed_us time, recorded_us time, file_sha256 text, void_us time, fault text
SELECT c.id, c.name, c.domain, s.object, COALESCE(v.name, ''), s.signed_us, s.recorded_us,
       s.file_sha256, COALESCE(w.from_us, 0), COALESCE(w.fault, '')
FROM signature s
JOIN certificate c ON c.id = s.certificate_id
LEFT JOIN signature_void w ON w.signature_id = s.id AND w.until_us IS NULL
LEFT JOIN agency_version v ON v.agency_id = s.agency_id
  AND v.valid_from = (SELECT MAX(x.valid_from) FROM agency_version x
                      WHERE x.agency_id = s.agency_id)
WHERE s.person_id = :person_id AND (:certificate_id = 0 OR c.id = :certificate_id)
  AND (NOT :voided OR w.id IS NOT NULL)
ORDER BY s.signed_us DESC, s.id DESC LIMIT :most OFFSET :skip;

-- The difference of T2i (aspect 1) or T2u (aspect 2), with names: whoever reads this may know them.
-- name: register_missing :many
-- in: from time, as_of time, today date, aspect int, most int
-- out: person_id int, name text, title text, agency_code text, agency_name text, until_us time, signed_us time
SELECT l.person_id, p.name, q.title, l.code, l.name, l.until_us, l.signed_us
FROM @leaders(:as_of) AS l
JOIN person p ON p.id = l.person_id
JOIN appointment a ON a.id = l.id
JOIN position q ON q.id = a.position_id
WHERE l.counts = 0 ORDER BY l.code, p.name_folded, l.person_id LIMIT :most;

-- name: register_missing_count :one
-- in: from time, as_of time, today date, aspect int
-- out: missing int, leaders int
SELECT COALESCE(SUM(1 - l.counts), 0), COUNT(*) FROM @leaders(:as_of) AS l;

-- Held certificates that end before :before, whose holder has no later one and was not told.
-- name: certificates_to_remind :many
-- in: now time, before time
-- out: id int, not_after_us time
SELECT c.id, c.not_after_us
FROM certificate c
JOIN certificate_holder h ON h.certificate_id = c.id AND h.until_us IS NULL
WHERE c.not_after_us > :now AND c.not_after_us <= :before AND c.reminded_us = 0
  AND c.status NOT IN ('revoked', 'suspended') AND NOT EXISTS (
      SELECT 1 FROM certificate_holder o JOIN certificate n ON n.id = o.certificate_id
      WHERE o.until_us IS NULL AND n.not_after_us > :before
        AND (o.person_id = h.person_id OR o.agency_id = h.agency_id))
ORDER BY c.not_after_us, c.id LIMIT 200;

-- name: certificate_reminded :exec
-- in: id int, now time
UPDATE certificate SET reminded_us = :now WHERE id = :id;

-- name: register_import_add :one
-- in: name text, sha256 text, reason text, account_id int, now time
-- out: id int
INSERT INTO certificate_import (name, sha256, reason, state, report, account_id, created_us,
                                changed_us)
VALUES (:name, :sha256, :reason, 'checking', '', :account_id, :now, :now)
RETURNING id;

-- name: register_import_get :opt
-- in: id int
-- out: id int, name text, sha256 text, reason text, state text, report text, account_id int, person text, created_us time
SELECT i.id, i.name, i.sha256, i.reason, i.state, i.report, i.account_id, p.name, i.created_us
FROM certificate_import i
JOIN account a ON a.id = i.account_id
JOIN person p ON p.id = a.person_id
WHERE i.id = :id;

-- name: register_import_change :exec
-- in: id int, was text, state text, report text, now time
UPDATE certificate_import SET state = :state, report = :report, changed_us = :now
WHERE id = :id AND state = :was;

-- name: register_export :many
-- in: most int
-- out: name text, staff_code text, agency_code text, der bytes
SELECT COALESCE(p.name, ''), COALESCE(p.staff_code, ''), COALESCE(v.code, ''), c.der
FROM certificate c
JOIN certificate_holder h ON h.certificate_id = c.id AND h.until_us IS NULL
LEFT JOIN person p ON p.id = h.person_id
LEFT JOIN agency_version v ON v.agency_id = h.agency_id
  AND v.valid_from = (SELECT MAX(w.valid_from) FROM agency_version w
                      WHERE w.agency_id = h.agency_id)
ORDER BY c.id LIMIT :most;

-- name: issuer_counts :many
-- out: domain text, issuer text, held int
SELECT c.domain, c.issuer, COUNT(*)
FROM certificate c
JOIN certificate_holder h ON h.certificate_id = c.id AND h.until_us IS NULL
GROUP BY c.domain, c.issuer ORDER BY c.domain, c.issuer LIMIT 500;
