-- name: account_cards :many
-- in: agency_id int, subtree bool, day date, words text, login text, now_us time, most int
-- out: id int, login text, name text, title text, agency_name text, begun bool, disabled_us time?, recovery bool, seen_us time?
SELECT a.id, a.login, p.name, q.title, coalesce(v.name, ''),
       a.password_hash <> '' AND length(a.totp_secret) > 0, a.disabled_us,
       EXISTS (SELECT 1 FROM account_recovery r
               WHERE r.account_id = a.id AND r.approved_us IS NULL AND r.ended_us IS NULL
                 AND r.expires_us > :now_us),
       (SELECT max(s.seen_us) FROM session s WHERE s.account_id = a.id AND s.stage = 2)
FROM account a
JOIN person p ON p.id = a.person_id
JOIN appointment t ON t.id = (
    SELECT x.id FROM appointment x
    WHERE x.person_id = a.person_id
    ORDER BY CASE WHEN x.valid_from <= :day AND (x.valid_to IS NULL OR x.valid_to > :day)
             THEN 0 ELSE 1 END, x.valid_from DESC, x.id
    LIMIT 1)
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
LEFT JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :day
    AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE ((:words = '' AND :login = '') OR (:words <> '' AND p.name_folded LIKE '%' || :words || '%')
       OR (:login <> '' AND a.login LIKE '%' || :login || '%'))
  AND EXISTS (SELECT 1 FROM agency_closure c
              WHERE c.ancestor_id = :agency_id AND c.descendant_id = u.agency_id
                AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
                AND (:subtree OR c.depth = 0))
ORDER BY p.name_folded, a.id
LIMIT :most;

-- name: account_card :opt
-- in: id int, day date
-- out: person_id int, login text, name text, title text, unit_name text, agency_id int, agency_name text, phone text, has_password bool, has_code bool, began bool, created_us time, disabled_us time?
SELECT a.person_id, a.login, p.name, q.title, u.name, u.agency_id, coalesce(v.name, ''), a.phone,
       a.password_hash <> '', length(a.totp_secret) > 0,
       EXISTS (SELECT 1 FROM session s WHERE s.account_id = a.id AND s.stage = 2), a.created_us,
       a.disabled_us
FROM account a
JOIN person p ON p.id = a.person_id
JOIN appointment t ON t.id = (
    SELECT x.id FROM appointment x
    WHERE x.person_id = a.person_id
    ORDER BY CASE WHEN x.valid_from <= :day AND (x.valid_to IS NULL OR x.valid_to > :day)
             THEN 0 ELSE 1 END, x.valid_from DESC, x.id
    LIMIT 1)
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
LEFT JOIN agency_version v ON v.agency_id = u.agency_id AND v.valid_from <= :day
    AND (v.valid_to IS NULL OR v.valid_to > :day)
WHERE a.id = :id;

-- name: account_people :many
-- in: agency_id int, subtree bool, day date, words text, most int
-- out: person_id int, name text, title text, agency_name text
SELECT p.id, p.name, q.title, v.name
FROM person p
JOIN appointment t ON t.person_id = p.id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
JOIN agency_closure c ON c.descendant_id = u.agency_id
WHERE p.name_folded LIKE '%' || :words || '%'
  AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id)
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
  AND c.ancestor_id = :agency_id AND (:subtree OR c.depth = 0)
  AND c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to > :day)
ORDER BY p.name_folded, p.id, t.id
LIMIT :most;

-- name: account_person_post :opt
-- in: person_id int, day date
-- out: name text, title text, agency_id int, agency_name text, accounts int
SELECT p.name, q.title, v.agency_id, v.name,
       (SELECT count(*) FROM account a WHERE a.person_id = p.id)
FROM person p
JOIN appointment t ON t.person_id = p.id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
WHERE p.id = :person_id
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY t.id
LIMIT 1;

-- What the person holds, will hold, or stands in for, gives one of these.
-- name: account_weighty :one
-- in: person_id int, day date
-- out: weighty bool
SELECT EXISTS (
    SELECT 1
    FROM appointment t
    JOIN position q ON q.id = t.position_id
    JOIN role_permission r ON r.role = q.role
    WHERE (t.person_id = :person_id OR t.person_id IN (
               SELECT d.from_person_id FROM delegation d
               WHERE d.to_person_id = :person_id AND d.valid_to > :day))
      AND (t.valid_to IS NULL OR t.valid_to > :day)
      AND (q.valid_to IS NULL OR q.valid_to > :day)
      AND (r.valid_to IS NULL OR r.valid_to > :day)
      AND r.permission IN ('result.sign', 'account.manage', 'account.recover', 'role.manage',
                           'delegation.manage', 'organisation.manage', 'reorganisation.apply',
                           'configuration.manage', 'privacy.erase', 'evidence.read'));

-- name: account_phone :exec
-- in: id int, phone text
UPDATE account SET phone = :phone WHERE id = :id;

-- name: account_name :opt
-- in: id int
-- out: name text
SELECT p.name FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :id;

-- name: account_password :opt
-- in: id int
-- out: login text, password_hash text
SELECT login, password_hash FROM account WHERE id = :id;

-- name: account_set_password :exec
-- in: id int, password_hash text
UPDATE account SET password_hash = :password_hash WHERE id = :id;

-- name: account_set_code :exec
-- in: id int, totp_secret bytes, totp_step int
UPDATE account SET totp_secret = :totp_secret, totp_step = :totp_step WHERE id = :id;

-- name: account_lock :exec
-- in: id int, disabled_us time?
UPDATE account SET disabled_us = :disabled_us WHERE id = :id;

-- name: invitation_add :exec
-- in: account_id int, kind text, token_hash text, totp_secret bytes, made_by int, created_us time, expires_us time
INSERT INTO account_invitation (account_id, kind, token_hash, totp_secret, made_by, created_us,
                                expires_us)
VALUES (:account_id, :kind, :token_hash, :totp_secret, :made_by, :created_us, :expires_us);

-- name: invitation_end_all :exec
-- in: account_id int, ended_us time
UPDATE account_invitation SET ended_us = :ended_us
WHERE account_id = :account_id AND used_us IS NULL AND ended_us IS NULL;

-- name: invitation_by_token :opt
-- in: token_hash text, now_us time
-- out: id int, account_id int, person_id int, kind text, totp_secret bytes, expires_us time, login text, name text, password_hash text, account_secret bytes, account_step int
SELECT i.id, i.account_id, p.id, i.kind, i.totp_secret, i.expires_us, a.login, p.name, a.password_hash,
       a.totp_secret, a.totp_step
FROM account_invitation i
JOIN account a ON a.id = i.account_id
JOIN person p ON p.id = a.person_id
WHERE i.token_hash = :token_hash AND i.used_us IS NULL AND i.ended_us IS NULL
  AND i.expires_us > :now_us AND a.disabled_us IS NULL;

-- name: invitation_use :exec
-- in: id int, used_us time
UPDATE account_invitation SET used_us = :used_us
WHERE id = :id AND used_us IS NULL AND ended_us IS NULL;

-- name: invitation_forget_secret :exec
-- in: id int, nothing bytes
UPDATE account_invitation SET totp_secret = :nothing WHERE id = :id;

-- name: invitation_waiting :opt
-- in: account_id int, now_us time
-- out: kind text, created_us time, expires_us time
SELECT kind, created_us, expires_us FROM account_invitation
WHERE account_id = :account_id AND used_us IS NULL AND ended_us IS NULL AND expires_us > :now_us
ORDER BY id DESC
LIMIT 1;

-- name: recovery_add :exec
-- in: account_id int, reason text, opened_by int, opened_us time, expires_us time
INSERT INTO account_recovery (account_id, reason, opened_by, opened_us, expires_us)
VALUES (:account_id, :reason, :opened_by, :opened_us, :expires_us);

-- name: recovery_expire :exec
-- in: account_id int, now_us time
UPDATE account_recovery SET ended_us = expires_us
WHERE account_id = :account_id AND approved_us IS NULL AND ended_us IS NULL
  AND expires_us <= :now_us;

-- name: recovery_open :opt
-- in: account_id int, now_us time
-- out: id int, reason text, opened_us time, expires_us time, opened_by int, opener_person int, opener_name text
SELECT r.id, r.reason, r.opened_us, r.expires_us, r.opened_by, a.person_id, p.name
FROM account_recovery r
JOIN account a ON a.id = r.opened_by
JOIN person p ON p.id = a.person_id
WHERE r.account_id = :account_id AND r.approved_us IS NULL AND r.ended_us IS NULL
  AND r.expires_us > :now_us;

-- name: recovery_approve :exec
-- in: id int, approved_by int, approved_us time
UPDATE account_recovery SET approved_by = :approved_by, approved_us = :approved_us
WHERE id = :id AND approved_us IS NULL AND ended_us IS NULL AND expires_us > :approved_us;

-- name: recovery_end :exec
-- in: account_id int, ended_by int, ended_us time
UPDATE account_recovery SET ended_by = :ended_by, ended_us = :ended_us
WHERE account_id = :account_id AND approved_us IS NULL AND ended_us IS NULL;
