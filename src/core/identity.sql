-- name: account_by_login :opt
-- in: login text
-- out: id int, password_hash text, disabled_us time?
SELECT id, password_hash, disabled_us FROM account WHERE login = :login;

-- name: account_totp :opt
-- in: id int
-- out: login text, name text, totp_secret bytes, totp_step int, disabled_us time?
SELECT a.login, p.name, a.totp_secret, a.totp_step, a.disabled_us
FROM account a JOIN person p ON p.id = a.person_id
WHERE a.id = :id;

-- name: account_use_step :exec
-- in: id int, step int
UPDATE account SET totp_step = :step WHERE id = :id AND totp_step < :step;

-- name: account_add :one
-- in: person_id int, login text, password_hash text, totp_secret bytes, demo bool, created_us time
-- out: id int
INSERT INTO account (person_id, login, password_hash, totp_secret, totp_step, demo, created_us)
VALUES (:person_id, :login, :password_hash, :totp_secret, 0, :demo, :created_us)
RETURNING id;

-- name: account_any :opt
-- out: id int
SELECT id FROM account ORDER BY id LIMIT 1;

-- name: account_demo_any :opt
-- out: id int
SELECT id FROM account WHERE demo ORDER BY id LIMIT 1;

-- name: accounts_demo :many
-- in: day date
-- out: login text, totp_secret bytes, name text, title text, agency_name text
SELECT a.login, a.totp_secret, p.name, q.title, v.name
FROM account a
JOIN person p ON p.id = a.person_id
JOIN appointment t ON t.person_id = p.id
JOIN position q ON q.id = t.position_id
JOIN unit u ON u.id = q.unit_id
JOIN agency_version v ON v.agency_id = u.agency_id
WHERE a.demo AND a.disabled_us IS NULL
  AND t.valid_from <= :day AND (t.valid_to IS NULL OR t.valid_to > :day)
  AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day)
ORDER BY a.id;

-- name: account_person :opt
-- in: id int
-- out: id int, person_id int, login text, name text, generation int
SELECT a.id, a.person_id, a.login, p.name, (SELECT generation FROM authority WHERE id = 1)
FROM account a JOIN person p ON p.id = a.person_id
WHERE a.id = :id AND a.disabled_us IS NULL;

-- name: session_add :one
-- in: token_hash text, account_id int, stage int, assurance text, created_us time, expires_us time, address text, agent text
-- out: id int
INSERT INTO session (token_hash, account_id, stage, assurance, created_us, seen_us, expires_us,
                     address, agent)
VALUES (:token_hash, :account_id, :stage, :assurance, :created_us, :created_us, :expires_us,
        :address, :agent)
RETURNING id;

-- name: session_by_token :opt
-- in: token_hash text
-- out: id int, account_id int, stage int, assurance text, seen_us time, expires_us time
SELECT id, account_id, stage, assurance, seen_us, expires_us
FROM session
WHERE token_hash = :token_hash AND ended_us IS NULL;

-- name: session_seen :exec
-- in: id int, seen_us time
UPDATE session SET seen_us = :seen_us WHERE id = :id AND seen_us < :seen_us AND ended_us IS NULL;

-- name: session_of_account :many
-- in: account_id int, idle_since_us time, now_us time
-- out: id int, created_us time, seen_us time, address text, agent text
SELECT id, created_us, seen_us, address, agent
FROM session
WHERE account_id = :account_id AND stage = 2 AND ended_us IS NULL
  AND seen_us > :idle_since_us AND expires_us > :now_us
ORDER BY created_us DESC, id DESC
LIMIT 50;

-- name: session_last_before :opt
-- in: account_id int, id int
-- out: created_us time, address text, agent text
SELECT created_us, address, agent
FROM session
WHERE account_id = :account_id AND stage = 2 AND id < :id
ORDER BY id DESC
LIMIT 1;

-- name: session_end :exec
-- in: id int, account_id int, ended_us time
UPDATE session SET ended_us = :ended_us
WHERE id = :id AND account_id = :account_id AND ended_us IS NULL;

-- name: session_end_all :exec
-- in: account_id int, spared int, ended_us time
UPDATE session SET ended_us = :ended_us
WHERE account_id = :account_id AND id <> :spared AND ended_us IS NULL;

-- name: session_end_token :exec
-- in: token_hash text, ended_us time
UPDATE session SET ended_us = :ended_us WHERE token_hash = :token_hash AND ended_us IS NULL;

-- name: session_known :one
-- in: login text, token_hash text, address text, since_us time
-- out: browser int, place int
SELECT coalesce(sum(CASE WHEN s.token_hash = :token_hash THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN s.address = :address THEN 1 ELSE 0 END), 0)
FROM session s
JOIN account a ON a.id = s.account_id
WHERE a.login = :login AND s.stage = 2 AND s.created_us > :since_us;

-- name: attempt_tries :opt
-- in: guard text, window_us time
-- out: tries int
SELECT tries FROM attempt WHERE guard = :guard AND window_us = :window_us;

-- name: attempt_count :one
-- in: guard text, window_us time
-- out: tries int
INSERT INTO attempt (guard, window_us, tries) VALUES (:guard, :window_us, 1)
ON CONFLICT (guard, window_us) DO UPDATE SET tries = attempt.tries + 1
RETURNING tries;

-- name: attempt_clear :exec
-- in: guard text
DELETE FROM attempt WHERE guard = :guard;
