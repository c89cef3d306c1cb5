-- Who works where, since when and until when. Nothing here is overwritten: a reorganisation
-- closes rows and opens new ones, so that every record keeps the name it had on its date.

-- The tiers of government as dated data (no district from 2025-07-01).
CREATE TABLE tier (
    id @id,
    level @int NOT NULL,            -- 1 centre, 2 province, 3 district, 4 commune
    name @text NOT NULL,            -- 'cấp xã'
    valid_from @date NOT NULL,
    valid_to @date,                 -- half-open; NULL: in force
    UNIQUE (level, valid_from)
);

-- An agency is an identity without properties: these stand, dated, in agency_version.
CREATE TABLE agency (
    id @id,
    created_us @time NOT NULL
);

CREATE TABLE agency_version (
    id @id,
    agency_id @int NOT NULL REFERENCES agency(id),
    code @text NOT NULL,            -- 'H19', 'H19.62': the unit code in a dossier code
    area_code @text NOT NULL,       -- national code of the territory: '75', '26221'; unique by date only
    name @text NOT NULL,            -- 'UBND xã Phú Hoà'
    place @text NOT NULL,           -- 'xã Phú Hoà': kind and name of the territory
    name_folded @text NOT NULL,     -- both, folded for search without marks
    kind @text NOT NULL,            -- 'thành phố', 'phường', 'xã', 'sở'
    level @int NOT NULL,
    parent_id @int REFERENCES agency(id),
    address @text NOT NULL,
    phone @text NOT NULL,
    act @text NOT NULL,             -- the legal act behind this version
    valid_from @date NOT NULL,
    valid_to @date,
    UNIQUE (agency_id, valid_from),
    UNIQUE (code, valid_from)
);

CREATE INDEX agency_version_parent ON agency_version (parent_id, valid_from);

-- Every ancestor of every agency, itself at depth 0, for the days on which it was one.
CREATE TABLE agency_closure (
    id @id,
    ancestor_id @int NOT NULL REFERENCES agency(id),
    descendant_id @int NOT NULL REFERENCES agency(id),
    depth @int NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date,
    UNIQUE (ancestor_id, descendant_id, valid_from)
);

CREATE INDEX agency_closure_descendant ON agency_closure (descendant_id, ancestor_id);

-- A part of an agency: 'Bộ phận Một cửa', 'Lãnh đạo UBND'.
CREATE TABLE unit (
    id @id,
    agency_id @int NOT NULL REFERENCES agency(id),
    name @text NOT NULL,
    valid_from @date NOT NULL,
    valid_to @date,
    UNIQUE (agency_id, name, valid_from)
);

-- A post that one or more people hold; the role it carries decides what they may do.
CREATE TABLE position (
    id @id,
    unit_id @int NOT NULL REFERENCES unit(id),
    title @text NOT NULL,           -- 'Phó Chủ tịch UBND'
    role @text NOT NULL,            -- core/identity.h: role_code()
    subtree @bool NOT NULL,         -- the role also reaches the agencies below
    valid_from @date NOT NULL,
    valid_to @date,
    UNIQUE (unit_id, title, valid_from)
);

CREATE TABLE person (
    id @id,
    name @text NOT NULL,
    name_folded @text NOT NULL,
    created_us @time NOT NULL
);

CREATE TABLE appointment (
    id @id,
    person_id @int NOT NULL REFERENCES person(id),
    position_id @int NOT NULL REFERENCES position(id),
    decision @text NOT NULL,        -- 'Quyết định 88/QĐ-UBND'
    valid_from @date NOT NULL,
    valid_to @date,
    UNIQUE (person_id, position_id, valid_from)
);

CREATE INDEX appointment_position ON appointment (position_id);

CREATE TABLE account (
    id @id,
    person_id @int NOT NULL REFERENCES person(id),
    login @text NOT NULL UNIQUE,    -- lower case
    password_hash @text NOT NULL,   -- Argon2id, PHC string
    totp_secret @bytes NOT NULL,
    totp_step @int NOT NULL,        -- the last 30 s step whose code was used; older ones are refused
    demo @bool NOT NULL,            -- made by the demo: may exist in a demo data folder only
    created_us @time NOT NULL,
    disabled_us @time
);

-- A signed-in browser. `stage` 1: password given, code awaited; 2: in. Only a hash of the token
-- is here: who reads the database cannot take over a session.
CREATE TABLE session (
    id @id,
    token_hash @text NOT NULL UNIQUE,
    account_id @int NOT NULL REFERENCES account(id),
    stage @int NOT NULL,
    created_us @time NOT NULL,
    seen_us @time NOT NULL,
    expires_us @time NOT NULL,
    ended_us @time,
    address @text NOT NULL,
    agent @text NOT NULL
);

CREATE INDEX session_account ON session (account_id, created_us);

-- Wrong tries by what is guarded ('sign_in:…', 'track:…') and window of time.
CREATE TABLE attempt (
    id @id,
    guard @text NOT NULL,
    window_us @time NOT NULL,       -- start of the window
    tries @int NOT NULL,
    UNIQUE (guard, window_us)
);

-- One-time codes sent to a phone. Only a salted hash is kept.
CREATE TABLE one_time_code (
    id @id,
    purpose @text NOT NULL,         -- 'result', 'find_code'
    object @text NOT NULL,          -- what it opens
    phone @text NOT NULL,
    salt @text NOT NULL,
    code_hash @text NOT NULL,
    created_us @time NOT NULL,
    expires_us @time NOT NULL,
    tries @int NOT NULL,
    used_us @time
);

CREATE INDEX one_time_code_object ON one_time_code (purpose, object, created_us);
CREATE INDEX one_time_code_phone ON one_time_code (phone, created_us);
