-- Citizens and businesses who sign in, and what they may ask about their own data.

-- A phone that claims an identifier. Bound (bound_us) once a desk compared the papers or a national
-- login said so; an identifier has one bound account at a time, and any number of mere claims,
-- which see nothing but what they filed themselves.
CREATE TABLE citizen (
    id @id,
    kind @text NOT NULL CHECK (kind IN ('person', 'business')),
    identifier @text NOT NULL,      -- 12 or 9 digits, tax code
    name @text NOT NULL,            -- '' until known
    phone @text NOT NULL,           -- E.164; '' until one is proven (came by national login)
    bound_by @text NOT NULL,        -- '' claimed only, 'desk', 'oidc'
    bound_us @time,
    created_us @time NOT NULL,
    closed_us @time
);

CREATE UNIQUE INDEX citizen_claim ON citizen (identifier, phone) WHERE closed_us IS NULL;
CREATE UNIQUE INDEX citizen_bound ON citizen (identifier)
    WHERE closed_us IS NULL AND bound_us IS NOT NULL;

-- Only a hash of the browser's token is here, as with the sessions of officials.
CREATE TABLE citizen_session (
    id @id,
    token_hash @text NOT NULL UNIQUE,
    citizen_id @int NOT NULL REFERENCES citizen(id),
    assurance @text NOT NULL,       -- core/assurance.h
    created_us @time NOT NULL,
    seen_us @time NOT NULL,
    expires_us @time NOT NULL,
    ended_us @time,
    address @text NOT NULL,
    agent @text NOT NULL
);

CREATE INDEX citizen_session_citizen ON citizen_session (citizen_id, created_us);

-- Between "send me a code" and the code, by the browser that asked: a code is good there only.
CREATE TABLE citizen_pending (
    token_hash @text PRIMARY KEY,
    identifier @text NOT NULL,
    phone @text NOT NULL,
    created_us @time NOT NULL,
    expires_us @time NOT NULL
);

-- Whose budget a code was sent from: '' strangers together, else a browser that is known here.
ALTER TABLE one_time_code ADD COLUMN door @text NOT NULL DEFAULT '';

-- Which objects a reading showed: the index by which a person finds who looked.
CREATE TABLE evidence_subject (
    object @text NOT NULL,          -- 'dossier:12'
    evidence_id @int NOT NULL REFERENCES evidence(id),
    PRIMARY KEY (object, evidence_id)
);

-- Questions of a person about one reading, and the agency's answer.
CREATE TABLE privacy_question (
    id @id,
    token @text NOT NULL UNIQUE,    -- the page where the answer stands
    evidence_id @int NOT NULL REFERENCES evidence(id),
    object @text NOT NULL,
    citizen_id @int NOT NULL,       -- 0: asked from a dossier's page
    phone @text NOT NULL,
    assurance @text NOT NULL,
    agency_id @int NOT NULL REFERENCES agency(id),
    asked @text NOT NULL,
    asked_us @time NOT NULL,
    due_us @time NOT NULL,
    answer @text NOT NULL DEFAULT '',
    answered_by @text NOT NULL DEFAULT '',
    answered_us @time,
    UNIQUE (object, evidence_id)
);

CREATE INDEX privacy_question_open ON privacy_question (agency_id, due_us)
    WHERE answered_us IS NULL;
CREATE INDEX privacy_question_agency ON privacy_question (agency_id, id);

-- A copy of everything held about a person, made by a job.
CREATE TABLE data_export (
    id @id,
    token @text NOT NULL UNIQUE,
    citizen_id @int NOT NULL REFERENCES citizen(id),
    assurance @text NOT NULL,
    asked_us @time NOT NULL,
    sha256 @text NOT NULL DEFAULT '',
    size @int NOT NULL DEFAULT 0,
    made_us @time,
    expires_us @time                -- of the link, from made_us
);

CREATE INDEX data_export_citizen ON data_export (citizen_id, id);

-- How long each kind of record is kept, by which act.
CREATE TABLE retention_rule (
    id @id,
    kind @text NOT NULL,            -- core/privacy.h: retention_kinds()
    keep_days @int NOT NULL,
    source @text NOT NULL,
    verified @bool NOT NULL,        -- false: nobody has checked the source yet
    valid_from @date NOT NULL,
    valid_to @date,
    UNIQUE (kind, valid_from)
);

INSERT INTO retention_rule (kind, keep_days, source, verified, valid_from) VALUES
    ('dossier', 3650, 'Luật Lưu trữ 33/2024/QH15; thời hạn 10 năm', FALSE, '2020-01-01'),
    ('draft', 30, 'Cam kết trên trang nộp hồ sơ', TRUE, '2020-01-01'),
    ('notification', 730, 'Luật 91/2025/QH15, chỉ giữ khi còn cần', FALSE, '2020-01-01'),
    ('one_time_code', 30, 'Luật 91/2025/QH15, chỉ giữ khi còn cần', FALSE, '2020-01-01'),
    ('session', 365, 'Nghị định 85/2016/NĐ-CP, nhật ký an toàn', FALSE, '2020-01-01'),
    ('export', 1, 'Liên kết tải về dùng trong 24 giờ', TRUE, '2020-01-01');

-- What is due to be destroyed: listed by a job, decided by a person, carried out by a job.
CREATE TABLE disposal (
    id @id,
    kind @text NOT NULL,
    rule_id @int NOT NULL REFERENCES retention_rule(id),
    before_us @time NOT NULL,       -- records that ended before
    counted @int NOT NULL,
    listed_us @time NOT NULL,
    state @text NOT NULL CHECK (state IN ('listed', 'approved', 'refused', 'done')),
    decided_by @text NOT NULL DEFAULT '',
    decided_us @time,
    reason @text NOT NULL DEFAULT '',
    erased @int NOT NULL DEFAULT 0,
    done_us @time
);

CREATE UNIQUE INDEX disposal_open ON disposal (kind) WHERE state IN ('listed', 'approved');

-- Nothing of an object is erased while somebody must keep it: a complaint, a court, an inspection.
CREATE TABLE legal_hold (
    id @id,
    object @text NOT NULL,
    reason @text NOT NULL,
    act @text NOT NULL,
    set_by @text NOT NULL,
    set_us @time NOT NULL,
    ended_by @text NOT NULL DEFAULT '',
    ended_us @time
);

CREATE UNIQUE INDEX legal_hold_open ON legal_hold (object) WHERE ended_us IS NULL;

-- A person asks that their data be erased; what the law keeps is told with its reason.
CREATE TABLE erasure_request (
    id @id,
    citizen_id @int NOT NULL REFERENCES citizen(id),
    assurance @text NOT NULL,
    agency_id @int NOT NULL,        -- 0: the node's administrators
    asked_us @time NOT NULL,
    state @text NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'done')),
    reason @text NOT NULL DEFAULT '',
    decided_by @text NOT NULL DEFAULT '',
    decided_us @time,
    erased @int NOT NULL DEFAULT 0,
    kept @int NOT NULL DEFAULT 0,
    done_us @time
);

CREATE INDEX erasure_request_citizen ON erasure_request (citizen_id, id);
CREATE INDEX erasure_request_open ON erasure_request (asked_us) WHERE state = 'waiting';
