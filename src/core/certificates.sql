-- name: certificate_add :opt
-- in: kind text, domain text, key_id text, der bytes, sha256 text, name text, issuer text,
--     serial text, not_before_us time, not_after_us time, now time
-- out: id int
INSERT INTO certificate (kind, domain, key_id, der, sha256, name, issuer, serial, not_before_us,
                         not_after_us, added_us, status, status_from, status_us, revoked_us,
                         asked_us, fault)
VALUES (:kind, :domain, :key_id, :der, :sha256, :name, :issuer, :serial, :not_before_us,
        :not_after_us, :now, 'unknown', '', 0, 0, 0, '')
ON CONFLICT (sha256) DO NOTHING
RETURNING id;

-- name: certificate_hold :one
-- in: certificate_id int, person_id int?, agency_id int?, now time, by text, reason text
-- out: id int
INSERT INTO certificate_holder (certificate_id, person_id, agency_id, from_us, given_by, reason)
VALUES (:certificate_id, :person_id, :agency_id, :now, :by, :reason)
RETURNING id;

-- The best one first: whoever has a good one signs with it, whatever became of another.
-- name: certificate_of_person :opt
-- in: person_id int, at time
-- out: id int, key_id text, der bytes, status text, status_us time
SELECT c.id, c.key_id, c.der, c.status, c.status_us
FROM certificate_holder h JOIN certificate c ON c.id = h.certificate_id
WHERE h.person_id = :person_id AND h.from_us <= :at AND (h.until_us IS NULL OR h.until_us > :at)
  AND c.key_id <> '' AND c.not_before_us <= :at AND c.not_after_us > :at
  AND c.fault <> 'certificate.no_path'
ORDER BY c.status IN ('revoked', 'suspended'), c.not_after_us DESC, c.id DESC LIMIT 1;

-- name: certificate_of_agency :opt
-- in: agency_id int, at time
-- out: id int, key_id text, der bytes, status text, status_us time
SELECT c.id, c.key_id, c.der, c.status, c.status_us
FROM certificate_holder h JOIN certificate c ON c.id = h.certificate_id
WHERE h.agency_id = :agency_id AND h.from_us <= :at AND (h.until_us IS NULL OR h.until_us > :at)
  AND c.key_id <> '' AND c.not_before_us <= :at AND c.not_after_us > :at
  AND c.fault <> 'certificate.no_path'
ORDER BY c.status IN ('revoked', 'suspended'), c.not_after_us DESC, c.id DESC LIMIT 1;

-- name: certificate_standing :opt
-- in: sha256 text
-- out: id int, status text, revoked_us time
SELECT id, status, revoked_us FROM certificate WHERE sha256 = :sha256;

-- name: certificate_asked :exec
-- in: id int, status text, status_from text, status_us time, revoked_us time, now time
UPDATE certificate SET status = :status, status_from = :status_from, status_us = :status_us,
    revoked_us = :revoked_us, asked_us = :now, fault = ''
WHERE id = :id;

-- name: certificate_unanswered :exec
-- in: sha256 text, fault text, now time
UPDATE certificate SET asked_us = :now, fault = :fault WHERE sha256 = :sha256;

-- name: certificate_status_add :exec
-- in: certificate_id int, status text, since_us time, now time, source text
INSERT INTO certificate_status (certificate_id, status, since_us, recorded_us, source)
VALUES (:certificate_id, :status, :since_us, :now, :source);

-- Phones of the agencies where the holder works, or that hold it.
-- name: certificate_phones :many
-- in: id int, day date
-- out: phone text
SELECT DISTINCT v.phone
FROM certificate_holder h
LEFT JOIN appointment t ON t.person_id = h.person_id AND t.valid_from <= :day
    AND (t.valid_to IS NULL OR t.valid_to > :day)
LEFT JOIN position q ON q.id = t.position_id
LEFT JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = COALESCE(h.agency_id, u.agency_id)
    AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE h.certificate_id = :id AND h.until_us IS NULL AND v.phone <> ''
ORDER BY 1 LIMIT 20;

-- name: certificates_to_ask :many
-- in: now time, asked_before time, failed_before time, used_since time, most int
-- out: der bytes
SELECT c.der FROM certificate c
WHERE c.status <> 'revoked'
  AND (c.asked_us < :asked_before
       OR ((c.fault <> '' OR c.status = 'suspended') AND c.asked_us < :failed_before))
  AND ((c.not_before_us <= :now AND c.not_after_us > :now)
       OR EXISTS (SELECT 1 FROM signature s
                  WHERE s.certificate_id = c.id AND s.recorded_us >= :used_since))
ORDER BY c.asked_us, c.id LIMIT :most;

-- name: signature_add :exec
-- in: certificate_id int, person_id int?, agency_id int, object text, file_sha256 text, signed_us time, now time
INSERT INTO signature (certificate_id, person_id, agency_id, object, file_sha256, signed_us,
                       recorded_us)
VALUES (:certificate_id, :person_id, :agency_id, :object, :file_sha256, :signed_us, :now)
ON CONFLICT (certificate_id, object, file_sha256) DO NOTHING;

-- name: signatures_by :many
-- in: object text, sha256 text
-- out: id int, person_id int?, agency_id int, void_id int
SELECT s.id, s.person_id, s.agency_id,
       COALESCE((SELECT MAX(w.id) FROM signature_void w
                 WHERE w.signature_id = s.id AND w.until_us IS NULL), 0)
FROM signature s JOIN certificate c ON c.id = s.certificate_id
WHERE s.object = :object AND c.sha256 = :sha256 ORDER BY s.id LIMIT 40;

-- name: signature_void :exec
-- in: signature_id int, now time, fault text
INSERT INTO signature_void (signature_id, from_us, fault) VALUES (:signature_id, :now, :fault);

-- name: signature_void_end :exec
-- in: id int, now time
UPDATE signature_void SET until_us = :now WHERE id = :id;

-- name: signature_certificates :many
-- in: object text
-- out: sha256 text
SELECT DISTINCT c.sha256 FROM signature s JOIN certificate c ON c.id = s.certificate_id
WHERE s.object = :object ORDER BY c.sha256 LIMIT 40;

-- name: certificate_key_of_login :opt
-- in: login text
-- out: key_id text
SELECT c.key_id FROM account a
JOIN certificate_holder h ON h.person_id = a.person_id AND h.until_us IS NULL
JOIN certificate c ON c.id = h.certificate_id
WHERE a.login = :login AND c.key_id <> '' ORDER BY c.not_after_us DESC, c.id DESC LIMIT 1;

-- name: certificate_ending :many
-- in: before time
-- out: kind text, name text, not_after_us time
SELECT kind, name, not_after_us FROM certificate
WHERE not_after_us < :before AND NOT EXISTS (
    SELECT 1 FROM certificate newer
    WHERE newer.kind = certificate.kind AND newer.key_id = certificate.key_id
      AND newer.not_after_us > certificate.not_after_us)
UNION ALL
SELECT CASE WHEN root THEN 'root' ELSE 'issuer' END, name, not_after_us FROM trust_issuer
WHERE withdrawn_us IS NULL AND not_after_us < :before AND NOT EXISTS (
    SELECT 1 FROM trust_issuer newer
    WHERE newer.name = trust_issuer.name AND newer.withdrawn_us IS NULL
      AND newer.not_after_us > trust_issuer.not_after_us)
ORDER BY 3, 1, 2 LIMIT 100;

-- name: leaders_with_posts :many
-- in: day date, role text
-- out: person_id int, name text, agency_id int, agency_name text, title text
SELECT p.id, p.name, v.agency_id, v.name, q.title
FROM appointment t
JOIN person p ON p.id = t.person_id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
WHERE q.role = :role
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY v.agency_id, t.id;
