-- name: certificate_add :exec
-- in: kind text, key_id text, person_id int?, agency_id int?, der bytes, sha256 text, name text, not_before_us time, not_after_us time, now time
INSERT INTO certificate (kind, key_id, person_id, agency_id, der, sha256, name, not_before_us,
                         not_after_us, added_us)
VALUES (:kind, :key_id, :person_id, :agency_id, :der, :sha256, :name, :not_before_us,
        :not_after_us, :now)
ON CONFLICT (sha256) DO NOTHING;

-- name: certificate_of_person :opt
-- in: person_id int, at time
-- out: key_id text, der bytes
SELECT key_id, der FROM certificate
WHERE kind = 'person' AND person_id = :person_id AND not_before_us <= :at AND not_after_us > :at
ORDER BY not_after_us DESC, id DESC LIMIT 1;

-- name: certificate_of_agency :opt
-- in: agency_id int, at time
-- out: key_id text, der bytes
SELECT key_id, der FROM certificate
WHERE kind = 'agency' AND agency_id = :agency_id AND not_before_us <= :at AND not_after_us > :at
ORDER BY not_after_us DESC, id DESC LIMIT 1;

-- name: certificate_of_kind :many
-- in: kind text
-- out: der bytes
SELECT der FROM certificate WHERE kind = :kind ORDER BY id LIMIT 100;

-- name: certificate_ending :many
-- in: before time
-- out: kind text, name text, not_after_us time
SELECT kind, name, not_after_us FROM certificate
WHERE not_after_us < :before AND NOT EXISTS (
    SELECT 1 FROM certificate newer
    WHERE newer.kind = certificate.kind AND newer.key_id = certificate.key_id
      AND newer.not_after_us > certificate.not_after_us)
ORDER BY not_after_us, id LIMIT 100;

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
