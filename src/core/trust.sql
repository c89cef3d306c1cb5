-- name: trust_issuer_add :one
-- in: domain text, root bool, der bytes, sha256 text, name text, not_before_us time,
--     not_after_us time, source text, reason text, added_by text, now time
-- out: id int
INSERT INTO trust_issuer (domain, root, der, sha256, name, not_before_us, not_after_us, source,
                          reason, added_by, added_us)
VALUES (:domain, :root, :der, :sha256, :name, :not_before_us, :not_after_us, :source, :reason,
        :added_by, :now)
RETURNING id;

-- name: trust_issuer_end :exec
-- in: id int, now time, by text, reason text
UPDATE trust_issuer SET withdrawn_us = :now, withdrawn_by = :by, withdraw_reason = :reason
WHERE id = :id AND withdrawn_us IS NULL;

-- name: trust_issuers :many
-- out: id int, domain text, root bool, der bytes, sha256 text, name text, not_before_us time, not_after_us time, source text, reason text, added_by text, added_us time, withdrawn_us time?, withdrawn_by text, withdraw_reason text, added_name text, withdrawn_name text
SELECT id, domain, root, der, sha256, name, not_before_us, not_after_us, source, reason, added_by,
       added_us, withdrawn_us, withdrawn_by, withdraw_reason, @actor_name(added_by),
       @actor_name(withdrawn_by)
FROM trust_issuer ORDER BY withdrawn_us IS NOT NULL, domain, name, id LIMIT 500;

-- name: trust_issuer_by_id :opt
-- in: id int
-- out: id int, domain text, root bool, der bytes, sha256 text, name text, not_before_us time, not_after_us time, source text, reason text, added_by text, added_us time, withdrawn_us time?, withdrawn_by text, withdraw_reason text, added_name text, withdrawn_name text
SELECT id, domain, root, der, sha256, name, not_before_us, not_after_us, source, reason, added_by,
       added_us, withdrawn_us, withdrawn_by, withdraw_reason, @actor_name(added_by),
       @actor_name(withdrawn_by)
FROM trust_issuer WHERE id = :id;

-- name: trust_issuer_at :opt
-- in: sha256 text, at time
-- out: id int
SELECT id FROM trust_issuer
WHERE sha256 = :sha256 AND added_us <= :at AND (withdrawn_us IS NULL OR withdrawn_us > :at)
ORDER BY id DESC LIMIT 1;

-- name: trust_issuers_at :many
-- in: domain text, at time
-- out: root bool, der bytes
SELECT root, der FROM trust_issuer
WHERE (:domain = '' OR domain = :domain) AND added_us <= :at
  AND (withdrawn_us IS NULL OR withdrawn_us > :at)
ORDER BY id LIMIT 500;

-- name: trust_crls_at :many
-- in: at time
-- out: der bytes
SELECT a.der FROM revocation_answer a
WHERE a.kind = 'crl' AND a.made_us <= :at AND NOT EXISTS (
    SELECT 1 FROM revocation_answer n
    WHERE n.about = a.about AND n.kind = 'crl' AND n.made_us <= :at
      AND (n.made_us > a.made_us OR (n.made_us = a.made_us AND n.id > a.id)))
ORDER BY a.id LIMIT 100;

-- name: trust_ocsps_at :many
-- in: about text, at time
-- out: der bytes
SELECT der FROM revocation_answer
WHERE about = :about AND kind = 'ocsp' AND made_us <= :at
ORDER BY made_us DESC, id DESC LIMIT 4;

-- name: revocation_answer_add :exec
-- in: kind text, about text, der bytes, sha256 text, url text, made_us time, next_us time, now time
INSERT INTO revocation_answer (kind, about, der, sha256, url, made_us, next_us, asked_us)
VALUES (:kind, :about, :der, :sha256, :url, :made_us, :next_us, :now)
ON CONFLICT (about, sha256) DO UPDATE SET asked_us = excluded.asked_us;

-- name: revocation_answer_newest :opt
-- in: about text, kind text, since time
-- out: der bytes, url text
SELECT der, url FROM revocation_answer
WHERE about = :about AND kind = :kind AND asked_us >= :since
ORDER BY asked_us DESC, id DESC LIMIT 1;

-- name: revocation_answer_forget :exec
-- in: before time
DELETE FROM revocation_answer
WHERE asked_us < :before AND EXISTS (
    SELECT 1 FROM revocation_answer n
    WHERE n.about = revocation_answer.about AND n.kind = revocation_answer.kind
      AND n.made_us > revocation_answer.made_us);
