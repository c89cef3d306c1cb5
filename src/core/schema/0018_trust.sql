-- Whom the node trusts, whose certificate is whose, and what authorities said about them.

-- Issuers (core/trust.h), as dated data: a row is closed, never overwritten.
CREATE TABLE trust_issuer (
    id @id,
    domain @text NOT NULL,          -- 'public', 'official', 'test'
    root @bool NOT NULL,            -- a trust anchor; otherwise it may stand between
    der @bytes NOT NULL,
    sha256 @text NOT NULL,          -- of der, lower-case hex
    name @text NOT NULL,            -- common name
    not_before_us @time NOT NULL,
    not_after_us @time NOT NULL,
    source @text NOT NULL,          -- where the bytes come from
    reason @text NOT NULL,          -- why it is trusted
    added_by @text NOT NULL,        -- actor_mark()
    added_us @time NOT NULL,        -- trusted from here
    withdrawn_us @time,             -- half-open; NULL: trusted
    withdrawn_by @text NOT NULL DEFAULT '',
    withdraw_reason @text NOT NULL DEFAULT ''
);

CREATE INDEX trust_issuer_sha256 ON trust_issuer (sha256, added_us);

-- Only demonstrations had issuers before there were domains.
INSERT INTO trust_issuer (domain, root, der, sha256, name, not_before_us, not_after_us, source,
                          reason, added_by, added_us)
SELECT 'test', kind = 'root', der, sha256, name, not_before_us, not_after_us,
       'Bản chạy thử của nút này', 'Cơ quan cấp chạy thử', 'system', added_us
FROM certificate WHERE kind IN ('root', 'issuer') ORDER BY id;

-- The register (sổ chứng thư số): certificates that people and agencies sign with. The keys are
-- the signer's, or on a token that it knows nothing of.
CREATE TABLE certificate_before AS SELECT * FROM certificate;
DROP TABLE certificate;

CREATE TABLE certificate (
    id @id,
    kind @text NOT NULL,            -- 'person', 'agency'
    domain @text NOT NULL,          -- of the root that its path ends at
    key_id @text NOT NULL,          -- 'nguoi-7', 'dau-3': what the signer calls the key; '': not there
    der @bytes NOT NULL,
    sha256 @text NOT NULL UNIQUE,   -- of der, lower-case hex
    name @text NOT NULL,            -- common name
    issuer @text NOT NULL,          -- common name of the issuer; '': read it from der
    serial @text NOT NULL,          -- lower-case hex; '': read it from der
    not_before_us @time NOT NULL,
    not_after_us @time NOT NULL,
    added_us @time NOT NULL,
    status @text NOT NULL,          -- 'unknown', 'good', 'suspended', 'revoked'
    status_from @text NOT NULL,     -- who said so: an address, or actor_mark()
    status_us @time NOT NULL,       -- what it is about: the answer's own time; 0: never answered
    revoked_us @time NOT NULL,      -- 0: not revoked
    asked_us @time NOT NULL,        -- when the node last tried; 0: never
    fault @text NOT NULL            -- code of why that gave nothing; '': it was answered
);

CREATE INDEX certificate_end ON certificate (not_after_us);

INSERT INTO certificate (kind, domain, key_id, der, sha256, name, issuer, serial, not_before_us,
                         not_after_us, added_us, status, status_from, status_us, revoked_us,
                         asked_us, fault)
SELECT kind, 'test', key_id, der, sha256, name, '', '', not_before_us, not_after_us, added_us,
       'unknown', '', 0, 0, 0, ''
FROM certificate_before WHERE kind IN ('person', 'agency') ORDER BY id;

-- Who holds a certificate, by an act that left evidence. At most one open row a certificate.
CREATE TABLE certificate_holder (
    id @id,
    certificate_id @int NOT NULL REFERENCES certificate(id),
    person_id @int REFERENCES person(id),
    agency_id @int REFERENCES agency(id),
    from_us @time NOT NULL,
    until_us @time,                 -- half-open; NULL: holds it
    given_by @text NOT NULL,        -- actor_mark()
    reason @text NOT NULL,
    ended_by @text NOT NULL DEFAULT '',
    end_reason @text NOT NULL DEFAULT ''
);

CREATE INDEX certificate_holder_certificate ON certificate_holder (certificate_id, from_us);
CREATE INDEX certificate_holder_person ON certificate_holder (person_id, from_us);
CREATE INDEX certificate_holder_agency ON certificate_holder (agency_id, from_us);

INSERT INTO certificate_holder (certificate_id, person_id, agency_id, from_us, given_by, reason)
SELECT c.id, b.person_id, b.agency_id, b.added_us, 'system', 'Có từ trước sổ chứng thư số'
FROM certificate_before b JOIN certificate c ON c.sha256 = b.sha256
WHERE b.person_id IS NOT NULL OR b.agency_id IS NOT NULL;

DROP TABLE certificate_before;

-- Each change of a status, as it became known.
CREATE TABLE certificate_status (
    id @id,
    certificate_id @int NOT NULL REFERENCES certificate(id),
    status @text NOT NULL,
    since_us @time NOT NULL,        -- from when it holds, as the source says
    recorded_us @time NOT NULL,
    source @text NOT NULL           -- as certificate.status_from
);

CREATE INDEX certificate_status_certificate ON certificate_status (certificate_id, recorded_us);

-- Answers of OCSP responders and CRLs, kept as they came.
CREATE TABLE revocation_answer (
    id @id,
    kind @text NOT NULL,            -- 'ocsp', 'crl'
    about @text NOT NULL,           -- SHA-256 of the certificate; of a CRL: of its issuer
    der @bytes NOT NULL,
    sha256 @text NOT NULL,
    url @text NOT NULL,
    made_us @time NOT NULL,         -- thisUpdate
    next_us @time NOT NULL,         -- nextUpdate; 0: none
    asked_us @time NOT NULL,
    UNIQUE (about, sha256)
);

CREATE INDEX revocation_answer_about ON revocation_answer (about, made_us);

-- Signatures that were validated before their file was stored: what "uses a digital signature" is
-- counted from, and nothing else.
CREATE TABLE signature (
    id @id,
    certificate_id @int NOT NULL REFERENCES certificate(id),
    person_id @int REFERENCES person(id),
    agency_id @int NOT NULL REFERENCES agency(id), -- for whom it was signed
    object @text NOT NULL,          -- 'issued:12'
    file_sha256 @text NOT NULL,
    signed_us @time NOT NULL,       -- proven by a timestamp, else claimed
    recorded_us @time NOT NULL,
    voided_us @time,                -- found not to hold after all
    UNIQUE (certificate_id, object, file_sha256)
);

CREATE INDEX signature_person ON signature (person_id, signed_us);
CREATE INDEX signature_recorded ON signature (recorded_us);
