-- name: register_rows :many
-- in: words text, state text, now time, soon time, stale time, most int, skip int
-- out: id int, kind text, domain text, name text, issuer text, serial text, not_before_us time, not_after_us time, status text, status_us time, asked_us time, fault text, holder text, holder_id int, warn_order int
SELECT id, kind, domain, name, issuer, serial, not_before_us, not_after_us, status, status_us,
       asked_us, fault, holder, holder_id, warn_order
FROM (SELECT c.id, c.kind, c.domain, c.name, c.issuer, c.serial, c.not_before_us, c.not_after_us,
             c.status, c.status_us, c.asked_us, c.fault,
             COALESCE(p.name, v.name, '') AS holder,
             COALESCE(h.person_id, h.agency_id, 0) AS holder_id,
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

-- name: register_known :opt
-- in: sha256 text
-- out: id int, held int
SELECT c.id, (SELECT COUNT(*) FROM certificate_holder h
              WHERE h.certificate_id = c.id AND h.until_us IS NULL)
FROM certificate c WHERE c.sha256 = :sha256;

-- name: register_people :many
-- in: words text, day date
-- out: id int, name text, title text, agency_name text
SELECT p.id, p.name, q.title, v.name
FROM person p
JOIN appointment t ON t.person_id = p.id AND t.valid_from <= :day
  AND (t.valid_to IS NULL OR t.valid_to > :day)
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :day
  AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE p.name = :words ORDER BY p.id, t.id LIMIT 20;

-- name: register_agency :opt
-- in: code text, day date
-- out: id int, name text
SELECT agency_id, name FROM agency_version
WHERE code = :code AND valid_from <= :day AND (valid_to IS NULL OR valid_to > :day);

-- name: register_own :many
-- in: person_id int
-- out: id int
SELECT certificate_id FROM certificate_holder
WHERE person_id = :person_id AND until_us IS NULL ORDER BY id DESC LIMIT 20;
