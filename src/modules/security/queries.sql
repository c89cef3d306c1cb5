-- Who holds each role on a day.
-- name: security_roles :many
-- in: day date
-- out: role text, people int
SELECT po.role, COUNT(DISTINCT ap.person_id)
FROM position po JOIN appointment ap ON ap.position_id = po.id
WHERE ap.valid_from <= :day AND (ap.valid_to IS NULL OR ap.valid_to > :day)
GROUP BY po.role ORDER BY po.role;

-- Accounts that lack something; each is one line of the report.
-- name: security_accounts :many
-- in: day date, made_before time, most int
-- out: login text, name text, no_totp bool, never_used bool, disabled_with_post bool
SELECT * FROM (
    SELECT a.login, p.name, a.disabled_us IS NULL AND LENGTH(a.totp_secret) = 0 AS no_totp,
           a.disabled_us IS NULL AND a.created_us < :made_before
               AND NOT EXISTS (SELECT 1 FROM session s WHERE s.account_id = a.id AND s.stage = 2)
               AS never_used,
           a.disabled_us IS NOT NULL
               AND EXISTS (SELECT 1 FROM appointment ap WHERE ap.person_id = a.person_id
                           AND ap.valid_from <= :day
                           AND (ap.valid_to IS NULL OR ap.valid_to > :day))
               AS disabled_with_post
    FROM account a JOIN person p ON p.id = a.person_id) AS looked
WHERE no_totp OR never_used OR disabled_with_post
ORDER BY login LIMIT :most;

-- name: security_account_count :one
-- out: accounts int
SELECT COUNT(*) FROM account WHERE disabled_us IS NULL;

-- The certificates that count now: one that was followed by another of the same owner does not.
-- name: security_certificates :many
-- in: most int
-- out: kind text, name text, der bytes, not_after time
SELECT c.kind, c.name, c.der, c.not_after_us
FROM certificate c JOIN certificate_holder h ON h.certificate_id = c.id AND h.until_us IS NULL
WHERE NOT EXISTS (SELECT 1 FROM certificate n
                  JOIN certificate_holder m ON m.certificate_id = n.id AND m.until_us IS NULL
                  WHERE n.not_after_us > c.not_after_us
                    AND (m.person_id = h.person_id OR m.agency_id = h.agency_id))
UNION ALL
SELECT CASE WHEN t.root THEN 'root' ELSE 'issuer' END, t.name, t.der, t.not_after_us
FROM trust_issuer t
WHERE t.withdrawn_us IS NULL
  AND NOT EXISTS (SELECT 1 FROM trust_issuer n WHERE n.withdrawn_us IS NULL AND n.name = t.name
                  AND n.not_after_us > t.not_after_us)
ORDER BY 4, 2 LIMIT :most;

-- name: security_checkpoint :opt
-- out: size int, signed_at time
SELECT size, signed_us FROM evidence_checkpoint ORDER BY size DESC LIMIT 1;

-- name: security_unlogged :opt
-- out: recorded time
SELECT recorded_us FROM evidence WHERE leaf_index IS NULL ORDER BY id LIMIT 1;
