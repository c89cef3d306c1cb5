-- name: oidc_provider_list :many
-- in: audience text
-- out: id int, definition json
SELECT id, definition FROM oidc_provider WHERE audience = :audience AND enabled
ORDER BY title, code;

-- name: oidc_provider_find :opt
-- in: code text
-- out: id int, definition json
SELECT id, definition FROM oidc_provider WHERE code = :code AND enabled;

-- name: oidc_provider_any :opt
-- in: code text
-- out: id int, definition json, enabled bool
SELECT id, definition, enabled FROM oidc_provider WHERE code = :code;

-- name: oidc_provider_put :one
-- in: code text, audience text, title text, issuer text, definition json, enabled bool, changed_us time
-- out: id int
INSERT INTO oidc_provider (code, audience, title, issuer, definition, enabled, changed_us)
VALUES (:code, :audience, :title, :issuer, :definition, :enabled, :changed_us)
ON CONFLICT (code) DO UPDATE SET audience = :audience, title = :title, issuer = :issuer,
    definition = :definition, enabled = :enabled, changed_us = :changed_us
RETURNING id;

-- name: oidc_links_end_all :exec
-- in: provider_id int, ended_us time
UPDATE oidc_link SET ended_us = :ended_us WHERE provider_id = :provider_id AND ended_us IS NULL;

-- name: oidc_metadata :opt
-- in: provider_id int
-- out: discovery json, jwks json, fetched_us time
SELECT discovery, jwks, fetched_us FROM oidc_metadata WHERE provider_id = :provider_id;

-- name: oidc_metadata_put :exec
-- in: provider_id int, discovery json, jwks json, fetched_us time
INSERT INTO oidc_metadata (provider_id, discovery, jwks, fetched_us, refetched_us)
VALUES (:provider_id, :discovery, :jwks, :fetched_us, 0)
ON CONFLICT (provider_id) DO UPDATE SET discovery = :discovery, jwks = :jwks,
    fetched_us = :fetched_us;

-- name: oidc_metadata_forget :exec
-- in: provider_id int
DELETE FROM oidc_metadata WHERE provider_id = :provider_id;

-- name: oidc_metadata_refetch :exec
-- in: provider_id int, now_us time, before_us time
UPDATE oidc_metadata SET refetched_us = :now_us
WHERE provider_id = :provider_id AND refetched_us < :before_us;

-- name: oidc_attempt_add :exec
-- in: provider_id int, state_hash text, browser_hash text, nonce text, verifier text, account_id int?, next text, created_us time
INSERT INTO oidc_attempt (provider_id, state_hash, browser_hash, nonce, verifier, account_id, next,
                          created_us)
VALUES (:provider_id, :state_hash, :browser_hash, :nonce, :verifier, :account_id, :next,
        :created_us);

-- name: oidc_attempt_forget :exec
-- in: before_us time
DELETE FROM oidc_attempt WHERE created_us < :before_us;

-- name: oidc_attempt_find :opt
-- in: provider_id int, state_hash text, browser_hash text, since_us time
-- out: id int, nonce text, verifier text, account_id int?, next text
SELECT id, nonce, verifier, account_id, next
FROM oidc_attempt
WHERE state_hash = :state_hash AND provider_id = :provider_id AND browser_hash = :browser_hash
  AND created_us > :since_us AND used_us IS NULL;

-- name: oidc_attempt_use :exec
-- in: id int, used_us time
UPDATE oidc_attempt SET used_us = :used_us, verifier = '' WHERE id = :id AND used_us IS NULL;

-- name: oidc_link_find :opt
-- in: provider_id int, subject text
-- out: account_id int
SELECT account_id FROM oidc_link
WHERE provider_id = :provider_id AND subject = :subject AND ended_us IS NULL;

-- name: oidc_link_add :exec
-- in: provider_id int, subject text, account_id int, linked_us time
INSERT INTO oidc_link (provider_id, subject, account_id, linked_us)
VALUES (:provider_id, :subject, :account_id, :linked_us);

-- name: oidc_link_end :exec
-- in: provider_id int, account_id int, ended_us time
UPDATE oidc_link SET ended_us = :ended_us
WHERE provider_id = :provider_id AND account_id = :account_id AND ended_us IS NULL;

-- name: oidc_links_end_of :exec
-- in: account_id int, ended_us time
UPDATE oidc_link SET ended_us = :ended_us WHERE account_id = :account_id AND ended_us IS NULL;

-- name: oidc_links_of :many
-- in: account_id int
-- out: provider_id int, code text, title text, linked_us time
SELECT p.id, p.code, p.title, l.linked_us
FROM oidc_link l JOIN oidc_provider p ON p.id = l.provider_id
WHERE l.account_id = :account_id AND l.ended_us IS NULL
ORDER BY p.title, p.code;
