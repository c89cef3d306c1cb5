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
SELECT c.kind, c.name, c.der, c.not_after_us FROM certificate c
WHERE NOT EXISTS (SELECT 1 FROM certificate n WHERE n.kind = c.kind
                  AND n.not_after_us > c.not_after_us
                  AND ((c.person_id IS NOT NULL AND n.person_id = c.person_id)
                       OR (c.agency_id IS NOT NULL AND n.agency_id = c.agency_id)
                       OR (c.person_id IS NULL AND c.agency_id IS NULL AND n.name = c.name)))
ORDER BY c.not_after_us, c.id LIMIT :most;

-- name: security_checkpoint :opt
-- out: size int, signed_at time
SELECT size, signed_us FROM evidence_checkpoint ORDER BY size DESC LIMIT 1;

-- name: security_unlogged :opt
-- out: recorded time
SELECT recorded_us FROM evidence WHERE leaf_index IS NULL ORDER BY id LIMIT 1;
