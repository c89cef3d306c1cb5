-- Signing in with an account held elsewhere (core/oidc.h), and how an official's account begins
-- and is recovered (modules/account).

-- One installation of an identity provider. The client secret is no data: it lies in the file
-- keys/oidc/<code>.secret, which only the fetcher may read.
CREATE TABLE oidc_provider (
    id @id,
    code @text NOT NULL UNIQUE,     -- in addresses: 'quoc-gia'
    audience @text NOT NULL CHECK (audience IN ('citizen', 'staff')),
    title @text NOT NULL,           -- on the button
    issuer @text NOT NULL,
    definition @json NOT NULL,      -- as it was given: claims, levels, scope
    enabled @bool NOT NULL,
    changed_us @time NOT NULL
);

-- What a provider publishes of itself, fetched again after an hour.
CREATE TABLE oidc_metadata (
    id @id,
    provider_id @int NOT NULL UNIQUE REFERENCES oidc_provider(id),
    discovery @json NOT NULL,
    jwks @json NOT NULL,
    fetched_us @time NOT NULL,
    refetched_us @time NOT NULL     -- the last time that an unknown key made us ask again
);

-- A sign-in that has begun: bound to the browser that began it, good once and for ten minutes.
CREATE TABLE oidc_attempt (
    id @id,
    provider_id @int NOT NULL REFERENCES oidc_provider(id),
    state_hash @text NOT NULL UNIQUE,
    browser_hash @text NOT NULL,    -- of the browser's session token
    nonce @text NOT NULL,
    verifier @text NOT NULL,        -- PKCE; empty once used
    account_id @int REFERENCES account(id), -- of an official who links; NULL: signs in
    next @text NOT NULL,
    created_us @time NOT NULL,
    used_us @time
);
CREATE INDEX oidc_attempt_created ON oidc_attempt (created_us);

-- Which account an official's identity elsewhere opens. Only the owner links, while signed in.
CREATE TABLE oidc_link (
    id @id,
    provider_id @int NOT NULL REFERENCES oidc_provider(id),
    subject @text NOT NULL,
    account_id @int NOT NULL REFERENCES account(id),
    linked_us @time NOT NULL,
    ended_us @time
);
CREATE UNIQUE INDEX oidc_link_subject ON oidc_link (provider_id, subject) WHERE ended_us IS NULL;
CREATE UNIQUE INDEX oidc_link_account ON oidc_link (provider_id, account_id)
    WHERE ended_us IS NULL;

-- Where notices about the account go; E.164, empty: nowhere.
ALTER TABLE account ADD COLUMN phone @text NOT NULL DEFAULT '';
-- assurance_code() of the sign-in (core/assurance.h).
ALTER TABLE session ADD COLUMN assurance @text NOT NULL DEFAULT 'staff_password_totp';

-- A one-time link with which the owner sets what an administrator may not know.
CREATE TABLE account_invitation (
    id @id,
    account_id @int NOT NULL REFERENCES account(id),
    kind @text NOT NULL CHECK (kind IN ('new', 'password', 'code', 'recovery')),
    token_hash @text NOT NULL UNIQUE,
    totp_secret @bytes NOT NULL,    -- to be set; empty for 'password', and once used
    made_by @int NOT NULL REFERENCES account(id),
    created_us @time NOT NULL,
    expires_us @time NOT NULL,
    used_us @time,
    ended_us @time                  -- replaced by a later one
);
CREATE INDEX account_invitation_account ON account_invitation (account_id, created_us);

-- Password and telephone lost: one administrator opens, another approves within a day.
CREATE TABLE account_recovery (
    id @id,
    account_id @int NOT NULL REFERENCES account(id),
    reason @text NOT NULL,
    opened_by @int NOT NULL REFERENCES account(id),
    opened_us @time NOT NULL,
    expires_us @time NOT NULL,
    approved_by @int REFERENCES account(id),
    approved_us @time,
    ended_by @int REFERENCES account(id), -- who called it off
    ended_us @time
);
CREATE UNIQUE INDEX account_recovery_open ON account_recovery (account_id)
    WHERE approved_us IS NULL AND ended_us IS NULL;
